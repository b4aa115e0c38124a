"""Curves of people first seen some time after their index date, and landmark cohorts.

Who is first seen on day 40 was not at risk of being *seen* to relapse before; counted from day 0
the time without risk would be immortal. Sources: Lynden-Bell 1971; Tsai, Jewell & Wang 1987
Biometrika 74:883 (delayed entry); Anderson, Cain & Gelber 1983 J Clin Oncol 1:710 (landmark);
Suissa 2008 AJE 167:492 (immortal time).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guihang.engines.survival import Curve, curve
from guihang.engines.words import Words


def delayed_entry(
    *, entry: ArrayLike, time: ArrayLike, event: ArrayLike, label: str = "all"
) -> Curve:
    """Return the curve of people at risk from ``entry`` (exclusive) to ``time`` (inclusive).

    Columns (n,), one unit of time. ``at_risk`` falls and rises; times at which somebody enters
    are points of the curve too. Where few are at risk early on, S may fall to 0 for good.
    Raises ValueError unless 0 ≤ entry < time, or entry = time = 0.
    """
    starts, ends = np.asarray(entry), np.asarray(time)
    happened = np.asarray(event, np.bool_)
    if not starts.shape == ends.shape == happened.shape or starts.ndim != 1:
        raise ValueError("columns must have one dimension and the same length")
    if not ((starts >= 0) & ((starts < ends) | ((starts == 0) & (ends == 0)))).all():
        raise ValueError("everybody must enter before the end of observation")
    moments = np.unique(np.concatenate([ends, starts[starts > 0]]))
    size = moments.size
    place = np.searchsorted(moments, ends)
    events = np.bincount(place[happened], minlength=size)
    censored = np.bincount(place[~happened], minlength=size)
    # Whoever is there from the index date on counts at time 0 as well.
    after = np.where(starts > 0, np.searchsorted(moments, starts, side="right"), 0)
    entered = np.bincount(after, minlength=size + 1)[:size].cumsum()
    at_risk = entered - np.concatenate([[0], (events + censored).cumsum()[:-1]])
    return curve(label, moments, at_risk, events, censored)


@dataclass(frozen=True, eq=False, slots=True)
class Landmark:
    """People still free of the event and under observation at a landmark, from there on.

    ``kept`` (n,) says who they are; ``time`` and ``event`` hold only them, ``time`` counted from
    the landmark.
    """

    at: float
    kept: NDArray[np.bool_]
    time: NDArray[Any]
    event: NDArray[np.bool_]


def landmark(time: ArrayLike, event: ArrayLike, at: float) -> Landmark:
    """Keep who is observed beyond ``at`` and start their clock there.

    Groups may then use whatever was known by ``at``, and nothing later.
    """
    length, happened = np.asarray(time), np.asarray(event, np.bool_)
    kept = length > at
    return Landmark(at, kept, length[kept] - at, happened[kept])


def immortal(known_after: ArrayLike, at: float = 0.0) -> Words | None:
    """Say why a grouping may not be used: part of it was known only after ``at``.

    ``known_after`` (n,): time from the index date to the moment at which each person's group was
    settled, NaN where it never was later than the index date. ``None``: it may be used.
    """
    late = int((np.asarray(known_after, np.float64) > at).sum())
    if not late:
        return None
    return Words(
        "有 {n} 人的分组在起点之后才确定：活到那时的人才可能入组（不死时间偏倚），不能据此比较。"
        "请改用起点已知的分组，或设界标日。",
        "The group of {n} people was settled after the start: only those still free of the event "
        "could join it (immortal time). Use what was known at the start, or a landmark.",
    ).fill(n=late)
