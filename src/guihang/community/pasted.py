"""Lists that are pasted into one field: a line a volunteer. Every bad line is named by its number."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from guihang.core.refusal import Reason
from guihang.engines import identity
from guihang.engines.hours import LONGEST
from guihang.engines.words import Words

MOST_LINES = 300
"""Lines of one list; a longer one is sent in parts."""

_NUMBER = re.compile(r"V[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


class Newcomer(NamedTuple):
    name: str
    phone: str


class Stayed(NamedTuple):
    """A number of a volunteer, and how long they stayed where it was not the whole shift."""

    number: str
    minutes: int | None


def newcomers(text: str, field: str) -> tuple[list[Newcomer], list[Reason]]:
    """Read ``姓名 电话`` a line."""
    return _read(text, field, _newcomer)


def numbers(text: str | None, field: str) -> tuple[list[str], list[Reason]]:
    """Read volunteers' numbers, one a line."""
    return _read(text or "", field, _number)


def stays(text: str | None, field: str) -> tuple[list[Stayed], list[Reason]]:
    """Read ``编号`` or ``编号 小时`` a line."""
    return _read(text or "", field, _stay)


def _read[Row](
    text: str, field: str, read: Callable[[str], Row | Words]
) -> tuple[list[Row], list[Reason]]:
    rows: list[Row] = []
    reasons: list[Reason] = []
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        return [], [Reason("list.long", Words(
            f"一次最多 {MOST_LINES} 行，请分批填写。",
            f"At most {MOST_LINES} lines at a time; send the list in parts."), field)]  # fmt: skip
    for n, line in lines:
        found = read(line)
        if isinstance(found, Words):
            reasons.append(Reason("list.line", Words(
                f"第 {n} 行：{found.zh}", f"Line {n}: {found.en}"), field))  # fmt: skip
        elif found in rows:
            reasons.append(Reason("list.twice", Words(
                f"第 {n} 行与前面重复。", f"Line {n} stands there twice."), field))  # fmt: skip
        else:
            rows.append(found)
    return rows, reasons


def _newcomer(line: str) -> Newcomer | Words:
    name, _, rest = re.sub(r"[,，、;；\t]+", " ", line).strip().rpartition(" ")
    phone = identity.phone(rest)
    if not name or len(name) > 60 or any(map(str.isdigit, name)):
        return Words("应为“姓名 电话”。", "Write “name phone”.")
    if phone.e164 is None:
        zh, en = phone.problems[0]
        return Words(f"{zh}。", f"{en}.")
    return Newcomer(name.strip(), phone.e164)


def _number(line: str) -> str | Words:
    number = line.upper()
    if not _NUMBER.fullmatch(number):
        return Words(
            "不是志愿者编号(形如 V1A2B-3C4D)。", "Not a volunteer's number (like V1A2B-3C4D)."
        )
    return number


def _stay(line: str) -> Stayed | Words:
    first, *rest = line.split()
    number = _number(first)
    if isinstance(number, Words):
        return number
    if not rest:
        return Stayed(number, None)
    try:
        minutes = round(float(rest[0]) * 60)
    except (ValueError, OverflowError):
        minutes = 0
    if len(rest) > 1 or not 0 < minutes <= LONGEST / timedelta(minutes=1):
        return Words("小时数应在 0 与 12 之间。", "Hours lie between 0 and 12.")
    return Stayed(number, minutes)
