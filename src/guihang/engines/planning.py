"""Planning: protocols and facts in, tasks out.

A step is owed when its due moment lies in a period in which follow-up is owed; otherwise it is
VOID, with the reason, and in no denominator. What was done in time stays done all the same.

Acts find their tasks in two rounds. Links made by hand come first and outlive a corrected
anchor. Then every act, in order of time, goes to the earliest-due open task of each track that
accepts it: one visit may be both the first contact and the first meeting in person, but never
two contacts. Giving acts to tasks in this order has one property that matters: one more act
never takes a task away from being done.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from guihang.engines.acts import Act, StepKey
from guihang.engines.calendar import Calendar, add_months, local, starts_at
from guihang.engines.protocol import (
    SILENCE,
    Facts,
    Offset,
    Period,
    Planned,
    Protocol,
    Shift,
    State,
    Step,
    Window,
    reached,
    state,
)
from guihang.engines.words import Words

_INSTANT = timedelta(microseconds=1)

NOT_YET_OWED = Words("到期时尚未开始照管", "Follow-up had not begun when this fell due")
NO_LONGER_OWED = Words("到期时照管已结束或中止", "Follow-up had ended or paused when this fell due")
REACHED_BEFORE = Words("到期前已联系上本人", "The person was reached before this fell due")


def plan(
    protocols: Sequence[Protocol], facts: Facts, now: datetime, calendar: Calendar
) -> tuple[Planned, ...]:
    """Return every task of one person, ordered by due moment and then by key.

    ``facts`` are taken as known: for a view of the past, pass what was known then. Raises
    ValueError for a moment without a zone and for two protocols of one code.
    """
    if len({protocol.code for protocol in protocols}) != len(protocols):
        raise ValueError("two protocols share one code")
    now = local(now)
    owed = _Owed(facts)
    rows = [row for protocol in protocols for row in _rows(protocol, facts, owed, calendar)]
    rows.sort(key=_order)
    _match(rows, _acts(facts))
    return tuple([_planned(row, now) for row in rows])


def windows(protocol: Protocol, anchored_at: datetime, calendar: Calendar) -> tuple[Window, ...]:
    """Return the windows of a protocol's steps, in their order, for one anchor."""
    at = local(anchored_at)
    found = _windows_of_day(protocol, at.date(), calendar)
    if at == starts_at(at.date()):
        return found
    changed = list(found)
    for number, form in _timed(protocol):
        changed[number] = form.window(at, {}, calendar)
    return tuple(changed)


def unshifted(step: Step, anchored_at: datetime) -> Window:
    """Return the window of a step as its offsets say, before working days are looked at."""
    return _Form.of(step).unshifted(local(anchored_at), {})


class _Point(NamedTuple):
    """An offset ready to be added: exact from the anchor, or days from a month's start."""

    exact: timedelta | None
    months: int
    days: timedelta

    @classmethod
    def of(cls, offset: Offset, *, end: bool) -> "_Point":
        if offset.hours is not None:
            return cls(timedelta(hours=offset.hours), 0, timedelta())
        return cls(None, offset.months, timedelta(days=offset.days + end))

    def moment(self, at: datetime, starts: dict[int, datetime]) -> datetime:
        """Add this to an anchor; ``starts`` keeps the months already looked up for it."""
        exact, months, days = self
        if exact is not None:
            return at + exact
        start = starts.get(months)
        if start is None:
            start = starts[months] = starts_at(add_months(at.date(), months))
        return start + days


class _Form(NamedTuple):
    """The three offsets of a step, ready to be added."""

    opens: _Point
    due: _Point
    closes: _Point
    shifts: bool
    timed: bool

    @classmethod
    def of(cls, step: Step) -> "_Form":
        return cls(
            opens=_Point.of(step.opens, end=False),
            due=_Point.of(step.due, end=True),
            closes=_Point.of(step.closes, end=True),
            shifts=step.shift is Shift.NEXT_WORKING,
            timed=any(offset.hours is not None for offset in (step.opens, step.due, step.closes)),
        )

    def unshifted(self, at: datetime, starts: dict[int, datetime]) -> Window:
        return Window(
            self.opens.moment(at, starts),
            self.due.moment(at, starts),
            self.closes.moment(at, starts),
        )

    def window(self, at: datetime, starts: dict[int, datetime], calendar: Calendar) -> Window:
        opens, due, closes = found = self.unshifted(at, starts)
        if not self.shifts:
            return found
        # 24:00 of a day is the next day's first moment, so the day is one instant earlier.
        day = (due - _INSTANT).date()
        due += calendar.next_working(day) - day
        # A long holiday may push the due moment past the closing; nobody loses the task for it.
        return Window(opens, due, max(closes, due))


@lru_cache(maxsize=64)
def _forms(protocol: Protocol) -> tuple[_Form, ...]:
    return tuple(_Form.of(step) for step in protocol.steps)


@lru_cache(maxsize=64)
def _timed(protocol: Protocol) -> tuple[tuple[int, _Form], ...]:
    """The steps whose windows depend on the hour of the anchor, by their place."""
    return tuple((number, form) for number, form in enumerate(_forms(protocol)) if form.timed)


@lru_cache(maxsize=512)
def _keys(protocol: Protocol, anchor: str) -> tuple[StepKey, ...]:
    return tuple(StepKey(protocol.code, anchor, step.code) for step in protocol.steps)


# People released on one day share the windows that count in days, and silences begin at 0:00; a
# region releases on some thousand days in three years, at about 5 kB a protocol and day.
@lru_cache(maxsize=4096)
def _windows_of_day(protocol: Protocol, day: date, calendar: Calendar) -> tuple[Window, ...]:
    at = starts_at(day)
    starts: dict[int, datetime] = {}
    return tuple(form.window(at, starts, calendar) for form in _forms(protocol))


@dataclass(slots=True, eq=False)
class _Row:
    """A task while it is being planned."""

    key: StepKey
    step: Step
    protocol: Protocol
    anchored_at: datetime
    window: Window
    periods: Sequence[Period]
    owed: bool
    done_by: str | None = None
    done_at: datetime | None = None


def _order(row: _Row) -> tuple[datetime, StepKey]:
    return row.window.due_at, row.key


def _rows(protocol: Protocol, facts: Facts, owed: "_Owed", calendar: Calendar) -> Iterator[_Row]:
    repeats = protocol.anchor + ":"
    for anchor, moment in facts.anchors.items():
        if anchor != protocol.anchor and not anchor.startswith(repeats):
            continue
        at = local(moment)
        periods = owed.search(at) if protocol.anchor == SILENCE else owed.periods
        keys = _keys(protocol, anchor)
        found = windows(protocol, at, calendar)
        for key, step, window in zip(keys, protocol.steps, found, strict=True):
            due = _within(periods, window.due_at)
            yield _Row(key, step, protocol, at, window, periods, due)


class _Owed:
    """When follow-up is owed to one person, and when the person was reached."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._reached: list[datetime] | None = None
        self.periods = [
            Period(local(period.starts_at), period.ends_at and local(period.ends_at))
            for period in sorted(facts.owed, key=lambda period: period.starts_at)
        ]

    def search(self, at: datetime) -> list[Period]:
        """When a search that began at ``at`` is owed: it ends as soon as the person is reached."""
        if self._reached is None:
            self._reached = reached(self._facts)
        place = bisect_left(self._reached, at)
        if place == len(self._reached):
            return self.periods
        end = self._reached[place] + _INSTANT
        return [
            Period(period.starts_at, min(period.ends_at or end, end))
            for period in self.periods
            if period.starts_at < end
        ]


def _within(periods: Iterable[Period], at: datetime) -> bool:
    # A plain loop: this runs once a task, and a generator would double its cost.
    for starts, ends in periods:  # noqa: SIM110
        if starts <= at and (ends is None or at < ends):
            return True
    return False


class _Act(NamedTuple):
    at: datetime
    id: str
    act: Act
    fulfils: StepKey | None


def _acts(facts: Facts) -> list[_Act]:
    """Everything that can fulfil a task, attempts among them, in order of time."""
    acts = [_Act(local(done.at), done.id, done.act, done.fulfils) for done in facts.done]
    acts += [_Act(local(tried.at), tried.id, tried.by, None) for tried in facts.attempts]
    acts.sort(key=itemgetter(0, 1))
    return acts


def _match(rows: Sequence[_Row], acts: Sequence[_Act]) -> None:
    if not acts:
        return
    used_in = _follow_links(rows, acts)
    takers = _takers(rows)
    for number, act in enumerate(acts):
        for track in takers.get(act.act, ()):
            if used_in.get(number) != track.name:
                track.give(act)


def _takers(rows: Sequence[_Row]) -> dict[Act, list["_Track"]]:
    """The tracks with tasks still waiting, by the acts that they accept."""
    waiting: dict[str, list[_Row]] = {}
    for row in rows:
        if row.done_by is None:
            waiting.setdefault(row.step.track, []).append(row)
    takers: dict[Act, list[_Track]] = {}
    for name, tasks in waiting.items():
        track = _Track(name, tasks)
        for act in frozenset[Act]().union(*{row.step.accepts for row in tasks}):
            takers.setdefault(act, []).append(track)
    return takers


def _follow_links(rows: Sequence[_Row], acts: Sequence[_Act]) -> dict[int, str]:
    """Keep the links made by hand. Returns the track that each linked act is used up in.

    A link never turns one kind of act into another: a call linked to a meeting in person is
    an unlinked call.
    """
    used: dict[int, str] = {}
    by_key = {row.key: row for row in rows} if any(act.fulfils for act in acts) else {}
    for number, act in enumerate(acts):
        row = by_key.get(act.fulfils) if act.fulfils else None
        if row is not None and row.done_by is None and act.act in row.step.accepts:
            row.done_by, row.done_at = act.id, act.at
            used[number] = row.step.track
    return used


class _Track:
    """The waiting tasks of one track, swept once in order of time."""

    __slots__ = ("_coming", "_open", "name")

    def __init__(self, name: str, rows: list[_Row]) -> None:
        self.name = name
        self._coming = sorted(rows, key=_opening, reverse=True)
        self._open: list[_Row] = []

    def give(self, act: _Act) -> None:
        """Give an act, no earlier than the last one given, to the earliest-due task it fits."""
        at, coming = act.at, self._coming
        while coming and coming[-1].window.opens_at <= at:
            self._open.append(coming.pop())
        if not self._open:
            return
        self._open = [
            row for row in self._open if at < row.window.closes_at and row.done_by is None
        ]
        fitting = [row for row in self._open if act.act in row.step.accepts and _counts(row, at)]
        if fitting:
            first = min(fitting, key=_order)
            first.done_by, first.done_at = act.id, at


def _opening(row: _Row) -> datetime:
    return row.window.opens_at


def _counts(row: _Row, at: datetime) -> bool:
    # Done in time while it was owed stays done when follow-up ends before the due day.
    return row.owed or (at <= row.window.due_at and _within(row.periods, at))


def _planned(row: _Row, now: datetime) -> Planned:
    void = None if row.owed or row.done_by is not None else _why_void(row)
    return Planned(
        row.key,
        *row.window,
        State.VOID if void else state(row.window, row.done_at, now),
        row.done_by,
        row.done_at,
        void,
        row.step,
        row.protocol,
        row.anchored_at,
    )


def _why_void(row: _Row) -> Words:
    if not row.periods or row.window.due_at < row.periods[0].starts_at:
        return NOT_YET_OWED
    return REACHED_BEFORE if row.protocol.anchor == SILENCE else NO_LONGER_OWED
