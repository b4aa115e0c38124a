"""Lists out, sheets in: masked, signed, tried before they count, and refused row by row."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook
from tests.journeys.office import Office, go, reasons
from tests.journeys.people import in_aftercare


@pytest.fixture
def head(office: Office) -> Page:
    """The head of the station, on the page of data."""
    return office.desk("stationhead", "/data/")


def rows_of(path: Path) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(path)
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def sheet(path: Path, rows: list[list[str]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def send(page: Page, file: Path) -> None:
    page.set_input_files("input[type=file]", file)
    with page.expect_navigation():
        page.get_by_role("button", name="上传并预览").click()
    page.wait_for_selector("html.ready", state="attached")


def number_of(page: Page) -> str:
    return page.locator(".person-meta span").first.inner_text().strip()


def test_a_list_leaves_masked_with_who_took_it_and_when(office: Office) -> None:
    in_aftercare(office, "端木临风")
    page = office.desk("stationhead", "/people/")
    who = page.locator(".menu-panel b").text_content() or ""
    page.select_option('[name="stage"]', "aftercare")
    with page.expect_navigation():
        page.get_by_role("button", name="查询").click()
    shown = page.locator("table.rows a[data-row]").all_inner_texts()
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出").click()
    rows = rows_of(Path(taken.value.path()))
    text = "\n".join(str(cell) for row in rows for cell in row)
    assert "端木*风" in text
    assert "端木临风" not in text
    assert who in text
    assert "照管中" in text
    year_and_day = page.evaluate("new Date().toISOString().slice(0, 4)")
    assert year_and_day in text
    assert [name for name in shown if name not in text] == []


def test_who_may_not_export_is_not_offered_it(office: Office) -> None:
    page = office.desk("officer", "/people/")
    expect(page.get_by_role("link", name="导出")).to_have_count(0)
    assert office.context("officer").request.get("/people/export/").status == 403


def test_a_filled_template_is_tried_imported_and_its_refused_rows_come_back(
    office: Office, head: Page, tmp_path: Path
) -> None:
    # Given the template of contacts, filled with a good row and two that cannot be
    number = number_of(office.desk("worker", f"/cases/{in_aftercare(office, '端木远', days=3)}/"))
    with head.expect_download() as taken:
        head.get_by_role("link", name="联系与尝试").click()
    columns = [str(cell) for cell in rows_of(Path(taken.value.path()))[0]]
    good = {"人员编号": number, "是否联系到本人": "是", "时间": "2026-11-23 10:00", "方式": "电话"}
    filled = [good, good | {"人员编号": "GH-NOBODY"}, good | {"时间": "2031-01-01 10:00"}]
    rows = [columns, *[[value_of(row, column) for column in columns] for row in filled]]
    # When it is sent, then its rows are shown before anything is stored
    send(head, sheet(tmp_path / "contacts.xlsx", rows))
    expect(head.locator(".table-wide tbody tr")).to_have_count(3)
    upload = head.url
    # When it is tried, then nothing is stored
    head.get_by_role("button", name="试导入").click()
    expect(head.locator("#result")).to_contain_text("没有入库", timeout=30_000)
    expect(head.locator("#result")).to_contain_text("未通过 2 行")
    # When it is imported, then the good row counts, and the others come back with the reason
    go(head, upload)
    head.get_by_role("button", name="导入", exact=True).click()
    expect(head.locator("#result")).to_contain_text("导入完成", timeout=30_000)
    with head.expect_download() as refused:
        head.get_by_role("link", name="下载原表").click()
    text = rows_of(Path(refused.value.path()))
    assert text[0][-1] == "错误原因"
    assert [row[0] for row in text[1:]] == [number, "GH-NOBODY", number]
    assert [bool(row[-1]) for row in text[1:]] == [False, True, True]
    # And the contact stands on the journey
    page = office.desk("worker")
    page.fill('.topbar input[name="q"]', number)
    page.press('.topbar input[name="q"]', "Enter")
    page.locator("a[data-row]").click()
    page.go_back()
    assert number not in page.url
    page.locator("a[data-row]").click()
    expect(page.locator(".timeline")).to_contain_text("登记联系")


def value_of(row: dict[str, str], column: str) -> str:
    return next((value for name, value in row.items() if column.startswith(name)), "")


def png() -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0\0\0\0")) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_picture_called_a_workbook_is_refused_in_words(head: Page, tmp_path: Path) -> None:
    picture = tmp_path / "list.xlsx"
    picture.write_bytes(png())
    send(head, picture)
    assert reasons(head)
    expect(head.locator(".error-summary")).to_contain_text("文件")
    expect(head.locator("h1")).to_have_text("数据导入")


def test_no_file_at_all_is_said_so(office: Office) -> None:
    context = office.context("stationhead")
    token = context.request.get("/data/").text().partition('csrfmiddlewaretoken" value="')[2][:64]
    answer = context.request.post("/data/", form={"csrfmiddlewaretoken": token})
    assert answer.status == 422
    assert "请先选择文件" in answer.text()
