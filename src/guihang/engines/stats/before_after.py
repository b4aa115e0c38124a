"""Two shares and their difference, and how strong a hidden cause would have to be.

Sources: Newcombe 1998 Stat Med 17:873, method 10 (score limits); VanderWeele & Ding 2017 Ann
Intern Med 167:268 (E-value).
"""

import math
from dataclasses import dataclass
from typing import Literal

from guihang.engines.stats.designs import WARNINGS, Design, Estimate
from guihang.engines.stats.tails import Z_95, two_sided
from guihang.engines.words import Words


def share_limits(events: int, people: int) -> tuple[float, float]:
    """Return Wilson's 95 % limits of a share. Raises ValueError for counts that are none."""
    if not 0 <= events <= people or not people:
        raise ValueError("events must be between 0 and the number of people")
    p, z2 = events / people, Z_95**2
    centre = (p + z2 / (2 * people)) / (1 + z2 / people)
    reach = Z_95 * math.sqrt(p * (1 - p) / people + z2 / (4 * people**2)) / (1 + z2 / people)
    return centre - reach, centre + reach


@dataclass(frozen=True, slots=True)
class Change:
    """The share after less the share before, with the warning that this design deserves."""

    before: float
    after: float
    difference: Estimate
    warning: Words


def before_after(
    events_before: int, people_before: int, events_after: int, people_after: int
) -> Change:
    """Compare two shares of different people."""
    low_1, high_1 = share_limits(events_before, people_before)
    low_2, high_2 = share_limits(events_after, people_after)
    one, two = events_before / people_before, events_after / people_after
    gap = two - one
    pooled = (events_before + events_after) / (people_before + people_after)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / people_before + 1 / people_after))
    difference = Estimate(
        value=gap,
        stderr=None,
        lower=gap - math.hypot(two - low_2, high_1 - one),
        upper=gap + math.hypot(high_2 - two, one - low_1),
        p=two_sided(gap / spread) if spread else 1.0,
    )
    return Change(one, two, difference, WARNINGS[Design.BEFORE_AFTER])


type Ratio = Literal["risk", "odds", "hazard"]


@dataclass(frozen=True, slots=True)
class EValue:
    """How strongly a hidden cause must go with programme *and* outcome to explain it all away.

    On the scale of risk ratios; ``limit`` is for the 95 % limit nearer to 1 (1 if it includes 1).
    """

    value: float
    limit: float


def e_value(
    ratio: float, lower: float, upper: float, *, kind: Ratio = "risk", common: bool = False
) -> EValue:
    """Return the E-value of a ratio; ``common``: more than 15 % had the outcome.

    Raises ValueError unless 0 < lower ≤ ratio ≤ upper.
    """
    if not 0 < lower <= ratio <= upper:
        raise ValueError("limits must hold the ratio, and all be above 0")
    point, low, high = (_risk_ratio(value, kind, common) for value in (ratio, lower, upper))
    near = low if point >= 1 else high
    crosses = low <= 1 <= high
    return EValue(_e(point), 1.0 if crosses else _e(near))


def _risk_ratio(value: float, kind: Ratio, common: bool) -> float:
    if not common or kind == "risk":
        return value
    if kind == "odds":
        return math.sqrt(value)
    return float((1 - 0.5 ** math.sqrt(value)) / (1 - 0.5 ** math.sqrt(1 / value)))


def _e(ratio: float) -> float:
    away = max(ratio, 1 / ratio)
    return away + math.sqrt(away * (away - 1))
