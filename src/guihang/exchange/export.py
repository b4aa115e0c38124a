"""Lists that leave the product: which rows, taken by whom and when, and nothing that computes.

A spreadsheet runs a cell that begins like a formula. Cells are written as typed text, and such a
beginning is led by an apostrophe as well, because a workbook may be saved as CSV later
(security notes §5.7).
"""

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any, Literal

from guihang.core.words import say
from guihang.engines.calendar import local
from guihang.engines.words import Words

CELL = 32_767
STARTERS = frozenset("=+-@\t\r\n|")
MINUS = "\u2212"
FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters that show as nothing."""

_INNER = re.compile(
    '(?<=[,;\t\r\n|"\uff0c\uff1b])(?=[\\s"\u200b-\u200f\u2060-\u2064\ufeff]*'
    "[=+\\-@|\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212])"
)
"""In a CSV, places inside a cell where another separator than ours would start a new cell."""

type Cell = str | int | float | date | datetime | bool | Words | None


def inert(text: str) -> str:
    """Return ``text`` with a leading apostrophe where a spreadsheet might compute it."""
    shown = next((char for char in text if not _is_unseen(char)), "")
    return f"'{text}" if shown and _starts_formula(shown) else text


def _is_unseen(char: str) -> bool:
    """Say whether a reader may skip the character before it looks for a formula."""
    blank = char.isspace() and char not in STARTERS
    return blank or char in FILLERS or unicodedata.category(char) == "Cf"


def _starts_formula(char: str) -> bool:
    wide = unicodedata.normalize("NFKC", char)[:1]
    return wide in STARTERS or unicodedata.category(char) == "Cc" or char == MINUS


def export(
    rows: Iterable[Sequence[Cell]], columns: Sequence[str | Words], *, who: str, when: datetime,
    filter_text: str, unit: str = "", title: str | Words = "", form: Literal["xlsx", "csv"] = "xlsx",
) -> IO[bytes]:  # fmt: skip
    """Return an open file, at its beginning, with the rows and who took them, when, by which filter.

    ``rows`` are read once, one at a time, so a million of them need no memory. The file has no
    name and is gone when it is closed.
    """
    head = _head(who, when, filter_text, unit, title)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the caller sends it and closes it
    try:
        (_xlsx if form == "xlsx" else _csv)(out, rows, [say(name) for name in columns], head)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _head(
    who: str, when: datetime, filter_text: str, unit: str, title: str | Words
) -> list[tuple[str, str]]:
    lines = [
        (Words("名称", "List"), say(title)),
        (Words("导出人", "Exported by"), who),
        (Words("导出时间", "Exported at"), f"{local(when):%Y-%m-%d %H:%M:%S}"),
        (Words("单位", "Unit"), unit),
        (Words("筛选条件", "Filter"), filter_text or say(Words("无", "none"))),
    ]
    return [(say(label), text) for label, text in lines if text]


def _mark(head: Sequence[tuple[str, str]], rows: int) -> str:
    taken = say(Words("，", ", ")).join(text for _, text in head[-4:])
    words = Words("共 {n} 行。仅供工作使用，请勿外传。{taken}", "{n} rows. For work only. {taken}")
    return say(words.fill(n=rows, taken=taken))


def shown(value: Cell) -> str | int | float:
    """Return a value as a cell holds it: numbers stay numbers, everything else is inert text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say(Words("是", "yes") if value else Words("否", "no"))
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return inert(say(value))[:CELL]


def _xlsx(
    out: IO[bytes], rows: Iterable[Sequence[Cell]], columns: Sequence[str],
    head: Sequence[tuple[str, str]],
) -> None:  # fmt: skip
    import xlsxwriter  # 12 MB that only whoever writes a sheet needs

    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        bold, grey = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"font_color": "#666666"}),
        )
        sheet.set_column(0, max(len(columns) - 1, 0), 18)
        sheet.set_footer("&L&8" + _footer(head) + "&R&8&P / &N")
        sheet.repeat_rows(len(head))
        for row, (label, text) in enumerate(head):
            sheet.write_string(row, 0, label, grey)
            sheet.write_string(row, 1, inert(text)[:CELL], grey)
        _line(sheet, len(head), [inert(name) for name in columns], bold)
        sheet.freeze_panes(len(head) + 1, 0)
        count = 0
        for count, row in enumerate(rows, start=1):
            _line(sheet, len(head) + count, [shown(value) for value in row], None)
        sheet.write_string(len(head) + count + 2, 0, inert(_mark(head, count))[:CELL], grey)


def _footer(head: Sequence[tuple[str, str]]) -> str:
    """Who and when on every printed page; ``&`` is a command there, and 255 characters the end."""
    return " ".join(text for _, text in head if text).replace("&", "&&")[:200]


def _line(sheet: Any, row: int, cells: Sequence[str | int | float], form: Any) -> None:
    for place, value in enumerate(cells):
        if isinstance(value, str):
            sheet.write_string(row, place, value, form)
        else:
            sheet.write_number(row, place, value, form)


def _csv(
    out: IO[bytes], rows: Iterable[Sequence[Cell]], columns: Sequence[str],
    head: Sequence[tuple[str, str]],
) -> None:  # fmt: skip
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    for label, value in head:
        writer.writerow([label, _flat(inert(value))])
    writer.writerow([_flat(inert(name)) for name in columns])
    count = 0
    for row in rows:
        writer.writerow([_flat(shown(value)) for value in row])
        count += 1
    writer.writerow([_flat(inert(_mark(head, count)))])
    text.detach()


def _flat(value: str | float) -> str | int | float:
    """Return a cell in which a reader with another separator finds no formula either."""
    return _INNER.sub("'", value) if isinstance(value, str) else value
