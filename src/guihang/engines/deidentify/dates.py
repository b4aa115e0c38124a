"""Exact dates, and the months since admission that are told instead."""

import re
from collections.abc import Iterator
from datetime import date

from guihang.engines.deidentify.finding import Finding, Kind

_NUMERALS = "一二三四五六七八九十"
_FULL = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2}) ?[年.\-/] ?([0-9]{1,2}) ?[月.\-/] ?([0-9]{1,2})(?: ?[日号])?(?![0-9])"
)
_COMPACT = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-2][0-9]|3[01])(?![0-9A-Za-z])"
)
_MONTH = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}) ?年 ?([0-9]{1,2}) ?月(?:份)?")
_DAY = re.compile(r"(?<![0-9])([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?[日号]")
_SPELLED = re.compile(
    rf"[{_NUMERALS}0]{{4}}年(?:[{_NUMERALS}]{{1,2}}月(?:[{_NUMERALS}]{{1,3}}[日号])?)"
    rf"|(?<![{_NUMERALS}年])[{_NUMERALS}]{{1,2}}月[{_NUMERALS}]{{1,3}}[日号]"
)
_BORN_BEFORE = re.compile(r"(?:生于|出生日期|出生时间|生日)[是为:：]?$")
_BORN_AFTER = re.compile(r"^(?:日|份)?(?:出生|生|诞生)(?!活|病)")


def found(plain: str, admitted_on: date | None) -> Iterator[Finding]:
    """Yield the exact dates of a folded text."""
    for pattern in (_FULL, _COMPACT, _MONTH):
        for match in pattern.finditer(plain):
            if (day := _day(match)) is not None:
                yield _date(match, _told(plain, match, day, admitted_on))
    for match in _DAY.finditer(plain):
        if 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31:
            yield _date(match, "某月某日")
    for match in _SPELLED.finditer(plain):
        yield _date(match, "某年某月" if "年" in match[0] else "某月某日")


def _day(match: re.Match[str]) -> date | None:
    groups = [*match.groups(), "1"]
    try:
        return date(int(groups[0]), int(groups[1]), int(groups[2]))
    except ValueError:
        return None


def _told(plain: str, match: re.Match[str], day: date, admitted_on: date | None) -> str:
    """Return a birth date as a decade, another as months since admission."""
    if _BORN_BEFORE.search(plain[: match.start()]) or _BORN_AFTER.search(plain[match.end() :]):
        return f"{day.year % 100 // 10}0年代"
    if admitted_on is None:
        return "某年某月"
    months = (day.year - admitted_on.year) * 12 + day.month - admitted_on.month
    if months < 0:
        years = -months // 12
        return f"入所前{years}年" if years else "入所前不久"
    return f"入所后第{months + 1}个月"


def _date(match: re.Match[str], instead: str) -> Finding:
    return Finding(match.start(), match.end(), Kind.DATE, instead)
