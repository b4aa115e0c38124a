"""Retention from the region's own records: who counts, for how long, and by what."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.conftest import NOW, admitted, in_aftercare, released

from guihang.cases.models import Case
from guihang.core import scope
from guihang.engines.definitions import DEFINITIONS, Definition
from guihang.followup import actions as followup
from guihang.outcomes.cli import outcomes
from guihang.outcomes.queries import GROUPINGS, RetentionColumns, retention_columns
from guihang.people.models import Unit
from guihang.people.queries import SystemActor


def record(
    case: Case, *, days: float, result: str, kind: str = "onsite", at: datetime = NOW, **given: Any
) -> Any:
    """Record a test ``days`` after the release (before it, when negative)."""
    taken = case.released_at + timedelta(days=days)
    return followup.record_test(
        case=case, happened_at=taken, kind=kind, result=result, by=SystemActor(), at=at, **given
    )


def counted(**options: Any) -> RetentionColumns:
    units = Unit.objects.values_list("pk", flat=True)
    return retention_columns(**{"units": units, "at": NOW} | options)


def people(found: RetentionColumns) -> list[tuple[str, int, bool]]:
    labels = [found.labels[place] for place in found.group]
    return sorted(zip(labels, found.time.tolist(), found.event.tolist(), strict=True))


def test_nobody_is_an_empty_answer(everywhere: None, cast: SimpleNamespace) -> None:
    admitted(cast)
    found = counted()
    assert (found.time.size, found.labels) == (0, ("all",))


def test_the_columns_are_small_arrays(everywhere: None, cast: SimpleNamespace) -> None:
    record(released(cast, days=100), days=7, result="positive")
    found = counted()
    assert (found.time.dtype, found.event.dtype, found.group.dtype) == (
        np.int32,
        np.bool_,
        np.int16,
    )


@pytest.mark.parametrize(
    ("tests", "days", "event"),
    [
        ([], 0, False),
        ([(7, "negative"), (14, "negative")], 14, False),
        ([(7, "negative"), (14, "positive"), (21, "negative")], 14, True),
        ([(7, "mixed")], 7, True),
        ([(7, "negative"), (14, "invalid"), (21, "declined")], 7, False),
        ([(0, "positive")], 0, True),
    ],
)
def test_the_first_positive_test_is_the_event_and_the_last_answer_the_end(
    everywhere: None, cast: SimpleNamespace, tests: list[tuple[int, str]], days: int, event: bool
) -> None:
    case = released(cast, days=100)
    for day, result in tests:
        record(case, days=day, result=result)
    assert people(counted()) == [("all", days, event)]


def test_a_test_taken_inside_is_no_event_after_the_release(
    everywhere: None, cast: SimpleNamespace
) -> None:
    case = released(cast, days=100)
    record(case, days=-300, result="positive")
    assert people(counted()) == [("all", 0, False)]
    record(case, days=9, result="negative")
    assert people(counted()) == [("all", 9, False)]
    record(case, days=20, result="positive")
    record(case, days=40, result="positive")
    assert people(counted()) == [("all", 20, True)]


def test_a_corrected_test_counts_as_corrected(everywhere: None, cast: SimpleNamespace) -> None:
    case = released(cast, days=100)
    wrong = record(case, days=7, result="positive")
    record(case, days=7, result="negative", supersedes=wrong.pk, reason="录入有误")
    assert people(counted()) == [("all", 7, False)]


def test_days_are_days_of_the_calendar_of_china(everywhere: None, cast: SimpleNamespace) -> None:
    """Released at 17:00, tested at 00:10 three days later: three days, not two and a bit."""
    case = released(cast, days=100)  # NOW is 17:00 in China
    record(case, days=2 + 7 / 24 + 10 / 1440, result="negative")
    assert people(counted()) == [("all", 3, False)]


def test_everybody_released_counts_whether_they_take_part_or_not(
    everywhere: None, cast: SimpleNamespace
) -> None:
    from guihang.casework import actions as casework

    case = admitted(cast)
    out = NOW - timedelta(days=30)
    casework.release(case=case, released_at=out, by=cast.head, at=out)
    casework.record_consent(case=case, decision="declined", decided_at=out, by=cast.officer, at=out)
    assert people(counted()) == [("all", 0, False)]


def test_nobody_released_after_the_cut_off_counts(everywhere: None, cast: SimpleNamespace) -> None:
    released(cast, days=10)
    assert counted(at=NOW - timedelta(days=20)).time.size == 0


def test_people_are_grouped_by_what_the_region_knows(
    everywhere: None, cast: SimpleNamespace
) -> None:
    record(in_aftercare(cast, days=100, sex="2", drug="ats"), days=7, result="positive")
    record(released(cast, days=400), days=14, result="negative")
    with translation.override("zh-hans"):
        groups = {by: people(counted(by=by)) for by, _ in GROUPINGS}
    first, second = (7, True), (14, False)
    assert groups == {
        "": [("all", *first), ("all", *second)],
        "facility": [("facility", *first), ("facility", *second)],
        "sex": [("女", *first), ("男", *second)],
        "drug": [("苯丙胺类", *first), ("阿片类", *second)],
        "year": [("2025", *second), ("2026", *first)],
    }
    with translation.override("en"):
        assert counted(by="sex").labels == ("Male", "Female")


def test_only_people_within_the_units_count(cast: SimpleNamespace) -> None:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        released(cast, days=100)
        in_aftercare(cast, days=100)
    for unit, wanted in (
        (cast.units.facility, 2),
        (cast.units.station, 1),
        (cast.units.other_facility, 0),
    ):
        with scope.opened([unit.pk]):
            assert retention_columns(units=[unit.pk], at=NOW).time.size == wanted
            # Row-level security answers the same when the filter is forgotten.
            everything = Unit.objects.values_list("pk", flat=True)
            assert retention_columns(units=everything, at=NOW).time.size == wanted


def test_one_statement_reads_everybody(everywhere: None, cast: SimpleNamespace) -> None:
    for days in (10, 20, 30):
        released(cast, days=days)
    units = list(Unit.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        assert retention_columns(units=units, at=NOW, by="drug").time.size == 3
    assert len(queries) == 1


def test_a_definition_that_is_not_ours_is_refused(everywhere: None) -> None:
    known = next(iter(DEFINITIONS.values()))
    other = Definition("other", 1, known.words, known.meaning, known.source, known.effective_on)
    with pytest.raises(ValueError, match="other is not counted here"):
        counted(definition=other)


def region(*arguments: str) -> Any:
    return CliRunner().invoke(outcomes, ["retention", *arguments])


def test_the_command_counts_the_region_in_days_and_weeks(
    everywhere: None, cast: SimpleNamespace
) -> None:
    for days, result in ((7, "positive"), (14, "negative"), (21, "positive")):
        record(released(cast, days=100), days=days, result=result)
    for unit, at in (("day", "7,14,21"), ("week", "1,2,3")):
        answer = json.loads(region("--unit-of-time", unit, "--at", at, "--json").stdout)
        assert (answer["n"], answer["events"]) == (3, 2)
        assert answer["definition"] == {"code": "first-positive-test", "version": 1}
        (group,) = answer["groups"]
        assert [(rate["n_risk"], rate["events"]) for rate in group["at"]] == [
            (3, 1),
            (2, 1),
            (1, 2),
        ]
        assert group["median"] == (21 if unit == "day" else 3)
    assert "定义 首次检测阳性（first-positive-test v1）" in region().stdout


def test_the_command_counts_what_a_user_may_see(cast: SimpleNamespace) -> None:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        released(cast, days=100)
    assert json.loads(region("--as", "head", "--json").stdout)["n"] == 1
    assert json.loads(region("--as", "analyst", "--json").stdout)["n"] == 1
    assert json.loads(region("--as", "station-head", "--json").stdout)["n"] == 0
    for account in ("officer", "nobody"):
        refused = region("--as", account)
        assert refused.exit_code == 2
        assert "没有这个账号，或它没有查看成效的权限" in refused.stderr
