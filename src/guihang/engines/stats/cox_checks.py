"""What speaks for and against a Cox model: concordance, and the test of proportional hazards.

Equal to ``concordance`` and ``cox.zph`` of survival 3.5-3. The test is the score test of
survival ≥ 3.0; older programs use the approximation of Grambsch & Therneau 1994 and may differ
grossly. Sources: Harrell et al. 1982 JAMA 247:2543; Therneau & Grambsch 2000 §6.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from guihang.engines.stats import risk_sets
from guihang.engines.stats.cox import Cox, Test
from guihang.engines.stats.pairs import below_and_before
from guihang.engines.stats.risk_sets import Panel
from guihang.engines.stats.tails import Floats, chi2_tail

type Transform = Literal["km", "rank", "identity", "log"]
TINY = 1e-10  # relative to the largest, below which a variance is rounding
TRANSFORMS: tuple[Transform, ...] = ("km", "rank", "identity", "log")


@dataclass(frozen=True, slots=True)
class Concordance:
    """Harrell's C: of pairs whose order of events is known, the share that the model orders so.

    Pairs of equal risk count one half. ``tied_time`` pairs had the event on the same day.
    """

    value: float
    stderr: float
    concordant: int
    discordant: int
    tied_risk: int
    tied_time: int
    tied_both: int


def concordance(fit: Cox) -> Concordance | None:
    """Return how well the risks order the events within strata.

    ``None`` with delayed entry, where pairs were not at risk together, or without any pair.
    """
    if fit.people.entered is not None:
        return None
    people = fit.people
    risk = (fit.coef * people.scale) @ people.x
    parts = [_pairs(people, risk, _of(people, part)) for part in people.strata]
    agree, differ, equal = (
        np.concatenate(part) for part in zip(*(p[:3] for p in parts), strict=True)
    )
    concordant, discordant, tied = (int(one.sum()) // 2 for one in (agree, differ, equal))
    total = concordant + discordant + tied
    if not total:
        return None
    d = (concordant - discordant) / total
    moved = (agree - differ - d * (agree + differ + equal)) / total
    return Concordance(
        value=(concordant + tied / 2) / total,
        stderr=float(np.sqrt((moved**2).sum())) / 2,
        concordant=concordant,
        discordant=discordant,
        tied_risk=tied,
        tied_time=sum(part[3] for part in parts),
        tied_both=sum(part[4] for part in parts),
    )


def _of(people: Panel, blocks: slice) -> slice:
    first, last = np.searchsorted(people.block, [blocks.start, blocks.stop])
    return slice(int(first), int(last))


def _pairs(people: Panel, risk: Floats, part: slice) -> tuple[Floats, Floats, Floats, int, int]:
    """Return each person's concordant, discordant and tied pairs, and pairs tied in time."""
    event, own = people.event[part], np.round(risk[part], 12)
    level = np.unique(own, return_inverse=True)[1]
    # Who is censored on the day of an event outlived it.
    when = people.block[part] * 2 + ~event
    agree, differ, equal = np.zeros((3, event.size))
    every = np.ones(event.size, np.bool_)
    lower = np.where(event, below_and_before(-when, level, every), 0)
    higher = np.where(event, below_and_before(-when, -level, every), 0)
    later = np.where(event, _more(when, when), 0)
    above = below_and_before(when, -level, event)
    under = below_and_before(when, level, event)
    earlier = _less(when, when[event])
    agree += lower + above
    differ += higher + under
    equal += (later - lower - higher) + (earlier - above - under)
    _, same = np.unique(when[event], return_counts=True)
    _, both = np.unique(np.column_stack([when, level])[event], axis=0, return_counts=True)
    tied, tied_both = (int((many * (many - 1) // 2).sum()) for many in (same, both))
    return agree, differ, equal, tied - tied_both, tied_both


def _less(values: NDArray[Any], among: NDArray[Any]) -> NDArray[Any]:
    return np.searchsorted(np.sort(among), values, side="left")


def _more(values: NDArray[Any], among: NDArray[Any]) -> NDArray[Any]:
    return among.size - np.searchsorted(np.sort(among), values, side="right")


@dataclass(frozen=True, slots=True)
class Proportional:
    """The test of each covariate and of all together for one transform of time."""

    transform: Transform
    terms: tuple[tuple[str, Test], ...]
    everything: Test


def proportional_hazards(fit: Cox, transform: Transform = "km") -> Proportional | None:
    """Test whether hazard ratios change with time.

    ``None`` where there is nothing to test: all events at one time, the log with events at time
    0, a coefficient without bound, or fewer events than the test has parts.
    """
    people = fit.people
    pull = _of_time(people, transform)
    if pull is None or fit.unbounded or not pull.any():
        return None
    slope = risk_sets.gradient(people, fit.found, pull)
    plain, mixed, squared = (
        risk_sets.information(people, fit.found, part) for part in (None, pull, pull**2)
    )
    spread = squared - mixed @ np.linalg.solve(plain, mixed)
    if np.linalg.eigvalsh(spread)[0] <= TINY * np.abs(squared).max():
        return None
    score = slope - mixed @ np.linalg.solve(plain, risk_sets.gradient(people, fit.found))
    terms = tuple(
        (name, _test(float(score[j] ** 2 / spread[j, j]), 1)) for j, name in enumerate(fit.names)
    )
    everything = _test(float(score @ np.linalg.solve(spread, score)), len(fit.names))
    return Proportional(transform, terms, everything)


def _test(chi2: float, df: int) -> Test:
    return Test(chi2, df, chi2_tail(chi2, df))


def _of_time(people: Panel, transform: Transform) -> Floats | None:
    """Return g(t) at every event block, (E,), less its mean over events; a shift changes nothing."""
    times = people.time[people.dying].astype(np.float64)
    if transform == "log":
        if (times <= 0).any():
            return None
        value = np.log(times)
    elif transform == "rank":
        # Everybody's time has a rank, in all strata together.
        moments, many = np.unique(people.time[people.block], return_counts=True)
        ranks = many.cumsum() - (many - 1) / 2
        value = ranks[np.searchsorted(moments, times)]
    elif transform == "km":
        value = _fallen_before(people, times)
    else:
        value = times
    return np.asarray(value - value[people.tied].mean(), np.float64)


def _fallen_before(people: Panel, times: Floats) -> Floats:
    """Return 1 − S(t−) of everybody in all strata together."""
    moments, place = np.unique(people.time, return_inverse=True)
    everybody = np.bincount(place[people.block], minlength=moments.size)
    if people.entered is None:
        at_risk = everybody[::-1].cumsum()[::-1]
    else:
        late = people.entered >= 0
        gone = np.bincount(place[people.entered[late]], minlength=moments.size)
        at_risk = (everybody - gone)[::-1].cumsum()[::-1]
    dying = np.bincount(place, people.deaths, moments.size)
    before = np.concatenate([[1.0], np.cumprod(1 - dying / at_risk)])
    return np.asarray(1 - before[np.searchsorted(moments, times)], np.float64)
