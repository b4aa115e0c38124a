"""Tests of equal survival curves: log-rank, Peto–Prentice, and both within strata.

Equal to ``survdiff`` of R 4.2.2 with survival 3.5-3, rho 0 or 1. Sources: Mantel 1966; Peto & Peto
1972; Prentice 1978; Harrington & Fleming 1982 Biometrika 69:553.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guihang.engines.stats.tails import Floats, chi2_tail
from guihang.engines.survival import Curve
from guihang.engines.survival_ledger import Counts, Times

BLOCK_CELLS = 1 << 22  # groups × event times held at once (32 MB)


@dataclass(frozen=True, eq=False, slots=True)
class LogRank:
    """A test of equal curves, with observed and expected events by group.

    ``chi2`` and ``p`` are ``None`` where nothing can be compared: no event while two groups were
    at risk, or everyone had the event at the one event time. With rho = 0 ``observed`` are
    whole; otherwise both are weighted sums.
    """

    chi2: float | None
    df: int
    p: float | None
    observed: tuple[float, ...]
    expected: tuple[float, ...]


def logrank(lines: Sequence[Curve]) -> LogRank:
    """Compare two or more groups by the log-rank test.

    A group without expected events is left out of the degrees of freedom.
    Raises ValueError for fewer than two groups.
    """
    return compare([lines])


def compare(strata: Sequence[Sequence[Curve]], rho: float = 0.0) -> LogRank:
    """Compare groups within strata: each stratum holds one curve per group, in one order.

    ``rho`` 0 weighs every event alike (log-rank); 1 weighs by S just before it (Peto–Prentice:
    early differences count more). Raises ValueError for fewer than two groups, or strata with
    different groups.
    """
    labels = [line.label for line in strata[0]] if strata else []
    if len(labels) < 2:
        raise ValueError("a comparison needs at least two groups")
    if any([line.label for line in lines] != labels for lines in strata):
        raise ValueError("every stratum needs the same groups")
    parts = [_sums(lines, rho) for lines in strata]
    observed, expected, variance = (np.sum(part, axis=0) for part in zip(*parts, strict=True))
    return _test(observed, expected, variance, whole=rho == 0)


def _test(observed: Floats, expected: Floats, variance: Floats, *, whole: bool) -> LogRank:
    kept = expected > 0
    df = int(kept.sum()) - 1
    chi2 = None
    if df >= 1:
        gap = (observed - expected)[kept][1:]
        try:
            chi2 = float(gap @ np.linalg.solve(variance[np.ix_(kept, kept)][1:, 1:], gap))
        except np.linalg.LinAlgError:
            chi2 = None
    return LogRank(
        chi2=chi2,
        df=max(df, 0),
        p=None if chi2 is None else chi2_tail(chi2, df),
        observed=tuple(int(value) if whole else float(value) for value in observed),
        expected=tuple(float(value) for value in expected),
    )


def _sums(lines: Sequence[Curve], rho: float) -> tuple[Floats, Floats, Floats]:
    """Return observed (k,), expected (k,) and their covariance (k, k) of one stratum."""
    moments, weight = _weights(lines, rho)
    observed, expected = np.zeros(len(lines)), np.zeros(len(lines))
    variance = np.zeros((len(lines), len(lines)))
    step = max(BLOCK_CELLS // len(lines), 1)
    for start in range(0, moments.size, step):
        part, pull = moments[start : start + step], weight[start : start + step]
        at_risk = np.array([_at_risk(line, part) for line in lines], np.float64)
        dying = np.array([_events(line, part) for line in lines], np.float64)
        everyone, all_dying = at_risk.sum(axis=0), dying.sum(axis=0)
        observed += dying @ pull
        expected += at_risk @ (pull * all_dying / everyone)
        spread = pull**2 * all_dying * (everyone - all_dying)
        spread /= everyone * np.maximum(everyone - 1, 1)
        variance += np.diag(at_risk @ spread) - (at_risk * (spread / everyone)) @ at_risk.T
    return observed, expected, variance


def _weights(lines: Sequence[Curve], rho: float) -> tuple[Times, Floats]:
    """Return the event times of the stratum and the weight of each: S(t−)^rho of everybody."""
    moments = np.unique(np.concatenate([line.time[line.events > 0] for line in lines]))
    if rho == 0:
        return moments, np.ones(moments.size)
    at_risk = sum(_at_risk(line, moments) for line in lines)
    dying = sum(_events(line, moments) for line in lines)
    before = np.cumprod(np.concatenate([[1.0], 1 - dying / at_risk]))[:-1]
    return moments, before**rho


def _at_risk(line: Curve, moments: Times) -> Counts:
    padded = np.append(line.at_risk, 0)
    return padded[np.searchsorted(line.time, moments, side="left")]


def _events(line: Curve, moments: Times) -> Counts:
    place = np.searchsorted(line.time, moments, side="left")
    found = np.append(line.time, moments[-1:] + 1)[place] == moments
    return np.where(found, np.append(line.events, 0)[place], 0)
