"""How many people had an event or left observation, by group and time: counts that add up.

A :class:`Ledger` is all that a survival curve, its limits, its quartiles, the log-rank test and
the reach of a horizon need to know. Days, facilities and regions merge by adding their ledgers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Counts = NDArray[np.int64]
type Times = NDArray[np.int64] | NDArray[np.float64]

CHUNK = 1 << 16  # rows whose keys stay in the cache
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
    times, events = np.asarray(time), np.asarray(event)
    groups = np.zeros(times.shape, np.int8) if group is None else np.asarray(group)
    _check(times, events, groups, len(labels))
    if times.size and times.dtype.kind in "iu":
        span = int(times.max()) + 1
        if len(labels) * span * 2 <= DENSE_CELLS:
            return _tally_days(times, events, groups, tuple(labels), span)
    return _tally_sorted(times, events, groups, tuple(labels))


def merge(*ledgers: Ledger) -> Ledger:
    """Add ledgers: the ledger of a whole is the sum of the ledgers of its parts."""
    labels = tuple(dict.fromkeys(label for ledger in ledgers for label in ledger.labels))
    if not ledgers or not labels:
        raise ValueError("nothing to merge")
    place = {label: index for index, label in enumerate(labels)}
    parts = [ledger for ledger in ledgers if ledger.time.size]
    if not parts:
        return replace(ledgers[0], labels=labels)
    group = np.concatenate(
        [np.array([place[label] for label in part.labels], np.int64)[part.group] for part in parts]
    )
    time = np.concatenate([part.time for part in parts])
    events = np.concatenate([part.events for part in parts])
    censored = np.concatenate([part.censored for part in parts])
    order = np.lexsort((time, group))
    group, time = group[order], time[order]
    fresh = np.ones(group.size, np.bool_)
    fresh[1:] = (group[1:] != group[:-1]) | (time[1:] != time[:-1])
    starts = np.flatnonzero(fresh)
    return Ledger(
        labels=labels,
        group=group[starts],
        time=time[starts],
        events=np.add.reduceat(events[order], starts),
        censored=np.add.reduceat(censored[order], starts),
    )


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
    if event.dtype.kind not in "biuf" or not _all_binary(event):
        raise ValueError("events must be 0 or 1")
    if group.dtype.kind not in "iu" or group.min() < 0 or group.max() >= n_groups:
        raise ValueError("groups must be positions in the labels")


def _all_binary(event: NDArray[Any]) -> bool:
    if event.dtype.kind == "b":
        return True
    if event.dtype.kind == "f":
        return bool(np.isin(event, (0.0, 1.0)).all())
    return bool(event.min() >= 0 and event.max() <= 1)


def _tally_days(
    time: NDArray[Any],
    event: NDArray[Any],
    group: NDArray[Any],
    labels: tuple[str, ...],
    span: int,
) -> Ledger:
    cells = len(labels) * span * 2
    counts = np.zeros(cells, np.int64)
    step = max(CHUNK, cells)
    key = np.empty(min(step, time.size), np.intp)
    for start in range(0, time.size, step):
        part = slice(start, start + step)
        chunk = key[: min(step, time.size - start)]
        np.multiply(group[part], span, out=chunk, dtype=np.intp, casting="unsafe")
        np.add(chunk, time[part], out=chunk, casting="unsafe")
        np.left_shift(chunk, 1, out=chunk)
        np.add(chunk, event[part], out=chunk, casting="unsafe")
        counts += np.bincount(chunk, minlength=cells)
    outcome = counts.reshape(-1, 2)
    rows = np.flatnonzero(outcome.any(axis=1))
    return Ledger(
        labels=labels,
        group=rows // span,
        time=rows % span,
        events=outcome[rows, 1],
        censored=outcome[rows, 0],
    )


def _tally_sorted(
    time: NDArray[Any],
    event: NDArray[Any],
    group: NDArray[Any],
    labels: tuple[str, ...],
) -> Ledger:
    whole = time.dtype.kind in "iu"
    grid, position = np.unique(time, return_inverse=True)
    place = group.astype(np.int64) * max(grid.size, 1) + position
    rows, row = np.unique(place, return_inverse=True)
    total = np.bincount(row, minlength=rows.size)
    events = np.bincount(row[event.astype(np.bool_)], minlength=rows.size)
    return Ledger(
        labels=labels,
        group=rows // max(grid.size, 1),
        time=grid[rows % max(grid.size, 1)].astype(np.int64 if whole else np.float64),
        events=events,
        censored=total - events,
    )
