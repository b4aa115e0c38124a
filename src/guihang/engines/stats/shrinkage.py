"""Shrunken ratios of units: the raw one drawn towards the average, most where little is known.

Instead of a rank: how probable is it that the true ratio exceeds 1.2? Gamma-Poisson model with
mean 1, its variance by maximum likelihood. Sources: Clayton & Kaldor 1987 Biometrics 43:671;
Spiegelhalter et al. 2012 JRSS A 175:1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from guihang.engines.stats.tails import Floats

EXCESS = 1.2  # set by this product, version 1: a ratio that would be worth a visit
VARIANCE = (1e-8, 4.0)  # of true ratios between units: from none at all to absurd


@dataclass(frozen=True, eq=False, slots=True)
class Shrunken:
    """Posterior of every unit (I,): ``mean``, 95 % limits, and P(ratio > ``excess``).

    ``variance`` is that of true ratios between units; near 0 all are drawn to 1.
    """

    mean: Floats
    lower: Floats
    upper: Floats
    exceeds: Floats
    excess: float
    variance: float


def shrink(observed: ArrayLike, expected: ArrayLike, excess: float = EXCESS) -> Shrunken:
    """Return the posterior of observed over expected events, (I,) each.

    Raises ValueError for fewer than two units, or one that expects no events.
    """
    from scipy.special import gammaincc, gammainccinv, gammaincinv

    counts, aims = np.asarray(observed, np.float64), np.asarray(expected, np.float64)
    if counts.shape != aims.shape or counts.ndim != 1 or counts.size < 2 or not (aims > 0).all():
        raise ValueError("two or more units with expected events are needed")
    variance = _variance(counts, aims)
    shape, rate = 1 / variance + counts, 1 / variance + aims
    return Shrunken(
        mean=shape / rate,
        lower=gammaincinv(shape, 0.025) / rate,
        upper=gammainccinv(shape, 0.025) / rate,
        exceeds=gammaincc(shape, excess * rate),
        excess=excess,
        variance=variance,
    )


def _variance(observed: Floats, expected: Floats) -> float:
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln

    def cost(log_variance: float) -> float:
        a = np.exp(-log_variance)
        chance = gammaln(a + observed) - gammaln(a) + a * np.log(a / (a + expected))
        return -float((chance + observed * np.log(expected / (a + expected))).sum())

    bounds = tuple(np.log(VARIANCE))
    found = minimize_scalar(cost, bounds=bounds, method="bounded", options={"xatol": 1e-8})
    return float(np.exp(found.x))
