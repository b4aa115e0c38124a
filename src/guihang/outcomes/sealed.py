"""What sealed records leave to the figures: rounded counts of like people, by year of release.

They are sealed because three years passed without relapse, so without them those who did best
would drop out. Their month is not kept: they count in the December of their year.
"""

from collections.abc import Iterable

import numpy as np

from guihang.cases.seals import SealedOutcome
from guihang.engines.definitions import HORIZONS, State
from guihang.engines.definitions.retention import WINDOW
from guihang.engines.figures.cohort_counts import NOBODY, Cause, CohortCounts, Measure, counted


def counts(*, facilities: Iterable[int]) -> CohortCounts:
    """Return the counts of the sealed records of these facilities."""
    rows = SealedOutcome.objects.filter(facility_id__in=list(facilities))
    found = np.array(
        list(rows.values_list("facility_id", "year", "days", "event", "people")), np.int64
    )
    if not found.size:
        return NOBODY
    facility, year, days, event, people = found.T
    times = counted(facility, year, days, np.full(len(found), Cause.CENSORED), weights=people)
    parts = []
    for place, horizon in enumerate(HORIZONS):
        seen = (event == 0) & (days >= horizon.days - WINDOW)
        state = np.where(seen, State.TESTED, State.UNKNOWN)
        measure = np.full(len(found), Measure(place))
        parts.append(counted(facility, year * 12 + 11, measure, state, weights=people))
    return CohortCounts(times, np.concatenate(parts))
