"""Fine and Gray's regression on cumulative incidence: a companion of cause-specific Cox models.

Its ratios say how covariates move the *probability* of a cause, through its own rate and through
the other causes alike, and must not be read as effects on the rate. Who had another event stays
at risk with the chance of not having been censored since. Agrees with ``crr`` of cmprsk 2.2-11 to
1e-3 (that program stops at its own tolerance). Source: Fine & Gray 1999 JASA 94:496.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guihang.engines.stats.cox import (
    DECREMENT,
    ROUNDS,
    UNBOUNDED,
    Coefficient,
    Unfit,
    coefficient,
    refuse_collinear,
)
from guihang.engines.stats.tails import Floats

LONGEST = 3.0  # step in standard deviations of a covariate that is still trusted


@dataclass(frozen=True, eq=False, slots=True)
class FineGray:
    """A fitted model; ``coefficients`` hold subdistribution log hazard ratios."""

    cause: int
    n: int
    n_events: int
    coefficients: tuple[Coefficient, ...]
    covariance: Floats
    converged: bool


def fine_gray(
    *,
    time: ArrayLike,
    outcome: ArrayLike,
    covariates: ArrayLike,
    names: Sequence[str],
    cause: int = 1,
) -> FineGray:
    """Fit the model of ``cause``: ``outcome`` (n,) is 0 for the censored, else a cause.

    Ties as Breslow. ``converged`` is false where a ratio grows for ever. Raises Unfit without an
    event of the cause, or for a covariate that is constant or follows from the others.
    """
    times, outcomes = np.asarray(time), np.asarray(outcome)
    x = np.asarray(covariates, np.float64)
    if not (outcomes == cause).any():
        raise Unfit("no_event")
    still = [name for name, column in zip(names, x.T, strict=True) if (column == column[0]).all()]
    if still:
        raise Unfit("constant", *still)
    scale = x.std(axis=0)
    data = _data(times, outcomes, (x - x.mean(axis=0)) / scale, cause)
    beta, converged = np.zeros(len(names)), False
    refuse_collinear(_sums(data, beta).bend, names)
    for _ in range(ROUNDS):
        found = _sums(data, beta)
        step = np.linalg.solve(found.bend, found.slope)
        if (converged := bool(found.slope @ step < DECREMENT)) or np.abs(beta).max() > UNBOUNDED:
            break
        beta = beta + step * min(1.0, LONGEST / float(np.abs(step).max()))
    moved = _influences(data, found) @ np.linalg.inv(found.bend) / scale
    covariance = moved.T @ moved
    table = tuple(
        coefficient(name, float(b), float(se))
        for name, b, se in zip(names, beta / scale, np.sqrt(np.diag(covariance)), strict=True)
    )
    return FineGray(cause, times.size, int(data.event.sum()), table, covariance, converged)


@dataclass(frozen=True, eq=False, slots=True)
class _Data:
    """People in order of time; ``place`` (n,) is the position of their time among T times.

    ``uncensored`` (T,) is G(t−), the chance of not being censored before t.
    """

    x: Floats
    event: NDArray[np.bool_]
    other: NDArray[np.bool_]
    censored: NDArray[np.bool_]
    place: NDArray[Any]
    size: int
    at_risk: Floats
    uncensored: Floats
    deaths: Floats


def _data(time: NDArray[Any], outcome: NDArray[Any], x: Floats, cause: int) -> _Data:
    moments, place = np.unique(time, return_inverse=True)
    censored, size = outcome == 0, moments.size
    leaving = np.bincount(place, minlength=size)
    at_risk = leaving[::-1].cumsum()[::-1].astype(np.float64)
    staying = 1 - np.bincount(place[censored], minlength=size) / at_risk
    event = outcome == cause
    return _Data(
        x=x,
        event=event,
        other=~censored & ~event,
        censored=censored,
        place=place,
        size=size,
        at_risk=at_risk,
        uncensored=np.concatenate([[1.0], np.cumprod(staying)[:-1]]),
        deaths=np.bincount(place[event], minlength=size).astype(np.float64),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Sums:
    weight: Floats
    kept: Floats  # weight / G(T−) of those with another event, else 0
    mean: Floats  # (T, p) of the covariates at risk
    jump: Floats  # (T,) of the cumulative subdistribution hazard
    slope: Floats
    bend: Floats


def _at_risk(data: _Data, value: Floats, kept: Floats) -> Floats:
    """Return the weighted sum over the risk set of each time, (T, …)."""
    there, gone = np.zeros((2, data.size, *value.shape[1:]))
    np.add.at(there, data.place, value)
    np.add.at(gone, data.place, kept)
    before = gone.cumsum(axis=0) - gone
    share = data.uncensored.reshape(-1, *[1] * (value.ndim - 1))
    return np.asarray(there[::-1].cumsum(axis=0)[::-1] + share * before, np.float64)


def _sums(data: _Data, beta: Floats) -> _Sums:
    weight = np.exp(data.x @ beta)
    kept = np.where(data.other, weight / data.uncensored[data.place], 0.0)
    total = _at_risk(data, weight, kept)
    first = _at_risk(data, weight[:, None] * data.x, kept[:, None] * data.x)
    pairs = data.x[:, :, None] * data.x[:, None, :]
    second = _at_risk(data, weight[:, None, None] * pairs, kept[:, None, None] * pairs)
    mean = first / total[:, None]
    spread = second / total[:, None, None] - mean[:, :, None] * mean[:, None, :]
    return _Sums(
        weight=weight,
        kept=kept,
        mean=mean,
        jump=data.deaths / total,
        slope=data.x[data.event].sum(axis=0) - data.deaths @ mean,
        bend=np.tensordot(data.deaths, spread, axes=1),
    )


def _influences(data: _Data, found: _Sums) -> Floats:
    """Return each person's part of the score, with that of the estimated weights, (n, p)."""
    jump, mean, place = found.jump, found.mean, data.place
    hazard, moved = jump.cumsum(), (jump[:, None] * mean).cumsum(axis=0)
    later = (data.uncensored * jump)[:, None] * np.column_stack([np.ones(data.size), mean])
    later = later[::-1].cumsum(axis=0)[::-1] - later  # strictly after each time
    score = -found.weight[:, None] * (data.x * hazard[place, None] - moved[place])
    score -= found.kept[:, None] * (data.x * later[place, :1] - later[place, 1:])
    score[data.event] += data.x[data.event] - mean[place[data.event]]
    gone = np.zeros((data.size, 1 + data.x.shape[1]))
    np.add.at(gone, place, found.kept[:, None] * np.column_stack([np.ones(place.size), data.x]))
    before = gone.cumsum(axis=0)
    pull = before[:, 1:] * later[:, :1] - before[:, :1] * later[:, 1:]
    pull = pull / data.at_risk[:, None]
    lost = np.bincount(place[data.censored], minlength=data.size) / data.at_risk
    drag = (pull * lost[:, None]).cumsum(axis=0)
    score -= drag[place]
    score[data.censored] += pull[place[data.censored]]
    return score
