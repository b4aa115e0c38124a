"""Survival where the event is known only to lie between two visits (Turnbull's NPMLE).

Intervals are half open, (left, right]: negative at ``left``, positive at ``right``. With closed
intervals neighbouring visits would share a point and the answer be wrong. ``left`` = ``right`` is
an exact date; an infinite ``right`` means not seen to happen by ``left``. Sources: Peto 1973 Appl
Stat 22:86; Turnbull 1976 JRSS B 38:290; Wellner & Zhan 1997 JASA 92:945 (EM-ICM);
Gentleman & Geyer 1994 Biometrika 81:618 (the check that it is the maximum).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guihang.engines.stats.tails import Floats

TOLERANCE = 1e-9
"""Largest excess of the gradient over 1 for which the masses count as the maximum: the
log-likelihood is then at most n·1e-9 below it (Gentleman & Geyer 1994)."""

ROUNDS = 5_000
SMALLEST_SHARE = 1e-4  # of a Newton step, below which only EM moves on
EXACT, RIGHT, LEFT = 0, 1, 2  # order of ends that stand at one time: t−, t], (t


@dataclass(frozen=True, slots=True)
class Identified:
    """Survival at one time, between ``lower`` and ``upper`` for any curve of largest likelihood.

    ``survival`` puts the mass of an interval at its right end, as a visit would find it; it is
    unique where ``identified``. All are ``None`` beyond the last visit of anybody.
    """

    time: float
    survival: float | None
    lower: float | None
    upper: float | None
    identified: bool


@dataclass(frozen=True, eq=False, slots=True)
class Npmle:
    """The estimate: innermost intervals (``left``, ``right``], (J,), and the ``mass`` of each.

    ``gradient`` is the largest Σ A/d over n: 1 at the maximum, and ``converged`` says whether it
    is that close. ``n_uninformative`` people were never seen after time 0.
    """

    n: int
    n_events: int
    n_uninformative: int
    left: Floats
    right: Floats
    mass: Floats
    loglik: float
    gradient: float
    converged: bool
    rounds: int
    last: float

    def after(self) -> Floats:
        """Return P(T > right end) of every innermost interval, (J,)."""
        return np.maximum(1 - np.cumsum(self.mass), 0.0)

    def at(self, t: float) -> Identified:
        """Return survival at ``t``; it is unique only outside the innermost intervals."""
        if t > self.last:
            return Identified(t, None, None, None, identified=False)
        passed = float(self.mass[self.right <= t].sum())
        begun = float(self.mass[(self.left < t) | (self.right <= t)].sum())
        upper, lower = (min(max(1 - share, 0.0), 1.0) for share in (passed, begun))
        return Identified(t, upper, lower, upper, identified=upper - lower <= TOLERANCE)


def turnbull(left: ArrayLike, right: ArrayLike) -> Npmle:
    """Estimate the distribution of the time of the event.

    ``left`` (n,) ≥ 0 and ``right`` (n,) ≥ left, infinite where the event was not seen.
    Raises ValueError for anything else, or nobody.
    """
    low, high = np.asarray(left, np.float64), np.asarray(right, np.float64)
    if low.ndim != 1 or low.shape != high.shape or not low.size:
        raise ValueError("left and right must be columns of one length, not empty")
    if not ((low >= 0) & (low < np.inf) & (high >= low)).all():
        raise ValueError("intervals must have 0 ≤ left ≤ right")
    classes, people = np.unique(np.column_stack([low, high]), axis=0, return_counts=True)
    inner, first, stop = _innermost(classes[:, 0], classes[:, 1])
    cover = _Cover(people.astype(np.float64), first, stop, len(inner))
    mass, rounds = _maximise(cover)
    chance = cover.chance(mass)
    finite = np.isfinite(high)
    gradient = float(cover.gradient(chance).max())
    return Npmle(
        n=low.size,
        n_events=int(finite.sum()),
        n_uninformative=int((~finite & (low == 0)).sum()),
        left=inner[:, 0],
        right=inner[:, 1],
        mass=mass,
        loglik=float((people * np.log(chance)).sum()),
        gradient=gradient,
        converged=gradient <= 1 + TOLERANCE,
        rounds=rounds,
        last=float(max(low.max(), high[finite].max(initial=0.0))),
    )


def _innermost(low: Floats, high: Floats) -> tuple[Floats, NDArray[Any], NDArray[Any]]:
    """Return the innermost intervals (J, 2), and for every class the range of those it covers.

    An innermost interval is a left end followed by a right end with no other end between.
    """
    exact = low == high
    starts = np.column_stack([low, np.where(exact, EXACT, LEFT)])
    ends = np.column_stack([high, np.full(high.size, RIGHT)])
    keys, place = np.unique(np.concatenate([starts, ends]), axis=0, return_inverse=True)
    is_end = keys[:, 1] == RIGHT
    begins = np.flatnonzero(~is_end[:-1] & is_end[1:])
    place = place.ravel()
    first = np.searchsorted(begins, place[: low.size], side="left")
    stop = np.searchsorted(begins + 1, place[low.size :], side="right")
    return np.column_stack([keys[begins, 0], keys[begins + 1, 0]]), first, stop


@dataclass(frozen=True, eq=False, slots=True)
class _Cover:
    """Classes of people, each covering the innermost intervals ``first`` … ``stop`` − 1."""

    people: Floats
    first: NDArray[Any]
    stop: NDArray[Any]
    size: int

    def chance(self, mass: Floats) -> Floats:
        """Return the probability of each class, (C,)."""
        total = np.concatenate([[0.0], np.cumsum(mass)])
        return total[self.stop] - total[self.first]

    def gradient(self, chance: Floats) -> Floats:
        """Return the mean of 1/chance over the people who cover each interval, (J,)."""
        pull = self.people / chance
        steps = np.bincount(self.first, pull, self.size + 1) - np.bincount(
            self.stop, pull, self.size + 1
        )
        return np.cumsum(steps)[: self.size] / self.people.sum()

    def loglik(self, mass: Floats) -> float:
        """Return Σ log chance over all people; −∞ where somebody has none."""
        chance = self.chance(mass)
        return float(self.people @ np.log(chance)) if (chance > 0).all() else -np.inf

    def em(self, mass: Floats) -> Floats:
        """Return the masses after one step of expectation and maximisation."""
        better: Floats = mass * self.gradient(self.chance(mass))
        return better / better.sum()


def _maximise(cover: _Cover) -> tuple[Floats, int]:
    """Alternate EM with Newton steps on the curve kept rising by isotonic regression (EM-ICM).

    EM alone stalls where masses go to 0; the other step alone may not converge.
    """
    mass = np.full(cover.size, 1 / cover.size)
    rounds = 0
    while rounds < ROUNDS:
        rounds += 1
        mass = cover.em(cover.em(mass))
        if cover.gradient(cover.chance(mass)).max() <= 1 + TOLERANCE / 100:
            break
        mass = _newton(cover, mass)
    return mass, rounds


def _newton(cover: _Cover, mass: Floats) -> Floats:
    """Move every point of the curve by its own Newton step, then restore the order of points."""
    from scipy.optimize import isotonic_regression

    chance = cover.chance(mass)
    pull = cover.people / chance
    slope, bend = (
        np.bincount(cover.stop, part, cover.size + 1)[1:-1]
        + sign * np.bincount(cover.first, part, cover.size + 1)[1:-1]
        for part, sign in ((pull, -1), (pull / chance, 1))
    )
    curve = np.cumsum(mass)[:-1]
    if not curve.size or not (bend > 0).all():
        return mass
    aim = isotonic_regression(curve + slope / bend, weights=bend).x.clip(0.0, 1.0)
    aimed = np.diff(np.concatenate([[0.0], aim, [1.0]]))
    start, share = cover.loglik(mass), 1.0
    while share > SMALLEST_SHARE:
        tried = mass + share * (aimed - mass)
        if cover.loglik(tried) > start:
            return tried
        share /= 2
    return mass
