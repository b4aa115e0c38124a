"""Expected events of each facility, given what its people brought with them.

Indirect standardisation by strata: in each stratum (sex, drug, year of release) the cumulative
hazard of everybody, up to how long each person was followed. Nothing that a facility did is in it.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def expected(
    *, time: ArrayLike, event: ArrayLike, stratum: ArrayLike, unit: ArrayLike, units: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    """Return observed events, expected events and people of each unit, (units,) each.

    ``time``: (n,) whole days ≥ 0; ``event``: (n,) bool; ``stratum``: (n,) any whole numbers;
    ``unit``: (n,) positions. Expected events add up to the observed ones.
    """
    times, events = np.asarray(time, np.int64), np.asarray(event, np.bool_)
    place = np.asarray(unit, np.intp)
    _, group = np.unique(np.asarray(stratum), return_inverse=True)
    span = int(times.max()) + 1 if times.size else 1
    strata = int(group.max()) + 1 if times.size else 1
    cells = strata * span
    key = group * span + times
    ended = np.bincount(key, minlength=cells).reshape(strata, span)
    happened = np.bincount(key, weights=events, minlength=cells).reshape(strata, span)
    at_risk = ended[:, ::-1].cumsum(axis=1)[:, ::-1]
    hazard = (happened / np.maximum(at_risk, 1)).cumsum(axis=1)
    return (
        np.bincount(place, weights=events, minlength=units).astype(np.int64),
        np.bincount(place, weights=hazard[group, times], minlength=units),
        np.bincount(place, minlength=units),
    )


def shares(event: ArrayLike, stratum: ArrayLike) -> NDArray[np.float64]:
    """Return the share with the event in the stratum of each person, (n,), strictly within 0 and 1.

    Half an event and half a person without are added to each (Jeffreys), so that a small stratum
    is never certain of anything.
    """
    _, group = np.unique(np.asarray(stratum), return_inverse=True)
    happened = np.bincount(group, weights=np.asarray(event, np.float64))
    return ((happened + 0.5) / (np.bincount(group) + 1.0))[group]
