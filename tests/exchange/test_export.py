"""Exports: who took what and when, and not one cell that a spreadsheet would compute."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.formulas import INSIDE, PAYLOADS, live, readings

from guihang.engines.words import Words
from guihang.exchange.book import read
from guihang.exchange.export import export, inert

WHEN = datetime(2026, 6, 1, 1, 30, tzinfo=UTC)


def xlsx(rows: list[list[object]]) -> bytes:
    with export(rows, ["备注"], who="a", when=WHEN, filter_text="b") as file:  # type: ignore[arg-type]
        return file.read()


def as_csv(rows: list[list[object]]) -> str:
    with export(rows, ["备注"], who="a", when=WHEN, filter_text="b", form="csv") as file:  # type: ignore[arg-type]
        return file.read().decode("utf-8-sig")


def test_there_are_enough_payloads_and_the_oracle_knows_them() -> None:
    assert len(PAYLOADS) + len(INSIDE) >= 600
    assert all(map(live, PAYLOADS))
    assert not any(map(live, ["张建国", "'=1+1", "a=1", "3-5", "", "呼和浩特 -5℃"]))


def test_no_payload_is_live_in_a_workbook() -> None:
    data = xlsx([[text] for text in PAYLOADS + INSIDE])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "external" in name.lower()]
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert "<hyperlink" not in sheet
    texts = [
        found.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        for found in re.findall(r"<t[^>]*>(.*?)</t>", sheet, re.DOTALL)
    ]
    assert len(texts) >= len(PAYLOADS + INSIDE)
    assert not [text for text in texts if live(text)]


def test_no_payload_is_live_in_a_csv_whatever_the_separator() -> None:
    text = as_csv([[payload] for payload in PAYLOADS + INSIDE])
    assert not [cell for cell in readings(text) if live(cell)]


def test_the_control_an_ordinary_csv_has_live_cells() -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[payload] for payload in PAYLOADS + INSIDE])
    assert len([cell for cell in readings(out.getvalue()) if live(cell)]) >= 600


@given(st.text(max_size=40))
def test_no_text_at_all_is_live(text: str) -> None:
    assert not live(inert(text))
    assert inert(text) in (text, f"'{text}")


@given(st.lists(st.text(max_size=30), min_size=1, max_size=3))
def test_no_text_at_all_is_live_in_a_csv(cells: list[str]) -> None:
    with export([cells], ["a", "b", "c"], who="a", when=WHEN, filter_text="b", form="csv") as file:
        text = file.read().decode("utf-8-sig")
    assert not [
        cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row if live(cell)
    ]


def test_who_when_which_filter_and_unit_are_in_the_file(tmp_path: Path) -> None:
    rows = [["张*国", 3, 2.5, date(2026, 3, 5), WHEN, True, None, Words("在所", "Inside")]]
    columns = [Words("姓名", "Name"), "b", "c", "d", "e", "f", "g", "h"]
    path = tmp_path / "list.xlsx"
    with export(
        rows, columns, who="王芳", when=WHEN, filter_text="在所、2026 年", unit="新城区工作站", title="人员名单",
    ) as file:  # fmt: skip
        path.write_bytes(file.read())
    (sheet,) = read(path)
    found = [cells for _, cells in sheet.lines()]
    assert found[:5] == [
        ["名称", "人员名单"], ["导出人", "王芳"], ["导出时间", "2026-06-01 09:30:00"],
        ["单位", "新城区工作站"], ["筛选条件", "在所、2026 年"],
    ]  # fmt: skip
    assert found[5][0] == "姓名"
    assert found[6] == ["张*国", "3", "2.5", "2026-03-05", "2026-06-01 09:30", "是", "", "在所"]
    assert found[7][0].startswith("共 1 行。仅供工作使用")
    assert all(word in found[7][0] for word in ("王芳", "2026-06-01 09:30:00", "在所、2026 年"))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "王芳" in xml[xml.index("<oddFooter>") :]
    assert '<c r="B7"><v>3</v></c>' in xml


def test_a_csv_holds_the_same_and_opens_in_a_spreadsheet() -> None:
    with (
        translation.override("en"),
        export([["a", 1]], ["x", "y"], who="w", when=WHEN, filter_text="", form="csv") as file,
    ):
        data = file.read()
    assert data.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert found[0] == ["Exported by", "w"]
    assert ["Filter", "none"] in found
    assert ["x", "y"] in found
    assert ["a", "1"] in found
    assert found[-1][0].startswith("1 rows. For work only.")


def test_rows_are_taken_one_at_a_time() -> None:
    """A generator that fails on row 3 has been asked for three rows, not for all of them."""
    asked = []

    def rows() -> Iterator[list[str]]:
        for number in range(1_000_000):
            asked.append(number)
            if number == 2:
                raise RuntimeError("stop")
            yield [str(number)]

    for form in ("xlsx", "csv"):
        asked.clear()
        with pytest.raises(RuntimeError):
            export(rows(), ["a"], who="a", when=WHEN, filter_text="b", form=form)  # type: ignore[arg-type]
        assert asked == [0, 1, 2]


def test_an_overlong_text_is_cut_to_what_a_cell_holds() -> None:
    assert len(as_csv([["长" * 40_000]])) < 40_000


def test_an_exported_list_can_be_imported_again(tmp_path: Path) -> None:
    """The apostrophe that keeps a cell from computing is not part of the value."""
    from guihang.exchange.columns import unstuck

    assert unstuck(inert("+8613812345678")) == "+8613812345678"
