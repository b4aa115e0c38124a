"""Files from outside: what is read, and what is refused before it can do harm."""

import json
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from tests.exchange.files import GOOD, PARTS, cell, package, sheet_xml, workbook

from guihang.core.refusal import Refused
from guihang.exchange import child
from guihang.exchange.book import REASONS, read


def all_rows(path: Path) -> list[list[str]]:
    return [row for sheet in read(path) for _, row in sheet.lines()]


def why(path: Path) -> str:
    """The code of the refusal that reading the file meets."""
    with pytest.raises(Refused) as refused:
        all_rows(path)
    (reason,) = refused.value.reasons
    assert reason.words.zh
    assert reason.words.en
    return reason.code.removeprefix("file.")


def cells(path: Path) -> list[list[str]]:
    (sheet,) = read(path)
    return [row for _, row in sheet.lines()]


def test_a_good_workbook_is_read(tmp_path: Path) -> None:
    assert cells(package(tmp_path / "good.xlsx")) == [["hello"]]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"s": [["a"], [], ["b"]]})
    (sheet,) = read(path)
    assert list(sheet.lines()) == [(1, ["a"]), (3, ["b"])]


def test_an_18_digit_number_stays_text_and_a_lost_one_is_not_made_up(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"s": [["150101199001011234", 150101199001011234, 13.0]]})
    assert cells(path) == [["150101199001011234", "1.501011990010112e+17", "13"]]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gb18030", b""), ("gbk", b""), ("utf-16", b"")],
)
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_that_offices_write(
    tmp_path: Path, encoding: str, mark: bytes, comma: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(mark + f'姓名{comma}住址\n张建国{comma}"呼和浩特\n新城区"\n'.encode(encoding))
    assert cells(path) == [["姓名", "住址"], ["张建国", "呼和浩特\n新城区"]]


def test_rare_characters_of_names_survive_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,x\n𠮷䶮,1\n".encode("gb18030"))
    assert cells(path)[1][0] == "𠮷䶮"


def bomb(path: Path) -> Path:
    return package(path, sheet_xml(f'<row r="1">{cell("A1", "A" * (300 << 20))}</row>'))


def xxe(path: Path, *, declared: str) -> Path:
    row = f'<row r="1">{cell("A1", "&x;")}</row>'
    return package(path, sheet_xml(row, head=declared))


def test_a_bomb_is_refused_at_once(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.xlsx")
    assert path.stat().st_size < 1 << 20
    started = time.monotonic()
    assert why(path) == "ratio"
    assert time.monotonic() - started < 5


def test_many_modest_members_that_inflate_to_too_much_are_refused(tmp_path: Path) -> None:
    """Each member stays below the ratio; only the sum gives it away."""
    block = os.urandom(16 << 10) * 20  # about 20:1
    extra = {f"xl/media/{number}.bin": block * 64 for number in range(11)}
    path = package(tmp_path / "many.xlsx", extra=extra)
    assert path.stat().st_size < child.FILE_BYTES
    assert why(path) in ("inflated", "ratio")


def test_a_header_that_lies_about_the_size_does_not_help(tmp_path: Path) -> None:
    """The sizes in the central directory say 10 bytes; what comes out is counted."""
    path = bomb(tmp_path / "liar.xlsx")
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02", data.rindex(b"xl/worksheets/sheet1.xml") - 46)
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert why(path) in ("damaged", "ratio")


def test_a_sheet_that_claims_every_cell_costs_nothing(tmp_path: Path) -> None:
    path = package(tmp_path / "claim.xlsx", sheet_xml(
        f'<row r="1">{cell("A1", "hello")}</row>', dimension="A1:XFD1048576"))  # fmt: skip
    assert cells(path) == [["hello"]]


def test_a_sheet_with_one_cell_in_the_far_corner_kills_only_the_child(tmp_path: Path) -> None:
    path = package(tmp_path / "corner.xlsx", sheet_xml(
        f'<row r="1">{cell("A1", "a")}</row>'
        f'<row r="1048576">{cell("XFD1048576", "b")}</row>'))  # fmt: skip
    assert why(path) == "limits"


def test_a_million_rows_are_refused_in_words(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 300_001))
    assert why(package(tmp_path / "long.xlsx", sheet_xml(rows))) == "rows"


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    assert why(workbook(tmp_path / "wide.xlsx", {"s": [["x"] * 201]})) == "columns"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY a "AAAA"><!ENTITY x "&a;&a;&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_entities_are_refused(tmp_path: Path, declared: str) -> None:
    assert why(xxe(tmp_path / "xxe.xlsx", declared=declared)) == "dtd"


def test_entities_in_another_part_or_another_encoding_are_refused(tmp_path: Path) -> None:
    declared = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d/>'
    part = package(tmp_path / "part.xlsx", extra={"docProps/core.xml": declared})
    assert why(part) == "dtd"
    wide = package(tmp_path / "wide.xlsx", declared.encode("utf-16"))
    assert why(wide) == "dtd"


def test_a_dtd_across_the_border_of_two_blocks_is_seen(tmp_path: Path) -> None:
    for shift in range(-12, 3):
        filler = "<!--" + "x" * (child.CHUNK - 4 - 3 + shift) + "-->"
        path = package(tmp_path / "border.xlsx", filler + "<!DOCTYPE d []>" + GOOD)
        assert why(path) == "dtd"


def test_macros_are_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsx", extra={"xl/vbaProject.bin": b"x"})
    assert why(path) == "macros"
    typed = PARTS["[Content_Types].xml"].replace("sheet.main+xml", "sheet.macroEnabled.main+xml")
    assert why(package(tmp_path / "b.xlsx", extra={"[Content_Types].xml": typed})) == "macros"
    assert (
        why(package(tmp_path / "c.xlsx", extra={"xl/macrosheets/sheet1.xml": "<a/>"})) == "macros"
    )


@pytest.mark.parametrize(
    "inner", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Rar!\x1a", b"\x1f\x8b\x08"]
)
def test_archives_inside_are_refused(tmp_path: Path, inner: bytes) -> None:
    path = package(tmp_path / "a.xlsx", extra={"xl/embeddings/a.bin": inner})
    assert why(path) == "nested"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/x", "a/../../x", "..\\x", "C:/x"])
def test_paths_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    assert why(package(tmp_path / "a.xlsx", extra={name: "x"})) == "path"


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    extra = {f"xl/media/{number}.txt": "x" for number in range(child.MEMBERS)}
    assert why(package(tmp_path / "a.xlsx", extra=extra)) == "members"


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsx")
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(data)
    assert why(path) == "old_or_locked"


def test_an_old_or_locked_workbook_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(child.OLE + b"\0" * 2000)
    assert why(path) == "old_or_locked"


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", png(), "not_text"),
        ("a.csv", b"%PDF-1.7\n1 0 obj\n", "not_text"),
        ("a.csv", b"PK\x03\x04rest", "not_text"),
        ("a.csv", b"a,b\n1,\x00\n", "not_text"),
        ("a.csv", b"<html><table>", "not_text"),
        ("a.csv", b"\xff\xff\xff\xff,", "encoding"),
        ("a.csv", b"", "empty"),
        ("a.csv", b" \n \n", "empty"),
        ("a.xlsx", "姓名,性别\n张三,男\n".encode(), "not_xlsx"),
        ("a.xlsx", png(), "not_xlsx"),
        ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, "not_xlsx"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 60, "polyglot"),
        ("a.xls", b"x", "kind"),
        ("a.xlsm", b"x", "kind"),
        ("a", b"x", "kind"),
    ],
)  # fmt: skip
def test_what_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert why(path) == code


def test_two_files_in_one_are_refused(tmp_path: Path) -> None:
    data = package(tmp_path / "good.xlsx").read_bytes()
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    before.write_bytes(png() + data)
    after.write_bytes(data + b"<script>alert(1)</script>")
    assert why(before) == "not_xlsx"
    assert why(after) == "polyglot"
    with zipfile.ZipFile(tmp_path / "good.xlsx", "a") as archive:
        archive.comment = b"<script>"
    assert why(tmp_path / "good.xlsx") == "polyglot"


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert why(tmp_path / "a.xlsx") == "not_xlsx"


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * (6 << 20))
    assert why(path) == "size"


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsx", "<worksheet><sheetData><row")
    assert why(path) == "damaged"
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(package(tmp_path / "b.xlsx").read_bytes()[:-30])
    assert why(cut) in ("polyglot", "damaged")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert why(tmp_path / "none.csv") == "missing"
    (tmp_path / "folder.csv").mkdir()
    assert why(tmp_path / "folder.csv") == "missing"


def test_a_cell_of_ten_megabytes_is_cut_to_something_that_every_field_refuses(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1," + "长" * (3 << 20) + "\n", encoding="utf-8")
    assert len(cells(path)[1][1]) == child.CELL


def test_random_bytes_and_random_damage_never_give_more_than_a_refusal(tmp_path: Path) -> None:
    data = package(tmp_path / "good.xlsx").read_bytes()
    seed = 20_261_124
    path, codes = tmp_path / "fuzzed.xlsx", set[str]()
    for number in range(60):
        state = (seed * (number + 1)) % 2**31
        broken = bytearray(data)
        for _ in range(1 + number % 8):
            state = (1_103_515_245 * state + 12_345) % 2**31
            broken[state % len(broken)] ^= 1 << (state >> 16) % 8
        path.write_bytes(broken)
        try:
            all_rows(path)
        except Refused as refused:
            codes.add(refused.reasons[0].code.removeprefix("file."))
    assert codes
    assert codes <= REASONS.keys()


def test_the_child_works_under_limits_that_bite(tmp_path: Path) -> None:
    """The control: without the pre-check the bomb reaches the parser, and the limit stops it."""
    path = bomb(tmp_path / "bomb.xlsx")
    code = (
        f"import sys; sys.path.insert(0, {str(Path(child.__file__).parent)!r})\n"
        "import child; child.check_archive = lambda data: None; child.main('xlsx', 'index')"
    )
    with path.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-c", code], stdin=file, capture_output=True, check=False
        )
    stopped = ({"refused": "limits"}, {"refused": "damaged"})
    assert done.returncode != 0 or json.loads(done.stdout) in stopped


def test_the_child_cannot_write_files(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(child.__file__).parent)!r})\n"
        "import child, os, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "file = os.open('out', os.O_CREAT | os.O_WRONLY)\n"
        "if len(sys.argv) == 1: child.confine()\n"
        "try:\n  os.write(file, b'x'); print('wrote')\nexcept OSError: print('refused')"
    )

    def said(*free: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code, *free], cwd=tmp_path, capture_output=True, text=True,
            check=True,
        ).stdout.strip()  # fmt: skip

    assert said() == "refused"
    assert said("free") == "wrote"
