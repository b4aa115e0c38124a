"""Sheets that go out for an import: the empty template, and the file back with its errors."""

from datetime import date, datetime
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from guihang.core.words import say
from guihang.engines.words import Words
from guihang.exchange.book import read
from guihang.exchange.columns import Column, header
from guihang.exchange.kinds import KINDS, Kind, kind_of
from guihang.exchange.mapping import ERRORS, TITLE, Mapped, mapped
from guihang.exchange.run import Report

CELL = 32_767
"""Characters that a cell of Excel may hold."""

FILLED_ROWS = 50_000
"""Rows of a template that carry formats and lists."""

LISTS = "lists"
NOTES = Words("说明", "Notes")
GUIDE = (
    Words("列名带 * 的必填。中文、英文列名都可以，列的顺序不限。",
          "Columns with * are required. Chinese and English headers both work, in any order."),
    Words("一行一条记录；同一文件可重复导入，已有的行不会重复登记。",
          "One row, one record. The same file may be imported again: nothing is stored twice."),
    Words("联系和检测按“人、时刻、方式”识别：改了内容再次导入的行会退回，请在旅程上更正原记录。",
          "Contacts and tests are recognised by person, moment and kind: a row that comes again "
          "with other content is returned; correct that record on the journey."),
    Words("证件号码、编号、电话列已设为文本，请勿改为数字。",
          "ID numbers and phones are formatted as text; do not turn them into numbers."),
    Words("日期可写 2026-03-05、2026/3/5、2026年3月5日；需要时间的列可加 09:30。",
          "Dates as 2026-03-05, 2026/3/5 or 2026年3月5日. Add 09:30 where a time is known."),
)  # fmt: skip


def template(kind: str | None = None) -> bytes:
    """Return an empty workbook of one kind, or of all, in the active language."""
    out = BytesIO()
    asked = kind_of(kind) if kind else None
    kinds = [asked] if asked else list(KINDS.values())
    import xlsxwriter  # 12 MB that only whoever writes a sheet needs

    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheets = [(one, book.add_worksheet(say(one.words)[:TITLE])) for one in kinds]
        notes, lists = book.add_worksheet(say(NOTES)), book.add_worksheet(LISTS)
        lists.hide()
        ranges = _lists(lists, kinds)
        for one, sheet in sheets:
            _columns(book, sheet, one, ranges)
        _notes(book, notes, kinds)
    return out.getvalue()


def _lists(sheet: Any, kinds: list[Kind]) -> dict[tuple[str, str], str]:
    """Write the choices of every column and return the range that holds each."""
    from xlsxwriter.utility import xl_col_to_name  # as above

    ranges: dict[tuple[str, str], str] = {}
    for kind in kinds:
        for found in kind.columns:
            choices = _choices(found)
            if not choices:
                continue
            place = len(ranges)
            sheet.write_column(0, place, choices)
            letter = xl_col_to_name(place)
            ranges[kind.code, found.code] = f"={LISTS}!${letter}$1:${letter}${len(choices)}"
    return ranges


def _choices(found: Column) -> list[str]:
    if found.field.kind is bool:
        return [say(Words("是", "yes")), say(Words("否", "no"))]
    return [say(words) for _, words in found.choices]


def _columns(book: Any, sheet: Any, kind: Kind, ranges: dict[tuple[str, str], str]) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    needed = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#DCE9F5"})
    for place, found in enumerate(kind.columns):
        sheet.set_column(place, place, 18, book.add_format({"num_format": _number_format(found)}))
        sheet.write_string(0, place, header(found), needed if found.required else head)
        if advice := _validation(found, ranges.get((kind.code, found.code))):
            sheet.data_validation(1, place, FILLED_ROWS, place, advice)
    sheet.freeze_panes(1, 0)


def _number_format(found: Column) -> str:
    if found.field.kind is date:
        return "yyyy-mm-dd"
    return "yyyy-mm-dd hh:mm" if found.field.kind is datetime else "@"


def _validation(found: Column, source: str | None) -> dict[str, Any]:
    advice: dict[str, Any] = {}
    if found.field.label.help:
        text = say(found.field.label.help)[:250]
        advice = {"validate": "any", "input_title": say(found.words)[:32], "input_message": text}
    if source and not found.field.many:
        advice |= {"validate": "list", "source": source, "error_type": "warning"}
    return advice


def _notes(book: Any, sheet: Any, kinds: list[Kind]) -> None:
    wrap, bold = (
        book.add_format({"text_wrap": True, "valign": "top"}),
        book.add_format({"bold": True}),
    )
    sheet.set_column(0, 2, 26, wrap)
    sheet.set_column(3, 3, 80, wrap)
    row = 0
    for words in GUIDE:
        sheet.write_string(row, 0, say(words))
        row += 1
    for kind in kinds:
        row += 1
        sheet.write_string(row, 0, say(kind.words), bold)
        for found in kind.columns:
            row += 1
            cells = (found.words.zh, found.words.en, found.code, _explained(found))
            for place, text in enumerate(cells):
                sheet.write_string(row, place, text)


def _explained(found: Column) -> str:
    parts = [say(found.field.label.help)] if found.field.label.help else []
    if issubclass(found.field.kind, Enum):
        parts.append(" / ".join(f"{words.zh} {words.en} ({code})" for code, words in found.choices))
    if found.field.many:
        parts.append(say(Words("可填多个，用顿号分开。", "Several, separated by commas.")))
    return " ".join(parts)


def error_sheet(
    path: Path, report: Report, out: IO[bytes] | Path, *, name: str = "", kind: str | None = None
) -> None:
    """Write the sheets that had refused rows again, with one more column that says why.

    Every row comes back where it was, so the file can be mended and sent as it is.
    """
    refused = {(sheet.name, sheet.kind): sheet.refused for sheet in report.sheets}
    import xlsxwriter  # 12 MB that only whoever writes a sheet needs

    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        mark = book.add_format({"bg_color": "#FBE3E1", "text_wrap": True})
        for one in mapped(read(path, name), kind):
            if reasons := refused.get((one.sheet.name, one.kind.code)):
                _with_reasons(book, one, reasons, mark)


def _with_reasons(book: Any, one: Mapped, reasons: dict[int, str], mark: Any) -> None:
    sheet = book.add_worksheet((one.sheet.name or say(one.kind.words))[:TITLE])
    bold = book.add_format({"bold": True, "bottom": 1})
    # A sheet that comes back a second time keeps its column of errors.
    places = (place for place, text in enumerate(one.headers) if text in ERRORS)
    errors = next(places, len(one.headers))
    sheet.set_column(0, max(errors, len(one.headers)), 16)
    sheet.set_column(errors, errors, 70)
    _write(sheet, 0, [*one.headers[:errors], say(ERRORS), *one.headers[errors + 1 :]], bold)
    sheet.freeze_panes(1, 0)
    row = 0
    for row, (number, cells) in enumerate(one.rows(), start=1):
        why = reasons.get(number, "")
        padded = [*cells, *[""] * (errors - len(cells))]
        _write(sheet, row, [*padded[:errors], why, *padded[errors + 1 :]], mark if why else None)
    sheet.autofilter(0, 0, max(row, 1), max(errors, len(one.headers) - 1))


def _write(sheet: Any, row: int, cells: list[str], form: Any) -> None:
    for place, text in enumerate(cells):
        if text:
            sheet.write_string(row, place, text[:CELL], form)
