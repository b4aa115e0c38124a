"""People as columns of days since release: all that the outcome figures need, and no name.

``counts_of`` turns them into counts that add up over months, facilities, regions and years; every
figure is worked out from those (:mod:`guihang.engines.figures.indicators`).
"""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from guihang.engines.definitions.definition import State
from guihang.engines.definitions.retention import HORIZONS, WINDOW
from guihang.engines.figures.cohort_counts import Cause, CohortCounts, Measure, counted

type Ints = NDArray[np.int32]

NEVER = -1
EPOCH = 719163  # date(1970, 1, 1).toordinal()
GOLDEN_SHARE = 0.8
"""Share of the planned contacts that completes the golden three months: set by the product."""


@dataclass(frozen=True, eq=False, slots=True)
class Followed:
    """One element per released case in every column.

    ``facility``: ids; ``released``: days since 1970-01-01; ``sex``, ``drug``: small codes;
    ``first``, ``consented``, ``golden_review``: 0 or 1. ``relapse`` … ``verified``: day after
    release, NEVER where it did not happen. ``contacted``, ``tested``: bit k is set where the person
    was reached, or tested negative, within the window of horizon k. ``golden_…``: contacts planned
    and done in the golden quarter. ``due_k``, ``done_k``: drug tests up to horizon k.
    """

    facility: Ints
    released: Ints
    sex: Ints
    drug: Ints
    first: Ints
    consented: Ints
    relapse: Ints
    positive: Ints
    died: Ints
    custody: Ints
    moved: Ints
    verified: Ints
    contacted: Ints
    tested: Ints
    golden_planned: Ints
    golden_done: Ints
    golden_review: Ints
    due_0: Ints
    done_0: Ints
    due_1: Ints
    done_1: Ints
    due_2: Ints
    done_2: Ints

    @property
    def n(self) -> int:
        return int(self.released.size)

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> "Followed":
        """Return the chosen people."""
        return Followed(*(getattr(self, name)[chosen] for name in COLUMNS))


COLUMNS = tuple(field.name for field in fields(Followed))


def month_of(released: Ints) -> Ints:
    """Return year × 12 + month − 1 of days since 1970-01-01."""
    months = released.astype("datetime64[D]").astype("datetime64[M]")
    return (months.astype(np.int64) + 1970 * 12).astype(np.int32)


def as_of(people: Followed, cut_off: int) -> Followed:
    """Return what was so by the data cut-off (days since 1970-01-01): later facts did not happen."""
    people = people.where(people.released <= cut_off)
    limit = cut_off - people.released
    events = {
        name: np.where(getattr(people, name) > limit, NEVER, getattr(people, name)).astype(np.int32)
        for name in ("relapse", "positive", "died", "custody", "moved")
    }
    return replace(people, **events, verified=np.minimum(people.verified, limit).astype(np.int32))


def states(people: Followed, place: int) -> Ints:
    """Return the State of each person at horizon ``place`` (0, 1, 2)."""
    horizon, bit = HORIZONS[place].days, 1 << place
    found = np.full(people.n, State.UNKNOWN, np.int32)
    found[_by(people.moved, horizon)] = State.MOVED
    found[people.contacted & bit > 0] = State.CONTACTED
    found[people.tested & bit > 0] = State.TESTED
    found[_by(people.custody, horizon)] = State.CUSTODY
    found[_by(people.died, horizon)] = State.DIED
    found[_by(people.relapse, horizon)] = State.RELAPSED
    return found


def _by(day: Ints, horizon: int) -> NDArray[np.bool_]:
    return (day >= 0) & (day <= horizon)


def course(people: Followed, *, cut_off: int | None = None) -> tuple[Ints, Ints]:
    """Return how long each person was followed, and the Cause that ended it.

    Whatever came first; on one day relapse before death before custody. With ``cut_off`` loss to
    follow-up is an event too, dated WINDOW days after the last verified contact; without it the
    lost are censored there.
    """
    later = np.iinfo(np.int32).max
    ends = np.stack([
        np.where(day < 0, later, day) for day in (people.relapse, people.died, people.custody)
    ])  # fmt: skip
    first = ends.argmin(axis=0) if people.n else np.zeros(0, np.intp)
    days = ends.min(axis=0) if people.n else np.zeros(0, np.int32)
    happened = days < later
    last = np.maximum(people.verified, 0)
    cause = np.where(happened, first + 1, Cause.CENSORED).astype(np.int32)
    days = np.where(happened, days, last).astype(np.int32)
    if cut_off is not None:
        lost = ~happened & (last + WINDOW < cut_off - people.released) & (people.moved < 0)
        cause[lost], days[lost] = Cause.LOST, last[lost] + WINDOW
    return days, cause


@dataclass(frozen=True, eq=False, slots=True)
class Ends:
    """How the time of each person ended: (n,) each; ``cause`` a Cause, LOST among them."""

    facility: Ints
    year: Ints
    sex: Ints
    drug: Ints
    days: Ints
    cause: Ints

    def where(self, chosen: NDArray[np.bool_]) -> "Ends":
        """Return the chosen people."""
        return Ends(*(getattr(self, field.name)[chosen] for field in fields(Ends)))

    def and_of(self, other: "Ends") -> "Ends":
        """Return these people and the others."""
        return Ends(*(
            np.concatenate([getattr(self, field.name), getattr(other, field.name)])
            for field in fields(Ends)
        ))  # fmt: skip

    def observed(self) -> tuple[Ints, Ints]:
        """Return days and Cause with the lost censored at their last verified contact."""
        lost = self.cause == Cause.LOST
        days = np.where(lost, np.maximum(self.days - WINDOW, 0), self.days)
        return days.astype(np.int32), np.where(lost, Cause.CENSORED, self.cause).astype(np.int32)

    def stratum(self) -> Ints:
        """Return a number for what each brought with them: sex, drug and year of release."""
        return ((self.sex * 100 + self.drug) * 10_000 + self.year).astype(np.int32)


def ends_of(people: Followed, cut_off: int) -> Ends:
    """Return how the time of each person ended by a day (since 1970-01-01)."""
    days, cause = course(people, cut_off=cut_off)
    year = month_of(people.released) // 12
    return Ends(people.facility, year, people.sex, people.drug, days, cause)


def counts_of(people: Followed, *, group: Ints | None = None) -> CohortCounts:
    """Count first releases by group (the facility) and month; see CohortCounts."""
    place = people.facility if group is None else group
    first = people.first == 1
    place, people = place[first], people.where(first)
    month = month_of(people.released)
    days, cause = course(people)
    times = counted(place, month // 12, days, cause)
    rows = []
    for horizon in range(len(HORIZONS)):
        state = states(people, horizon) + 8 * people.consented
        rows.append(_rows(place, month, Measure(horizon), state, None))
        due, done = getattr(people, f"due_{horizon}"), getattr(people, f"done_{horizon}")
        for value, weights in enumerate((due, done)):
            rows.append(_rows(place, month, Measure(Measure.TESTS + horizon), value, weights))
    rows.append(_rows(place, month, Measure.GOLDEN, golden(people), None))
    found = np.concatenate(rows) if rows else np.zeros((0, 5), np.int64)
    return CohortCounts(times=times, states=found[found[:, -1] != 0])


def golden(people: Followed) -> Ints:
    """Return 0 without a plan (or dead or in custody by day 90), 1 not completed, 2 completed."""
    enough = people.golden_done >= GOLDEN_SHARE * people.golden_planned
    done = enough & (people.golden_review == 1)
    quarter = HORIZONS[0].days
    away = _by(people.died, quarter) | _by(people.custody, quarter) | (people.golden_planned == 0)
    return np.where(away, 0, np.where(done, 2, 1)).astype(np.int32)


def _rows(
    place: Ints, month: Ints, measure: Measure, state: Ints | int, weights: Ints | None
) -> NDArray[np.int64]:
    n = place.size
    full = [np.full(n, value, np.int32) for value in (int(measure),)]
    known = np.full(n, state, np.int32) if isinstance(state, int) else state
    return counted(place, month, full[0], known, weights=weights)
