"""How far people could be, and were, followed: reach, completeness, reverse Kaplan–Meier.

Sources: Schemper & Smith 1996 Control Clin Trials 17:343; Clark et al. 2002 Lancet 359:1309.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from guihang.engines.survival import Curve, Quantile, curves
from guihang.engines.survival_ledger import Ledger


def reverse(ledger: Ledger) -> tuple[Curve, ...]:
    """Return curves of time to the end of observation: events and censorings change places."""
    return curves(replace(ledger, events=ledger.censored, censored=ledger.events))


def follow_up_medians(ledger: Ledger) -> tuple[Quantile, ...]:
    """Return the reverse Kaplan–Meier median follow-up of each group."""
    return tuple(line.quantile(0.5) for line in reverse(ledger))


def reach(potential: ArrayLike, horizon: float) -> float:
    """Return the share of people whose potential follow-up is at least ``horizon``.

    ``potential``: (n,) data cut-off − index date. Raises ValueError for nobody.
    """
    length = np.asarray(potential)
    if not length.size:
        raise ValueError("reach of nobody is not defined")
    return float((length >= horizon).mean())


def completeness(
    time: ArrayLike, event: ArrayLike, potential: ArrayLike, horizon: float | None = None
) -> float:
    """Return Clark's C: person-time observed over the person-time that could have been.

    ``time`` (n,) observed, ``event`` (n,) bool, ``potential`` (n,) data cut-off − index date; up
    to ``horizon`` when given. Whoever had the event was owed no time after it. Raises ValueError
    for columns of different lengths, or where no time could have been observed.
    """
    seen, owed = np.asarray(time, np.float64), np.asarray(potential, np.float64)
    happened = np.asarray(event, np.bool_)
    if not seen.shape == owed.shape == happened.shape:
        raise ValueError("columns must have the same length")
    owed = np.where(happened, seen, np.maximum(owed, seen))
    if horizon is not None:
        seen, owed = np.minimum(seen, horizon), np.minimum(owed, horizon)
    if not owed.sum() > 0:
        raise ValueError("no person-time could have been observed")
    return float(seen.sum() / owed.sum())
