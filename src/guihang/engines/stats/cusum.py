"""Risk-adjusted CUSUM and VLAD: does one facility now do worse than its mix would explain?

Each person adds the log-likelihood ratio of "the odds of the event are raised by so much" against
"they are as modelled"; the chart signals at h and starts anew. Source: Steiner et al. 2000
Biostatistics 1:441; Lovegrove et al. 1997 Lancet 350:1128 (VLAD).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from guihang.engines.stats.tails import Floats
from guihang.engines.words import Words

ODDS = 1.5  # Steiner 2000 looks for 2; set to 1.5 by this product, version 1
YEARS = 5.0  # set by this product, version 1: years between false alarms of one chart
PATHS = 2000
LEVELS = np.linspace(0.05, 10.0, 400)
AHEAD = 3  # run lengths simulated, in units of the one asked for
BLOCK = 256


@dataclass(frozen=True, eq=False, slots=True)
class Cusum:
    """The chart of people in order, (n,): ``score`` after each, and where it signalled."""

    score: Floats
    signals: tuple[int, ...]
    threshold: float
    odds: float


@dataclass(frozen=True, slots=True)
class Threshold:
    """The height ``value`` at which false alarms come every ``run_length`` people on average."""

    value: float
    run_length: float
    odds: float
    seed: int
    paths: int


def weights(event: ArrayLike, risk: ArrayLike, odds: float = ODDS) -> Floats:
    """Return the log-likelihood ratio of each person, (n,).

    ``event`` (n,) is 0/1, ``risk`` (n,) its probability from a model, between 0 and 1.
    Raises ValueError for other risks, or odds that are not above 1 (or below 1, for better).
    """
    happened, p = np.asarray(event, np.float64), np.asarray(risk, np.float64)
    if happened.shape != p.shape or not ((p > 0) & (p < 1)).all():
        raise ValueError("risks must lie between 0 and 1, one for each person")
    if not (odds > 0 and odds != 1):
        raise ValueError("odds must be above 0 and not 1")
    return np.asarray(happened * np.log(odds) - np.log1p(p * (odds - 1)), np.float64)


def cusum(event: ArrayLike, risk: ArrayLike, threshold: float, odds: float = ODDS) -> Cusum:
    """Run the chart over people in order of their index date; it starts at 0 after a signal."""
    score, signals, level = [], [], 0.0
    for place, weight in enumerate(weights(event, risk, odds).tolist()):
        level = max(0.0, level + weight)
        score.append(level)
        if level >= threshold:
            signals.append(place)
            level = 0.0
    return Cusum(np.array(score), tuple(signals), threshold, odds)


def threshold(
    risk: ArrayLike, run_length: float, *, seed: int, odds: float = ODDS, paths: int = PATHS
) -> Threshold:
    """Find h by simulation of people in control, drawn from those with ``risk`` (n,).

    ``run_length`` in people: years between false alarms times people a year. The mean is taken
    over runs cut at three times that length, whose tail is geometric. Precision about 3 %.
    Raises ValueError for a run length below 10, or one that no level up to 10 reaches.
    """
    p = np.asarray(risk, np.float64)
    if not run_length >= 10:
        raise ValueError("the run length must be 10 people or more")
    steps = int(np.ceil(AHEAD * run_length))
    hit, miss = weights(np.ones(p.size), p, odds), weights(np.zeros(p.size), p, odds)
    random = np.random.default_rng(seed)
    level, highest = np.zeros(paths), np.zeros(paths)
    alive = np.zeros(LEVELS.size)
    for start in range(0, steps, BLOCK):
        size = (min(BLOCK, steps - start), paths)
        who = random.integers(0, p.size, size)
        moves = np.where(random.random(size) < p[who], hit[who], miss[who])
        for move in moves:
            # A run that lasts at least t people has not signalled among the first t − 1.
            alive += np.searchsorted(np.sort(highest), LEVELS)
            level = np.maximum(level + move, 0.0)
            highest = np.maximum(highest, level)
    mean = _uncut(alive / paths, steps)
    if mean[-1] < run_length:
        raise ValueError("no level reaches this run length")
    value = float(np.interp(np.log(run_length), np.log(mean), LEVELS))
    return Threshold(value, run_length, odds, seed, paths)


def _uncut(cut: Floats, steps: int) -> Floats:
    """Return the mean run length A from that of runs cut at N: A (1 − e^(−N/A)), rising."""
    low, high = np.ones(cut.size), np.full(cut.size, steps * 1e6)
    for _ in range(100):
        middle = np.sqrt(low * high)
        short = middle * -np.expm1(-steps / middle) < cut
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.asarray(np.maximum.accumulate(low), np.float64)


def vlad(event: ArrayLike, risk: ArrayLike) -> Floats:
    """Return expected less observed events up to each person, (n,): up is better than modelled."""
    return np.cumsum(np.asarray(risk, np.float64) - np.asarray(event, np.float64))


def multiplicity(charts: int, years: float = YEARS) -> Words:
    """Say how many false alarms so many charts give together."""
    return Words(
        "{charts} 张图各自平均每 {years:g} 年误报一次，合计每年约 {each:.1f} 次；信号只是去看一看的理由。",
        "{charts} charts, each with one false alarm in {years:g} years on average, give about "
        "{each:.1f} a year together; a signal is a reason to look, nothing more.",
    ).fill(charts=charts, years=years, each=charts / years)
