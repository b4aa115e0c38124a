"""Protective restraint (保护性约束): how it is watched, and what was missed.

Sources: 禁毒法 art 44 (only for people at risk of harming themselves); 司法部令第127号 art 40 (the
head approves, medical norms, close watch by police and medical staff, lifted when the risk has
gone). Fifteen minutes between observations and an hour until a doctor are set by this product.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

EVERY = timedelta(minutes=15)
DOCTOR_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Watch:
    """How an episode was watched. ``due_at``: of the next observation, None when it is over."""

    expected: int
    made: int
    missed: tuple[datetime, ...]
    due_at: datetime | None
    must_end: bool


def watch(
    started_at: datetime, ended_at: datetime | None, now: datetime,
    observed: Iterable[tuple[datetime, bool]],
) -> Watch:  # fmt: skip
    """Return which quarters of an hour saw an observation. ``observed``: moment, risk still there.

    Each full quarter since the start wants one. A quarter without one is missed for good; later
    observations do not make up for it.
    """
    seen = sorted(one for one in observed if started_at <= one[0] <= (ended_at or now))
    quarters = max(int(((ended_at or now) - started_at) / EVERY), 0)
    watched = {int((at - started_at) / EVERY) for at, _ in seen}
    missed = tuple(started_at + (n + 1) * EVERY for n in range(quarters) if n not in watched)
    ended = ended_at is not None
    open_quarter = started_at + (quarters + (2 if quarters in watched else 1)) * EVERY
    # Two quarters may hold observations half an hour apart: the next is asked for in fifteen minutes.
    next_at = (seen[-1][0] if seen else started_at) + EVERY
    due_at = min(next_at, open_quarter) if next_at > now else open_quarter
    return Watch(
        quarters, quarters - len(missed), missed, None if ended else due_at,
        not ended and bool(seen) and not seen[-1][1],
    )  # fmt: skip
