"""How long a person may be held: the term as a sum of legal events, each step with its article.

Sources: 禁毒法 (Narcotics Control Law) art 47: two years; released early after one year at the
earliest; extended by one year at most. 戒毒条例 (Regulation) art 27: the term runs from the day of
the decision; art 31: treatment outside counts; art 32: days of escape do not count, and who
escaped is not released early; art 36: days in criminal custody count.

The day of the decision is the first day of the term, as decisions are written in practice
("2019-03-05 to 2021-03-04"); no article says so, and the reading is the one that holds nobody a
day longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guihang.engines.calendar import ONE_DAY, add_months, add_years
from guihang.engines.words import Words

VERSION = "term-2008-2011"
TERM_YEARS = 2
LONGEST_EXTENSION_MONTHS = 12
EARLIEST_RELEASE_YEARS = 1


class Change(StrEnum):
    """What changes the end of a term."""

    ESCAPE = "escape"
    EXTENSION = "extension"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Event:
    """One legal event. ``on``: day of the decision, or of the return from an escape.

    ``days``: days of escape. ``months``: of an extension. ``ends_on``: of an early release.
    """

    change: Change
    on: date
    days: int = 0
    months: int = 0
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the calculation: what happened, its article, and the last day after it."""

    words: Words
    article: Words
    ends_on: date


@dataclass(frozen=True, slots=True)
class Term:
    """The calculation from first to last step."""

    steps: tuple[Step, ...]

    @property
    def ends_on(self) -> date:
        """Last day on which the person may be held."""
        return self.steps[-1].ends_on


START = Words(
    "《禁毒法》第四十七条；《戒毒条例》第二十七条",
    "Narcotics Control Law art 47; Regulation art 27",
)
ESCAPED = Words("《戒毒条例》第三十二条", "Regulation art 32")
CHANGED = Words("《禁毒法》第四十七条", "Narcotics Control Law art 47")


def term(decided_on: date, events: Iterable[Event] = ()) -> Term:
    """Return the calculation. Events count in the order of their days.

    The events must be in order (``problems``); what the law does not allow is not computed away.
    """
    ends = add_years(decided_on, TERM_YEARS) - ONE_DAY
    steps = [Step(
        Words(f"自决定之日 {decided_on} 起二年", f"Two years from the decision on {decided_on}"), START, ends,
    )]  # fmt: skip
    for event in sorted(events, key=lambda one: one.on):
        ends, words, article = _after(ends, event)
        steps.append(Step(words, article, ends))
    return Term(tuple(steps))


def _after(ends: date, event: Event) -> tuple[date, Words, Words]:
    if event.change is Change.ESCAPE:
        ends += event.days * ONE_DAY
        words = Words(f"脱逃 {event.days} 日不计入", f"{event.days} days of escape do not count")
        return ends, words, ESCAPED
    if event.change is Change.EXTENSION:
        ends = add_months(ends + ONE_DAY, event.months) - ONE_DAY
        words = Words(f"{event.on} 决定延长 {event.months} 个月",
                      f"Extended by {event.months} months on {event.on}")  # fmt: skip
        return ends, words, CHANGED
    words = Words(f"{event.on} 决定提前解除", f"Early release decided on {event.on}")
    return min(ends, event.ends_on or event.on), words, CHANGED


def problems(decided_on: date, events: Iterable[Event]) -> list[Words]:
    """Return everything that the law does not allow in these events."""
    known = sorted(events, key=lambda one: one.on)
    found = []
    months = sum(event.months for event in known if event.change is Change.EXTENSION)
    if months > LONGEST_EXTENSION_MONTHS:
        found.append(Words(
            f"延长合计 {months} 个月，最长为 {LONGEST_EXTENSION_MONTHS} 个月(《禁毒法》第四十七条)。",
            f"Extensions add up to {months} months; {LONGEST_EXTENSION_MONTHS} are the most "
            "(Narcotics Control Law art 47)."))  # fmt: skip
    escaped = any(event.change is Change.ESCAPE for event in known)
    earliest = add_years(decided_on, EARLIEST_RELEASE_YEARS)
    for event in known:
        if event.change is Change.EARLY:
            if escaped:
                found.append(Words(
                    "脱逃过的人员不得提前解除(《戒毒条例》第三十二条)。",
                    "Who escaped is not released early (Regulation art 32)."))  # fmt: skip
            if (event.ends_on or event.on) < earliest:
                found.append(Words(
                    f"执行满一年({earliest})后方可提前解除(《禁毒法》第四十七条)。",
                    f"Early release comes after one year, on {earliest} at the earliest "
                    "(Narcotics Control Law art 47)."))  # fmt: skip
        if event.on < decided_on:
            found.append(Words(
                f"{event.on} 早于决定日期 {decided_on}。",
                f"{event.on} is before the decision on {decided_on}."))  # fmt: skip
    return found
