"""The six zero goals (六无) and what stands beside them. They count days and never people.

Source: 戒毒学基础教程 names the six: no escape, no abnormal death, no crime, no major production
accident, no drugs brought in, no major epidemic. A zero goal alone teaches hiding, so near misses
and complaints stand beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from guihang.engines.words import Words

VERSION = "six-zero-1"


class Goal(StrEnum):
    """What must not happen."""

    ESCAPE = "escape"
    DEATH = "death"
    CRIME = "crime"
    PRODUCTION = "production"
    DRUGS = "drugs"
    EPIDEMIC = "epidemic"


NAMES = MappingProxyType({
    Goal.ESCAPE: Words("无脱逃", "No escape"),
    Goal.DEATH: Words("无非正常死亡", "No abnormal death"),
    Goal.CRIME: Words("无所内案件", "No crime inside"),
    Goal.PRODUCTION: Words("无重大生产安全事故", "No major production accident"),
    Goal.DRUGS: Words("无毒品流入", "No drugs brought in"),
    Goal.EPIDEMIC: Words("无重大疫情", "No major epidemic"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """One goal on a day: how often it was missed this year, when last, and the days since."""

    goal: Goal
    this_year: int
    last_on: date | None
    days: int | None


def standings(missed: Iterable[tuple[Goal, date]], today: date) -> list[Standing]:
    """Return the six goals in order; ``days`` since the last is None where none is on file."""
    known = list(missed)
    found = []
    for goal in Goal:
        on = [day for one, day in known if one is goal]
        last = max(on, default=None)
        found.append(Standing(
            goal, sum(day.year == today.year for day in on), last,
            (today - last).days if last else None,
        ))  # fmt: skip
    return found
