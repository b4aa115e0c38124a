"""Control charts of monthly shares and rates, and of rare events; for watching, not for ranking.

Sources: Shewhart 1931; Laney 2002 Qual Eng 14:531 (p′ and u′); Benneyan 2001 Health Care Manag Sci
4:305 (g); Nelson 1994 J Qual Technol 26:239 (t); Montgomery 2013 ch. 5 (a run of 8).
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guihang.engines.stats.tails import Floats

SIGMAS = 3.0  # Shewhart 1931
RUN = 8  # Montgomery 2013, table 5.1: eight in a row on one side of the centre
MOVING = 1.128  # d₂ of two: mean moving range over the standard deviation
TAIL = 0.00135  # probability beyond three sigmas on one side
NELSON = 3.6  # t^(1/3.6) of exponential times is nearly normal

type Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Chart:
    """Points in order of time, (T,) each, with centre and limits.

    ``outside`` lie beyond a limit; ``shift`` belong to a run of 8 or more on one side of the
    centre. ``sigma_z`` is Laney's factor: above 1 months differ by more than chance alone, 1 where
    it was not asked for.
    """

    kind: Literal["p", "u", "g", "t"]
    value: Floats
    centre: float
    lower: Floats
    upper: Floats
    outside: Flags
    shift: Flags
    sigma_z: float


def p_chart(
    events: ArrayLike, people: ArrayLike, *, laney: bool = True, baseline: int | None = None
) -> Chart:
    """Chart the share with the event of each month's cohort; ``people`` (T,) above 0.

    Centre and Laney's factor come from the first ``baseline`` points, all when left out.
    """
    counts, size = _columns(events, people)
    if (counts > size).any():
        raise ValueError("more events than people")
    centre = _share(counts, size, baseline)
    return _laney(
        "p", counts / size, centre, np.sqrt(centre * (1 - centre) / size), laney, baseline
    )


def u_chart(
    events: ArrayLike, exposure: ArrayLike, *, laney: bool = True, baseline: int | None = None
) -> Chart:
    """Chart events per unit of ``exposure`` (T,), such as person-months, above 0."""
    counts, size = _columns(events, exposure)
    centre = _share(counts, size, baseline)
    return _laney("u", counts / size, centre, np.sqrt(centre / size), laney, baseline)


def g_chart(between: ArrayLike) -> Chart:
    """Chart how many people passed between one rare event and the next, (T,) whole numbers.

    Limits of equal probability under the geometric law; a lower one exists only where 0 people
    between is improbable enough. High is good.
    """
    gaps = np.asarray(between, np.float64)
    if gaps.ndim != 1 or not gaps.size or not (gaps >= 0).all():
        raise ValueError("numbers between events must be 0 or more, and some")
    mean = float(gaps.mean())
    if mean == 0:
        raise ValueError("events without anything between them cannot be charted")
    stay = np.log(mean / (mean + 1))  # log of the chance that the next one passes
    upper = np.ceil(np.log(TAIL) / stay - 1)
    lower = max(np.floor(np.log1p(-TAIL) / stay), 0.0)
    ends = np.full((2, gaps.size), [[lower], [upper]])
    middle = max(np.log(0.5) / stay - 1, 0.0)
    return _chart("g", gaps, float(middle), ends[0], ends[1], 1.0)


def t_chart(times: ArrayLike) -> Chart:
    """Chart the time between rare events, (T,) above 0, T ≥ 2, on Nelson's scale."""
    gaps = np.asarray(times, np.float64)
    if gaps.ndim != 1 or gaps.size < 2 or not (gaps > 0).all():
        raise ValueError("two or more times above 0 are needed")
    scaled = gaps ** (1 / NELSON)
    centre, sigma = float(scaled.mean()), float(np.abs(np.diff(scaled)).mean()) / MOVING
    ends = [max(centre + sign * SIGMAS * sigma, 0.0) ** NELSON for sign in (-1, 1)]
    lower, upper = (np.full(gaps.size, end) for end in ends)
    return _chart("t", gaps, centre**NELSON, lower, upper, 1.0)


def _columns(events: ArrayLike, size: ArrayLike) -> tuple[Floats, Floats]:
    counts, sizes = np.asarray(events, np.float64), np.asarray(size, np.float64)
    if counts.shape != sizes.shape or counts.ndim != 1 or counts.size < 2:
        raise ValueError("events and sizes must be columns of one length, two or more")
    if not ((counts >= 0).all() and (sizes > 0).all()):
        raise ValueError("events must be 0 or more and sizes above 0")
    return counts, sizes


def _share(counts: Floats, size: Floats, baseline: int | None) -> float:
    return float(counts[:baseline].sum() / size[:baseline].sum())


def _laney(
    kind: Literal["p", "u"],
    value: Floats,
    centre: float,
    sigma: Floats,
    laney: bool,
    baseline: int | None,
) -> Chart:
    factor = 1.0
    if laney and (sigma > 0).all():
        moved = np.abs(np.diff(((value - centre) / sigma)[:baseline]))
        factor = float(moved.mean()) / MOVING if moved.size else 1.0
    reach = SIGMAS * factor * sigma
    upper = centre + reach
    return _chart(
        kind, value, centre, np.maximum(centre - reach, 0.0),
        np.minimum(upper, 1.0) if kind == "p" else upper, factor,
    )  # fmt: skip


def _chart(
    kind: Any, value: Floats, centre: float, lower: Floats, upper: Floats, z: float
) -> Chart:
    outside = (value < lower) | (value > upper)
    return Chart(kind, value, centre, lower, upper, outside, _runs(value, centre), z)


def _runs(value: Floats, centre: float) -> Flags:
    """Mark points in runs of ``RUN`` or more on one side; a point on the centre ends a run."""
    side = np.sign(value - centre)
    starts = np.flatnonzero(np.concatenate([[True], side[1:] != side[:-1]]))
    length = np.diff(np.append(starts, side.size))
    return np.asarray((np.repeat(length, length) >= RUN) & (side != 0), np.bool_)
