"""How long a person may be held: the term as a ledger of legal events, each step with its article.

Sources: 禁毒法 (Narcotics Control Law) art 47: two years; released early after one year at the
earliest, extended by one year at most, either after a diagnostic assessment. 戒毒条例 (Regulation)
art 27: the term runs from the day of the decision; art 31: treatment outside counts, and a change
to community treatment ends isolation; art 32: days of escape do not count, and who escaped is not
released early; art 36: days in criminal custody count; art 38: who used again after refusing or
severely breaching community rehabilitation is not released early. 行政强制法 (Administrative
Coercion Law) art 20: a measure ends at once when its purpose is met or its ground has gone.

Where no article says how, the reading holds nobody a day longer: the day of the decision is the
first day of the term, as decisions are written in practice ("2019-03-05 to 2021-03-04"); the days
of leaving and of coming back from an escape both count as served.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import takewhile

from guihang.engines.calendar import ONE_DAY, add_months, add_years
from guihang.engines.words import Words

VERSION = "term-2"
TERM_YEARS = 2
LONGEST_EXTENSION_MONTHS = 12
EARLIEST_RELEASE_YEARS = 1
COMMUNITY_YEARS = 3
ALARMS = (3, 7, 30, 60)
"""Days before the end at which the facility is warned (set by this product)."""


class Change(StrEnum):
    """What belongs on the ledger of a term."""

    AWAY = "away"
    ESCAPE = "escape"
    EXTENSION = "extension"
    EARLY = "early"
    OUTSIDE = "outside"
    CRIMINAL = "criminal"
    BARRED = "barred"
    CHANGED = "changed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Event:
    """One legal event. ``on``: day of the decision, of the escape, or of the return from one.

    ``days``: of an escape whose beginning is not on the ledger. ``months``: of an extension.
    ``ends_on``: last day by an early release, a change or an end; of a stay outside or in criminal
    custody the day it is over, if it is.
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
    """The calculation from first to last step. ``stopped_on``: since when an escape stops it."""

    steps: tuple[Step, ...]
    stopped_on: date | None = None

    @property
    def ends_on(self) -> date:
        """Last day on which the person may be held, as far as is known today."""
        return self.steps[-1].ends_on


START = Words(
    "《禁毒法》第四十七条；《戒毒条例》第二十七条",
    "Narcotics Control Law art 47; Regulation art 27",
)
ESCAPED = Words("《戒毒条例》第三十二条", "Regulation art 32")
DECIDED = Words("《禁毒法》第四十七条", "Narcotics Control Law art 47")
COUNTS_OUTSIDE = Words("《戒毒条例》第三十一条", "Regulation art 31")
COUNTS_CRIMINAL = Words("《戒毒条例》第三十六条", "Regulation art 36")
NOT_EARLY = Words("《戒毒条例》第三十八条", "Regulation art 38")
AT_ONCE = Words("《行政强制法》第二十条", "Administrative Coercion Law art 20")


def term(decided_on: date, events: Iterable[Event] = ()) -> Term:
    """Return the calculation. Events count in the order of their days.

    The events must be in order (``problems``); what the law does not allow is not computed away.
    """
    ends = add_years(decided_on, TERM_YEARS) - ONE_DAY
    steps = [Step(
        Words(f"自决定之日 {decided_on} 起二年", f"Two years from the decision on {decided_on}"), START, ends,
    )]  # fmt: skip
    away: date | None = None
    for event in _in_order(events):
        ends, words, article = _AFTER[event.change](ends, event, away)
        steps.append(Step(words, article, ends))
        if event.change in (Change.AWAY, Change.ESCAPE):
            away = event.on if event.change is Change.AWAY else None
    return Term(tuple(steps), away)


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda one: (one.on, one.change is not Change.AWAY))


type _After = tuple[date, Words, Words]


def days_away(event: Event, away: date | None) -> int:
    """Return how many whole days an escape lasted: those between leaving and coming back."""
    return max((event.on - away).days - 1, 0) if away else event.days


def _escape(ends: date, event: Event, away: date | None) -> _After:
    days = days_away(event, away)
    words = Words(f"脱逃 {days} 日不计入", f"{days} days of escape do not count")
    return ends + days * ONE_DAY, words, ESCAPED


def _extension(ends: date, event: Event, _: date | None) -> _After:
    words = Words(f"{event.on} 决定延长 {event.months} 个月",
                  f"Extended by {event.months} months on {event.on}")  # fmt: skip
    return add_months(ends + ONE_DAY, event.months) - ONE_DAY, words, DECIDED


def _ending(zh: str, en: str, article: Words) -> Callable[[date, Event, date | None], _After]:
    def after(ends: date, event: Event, _: date | None) -> _After:
        words = Words(f"{event.on} {zh}", f"{en} on {event.on}")
        return min(ends, event.ends_on or event.on), words, article

    return after


def _counting(zh: str, en: str, article: Words) -> Callable[[date, Event, date | None], _After]:
    def after(ends: date, event: Event, _: date | None) -> _After:
        until = event.ends_on
        words = Words(
            f"{event.on} 起{zh}" + (f"，至 {until}" if until else ""),
            f"{en} from {event.on}" + (f" to {until}" if until else ""),
        )
        return ends, words, article

    return after


_AFTER: dict[Change, Callable[[date, Event, date | None], _After]] = {
    Change.AWAY: _counting("脱逃，期限停止计算", "Escaped; the term stands still", ESCAPED),
    Change.ESCAPE: _escape,
    Change.EXTENSION: _extension,
    Change.EARLY: _ending("决定提前解除", "Early release decided", DECIDED),
    Change.OUTSIDE: _counting("所外就医，时间计入", "Treatment outside counts", COUNTS_OUTSIDE),
    Change.CRIMINAL: _counting(
        "被刑事羁押，时间连续计算", "Criminal custody counts without a break", COUNTS_CRIMINAL
    ),
    Change.BARRED: _counting("不得提前解除", "No early release", NOT_EARLY),
    Change.CHANGED: _ending(
        "决定变更为社区戒毒", "Change to community treatment decided", COUNTS_OUTSIDE
    ),
    Change.ENDED: _ending("原因消除或目的实现，立即解除", "Ended at once, its ground having gone", AT_ONCE),
}  # fmt: skip


def problems(decided_on: date, events: Iterable[Event]) -> list[Words]:
    """Return everything that the law does not allow in these events."""
    known = _in_order(events)
    found = []
    months = sum(event.months for event in known if event.change is Change.EXTENSION)
    if months > LONGEST_EXTENSION_MONTHS:
        found.append(Words(
            f"延长合计 {months} 个月，最长为 {LONGEST_EXTENSION_MONTHS} 个月(《禁毒法》第四十七条)。",
            f"Extensions add up to {months} months; {LONGEST_EXTENSION_MONTHS} are the most "
            "(Narcotics Control Law art 47)."))  # fmt: skip
    for number, event in enumerate(known):
        if event.change is Change.EARLY:
            found += _against_early(decided_on, event, known)
        ends = term(decided_on, known[:number]).ends_on
        if event.change is Change.EXTENSION and event.on > ends:
            found.append(Words(
                f"延长须在期满({ends})前决定(《禁毒法》第四十七条)；{event.on} 已期满，应当解除。",
                f"An extension is decided before the end ({ends}; Narcotics Control Law art 47); on "
                f"{event.on} the term was over, and the person is to be released."))  # fmt: skip
        if event.on < decided_on:
            found.append(Words(
                f"{event.on} 早于决定日期 {decided_on}。",
                f"{event.on} is before the decision on {decided_on}."))  # fmt: skip
    return found


def _against_early(decided_on: date, event: Event, known: Sequence[Event]) -> Iterable[Words]:
    changes = {one.change for one in known}
    if changes & {Change.ESCAPE, Change.AWAY}:
        yield Words(
            "脱逃过的人员不得提前解除(《戒毒条例》第三十二条)。",
            "Who escaped is not released early (Regulation art 32).")  # fmt: skip
    if Change.BARRED in changes:
        yield Words(
            "拒绝或严重违反社区康复并再次吸毒的，不得提前解除(《戒毒条例》第三十八条)。",
            "Who refused or severely breached community rehabilitation and used again is not "
            "released early (Regulation art 38).")  # fmt: skip
    earliest = add_years(decided_on, EARLIEST_RELEASE_YEARS)
    if (event.ends_on or event.on) < earliest:
        yield Words(
            f"执行满一年({earliest})后方可提前解除(《禁毒法》第四十七条)。",
            f"Early release comes after one year, on {earliest} at the earliest "
            "(Narcotics Control Law art 47).")  # fmt: skip


NEEDS_ASSESSMENT = frozenset({Change.EARLY, Change.EXTENSION})


def lacks_assessment(event: Event, assessed: Iterable[date]) -> list[Words]:
    """Early release and extension rest on a diagnostic assessment made before (art 47)."""
    if event.change not in NEEDS_ASSESSMENT or any(day <= event.on for day in assessed):
        return []
    return [Words(
        "提前解除和延长期限须先有诊断评估结论(《禁毒法》第四十七条)；请先登记评估。",
        "Early release and extension come after a diagnostic assessment (Narcotics Control Law "
        "art 47); record the assessment first.")]  # fmt: skip


def executed_days(decided_on: date, events: Iterable[Event], on: date) -> int:
    """Return the days of isolation served up to and with ``on``; days of escape are not among them."""
    known = list(takewhile(lambda one: one.on <= on, _in_order(events)))
    away, lost = None, 0
    for event in known:
        if event.change is Change.AWAY:
            away = event.on
        elif event.change is Change.ESCAPE:
            lost, away = lost + days_away(event, away), None
    if away:
        lost += (on - away).days
    return max((on - decided_on).days + 1 - lost, 0)


def community_ends_on(reported_on: date, executed: int) -> date:
    """Return the last day of a community treatment that isolation was changed to.

    Three years from the day of reporting in (art 33 of the law, 14 of the regulation), less the
    days of isolation served (art 31).
    """
    ends = add_years(reported_on, COMMUNITY_YEARS) - ONE_DAY - executed * ONE_DAY
    return max(ends, reported_on)


@dataclass(frozen=True, slots=True)
class Alarm:
    """How near the end of a term is: ``within`` days, or over it (0)."""

    within: int
    days_left: int

    @property
    def is_over(self) -> bool:
        return self.within == 0


def alarm(found: Term, today: date) -> Alarm | None:
    """Return the alarm of a term on a day, or None: not yet near, or an escape stops it."""
    if found.stopped_on is not None:
        return None
    left = (found.ends_on - today).days
    if left < 0:
        return Alarm(0, left)
    within = next((days for days in ALARMS if left <= days), None)
    return Alarm(within, left) if within else None
