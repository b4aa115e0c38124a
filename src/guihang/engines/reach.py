"""Reaching a person: silences and the search they start, whom to try next, quiet hours."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import takewhile
from typing import NamedTuple

from guihang.engines.acts import Attempt, StepKey, Target
from guihang.engines.calendar import Calendar, local
from guihang.engines.planning import plan
from guihang.engines.protocol import (
    CONTACT,
    SILENCE,
    Facts,
    Planned,
    Protocol,
    State,
    reached,
)


class Silence(NamedTuple):
    """A time without contact: from the due moment of the contact that failed, until reached.

    ``anchor`` names it for ever, after the step that failed.
    """

    anchor: str
    since: datetime
    until: datetime | None
    key: StepKey


def silences(planned: Iterable[Planned], facts: Facts, now: datetime) -> tuple[Silence, ...]:
    """Return every silence up to ``now``, in order of time; at most the last one still runs.

    A silence begins when a contact falls overdue, and only once: contacts that fail while it
    runs belong to it. It ends when the person is reached, or when follow-up is owed no longer: a
    contact that fails after a pause starts another search. Time makes silences, never unmakes.
    """
    moments = reached(facts)
    found: list[Silence] = []
    lapsed = [task for task in planned if task.step.track == CONTACT and _lapsed(task, now)]
    for task in sorted(lapsed, key=lambda task: (task.due_at, task.key)):
        if found and (found[-1].until is None or task.due_at <= found[-1].until):
            continue
        place = bisect_left(moments, task.due_at)
        ends = [*moments[place : place + 1], *_pause_after(task.due_at, facts, now)]
        until = min(ends, default=None)
        found.append(Silence(f"{SILENCE}:{task.key.step}", task.due_at, until, task.key))
    return tuple(found)


def _pause_after(at: datetime, facts: Facts, now: datetime) -> list[datetime]:
    """Return the end of the period owed in which ``at`` lies, if that has come."""
    return [
        local(ends) for starts, ends in facts.owed
        if ends is not None and starts <= at < ends <= now
    ]  # fmt: skip


def _lapsed(task: Planned, now: datetime) -> bool:
    if task.state is State.VOID or now <= task.due_at:
        return False
    return task.done_at is None or task.done_at > task.due_at


def silence_since(planned: Iterable[Planned], facts: Facts, now: datetime) -> datetime | None:
    """Return since when the person has been silent, or None when reached since."""
    found = silences(planned, facts, now)
    return found[-1].since if found and found[-1].until is None else None


def falls_silent_at(planned: Iterable[Planned], facts: Facts, now: datetime) -> datetime | None:
    """Return when the person will be silent unless reached by then; None while silent already.

    After that moment the plan has a search in it that no fact brought about.
    """
    tasks = list(planned)
    if silence_since(tasks, facts, now) is not None:
        return None
    coming = (
        task.due_at for task in tasks
        if task.step.track == CONTACT and task.state is not State.VOID
        and task.done_at is None and task.due_at >= now
    )  # fmt: skip
    return min(coming, default=None)


def last_contact_at(facts: Facts) -> datetime | None:
    """Return when the person was last met or spoken to; a label “lost” must carry it."""
    moments = reached(facts)
    return moments[-1] if moments else None


def follow(
    protocols: Sequence[Protocol],
    ladder: Protocol,
    facts: Facts,
    now: datetime,
    calendar: Calendar,
) -> tuple[Planned, ...]:
    """Plan the protocols, and the ladder once for each silence that the plan shows."""
    base = plan(protocols, facts, now, calendar)
    anchors = {silence.anchor: silence.since for silence in silences(base, facts, now)}
    if not anchors:
        return base
    search = plan((ladder,), facts._replace(anchors=anchors), now, calendar)
    return tuple(sorted((*base, *search), key=lambda task: (task.due_at, task.key)))


# Set by this product, version 1: how often each is tried in one round. The person by two channels
# before anybody else hears of it; then the relatives whom the person agreed to; then the grid.
ROUND = (
    (Target.PERSON, 2),
    (Target.FAMILY, 1),
    (Target.GRID, 1),
)


def next_target(attempts: Iterable[Attempt]) -> Target:
    """Advise whom to try next. A relative may be tried only with the person's consent.

    Attempts before the person was last reached do not count. After a full round the person
    comes first again.
    """
    latest = sorted(attempts, key=lambda tried: (tried.at, tried.id), reverse=True)
    failed = list(
        takewhile(lambda tried: not (tried.reached and tried.target is Target.PERSON), latest)
    )
    count = {target: sum(tried.target is target for tried in failed) for target, _ in ROUND}
    rounds = min(count[target] // times for target, times in ROUND)
    for target, times in ROUND:
        if count[target] < times * (rounds + 1):
            return target
    raise AssertionError("a full round would have counted as one")  # pragma: no cover


# Set by this product, version 1: no routine call or message from 21:00 to 8:00. No statute was
# found; it is courtesy, and spares a family the alarm. A crisis has no quiet hours.
QUIET_FROM = time(21)
QUIET_UNTIL = time(8)


def quiet(at: datetime, start: time = QUIET_FROM, end: time = QUIET_UNTIL) -> bool:
    """Say whether ``at`` lies in the quiet hours ``[start, end)`` of the local clock."""
    clock = local(at).time()
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def next_allowed(at: datetime, start: time = QUIET_FROM, end: time = QUIET_UNTIL) -> datetime:
    """Return ``at``, or the end of the quiet hours it lies in."""
    if not quiet(at, start, end):
        return at
    here = local(at)
    day = here.date() if here.time() < end else here.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=here.tzinfo)
