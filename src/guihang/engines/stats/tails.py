"""Tail areas and points of the distributions that tests and limits need.

SciPy's functions weigh 30 MB: they are loaded where one is asked for, not with the program.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Floats = NDArray[np.float64]

Z_95 = 1.959963984540054  # 97.5 % point of the normal distribution
Z_998 = 3.090232306167813  # 99.9 % point: control limits of 99.8 %


def chi2_tail(statistic: float, df: int) -> float:
    """Return the probability that χ² with ``df`` degrees of freedom exceeds ``statistic``."""
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic))


def two_sided(z: float) -> float:
    """Return the two-sided normal probability of a deviate as large as ``z``."""
    return math.erfc(abs(z) / math.sqrt(2))


def t_two_sided(t: float, df: float) -> float:
    """Return the two-sided probability of Student's t with ``df`` degrees of freedom."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def t_point(share: float, df: float) -> float:
    """Return the ``share`` point of Student's t with ``df`` degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(df, share))


def normal_point(share: float) -> float:
    """Return z with P(Z ≤ z) = ``share``."""
    from scipy.special import ndtri

    return float(ndtri(share))


def poisson_limits(observed: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return exact (Garwood 1936) limits of Poisson means with these counts; lower of 0 is 0."""
    from scipy.special import gammainccinv, gammaincinv

    counts = np.asarray(observed, np.float64)
    tail = (1 - level) / 2
    lower = np.where(counts > 0, gammaincinv(np.maximum(counts, 1), tail), 0.0)
    return lower, np.asarray(gammainccinv(counts + 1, tail), np.float64)
