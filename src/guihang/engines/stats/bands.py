"""Bands that hold a whole survival curve at once: equal precision and Hall–Wellner.

Pointwise 95 % limits leave the true curve somewhere far more often than 5 %. Sources: Nair 1984
Technometrics 26:265 with the tail approximation of Miller & Siegmund 1982; Hall & Wellner 1980
Biometrika 67:133. Both are drawn on the log-log scale (Klein & Moeschberger 2003, §4.4).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from guihang.engines.stats.limits import hazard_variance
from guihang.engines.stats.tails import Floats
from guihang.engines.survival import Curve
from guihang.engines.survival_ledger import Times

QUADRATURE = 64  # Gauss–Legendre points a side
IMAGES = 8  # reflections on each side; later ones are below 1e-15
BISECTIONS = 46  # down to 1e-13
FAR = 9.0  # standard deviations beyond which nothing is left to integrate


@dataclass(frozen=True, eq=False, slots=True)
class Band:
    """Simultaneous limits of a curve at its times from ``start`` to ``stop``.

    ``critical`` takes the place of 1.96; ``start_share`` and ``stop_share`` are a(t) = V/(1+V)
    with V = n·Greenwood's sum. Times where S is 0 or 1 are left out.
    """

    time: Times
    survival: Floats
    lower: Floats
    upper: Floats
    critical: float
    start_share: float
    stop_share: float


def equal_precision(line: Curve, start: float, stop: float, level: float = 0.95) -> Band:
    """Return Nair's band: wider than the pointwise limits by one factor at every time.

    Raises ValueError where no event lies at or before ``start``, or S is 0 at ``stop``.
    """
    low, high = _shares(line, start, stop)
    critical = equal_precision_point(low, high, level)
    return _band(line, start, stop, (low, high), critical, 0.0)


def hall_wellner(line: Curve, start: float, stop: float, level: float = 0.95) -> Band:
    """Return Hall and Wellner's band: narrower in the middle, wide at both ends.

    Raises ValueError where no event lies at or before ``start``, or S is 0 at ``stop``.
    """
    low, high = _shares(line, start, stop)
    critical = hall_wellner_point(low, high, level)
    return _band(line, start, stop, (low, high), critical, 1.0)


def equal_precision_point(low: float, high: float, level: float = 0.95) -> float:
    """Return c with P(sup |W⁰(a)| / √(a(1−a)) > c) = 1 − level over ``low`` ≤ a ≤ ``high``."""
    span = math.log(high * (1 - low) / (low * (1 - high)))

    def excess(c: float) -> float:
        density = math.exp(-c * c / 2) / math.sqrt(2 * math.pi)
        return 4 * density / c + density * (c - 1 / c) * span - (1 - level)

    return _root(excess, 1.5, 8.0)


def hall_wellner_point(low: float, high: float, level: float = 0.95) -> float:
    """Return k with P(sup |W⁰(a)| > k) = 1 − level over ``low`` ≤ a ≤ ``high``.

    Given both ends the Brownian bridge between them is one again, so the chance of staying
    inside ±k is a series of reflections, and two integrals over the ends remain.
    """
    return _root(lambda k: level - _inside(k, low, high), 0.05, 4.0)


def _root(excess: Callable[[float], float], low: float, high: float) -> float:
    """Return where a falling function passes 0."""
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if excess(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _inside(k: float, low: float, high: float) -> float:
    points, weights = np.polynomial.legendre.leggauss(QUADRATURE)
    # Near the ends of the bridge only the middle of ±k matters.
    across = [min(k, FAR * math.sqrt(end * (1 - end))) for end in (low, high)]
    x, y = (points * across[0])[:, None], (points * across[1])[None, :]
    start = np.exp(-(x**2) / (2 * low * (1 - low))) / math.sqrt(2 * math.pi * low * (1 - low))
    step = high - low
    # Density of W⁰(high) = y among paths that never left ±k, times the pull back to 0 at 1.
    pull = np.exp(-(y**2) / (2 * (1 - high)) + x**2 / (2 * (1 - low))) * math.sqrt(
        (1 - low) / (1 - high)
    )
    turns = 4 * k * np.arange(-IMAGES, IMAGES + 1)[:, None, None]
    kernel = np.exp(-((y - x + turns) ** 2) / (2 * step)) - np.exp(
        -((y + x + 2 * k + turns) ** 2) / (2 * step)
    )
    density = start * pull * kernel.sum(axis=0) / math.sqrt(2 * math.pi * step)
    return float(across[0] * across[1] * weights @ density @ weights)


def _shares(line: Curve, start: float, stop: float) -> tuple[float, float]:
    scaled = line.n * hazard_variance(line)
    ends = []
    for t in (start, stop):
        place = int(np.searchsorted(line.time, t, side="right")) - 1
        value = float(scaled[place]) if place >= 0 else 0.0
        if not 0 < value < math.inf:
            raise ValueError("a band needs an event by its start and survivors at its end")
        ends.append(value / (1 + value))
    if ends[0] >= ends[1]:
        raise ValueError("a band needs an event between its start and its end")
    return ends[0], ends[1]


def _band(
    line: Curve,
    start: float,
    stop: float,
    shares: tuple[float, float],
    critical: float,
    hall: float,
) -> Band:
    """Draw ±c·σ (equal precision, ``hall`` 0) or ±k·(1+nσ²)/√n (Hall–Wellner, 1) of log S."""
    first = max(int(np.searchsorted(line.time, start, side="right")) - 1, 0)
    last = int(np.searchsorted(line.time, stop, side="right"))
    part = slice(first, last)
    survival, variance = line.survival[part], hazard_variance(line)[part]
    known = (survival > 0) & (survival < 1)
    survival, variance = survival[known], variance[known]
    reach = (
        critical * (1 + line.n * variance) / math.sqrt(line.n)
        if hall
        else critical * np.sqrt(variance)
    )
    slack = np.exp(reach / -np.log(survival))
    return Band(
        time=line.time[part][known],
        survival=survival,
        lower=survival**slack,
        upper=survival ** (1 / slack),
        critical=critical,
        start_share=shares[0],
        stop_share=shares[1],
    )
