"""What sealed records leave to the figures: rounded counts of like people, by year of release.

They are sealed because three years passed without relapse, so without them those who did best
would drop out; and whoever relapsed before those years would count as if they never had. Their
month is not kept: they count in the December of their year.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.db.models import Sum
from django.utils import timezone
from numpy.typing import NDArray

from guihang.cases.models import Case
from guihang.cases.seals import LEAVES, ROUNDED_DAYS, SealedFigure
from guihang.engines.figures.cohort_counts import NOBODY, CohortCounts, counted
from guihang.engines.figures.followed import EPOCH, Ends, counts_of, ends_of
from guihang.outcomes import counting

END, STATE = "end", "state"
"""Beginnings of what is left: ``end.sex.drug.cause.day`` and ``state.sex.drug.measure.value``."""


def left(case: Case) -> Iterator[tuple[int, str, int]]:
    """Give what a case leaves when it is sealed: how its time ended, and its state at each horizon."""
    select = counting.statement(known=False, which="c.id = %(case)s")
    people = counting.packed(select, counting.values() | {"case": case.pk})
    people = people.where(people.first == 1)
    found = ends_of(people, cut_off=timezone.localdate().toordinal() - EPOCH)
    for year, *known, day in zip(
        found.year.tolist(), found.sex.tolist(), found.drug.tolist(), found.cause.tolist(),
        (found.days // ROUNDED_DAYS * ROUNDED_DAYS).tolist(), strict=True,
    ):  # fmt: skip
        yield year, ".".join(map(str, (END, *known, day))), 1
    for _, month, measure, value, number in counts_of(people).states.tolist():
        yield month // 12, f"{STATE}.{people.sex[0]}.{people.drug[0]}.{measure}.{value}", number


LEAVES.append(left)


def ends(*, facilities: Iterable[int], sex: int | None = None, drug: int | None = None) -> Ends:
    """Return how the time of everybody ended whom these facilities had released, one element each."""
    facility, year, *known, cause, day, people = _rows(END, facilities, sex, drug).T
    each = (np.repeat(column, people) for column in (facility, year, *known, day, cause))
    return Ends(*(column.astype(np.int32) for column in each))


def counts(
    *, facilities: Iterable[int], sex: int | None = None, drug: int | None = None
) -> CohortCounts:
    """Return the counts of the sealed records of these facilities, of one sex or drug if asked."""
    places = list(facilities)
    rows = _rows(STATE, places, sex, drug)
    if not len(rows):
        return NOBODY
    facility, year, _, _, measure, value, people = rows.T
    found = ends(facilities=places, sex=sex, drug=drug)
    return CohortCounts(
        counted(found.facility, found.year, *found.observed()),
        counted(facility, year * 12 + 11, measure, value, weights=people),
    )


def _rows(form: str, facilities: Iterable[int], sex: int | None, drug: int | None) -> NDArray[Any]:
    """Return facility, year, the four numbers in the name of the figure, and people, (k, 7)."""
    rows = SealedFigure.objects.filter(
        facility_id__in=list(facilities), figure__startswith=f"{form}."
    )
    totals = rows.values_list("facility_id", "year", "figure").annotate(Sum("people"))
    found = np.array([
        (facility, year, *map(int, figure.split(".")[1:]), people)
        for facility, year, figure, people in totals
    ], np.int64).reshape(-1, 7)  # fmt: skip
    for column, wanted in ((2, sex), (3, drug)):
        if wanted is not None:
            found = found[found[:, column] == wanted]
    return found
