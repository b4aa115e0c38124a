"""Read one table from standard input, in a process that a hostile file may kill without harm.

``child.py xlsx|csv index`` answers with one JSON line about the sheets; ``child.py xlsx|csv rows N``
with one line ``[number, [text, …]]`` for each row that is not blank, then ``{"end": rows}``. A file
that must not be read is answered with ``{"refused": code}``. Started by ``guihang.exchange.book``,
by path and isolated: it imports nothing of the product.

Limits: security notes §5.7. Parsing in a child is not caution but need: a 1 MB bomb drives
calamine to 1.5 GB, and under a memory limit it aborts the whole process.
"""

import codecs
import csv
import datetime
import io
import itertools
import json
import os
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

MEMORY_BYTES = 512 << 20
CPU_SECONDS = 10
FILE_BYTES = 20 << 20
MEMBERS = 200
INFLATED_BYTES = 200 << 20
RATIO = 100
RATIO_FROM = 1 << 20
"""Below this size a good ratio proves nothing: a nearly empty sheet compresses well too."""

SHEETS = 50
"""Each sheet is read in a process of its own, and two thousand names may share one part."""

ROWS = 200_000
COLUMNS = 200
CELL = 32_768
"""One character more than a cell of Excel may hold: still too long for every field after cutting."""

HEAD = 20
CHUNK = 1 << 16
EXACT = 10**15
"""Excel keeps 15 digits of a number; a longer one has lost its end and is not shown as digits."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVES = (
    ZIP,
    b"PK\x05\x06",
    OLE,
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"MSCF",
)
WIDE_XML = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
DTD = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype", b"<!entity")
MACROS = ("vbaproject.bin", "/macrosheets/", "/dialogsheets/", "/activex/")
ALLOWED_CONTROLS = frozenset("\t\n\r")
NOT_TEXT = ("<", "%PDF-", "{\\rtf")


class Refuse(Exception):
    """The file must not be read; the only argument is the code of the reason."""


def confine() -> None:
    """Give up memory, time, files and network before the first byte is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for spaces in (os.CLONE_NEWNET, os.CLONE_NEWUSER | os.CLONE_NEWNET):
        try:
            os.unshare(spaces)
        except OSError:  # not every system lets a process leave the network
            continue
        return


def check_archive(data: bytes) -> None:
    """Refuse an .xlsx that is a bomb, a polyglot, encrypted, nested, or carries macros or a DTD."""
    if data.startswith(OLE):
        raise Refuse("old_or_locked")
    if not data.startswith(ZIP):
        raise Refuse("not_xlsx")
    # Two parsers agree on a file only when its end record stands at the very end.
    if data[-22:-18] != b"PK\x05\x06" or data[-2:] != b"\0\0":
        raise Refuse("polyglot")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MEMBERS:
            raise Refuse("members")
        if not members or min(member.header_offset for member in members) != 0:
            raise Refuse("polyglot")
        for member in members:
            check_name(member)
        names = {member.filename.lower() for member in members}
        if len(names) != len(members):
            raise Refuse("polyglot")
        if not {"[content_types].xml", "xl/workbook.xml"} <= names:
            raise Refuse("not_xlsx")
        check_contents(archive, members)


def check_name(member: zipfile.ZipInfo) -> None:
    name = member.filename.lower()
    if member.flag_bits & 0x1:
        raise Refuse("old_or_locked")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refuse("damaged")
    if name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/"):
        raise Refuse("path")
    if any(part in f"/{name}" for part in MACROS):
        raise Refuse("macros")


def check_contents(archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo]) -> None:
    """Inflate everything once, counting what really comes out: headers lie."""
    total = 0
    for member in members:
        size, last = 0, b""
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                if not size:
                    check_start(chunk)
                size += len(chunk)
                total += len(chunk)
                if total > INFLATED_BYTES:
                    raise Refuse("inflated")
                if size > RATIO_FROM and size > RATIO * max(member.compress_size, 1):
                    raise Refuse("ratio")
                joined = last + chunk
                if any(mark in joined for mark in DTD):
                    raise Refuse("dtd")
                if member.filename == "[Content_Types].xml" and b"macroEnabled" in joined:
                    raise Refuse("macros")
                last = chunk[-16:]


def check_start(chunk: bytes) -> None:
    if chunk.startswith(ARCHIVES):
        raise Refuse("nested")
    if chunk.startswith(WIDE_XML):
        raise Refuse("dtd")  # a DTD could hide in an encoding that the search does not see


def workbook_sheets(data: bytes) -> list[tuple[str, Any]]:
    """Return name and sheet of every visible worksheet."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    check_archive(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if len(book.sheets_metadata) > SHEETS:
        raise Refuse("sheets")
    return [
        (about.name, book.get_sheet_by_index(number))
        for number, about in enumerate(book.sheets_metadata)
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
    ]


def text_of(value: object) -> str:
    """Return a cell as text: days and moments in ISO form, whole numbers without a point."""
    if isinstance(value, str):
        return value[:CELL]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
    if isinstance(value, datetime.datetime):
        whole = value + datetime.timedelta(microseconds=500_000)  # Excel's days are floats
        moment = whole.replace(microsecond=0)
        return moment.isoformat(" ") if moment.time() != datetime.time() else f"{moment:%Y-%m-%d}"
    return str(value)[:CELL]


def decoded(data: bytes) -> str:
    """Return the text of a CSV in UTF-8, UTF-16 with BOM, or GB18030."""
    marks = {
        codecs.BOM_UTF8: "utf-8-sig",
        codecs.BOM_UTF16_LE: "utf-16",
        codecs.BOM_UTF16_BE: "utf-16",
    }
    guesses = [name for mark, name in marks.items() if data.startswith(mark)]
    if "utf-16" not in guesses and b"\0" in data:
        raise Refuse("not_text")
    for encoding in guesses or ["utf-8", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refuse("encoding")


def check_text(text: str) -> None:
    """Refuse what is no table of text, whatever its name says."""
    controls = {char for char in map(chr, range(32)) if char in text} | (
        {"\x7f"} & set(text[:CHUNK])
    )
    if controls - ALLOWED_CONTROLS or text.lstrip().startswith(NOT_TEXT):
        raise Refuse("not_text")


def csv_rows(data: bytes) -> Iterator[list[str]]:
    if data.startswith(ARCHIVES):
        raise Refuse("not_text")
    text = decoded(data)
    check_text(text)
    csv.field_size_limit(FILE_BYTES * 2)
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    comma = max(",\t;", key=first.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=comma)


def numbered(rows: Iterable[Iterable[object]]) -> Iterator[tuple[int, list[str]]]:
    """Return the rows that hold anything, with the number that a spreadsheet shows beside them."""
    kept = 0
    for number, row in enumerate(rows, start=1):
        cells = [text_of(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        kept += 1
        if kept > ROWS:
            raise Refuse("rows")
        if len(cells) > COLUMNS:
            raise Refuse("columns")
        yield number, cells


def sheets_of(form: str, data: bytes) -> list[tuple[str, int, Iterable[Iterable[object]]]]:
    """Return name, rough number of rows and rows of every sheet."""
    if form == "csv":
        return [("", data.count(b"\n") + (not data.endswith(b"\n")), csv_rows(data))]
    return [(name, sheet.height, sheet.iter_rows()) for name, sheet in workbook_sheets(data)]


def say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n")


def answer(form: str, wanted: str, position: int) -> None:
    data = sys.stdin.buffer.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise Refuse("size")
    if not data.strip():
        raise Refuse("empty")
    found = sheets_of(form, data)
    if wanted == "index":
        about = [
            {"name": name, "rows": count, "head": list(itertools.islice(numbered(rows), HEAD))}
            for name, count, rows in found
        ]
        say({"sheets": about})
        return
    count = 0
    for row in numbered(found[position][2]):
        say(row)
        count += 1
    say({"end": count})


def main(form: str, wanted: str, position: str = "0") -> None:
    confine()
    sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")  # type: ignore[union-attr]
    try:
        answer(form, wanted, int(position))
    except Refuse as refused:
        say({"refused": refused.args[0]})
    except MemoryError:
        say({"refused": "limits"})
    except BaseException:
        # The parser met something it does not know (its panics are no Exception: a date of the year
        # -1e308 is one). What it was is no use to the user.
        say({"refused": "damaged"})
    leave()


def leave() -> NoReturn:
    """End at once: tearing down a big workbook object by object takes seconds."""
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
