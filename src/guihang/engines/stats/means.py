"""Mean time free of the event up to a horizon (RMST), and the difference between two groups.

It needs no proportional hazards: so many days more without the event out of so many. Source:
Royston & Parmar 2013 BMC Med Res Methodol 13:152; standard error as ``survfit`` of R (rmean).
"""

from dataclasses import dataclass

import numpy as np

from guihang.engines.stats.tails import Z_95, two_sided
from guihang.engines.survival import Curve


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean or a difference of means in the unit of time, with its standard error."""

    horizon: float
    value: float
    stderr: float

    @property
    def lower(self) -> float:
        """Lower 95 % limit."""
        return self.value - Z_95 * self.stderr

    @property
    def upper(self) -> float:
        """Upper 95 % limit."""
        return self.value + Z_95 * self.stderr

    @property
    def p(self) -> float:
        """Two-sided p-value against 0; 1 where nothing varies."""
        return two_sided(self.value / self.stderr) if self.stderr > 0 else 1.0


def mean_free_time(line: Curve, horizon: float) -> Mean:
    """Return the area under S from 0 to ``horizon``.

    Raises ValueError for a horizon that is not above 0, or beyond the last observation.
    """
    if line.last is None or not 0 < horizon <= line.last:
        raise ValueError("the horizon must lie between 0 and the last observation")
    used = line.time < horizon
    edges = np.concatenate([[0.0], line.time[used].astype(np.float64), [float(horizon)]])
    area = np.diff(edges) * np.concatenate([[1.0], line.survival[used]])
    still = line.at_risk[used] - line.events[used]
    risk = line.at_risk[used] * np.maximum(still, 1).astype(np.float64)
    jumps = np.where(still > 0, line.events[used] / risk, 0.0)
    later = area[::-1].cumsum()[::-1][1:]
    return Mean(horizon, float(area.sum()), float(np.sqrt((later**2 * jumps).sum())))


def difference(one: Mean, other: Mean) -> Mean:
    """Return ``one`` − ``other`` of two independent groups at the same horizon.

    Raises ValueError where the horizons differ.
    """
    if one.horizon != other.horizon:
        raise ValueError("means up to different horizons cannot be compared")
    return Mean(one.horizon, one.value - other.value, float(np.hypot(one.stderr, other.stderr)))
