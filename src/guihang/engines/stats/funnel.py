"""Comparing facilities: indirectly standardised ratios in a funnel with over-dispersion.

E is what the people of a facility would have had under the hazards of everybody, given what they
brought with them: age, sex, drug, years of use, never anything the facility did. A ratio compares
a facility with the average for its own mix; two ratios are not comparable with each other, so
nothing here is ranked. Source: Spiegelhalter 2005 Stat Med 24:1185 and Qual Saf Health Care 14:347;
winsorised, additive (NHS SHMI trims instead of winsorising).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guihang.engines.stats.cox import Cox, cox, expected_events
from guihang.engines.stats.tails import Z_95, Z_998, Floats, poisson_limits

WINSOR = 0.1  # share pulled in at each end (Spiegelhalter 2005)


@dataclass(frozen=True, slots=True)
class Facility:
    """One unit: observed and expected events, their ratio, and how far it stands out.

    ``lower`` and ``upper`` are exact 95 % Poisson limits of the ratio. ``z`` is on the square-root
    scale; ``z_winsorised`` pulled in; ``z_multiplicative`` and ``z_additive`` allow for
    over-dispersion. ``limits_95``, ``limits_998`` are where an average unit of this size would
    lie; ``limits_998_additive`` where it would allowing for over-dispersion.
    """

    unit: str
    n: int
    observed: int
    expected: float
    ratio: float
    lower: float
    upper: float
    z: float
    z_winsorised: float
    z_multiplicative: float
    z_additive: float
    limits_95: tuple[float, float]
    limits_998: tuple[float, float]
    limits_998_additive: tuple[float, float]


@dataclass(frozen=True, eq=False, slots=True)
class Funnel:
    """All units. ``phi`` is the mean winsorised z²; ``tau2`` the additive variance between units.

    With few units φ is very uncertain: show both limits of each unit.
    """

    horizon: float | None
    observed: int
    expected: float
    phi: float
    phi_unwinsorised: float
    dispersion_chi2: float
    tau2: float
    winsor: float
    winsor_limits: tuple[float, float]
    units: tuple[Facility, ...]
    model: Cox | None = None
    left_out: tuple[str, ...] = ()  # units that expect no event: nobody was at risk at one


def standardised(
    *,
    time: ArrayLike,
    event: ArrayLike,
    unit: ArrayLike,
    labels: Sequence[str],
    covariates: ArrayLike,
    names: Sequence[str],
    horizon: float | None = None,
    winsor: float = WINSOR,
) -> Funnel:
    """Return the funnel from one pooled Cox model (Efron) of all units.

    ``unit`` (n,) are positions in ``labels``; ``covariates`` (n, p) were known at the index date.
    Follow-up counts up to ``horizon``. Raises Unfit where the model cannot be fitted.
    """
    times, events = np.asarray(time), np.asarray(event, np.bool_)
    if horizon is not None:
        events = events & (times <= horizon)
        times = np.minimum(times, horizon)
    model = cox(time=times, event=events, covariates=covariates, names=names)
    place, size = np.asarray(unit), len(labels)
    expected = np.bincount(place, expected_events(model), size)
    kept = expected > 0
    found = funnel(
        observed=np.bincount(place, events, size).astype(np.int64)[kept],
        expected=expected[kept],
        people=np.bincount(place, minlength=size)[kept],
        labels=[label for label, one in zip(labels, kept, strict=True) if one],
        horizon=horizon,
        winsor=winsor,
    )
    missed = tuple(label for label, one in zip(labels, kept, strict=True) if not one)
    return replace(found, model=model, left_out=missed)


def funnel(
    *,
    observed: ArrayLike,
    expected: ArrayLike,
    people: ArrayLike,
    labels: Sequence[str],
    horizon: float | None = None,
    winsor: float = WINSOR,
) -> Funnel:
    """Return the funnel of counts (I,) that may be sums over regions: O, E and n add up.

    Raises ValueError for a unit that expects no events.
    """
    counts, aims = np.asarray(observed, np.int64), np.asarray(expected, np.float64)
    if not (aims > 0).all():
        raise ValueError("every unit must expect some events")
    z = 2 * (np.sqrt(counts) - np.sqrt(aims))
    ends = np.quantile(z, [winsor, 1 - winsor])
    pulled = z.clip(*ends)
    phi, size, weight = float((pulled**2).mean()), z.size, 4 * aims
    tau2 = 0.0
    if size > 1 and size * phi > size - 1:
        tau2 = (size * phi - (size - 1)) / float(weight.sum() - (weight**2).sum() / weight.sum())
    values = {
        "z": z,
        "z_winsorised": pulled,
        "z_multiplicative": z / np.sqrt(max(phi, 1.0)),
        "z_additive": (np.sqrt(counts / aims) - 1) / np.sqrt(1 / weight + tau2),
    }
    return Funnel(
        horizon=horizon,
        observed=int(counts.sum()),
        expected=float(aims.sum()),
        phi=phi,
        phi_unwinsorised=float((z**2).mean()),
        dispersion_chi2=float((z**2).sum()),
        tau2=float(tau2),
        winsor=winsor,
        winsor_limits=(float(ends[0]), float(ends[1])),
        units=_units(labels, np.asarray(people), counts, aims, values, float(tau2)),
    )


def _units(
    labels: Sequence[str],
    people: NDArray[Any],
    observed: NDArray[np.int64],
    expected: Floats,
    values: dict[str, Floats],
    tau2: float,
) -> tuple[Facility, ...]:
    lower, upper = poisson_limits(observed)
    return tuple(
        Facility(
            unit=label,
            n=int(people[i]),
            observed=int(observed[i]),
            expected=float(expected[i]),
            ratio=float(observed[i] / expected[i]),
            lower=float(lower[i] / expected[i]),
            upper=float(upper[i] / expected[i]),
            limits_95=control_limits(float(expected[i]), Z_95),
            limits_998=control_limits(float(expected[i]), Z_998),
            limits_998_additive=control_limits(float(expected[i]), Z_998, tau2),
            **{name: float(value[i]) for name, value in values.items()},
        )
        for i, label in enumerate(labels)
    )


def control_limits(expected: float, z: float, tau2: float = 0.0) -> tuple[float, float]:
    """Return where the ratio of an average unit lies, on the square-root scale; for the curve."""
    reach = z * float(np.sqrt(1 / (4 * expected) + tau2))
    return max(0.0, 1 - reach) ** 2, (1 + reach) ** 2


def poisson_control_limits(expected: float, share: float) -> tuple[float, float]:
    """Return exact limits of the ratio that hold ``share`` (0.95, 0.998) of average units.

    Interpolated between whole counts as in Spiegelhalter 2005, appendix A.1.
    """
    from scipy.stats import poisson

    ends = []
    for point in ((1 - share) / 2, (1 + share) / 2):
        count = float(poisson.ppf(point, expected))
        above = float(poisson.cdf(count, expected))
        step = above - float(poisson.cdf(count - 1, expected))
        ends.append(max(count - (above - point) / step, 0.0) / expected)
    return ends[0], ends[1]
