"""The work list is what the engine calls open or overdue, in SQL; page by page, each once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import NOW, in_aftercare, released

from guihang.casework import actions as casework
from guihang.engines.protocol import State, Window, state
from guihang.followup import actions, queries
from guihang.followup.models import Task

pytestmark = pytest.mark.usefixtures("everywhere")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def units(*found) -> list[int]:
    return [unit.pk for unit in found]


@pytest.fixture
def lives(cast):
    """Cases with tasks done, late, missed, void and to come."""
    cases = [in_aftercare(cast, days=days) for days in (1, 8, 33)]
    for case in cases:
        actions.record_contact(
            case=case, happened_at=NOW - HOUR, channel="visit", by=cast.worker, at=NOW
        )
    casework.record_consent(
        case=cases[1], decision="withdrawn", decided_at=NOW, by=cast.worker, at=NOW
    )
    return cases


def expected(now, unit, *wanted: State, tasks=None) -> set[int]:
    return {
        task.pk for task in tasks or Task.objects.filter(unit=unit, void="")
        if state(Window(task.opens_at, task.due_at, task.closes_at), task.done_at, now) in wanted
    }  # fmt: skip


def listed(now, unit, **about) -> set[int]:
    rows = queries.worklist(units=units(unit), now=now, limit=10_000, **about)
    return {row.task_id for row in rows}


def test_sql_and_engine_agree_at_every_edge_of_every_window(cast, lives):
    station = cast.units.station
    tasks = list(Task.objects.filter(unit=station, void=""))
    edges = {edge for task in tasks for edge in (task.opens_at, task.due_at, task.closes_at)}
    moments = sorted(
        edge + shift
        for edge in edges if edge < NOW + 100 * DAY
        for shift in (-INSTANT, timedelta(0), INSTANT)
    )  # fmt: skip
    disagree = []
    for now in moments:
        rows = queries.worklist(units=units(station), now=now, limit=10_000)
        shown = {(row.task_id, row.state) for row in rows}
        wanted = {(pk, one) for one in (State.OPEN, State.OVERDUE)
                  for pk in expected(now, station, one, tasks=tasks)}  # fmt: skip
        if shown != wanted:
            disagree.append(now)

    assert disagree == []
    assert len(moments) > 100


def test_sql_and_engine_agree_on_what_is_late_on_every_day(cast, lives):
    station = cast.units.station
    found = set()
    for day in range(-40, 120, 2):
        now = NOW + day * DAY
        for late, one in ((True, State.OVERDUE), (False, State.OPEN)):
            assert listed(now, station, overdue=late) == expected(now, station, one), now
            found |= {one} if expected(now, station, one) else set()

    assert found == {State.OVERDUE, State.OPEN}


def test_the_counts_are_those_of_the_list(cast, lives):
    station = cast.units.station
    for day in range(-40, 100, 7):
        now = NOW + day * DAY
        counts = queries.counts(units=units(station), now=now)
        load = queries.load_by_unit(units=units(station), now=now)[station.pk]

        late, due = expected(now, station, State.OVERDUE), expected(now, station, State.OPEN)
        assert (counts["overdue"], counts["open"]) == (len(late), len(due))
        assert (load["overdue"], load["open"]) == (len(late), len(late | due))
        assert load["people"] == 3


@pytest.mark.parametrize("limit", [1, 4, 25])
def test_pages_hold_every_task_once_soonest_to_close_first(cast, lives, limit):
    seen, after = [], None
    while True:
        rows = queries.worklist(units=units(cast.units.station), now=NOW, limit=limit, after=after)
        seen += [(row.closes_at, row.task_id) for row in rows[:limit]]
        if len(rows) <= limit:
            break
        after = seen[-1]

    assert seen == sorted(set(seen))
    assert {pk for _, pk in seen} == expected(NOW, cast.units.station, State.OPEN, State.OVERDUE)


def test_a_list_is_that_of_its_roles_and_units(cast, lives):
    station = units(cast.units.station)
    every = queries.worklist(units=station, now=NOW + 60 * DAY, limit=1000)
    roles = {row.role for row in every}

    assert {"social_worker", "station_head"} <= roles
    for role in roles:
        rows = queries.worklist(units=station, now=NOW + 60 * DAY, roles=[role], limit=1000)
        assert [row.task_id for row in rows] == [r.task_id for r in every if r.role == role]
    assert queries.worklist(units=units(cast.units.other_station), now=NOW) == []
    assert queries.worklist(units=[], now=NOW) == []


def test_the_work_of_a_case_not_taken_over_yet_is_the_senders(cast):
    case = released(cast, days=1)

    rows = queries.worklist(units=units(cast.units.facility), now=NOW)

    assert {row.case_id for row in rows} == {case.pk}


def test_a_list_takes_one_statement_however_long_it_is(cast):
    counts = []
    for _ in range(3):
        in_aftercare(cast, days=1)
        with CaptureQueriesContext(connection) as seen:
            queries.worklist(units=units(cast.units.station), now=NOW)
        counts.append(len(seen))

    assert counts == [1, 1, 1]
