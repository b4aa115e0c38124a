"""How many people had an event or left observation, by group and time: counts that add up.

A :class:`Ledger` is all that a survival curve, its limits, its quartiles, the log-rank test and
the reach of a horizon need to know. Days, facilities and regions merge by adding their ledgers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Counts = NDArray[np.int64]
type Times = NDArray[np.int64] | NDArray[np.float64]

CHUNK = 1 << 16  # rows whose keys stay in the cache
MOST_CAUSES = 64  # a column of counts for each
DENSE_CELLS = 1 << 20  # above this a histogram over every possible day costs more than sorting


@dataclass(frozen=True, eq=False, slots=True)
class Ledger:
    """Counts by group and time: one row per pair that occurs, ordered by group, then time.

    ``group`` holds positions in ``labels``; ``time`` is int64 where every time is whole, else
    float64; ``events`` and ``censored`` count the people whose observation ended at that time.
    """

    labels: tuple[str, ...]
    group: Counts
    time: Times
    events: Counts
    censored: Counts

    @property
    def n(self) -> int:
        """People in all groups."""
        return int(self.events.sum() + self.censored.sum())


@dataclass(frozen=True, eq=False, slots=True)
class OutcomeLedger:
    """Counts by group, time and outcome, where one of several events ends observation first.

    ``counts`` is (rows, 1 + causes): column 0 counts the censored, column k the cause
    ``causes[k - 1]``. Everything else is as in :class:`Ledger`.
    """

    labels: tuple[str, ...]
    causes: tuple[int, ...]
    group: Counts
    time: Times
    counts: Counts

    @property
    def n(self) -> int:
        """People in all groups."""
        return int(self.counts.sum())

    def any_cause(self) -> Ledger:
        """Return the ledger in which every cause is the event."""
        return self._with(self.counts[:, 1:].sum(axis=1))

    def only(self, cause: int) -> Ledger:
        """Return the ledger in which the other causes count as censorings.

        It is for hazards and tests of one cause; 1 − its curve is not a probability of the cause.
        """
        return self._with(self.counts[:, 1 + self.causes.index(cause)])

    def _with(self, events: Counts) -> Ledger:
        left = self.counts.sum(axis=1)
        return Ledger(self.labels, self.group, self.time, events, left - events)


def tally(
    *,
    time: ArrayLike,
    event: ArrayLike,
    group: ArrayLike | None = None,
    labels: Sequence[str] = ("all",),
) -> Ledger:
    """Count people by group, time and outcome.

    ``time``: (n,) whole or real numbers ≥ 0; ``event``: (n,) bool or 0/1; ``group``: (n,)
    positions in ``labels``, all 0 when left out. Raises ValueError for anything else.
    Small whole times (days, weeks) take one pass without sorting.
    """
    times, events, groups = _columns(time, event, group, len(labels))
    if events.dtype.kind not in "biuf" or not _all_binary(events):
        raise ValueError("events must be 0 or 1")
    place, moment, counts = _histogram(times, events, groups, len(labels), 2)
    return Ledger(tuple(labels), place, moment, counts[:, 1], counts[:, 0])


def tally_outcomes(
    *,
    time: ArrayLike,
    outcome: ArrayLike,
    group: ArrayLike | None = None,
    labels: Sequence[str] = ("all",),
    causes: Sequence[int] | None = None,
) -> OutcomeLedger:
    """Count people by group, time and cause; ``outcome`` is (n,) whole: 0 censored, else a cause.

    ``causes`` are those that occur, in order, when left out. Raises ValueError for anything else.
    """
    times, outcomes, groups = _columns(time, outcome, group, len(labels))
    if outcomes.size and (outcomes.dtype.kind not in "biu" or outcomes.min() < 0):
        raise ValueError("outcomes must be whole numbers, 0 or more")
    if causes is None:
        causes = [int(code) for code in np.unique(outcomes) if code]
    known = np.array([0, *causes], np.int64)
    if len(known) > MOST_CAUSES or (np.diff(known) <= 0).any():
        raise ValueError("causes must rise, and be few")
    if not np.array_equal(known, np.arange(known.size)):
        outcomes = np.searchsorted(known, checked := outcomes).clip(max=known.size - 1)
        if (known[outcomes] != checked).any():
            raise ValueError("an outcome is not among the causes")
    elif outcomes.size and outcomes.max() >= known.size:
        raise ValueError("an outcome is not among the causes")
    place, moment, counts = _histogram(times, outcomes, groups, len(labels), known.size)
    return OutcomeLedger(tuple(labels), tuple(map(int, causes)), place, moment, counts)


def merge(*ledgers: Ledger) -> Ledger:
    """Add ledgers: the ledger of a whole is the sum of the ledgers of its parts."""
    labels, group, time, counts = _added(
        [
            _Rows(one.labels, one.group, one.time, np.column_stack([one.censored, one.events]))
            for one in ledgers
        ]
    )
    return Ledger(labels, group, time, counts[:, 1], counts[:, 0])


def merge_outcomes(*ledgers: OutcomeLedger) -> OutcomeLedger:
    """Add ledgers by outcome; a cause that one of them lacks counts 0 there."""
    causes = tuple(sorted({cause for part in ledgers for cause in part.causes}))
    wide = []
    for part in ledgers:
        counts = np.zeros((part.time.size, 1 + len(causes)), np.int64)
        counts[:, [0, *(1 + causes.index(cause) for cause in part.causes)]] = part.counts
        wide.append(_Rows(part.labels, part.group, part.time, counts))
    labels, group, time, counts = _added(wide)
    return OutcomeLedger(labels, causes, group, time, counts)


class _Rows(NamedTuple):
    labels: tuple[str, ...]
    group: Counts
    time: Times
    counts: Counts


def _added(parts: Sequence[_Rows]) -> _Rows:
    """Add the counts of rows that several parts may share."""
    labels = tuple(dict.fromkeys(label for part in parts for label in part.labels))
    if not labels:
        raise ValueError("nothing to merge")
    place = {label: index for index, label in enumerate(labels)}
    own = [np.array([place[label] for label in part.labels], np.int64) for part in parts]
    group = np.concatenate([to[part.group] for to, part in zip(own, parts, strict=True)])
    # An empty part must not turn whole days into real numbers.
    time: Any = np.concatenate([part.time for part in parts if part.time.size] or [parts[0].time])
    counts: Counts = np.concatenate([part.counts for part in parts])
    order = np.lexsort((time, group))
    group, time, counts = group[order], time[order], counts[order]
    fresh = np.ones(group.size, np.bool_)
    fresh[1:] = (group[1:] != group[:-1]) | (time[1:] != time[:-1])
    starts = np.flatnonzero(fresh)
    if starts.size:
        group, time, counts = group[starts], time[starts], np.add.reduceat(counts, starts, axis=0)
    return _Rows(labels, group, time, counts)


def _columns(
    time: ArrayLike, outcome: ArrayLike, group: ArrayLike | None, n_groups: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the three columns as arrays. Raises ValueError where they are not columns."""
    times, outcomes = np.asarray(time), np.asarray(outcome)
    groups = np.zeros(times.shape, np.int8) if group is None else np.asarray(group)
    _check(times, outcomes, groups, n_groups)
    return times, outcomes, groups


def _check(time: NDArray[Any], event: NDArray[Any], group: NDArray[Any], n_groups: int) -> None:
    if not time.ndim == event.ndim == group.ndim == 1:
        raise ValueError("columns must have one dimension")
    if not time.size == event.size == group.size:
        raise ValueError("columns must have the same length")
    if n_groups == 0:
        raise ValueError("at least one group is needed")
    if not time.size:
        return
    if time.dtype.kind not in "iuf" or not (time.min() >= 0 and time.max() < np.inf):
        raise ValueError("times must be finite numbers, 0 or more")
    if group.dtype.kind not in "iu" or group.min() < 0 or group.max() >= n_groups:
        raise ValueError("groups must be positions in the labels")


def _all_binary(event: NDArray[Any]) -> bool:
    if event.dtype.kind == "b" or not event.size:
        return True
    if event.dtype.kind == "f":
        return bool(np.isin(event, (0.0, 1.0)).all())
    return bool(event.min() >= 0 and event.max() <= 1)


def _histogram(
    time: NDArray[Any], outcome: NDArray[Any], group: NDArray[Any], n_groups: int, n_outcomes: int
) -> tuple[Counts, Times, Counts]:
    """Return group, time and counts (rows, n_outcomes) of every pair that occurs, in order."""
    if time.size and time.dtype.kind in "iu":
        span = int(time.max()) + 1
        if n_groups * span * n_outcomes <= DENSE_CELLS:
            return _by_day(time, outcome, group, n_groups * span, span, n_outcomes)
    return _by_sorting(time, outcome, group, n_outcomes)


def _by_day(
    time: NDArray[Any],
    outcome: NDArray[Any],
    group: NDArray[Any],
    days: int,
    span: int,
    n_outcomes: int,
) -> tuple[Counts, Times, Counts]:
    cells = days * n_outcomes
    counts = np.zeros(cells, np.int64)
    step = max(CHUNK, cells)
    # Narrow keys halve the time; nothing overflows, because the last cell fits.
    narrow: Any = np.uint16 if cells <= 1 << 16 else np.uint32
    key = np.empty(min(step, time.size), narrow)
    for start in range(0, time.size, step):
        part = slice(start, start + step)
        chunk = key[: min(step, time.size - start)]
        np.multiply(group[part], span, out=chunk, dtype=narrow, casting="unsafe")
        np.add(chunk, time[part], out=chunk, casting="unsafe")
        np.multiply(chunk, n_outcomes, out=chunk)
        np.add(chunk, outcome[part], out=chunk, casting="unsafe")
        counts += np.bincount(chunk, minlength=cells)
    by_day = counts.reshape(-1, n_outcomes)
    rows = np.flatnonzero(by_day.any(axis=1))
    return rows // span, rows % span, by_day[rows]


def _by_sorting(
    time: NDArray[Any], outcome: NDArray[Any], group: NDArray[Any], n_outcomes: int
) -> tuple[Counts, Times, Counts]:
    whole = time.dtype.kind in "iu"
    grid, position = np.unique(time, return_inverse=True)
    place = group.astype(np.int64) * max(grid.size, 1) + position
    rows, row = np.unique(place, return_inverse=True)
    cells = np.bincount(
        row * n_outcomes + outcome.astype(np.int64), minlength=rows.size * n_outcomes
    )
    moment = grid[rows % max(grid.size, 1)].astype(np.int64 if whole else np.float64)
    return rows // max(grid.size, 1), moment, cells.reshape(-1, n_outcomes)
