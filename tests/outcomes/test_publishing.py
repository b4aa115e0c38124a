"""What was published can be worked out again, whatever was recorded since."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.conftest import NOW, released
from tests.outcomes.test_queries import record

from guihang.core.refusal import Refused
from guihang.engines.figures.cohort_counts import CohortCounts, less
from guihang.engines.figures.followed import COLUMNS, counts_of
from guihang.followup import actions as followup
from guihang.outcomes import actions, counting, keeping, publishing
from guihang.outcomes.models import Publication
from guihang.people.models import Unit
from guihang.people.queries import SystemActor

MAY, CUT_OFF = date(2025, 5, 1), date(2026, 5, 31)
LATER = NOW + timedelta(days=1)


def cohort(cast: SimpleNamespace, people: int = 12) -> list[Any]:
    """People released on 10 May 2025: a third tested late in the year, one in six relapsed."""
    days = (NOW.date() - date(2025, 5, 10)).days
    cases = [released(cast, days=days, number=f"P{n}") for n in range(people)]
    for n, case in enumerate(cases):
        if n % 3 == 0:
            record(case, days=340, result="negative")
        if n % 6 == 1:
            police(case, date(2025, 9, 1 + n))
    return cases


def police(case: Any, on: date, at: Any = NOW) -> Any:
    return followup.record_evidence(
        case=case, kind="police_determination", used_on=on, by=SystemActor(), at=at
    )


def published(cast: SimpleNamespace, **changes: Any) -> Publication:
    given = {"office": cast.units.region, "cohort_from": MAY, "cohort_to": MAY,
             "cut_off": CUT_OFF, "by": cast.lead, "at": NOW}  # fmt: skip
    return actions.publish(**given | changes)


def kept(made: Publication) -> dict[str, dict[str, Any]]:
    """The figures of the cohort as they stand in the table."""
    rows = made.figures.exclude(denominator=None)
    names = publishing.as_kept(next(iter(publishing.again(made).values()))).keys()
    return {row.code: {name: getattr(row, name) for name in names} for row in rows}


def empty(counts: CohortCounts) -> bool:
    return not len(counts.times) and not len(counts.states)


@pytest.mark.usefixtures("everywhere")
def test_a_published_figure_is_counted_again_equal_after_late_records_and_corrections(cast):
    cases = cohort(cast)
    wrong = record(cases[2], days=20, result="negative")
    made = published(cast)
    figures = kept(made)
    strict, detected = figures["RET_STRICT_12"], figures["RET_DETECT_12"]
    assert (detected["numerator"], detected["denominator"]) == (10, 12)
    assert (strict["numerator"], strict["denominator"]) == (4, 12)
    assert figures["RET_DETECT_36"]["reason"] == "not_yet"

    record(cases[2], days=350, result="negative", supersedes=wrong.pk, reason="日期有误", at=LATER)
    police(cases[5], date(2025, 12, 1), at=LATER)

    as_then = {code: publishing.as_kept(one) for code, one in publishing.again(made).items()}
    assert as_then == figures
    now = publishing.again(made, known_at=LATER)
    assert (now["RET_DETECT_12"].numerator, now["RET_STRICT_12"].numerator) == (9, 5)


@pytest.mark.usefixtures("everywhere")
def test_counts_kept_up_equal_counts_made_anew(cast):
    facilities = [cast.units.facility.pk]
    for change in (
        lambda: cohort(cast, 4),
        lambda: record(cohort_one(), days=30, result="positive"),
    ):
        change()
        assert keeping.refresh() == 0
        everybody = counting.counted(units=facilities)
        anew = counting.as_known(facilities=facilities, known_at=LATER)
        assert sorted(rows(everybody)) == sorted(rows(anew))
        assert everybody.n
        assert empty(less(keeping.tallied(), counts_of(everybody)))
        together = keeping.tallied(
            keeping.SINCE * 12, NOW.year * 12 + 11, this_year=NOW.year, facility=False, year=False
        )
        wanted = counts_of(everybody).times
        assert together.times[:, 4].sum() == wanted[:, 4].sum()
        assert set(map(tuple, together.times[:, 2:4])) == set(map(tuple, wanted[:, 2:4]))


def cohort_one() -> Any:
    from guihang.cases.models import Case

    return Case.objects.order_by("pk").first()


def rows(people: Any) -> list[tuple[int, ...]]:
    return list(zip(*(np.asarray(getattr(people, name)).tolist() for name in COLUMNS), strict=True))


@pytest.mark.usefixtures("everywhere")
def test_what_would_tell_of_a_few_people_is_not_published(cast):
    cohort(cast, 10)
    for n in range(2):
        released(cast, days=330, number=f"Q{n}")  # two more, in July

    for given, reason in (
        ({"cut_off": NOW.date()}, "publish.future"),
        ({"cohort_from": date(2025, 7, 1), "cohort_to": date(2025, 7, 1)}, "publish.few"),
        ({"cohort_to": date(2025, 4, 1)}, "publish.order"),
    ):
        with pytest.raises(Refused) as refused:
            published(cast, **given)
        assert reason in {one.code for one in refused.value.reasons}

    published(cast)
    with pytest.raises(Refused) as refused:
        published(cast, cohort_to=date(2025, 7, 1))
    assert [one.code for one in refused.value.reasons] == ["publish.difference"]
    assert published(cast, cut_off=date(2026, 5, 30), at=LATER).people == 10  # the same cohort


def test_only_the_head_of_the_bureau_publishes_and_nothing_published_changes(cast):
    from django.db import DatabaseError

    from guihang.core import scope
    from guihang.core.refusal import OutOfReach

    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        cohort(cast, 10)
        with pytest.raises(OutOfReach):
            published(cast, by=cast.analyst)
        made = published(cast)
        with pytest.raises(DatabaseError, match="permission denied"):
            Publication.objects.filter(pk=made.pk).update(people=11)
