"""When follow-up is owed: while the person is out, agrees, lives, and the case is open.

Nothing is owed between a closing and the reopening that follows it. What fell due before the
closing was owed, and stays missed if nobody did it.
"""

from collections.abc import Iterable
from datetime import datetime

from guihang.engines.protocol import Period

type Turns = Iterable[tuple[datetime, bool]]
"""Moments at which something began (True) or ended (False), in order of time."""


def owed(
    *, released_at: datetime, consent: Turns, closings: Turns, died_at: datetime | None = None
) -> tuple[Period, ...]:
    """Return the periods in which follow-up is owed, in order of time.

    ``consent``: given or no longer given. ``closings``: closed (True) or reopened (False).
    """
    found = [
        Period(max(starts, released_at), min((at for at in (ends, died_at) if at), default=None))
        for starts, ends in _stretches(consent)
    ]
    # Closed and reopened at one instant, a case is open.
    for gap in _stretches(sorted(closings, key=lambda turn: (turn[0], not turn[1]))):
        found = [part for period in found for part in _without(period, gap)]
    return tuple(period for period in found if not _empty(period))


def _stretches(turns: Turns) -> list[Period]:
    """Return the stretches between a beginning and the end that follows it."""
    found: list[Period] = []
    since: datetime | None = None
    for at, begins in turns:
        if begins and since is None:
            since = at
        elif not begins and since is not None:
            found.append(Period(since, at))
            since = None
    return found if since is None else [*found, Period(since)]


def _without(period: Period, gap: Period) -> list[Period]:
    """Return what is left of a period outside of a gap."""
    starts, ends = period
    before = Period(starts, gap.starts_at if ends is None else min(ends, gap.starts_at))
    found = [before]
    if gap.ends_at is not None:
        found.append(Period(max(starts, gap.ends_at), ends))
    return [one for one in found if not _empty(one)]


def _empty(period: Period) -> bool:
    return period.ends_at is not None and period.ends_at <= period.starts_at
