"""What a cohort's outcome figures need to know, as counts that add up.

A region's or a year's counts are the sum of those of its parts, so figures of a nation need no
row about a person. All figures are worked out from here (:mod:`guihang.engines.figures.indicators`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guihang.engines.survival_ledger import Ledger

type Rows = NDArray[np.int64]


class Cause(IntEnum):
    """What ended the time of one person."""

    CENSORED = 0
    RELAPSE = 1
    DEATH = 2
    CUSTODY = 3
    LOST = 4


class Measure(IntEnum):
    """What a row of ``states`` counts: people by State at horizon 0–2 (+ 8 for those who agreed to
    aftercare); the golden three months; drug tests due (0) and done (1) up to horizon 0–2."""

    AT_0 = 0
    AT_1 = 1
    AT_2 = 2
    GOLDEN = 3
    TESTS = 4
    TESTS_1 = 5
    TESTS_2 = 6


@dataclass(frozen=True, eq=False, slots=True)
class CohortCounts:
    """Counts of first releases.

    ``times``: (k, 5) facility, year of release, day, Cause, people. ``states``: (k, 5) facility,
    month of release (year × 12 + month − 1), Measure, value, people. No two rows of one table
    share their first four numbers.
    """

    times: Rows
    states: Rows

    def in_months(self, first: int, last: int) -> "CohortCounts":
        """Return the part released in these months, both included; times go by whole years."""
        years, months = self.times[:, 1], self.states[:, 1]
        return CohortCounts(
            self.times[(years >= first // 12) & (years <= last // 12)],
            self.states[(months >= first) & (months <= last)],
        )

    def of(self, *facilities: int) -> "CohortCounts":
        """Return the part of these facilities."""
        return CohortCounts(
            self.times[np.isin(self.times[:, 0], facilities)],
            self.states[np.isin(self.states[:, 0], facilities)],
        )

    def at_places(self, facilities: Sequence[int]) -> "CohortCounts":
        """Return the part of these facilities, each named by its position among them."""
        order = np.argsort(facilities)
        known = np.asarray(facilities)[order]
        tables = []
        for rows in (self.of(*facilities).times, self.of(*facilities).states):
            moved = rows.copy()
            moved[:, 0] = order[np.searchsorted(known, rows[:, 0])]
            tables.append(moved)
        return CohortCounts(*tables)

    def people(self, measure: Measure = Measure.AT_0) -> int:
        """How many people are in the cohort."""
        return int(self.states[self.states[:, 2] == measure, 4].sum())

    def ended(self, measure: Measure, horizon: int, cut_off: date) -> Rows:
        """Return the rows of a measure whose whole month has ``horizon`` days before the cut-off."""
        rows = self.states[self.states[:, 2] == measure]
        return rows[rows[:, 1] <= last_month(cut_off, horizon)]


NOBODY = CohortCounts(np.zeros((0, 5), np.int64), np.zeros((0, 5), np.int64))


def counted(*columns: ArrayLike, weights: ArrayLike | None = None) -> Rows:
    """Return the distinct rows of ``columns`` with how many there are, or the sum of ``weights``."""
    table = np.stack([np.asarray(column, np.int64) for column in columns], axis=1)
    if not table.size:
        return np.zeros((0, len(columns) + 1), np.int64)
    low = table.min(axis=0)
    spans = table.max(axis=0) - low + 1
    key = np.zeros(len(table), np.int64)
    for column, span in enumerate(spans.tolist()):  # one key a row: far quicker than rows
        key = key * span + (table[:, column] - low[column])
    distinct, place, number = np.unique(key, return_inverse=True, return_counts=True)
    if weights is not None:
        total = np.bincount(place, weights=np.asarray(weights), minlength=distinct.size)
        number = np.rint(total).astype(np.intp)
    found = np.empty((distinct.size, len(columns) + 1), np.int64)
    rest = distinct
    for column in range(len(columns) - 1, -1, -1):
        rest, found[:, column] = np.divmod(rest, spans[column])
        found[:, column] += low[column]
    found[:, -1] = number
    return found


def added(parts: Iterable[CohortCounts]) -> CohortCounts:
    """Return the sum: the counts of a whole are the sum of the counts of its parts."""
    known = list(parts)
    return CohortCounts(
        _summed([part.times for part in known]), _summed([part.states for part in known])
    )


def less(whole: CohortCounts, part: CohortCounts) -> CohortCounts:
    """Return ``whole`` without ``part``; rows may be negative where it is a difference."""
    minus = [
        np.concatenate([rows[:, :4], -rows[:, 4:]], axis=1) for rows in (part.times, part.states)
    ]
    return added([whole, CohortCounts(*minus)])


def _summed(tables: list[Rows]) -> Rows:
    table = np.concatenate([np.zeros((0, 5), np.int64), *tables])
    found = counted(*table[:, :4].T, weights=table[:, 4])
    return found[found[:, 4] != 0]


def last_month(cut_off: date, horizon: int) -> int:
    """Return the last month all of whose releases have ``horizon`` days before the cut-off."""
    day = cut_off - timedelta(days=horizon) + timedelta(days=1)
    return day.year * 12 + day.month - 1 - 1


def ledger(times: Rows, *, event: Cause = Cause.RELAPSE, by: int | None = None) -> Ledger:
    """Return the counts of times as a Ledger with ``event`` as the event, all else censored.

    ``by``: column of ``times`` to group by (0 facility, 1 year); labels are its numbers as text.
    """
    if not len(times):
        empty = np.zeros(0, np.int64)
        return Ledger(("all",), empty, empty, empty, empty)
    column = np.zeros(len(times), np.int64) if by is None else times[:, by]
    known, group = np.unique(column, return_inverse=True)
    happened = np.where(times[:, 3] == event, times[:, 4], 0)
    span = int(times[:, 2].max()) + 1
    key = group * span + times[:, 2]
    cells, place = np.unique(key, return_inverse=True)
    people = np.rint(np.bincount(place, weights=times[:, 4])).astype(np.int64)
    events = np.rint(np.bincount(place, weights=happened)).astype(np.int64)
    labels = ("all",) if by is None else tuple(map(str, known.tolist()))
    return Ledger(labels, cells // span, cells % span, events, people - events)
