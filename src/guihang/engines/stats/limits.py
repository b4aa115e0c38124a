"""Pointwise limits of a Kaplan–Meier curve on five scales, and the Nelson–Aalen hazard.

Equal to ``survfit(conf.type=…)`` of R 4.2.2 with survival 3.5-3. Source: Klein & Moeschberger 2003,
§4.3; Nelson 1972, Aalen 1978. A pointwise limit is not a band: see
:mod:`guihang.engines.stats.bands`.
"""

from enum import StrEnum

import numpy as np

from guihang.engines.stats.tails import Floats, normal_point
from guihang.engines.survival import Curve


class Scale(StrEnum):
    """The scale on which the limits are symmetrical."""

    LOGLOG = "loglog"
    LOG = "log"
    PLAIN = "plain"
    ARCSIN = "arcsin"
    LOGIT = "logit"


def hazard_variance(line: Curve) -> Floats:
    """Return Greenwood's sum Σ d / (Y (Y − d)) at every time; infinite once S is 0."""
    staying = line.at_risk - line.events
    with np.errstate(divide="ignore"):
        return np.cumsum(line.events / (line.at_risk * staying.astype(np.float64)))


def nelson_aalen(line: Curve) -> Floats:
    """Return the cumulative hazard Σ d / Y at every time of the curve."""
    return np.cumsum(line.events / line.at_risk)


def limits(
    survival: Floats, spread: Floats, scale: Scale = Scale.LOGLOG, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Return lower and upper limits of probabilities, NaN where the scale does not define them.

    ``spread`` is the standard error of log S: Greenwood's is the root of
    :func:`hazard_variance`, that of any probability p its standard error over p.
    """
    z = normal_point((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower, upper = _limits(survival, spread * z, scale)
    if scale is Scale.LOGLOG:
        lower, upper = (np.where(survival == 1, np.nan, end) for end in (lower, upper))
    if scale is not Scale.PLAIN:
        lower, upper = (np.where(survival == 0, np.nan, end) for end in (lower, upper))
    return lower, upper


def _limits(p: Floats, reach: Floats, scale: Scale) -> tuple[Floats, Floats]:
    if scale is Scale.LOGLOG:
        slack = np.exp(reach / -np.log(p))
        return p**slack, p ** (1 / slack)
    if scale is Scale.LOG:
        return p * np.exp(-reach), np.minimum(p * np.exp(reach), 1.0)
    if scale is Scale.PLAIN:
        return np.maximum(p - p * reach, 0.0), np.minimum(p + p * reach, 1.0)
    if scale is Scale.LOGIT:
        odds, step = p / (1 - p), reach / (1 - p)
        return 1 - 1 / (1 + odds * np.exp(-step)), 1 - 1 / (1 + odds * np.exp(step))
    angle, step = np.arcsin(np.sqrt(p)), 0.5 * reach * np.sqrt(p / (1 - p))
    return (
        np.sin(np.maximum(angle - step, 0.0)) ** 2,
        np.sin(np.minimum(angle + step, np.pi / 2)) ** 2,
    )
