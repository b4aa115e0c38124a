"""Lists page at constant cost; what is out of reach does not exist."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import NOW, admitted, in_aftercare, released

from guihang.cases import queries
from guihang.casework import handovers
from guihang.core.ids import uuid7
from guihang.core.refusal import OutOfReach
from guihang.followup import listing

pytestmark = pytest.mark.usefixtures("everywhere")


def units(*found) -> frozenset[int]:
    return frozenset(unit.pk for unit in found)


def test_a_case_is_reached_by_who_holds_released_or_is_offered_it(cast):
    case = released(cast)
    handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=NOW)

    for unit in (cast.units.facility, cast.units.station):
        assert queries.case(case.pk, units=units(unit)) == case
    for unit in (cast.units.other_facility, cast.units.other_station, cast.units.league):
        with pytest.raises(OutOfReach):
            queries.case(case.pk, units=units(unit))


@pytest.mark.parametrize("pk", [uuid7(), "not an id", "", None, 5, "\0", "9" * 400])
def test_what_does_not_exist_is_out_of_reach(cast, pk):
    admitted(cast)

    for query in (queries.case, queries.handover):
        with pytest.raises(OutOfReach):
            query(pk, units=units(cast.units.facility))


def test_a_handover_is_reached_by_its_two_units(cast):
    offer = handovers.offer_handover(
        case=released(cast), to_unit=cast.units.station, by=cast.officer, at=NOW
    )

    for unit in (cast.units.facility, cast.units.station):
        assert queries.handover(offer.pk, units=units(unit)) == offer
    with pytest.raises(OutOfReach):
        queries.handover(offer.pk, units=units(cast.units.other_station))


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
@pytest.mark.parametrize("listed", [queries.cases, listing.listed])
def test_pages_hold_every_case_once_newest_first_equal_moments_too(cast, listed, limit):
    moments = [NOW - timedelta(days=day) for day in (9, 9, 9, 8, 7, 7, 6)]
    made = [admitted(cast, admitted_at=moment, at=NOW) for moment in moments]

    seen, after = [], None
    while True:
        rows = listed(units=units(cast.units.facility), limit=limit, after=after)
        seen += [(row.admitted_at, row.id) for row in rows[:limit]]
        if len(rows) <= limit:
            break
        after = queries.Cursor(*seen[-1])

    assert seen == sorted(seen, reverse=True)
    assert {pk for _, pk in seen} == {case.pk for case in made}
    assert len(seen) == len(made)


@pytest.mark.parametrize("listed", [queries.cases, listing.listed])
def test_a_list_holds_the_cases_of_its_units_and_stage(cast, listed):
    inside, here = admitted(cast), in_aftercare(cast)
    facility, station = units(cast.units.facility), units(cast.units.station)

    def ids(**about):
        return {row.id for row in listed(**about)}

    assert ids(units=facility) == {inside.pk}
    assert ids(units=facility | station) == {inside.pk, here.pk}
    assert ids(units=facility | station, stage="aftercare") == {here.pk}
    assert ids(units=facility, unit_id=cast.units.station.pk) == set()
    assert ids(units=facility | station, unit_id=cast.units.station.pk) == {here.pk}
    assert ids(units=[]) == set()


@pytest.mark.parametrize("listed", [queries.cases, listing.listed])
def test_a_list_takes_one_statement_however_long_it_is(cast, listed):
    counts = []
    for _ in range(3):
        admitted(cast)
        with CaptureQueriesContext(connection) as seen:
            [row.id for row in listed(units=units(cast.units.facility))]
        counts.append(len(seen))

    assert counts == [1, 1, 1]


def test_a_cursor_reads_back_what_it_wrote():
    cursor = queries.Cursor(NOW, uuid7())

    assert queries.Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "_",
        "2026-06-01",
        "2026-06-01T00:00_01a20ce6-50f6-7bfb-ac83-4a7b9a794580",
        "x_y",
        "\0",
        "9" * 500,
    ],
)
def test_a_cursor_that_names_no_place_is_none(text):
    assert queries.Cursor.parse(text) is None


def test_lists_and_files_show_masked_names(cast):
    from guihang.cases import files
    from guihang.followup.queries import worklist

    case = in_aftercare(cast, name="张建国", days=1)
    station = units(cast.units.station)

    assert [row.name for row in listing.listed(units=station)] == ["张*国"]
    assert files.file(case.pk, units=station).name == "张*国"
    assert {row.name for row in worklist(units=station, now=NOW)} == {"张*国"}
