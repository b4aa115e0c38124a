"""Interrupted time series: did the monthly rate of release cohorts jump or bend when it began?

Months are those of *release*, never of relapse, and only cohorts whose whole follow-up is over.
Sources: Wagner et al. 2002 J Clin Pharm Ther 27:299; Bernal et al. 2017 IJE 46:348; Newey & West
1987 Econometrica 55:703; Prais & Winsten 1954.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from guihang.engines.stats.designs import WARNINGS, Design, Estimate
from guihang.engines.stats.tails import Floats, t_point, t_two_sided
from guihang.engines.words import Words

POINTS = 12  # each side; Wagner 2002: a year, so that every season is in both
FEWEST = 3  # a line and one more
YEAR = 12
ROUNDS, CLOSE = 100, 1e-12

type Method = Literal["binomial", "newey_west", "ar1"]


@dataclass(frozen=True, eq=False, slots=True)
class Interrupted:
    """Change of ``level`` at the start and of ``slope`` a month, with what they rest on.

    On the log-odds scale for ``binomial``, in shares otherwise. ``fitted`` and ``expected`` (T,)
    are the shares with and without the programme; ``dispersion`` is of the binomial (1 = chance
    alone), ``correlation`` between neighbouring months.
    """

    method: Method
    level: Estimate
    slope: Estimate
    fitted: Floats
    expected: Floats
    dispersion: float
    correlation: float
    before: int
    after: int
    warnings: tuple[Words, ...]


def interrupted(
    events: ArrayLike,
    people: ArrayLike,
    start: int,
    *,
    method: Method = "binomial",
    season: bool = False,
    controlled: bool = False,
    skip: ArrayLike | None = None,
) -> Interrupted:
    """Fit a line before and after month ``start`` (position of the first month with it).

    ``events`` and ``people`` (T,) of the cohorts in order; ``skip`` (T,) bool leaves months out,
    such as the transition; ``season`` adds one wave a year. Raises ValueError for fewer than 3
    months on a side, or more events than people.
    """
    counts, size = np.asarray(events, np.float64), np.asarray(people, np.float64)
    if counts.shape != size.shape or not ((counts >= 0) & (counts <= size)).all():
        raise ValueError("events must be between 0 and the number of people")
    used = size > 0 if skip is None else (size > 0) & ~np.asarray(skip, np.bool_)
    month = np.arange(counts.size)
    before, after = int(used[:start].sum()), int(used[start:].sum())
    design = _design(month, start, season)
    if min(before, after) < FEWEST or before + after <= design.shape[1] + 1:
        raise ValueError("too few months for a line on each side")
    fit = {"binomial": _binomial, "newey_west": _newey_west, "ar1": _ar1}[method]
    found = fit(design[used], counts[used] / size[used], size[used])
    without = design.copy()
    without[:, 2:4] = 0
    return Interrupted(
        method=method,
        level=_estimate(found, 2, before + after),
        slope=_estimate(found, 3, before + after),
        fitted=found.share(design),
        expected=found.share(without),
        dispersion=found.dispersion,
        correlation=found.correlation,
        before=before,
        after=after,
        warnings=_warnings(before, after, controlled),
    )


def _warnings(before: int, after: int, controlled: bool) -> tuple[Words, ...]:
    found = [WARNINGS[Design.SERIES_CONTROLLED if controlled else Design.SERIES]]
    if min(before, after) < POINTS:
        words = Words(
            "前 {before} 个月、后 {after} 个月；每侧不足 {points} 个月，结果不可靠。",
            "{before} months before and {after} after; with fewer than {points} on a side the "
            "result is not reliable.",
        )
        found.append(words.fill(before=before, after=after, points=POINTS))
    return tuple(found)


def _design(month: np.ndarray, start: int, season: bool) -> Floats:
    later = (month >= start).astype(np.float64)
    columns = [np.ones(month.size), month - start, later, later * (month - start)]
    if season:
        wave = 2 * np.pi * month / YEAR
        columns += [np.sin(wave), np.cos(wave)]
    return np.column_stack(columns).astype(np.float64)


@dataclass(frozen=True, eq=False, slots=True)
class _Fit:
    beta: Floats
    covariance: Floats
    dispersion: float
    correlation: float
    odds: bool

    def share(self, design: Floats) -> Floats:
        line = design @ self.beta
        return np.asarray(1 / (1 + np.exp(-line)) if self.odds else line, np.float64)


def _estimate(fit: _Fit, place: int, months: int) -> Estimate:
    value, stderr = float(fit.beta[place]), float(np.sqrt(fit.covariance[place, place]))
    df = months - fit.beta.size
    reach = t_point(0.975, df) * stderr
    p = t_two_sided(value / stderr, df) if stderr > 0 else float(value == 0)
    return Estimate(value, stderr, value - reach, value + reach, p)


def _binomial(x: Floats, share: Floats, size: Floats) -> _Fit:
    """Logistic regression; the variance is the binomial's times Pearson's dispersion, 1 or more."""
    line = np.log((share * size + 0.5) / (size - share * size + 0.5))
    beta = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-line))
        weight = size * p * (1 - p)
        inverse = np.linalg.inv(x.T @ (weight[:, None] * x))
        step = inverse @ (x.T @ (weight * line + size * (share - p)))
        moved, beta = float(np.abs(step - beta).max()), step
        line = x @ beta
        if moved < CLOSE:
            break
    p = 1 / (1 + np.exp(-line))
    residual = (share - p) * np.sqrt(size / (p * (1 - p)))
    dispersion = max(1.0, float(residual @ residual) / (x.shape[0] - x.shape[1]))
    return _Fit(beta, inverse * dispersion, dispersion, _correlation(residual), odds=True)


def _least_squares(x: Floats, y: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    root = np.sqrt(weight)
    scaled = x * root[:, None]
    inverse = np.linalg.inv(scaled.T @ scaled)
    beta = inverse @ (scaled.T @ (y * root))
    return beta, inverse, np.asarray((y - x @ beta) * root, np.float64)


def _newey_west(x: Floats, share: Floats, size: Floats) -> _Fit:
    """Weighted least squares; the variance allows for correlation over some months."""
    weight = size / size.mean()
    beta, inverse, residual = _least_squares(x, share, weight)
    months, terms = x.shape
    score = x * (np.sqrt(weight) * residual)[:, None]
    lags = int(4 * (months / 100) ** (2 / 9))  # Newey & West 1994
    middle = score.T @ score
    for lag in range(1, lags + 1):
        part = score[lag:].T @ score[:-lag]
        middle += (1 - lag / (lags + 1)) * (part + part.T)
    covariance = inverse @ middle @ inverse * months / (months - terms)
    return _Fit(beta, covariance, 1.0, _correlation(residual), odds=False)


def _ar1(x: Floats, share: Floats, size: Floats) -> _Fit:
    """Generalised least squares with errors that follow on from the month before."""
    root, rho = np.sqrt(size / size.mean()), 0.0
    xs, ys = x * root[:, None], share * root
    for _ in range(ROUNDS):
        first = np.sqrt(1 - rho**2)
        z = np.vstack([first * xs[:1], xs[1:] - rho * xs[:-1]])
        y = np.concatenate([first * ys[:1], ys[1:] - rho * ys[:-1]])
        beta, inverse, residual = _least_squares(z, y, np.ones(y.size))
        before, rho = rho, _correlation(ys - xs @ beta)
        if abs(rho - before) < CLOSE:
            break
    variance = float(residual @ residual) / (y.size - x.shape[1])
    return _Fit(beta, inverse * variance, 1.0, rho, odds=False)


def _correlation(residual: Floats) -> float:
    total = float(residual @ residual)
    return float(residual[1:] @ residual[:-1]) / total if total > 0 else 0.0
