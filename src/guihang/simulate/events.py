"""One thing that somebody records, as a value; and moments at which offices work."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from guihang.engines.calendar import CHINA, local
from guihang.simulate.parameters import RECORDED_AFTER_HOURS

OPENS, CLOSES = 9, 17


class Event(NamedTuple):
    """An action at a moment. ``who`` names a role in the story, not a user."""

    at: datetime
    action: str
    who: str
    given: dict[str, Any]


@dataclass
class Diary:
    """Events of one life up to ``now``; what would lie after it has not happened yet."""

    random: Random
    now: datetime
    events: list[Event] = field(default_factory=list)

    def note(self, action: str, who: str, at: datetime, **given: Any) -> None:
        """Write down an action taken at ``at``."""
        if at <= self.now:
            self.events.append(Event(at, action, who, given))

    def happened(
        self, action: str, who: Callable[[datetime], str], at: datetime, **given: Any
    ) -> None:
        """Write down something that happened at ``at`` and is recorded somewhat later.

        ``who`` answers who records it at a given moment.
        """
        if at > self.now:
            return
        delay = timedelta(hours=self.random.uniform(0.1, RECORDED_AFTER_HOURS.value))
        recorded = min(office(at + delay), self.now)
        self.note(action, who(recorded), recorded, happened_at=at, **given)

    def told(self) -> tuple[Event, ...]:
        """Return the events in order of time; nothing is recorded after the case was closed."""
        ordered = sorted(self.events, key=lambda event: event.at)
        closed = next(
            (number for number, event in enumerate(ordered) if event.action == CLOSING), None
        )
        return tuple(ordered if closed is None else ordered[: closed + 1])


CLOSING = "casework.close_case"


def on(day: date, random: Random, *, until: int = CLOSES) -> datetime:
    """Return some minute of a day's office hours."""
    minutes = random.randrange((until - OPENS) * 60)
    return datetime(day.year, day.month, day.day, OPENS, tzinfo=CHINA) + timedelta(minutes=minutes)


def office(at: datetime) -> datetime:
    """Return ``at``, or the same minute of the next office morning when the office is closed."""
    at = local(at).replace(second=0, microsecond=0)
    if OPENS <= at.hour < CLOSES:
        return at
    day = at.date() + timedelta(days=at.hour >= CLOSES)
    return datetime(day.year, day.month, day.day, OPENS, at.minute, tzinfo=CHINA)


def between(first: datetime, last: datetime, random: Random) -> datetime | None:
    """Return a moment in ``[first, last]`` at which an office works, or None if there is none."""
    if last <= first:
        return None
    for _ in range(6):
        at = local(first + (last - first) * random.random()).replace(second=0, microsecond=0)
        if not OPENS <= at.hour < CLOSES:
            at = on(at.date(), random)
        if first <= at <= last:
            return at
    return None
