"""Rules of the services: time to decide aid, marks of work, reviews, rooms, the map, VR."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.core.china import calendar
from guihang.engines import aid, casework, network, placement, stations, systems, vr

DAY = date(2026, 6, 1)


def test_a_subsistence_allowance_is_decided_within_thirty_working_days():
    """民发〔2021〕57号; by the calendar of the State Council for 2025, counted by hand: 19 by Friday 26
    September, 22 with Sunday the 28th and two more days, none from 1 to 8 October, then 9 to 11, 13 to 17."""
    assert aid.decision_due_on("dibao", date(2025, 9, 1), calendar()) == date(2025, 10, 17)


def test_legal_aid_is_decided_within_seven_days_and_a_holiday_moves_the_last():
    """法律援助法 art. 43; the seventh day after 25 September 2025 falls into the holiday."""
    assert aid.decision_due_on("legal_aid", date(2025, 9, 8), calendar()) == date(2025, 9, 15)
    assert aid.decision_due_on("legal_aid", date(2025, 9, 25), calendar()) == date(2025, 10, 9)


def test_where_no_rule_was_found_there_is_no_day():
    assert aid.decision_due_on("public_rental_housing", DAY, calendar()) is None


def test_work_is_asked_about_after_30_90_and_180_days_and_then_no_more():
    asked = frozenset[int]()
    days = []
    while following := placement.next_mark(DAY, asked):
        days.append((following[1] - DAY).days)
        asked |= {following[0]}

    assert days == [30, 90, 180]


@given(st.integers(0, 500), st.one_of(st.none(), st.integers(0, 500)))
def test_a_review_always_lies_ahead_and_never_more_than_ninety_days(on, released):
    day, out = DAY + timedelta(on), None if released is None else DAY + timedelta(released)

    following = casework.next_review_on(day, out)

    assert timedelta(0) < following - day <= timedelta(90)


def test_reviews_follow_the_release_at_30_60_and_90_days():
    found = [casework.next_review_on(DAY + timedelta(n), DAY) - DAY for n in (0, 30, 60, 90)]

    assert [one.days for one in found] == [30, 60, 90, 180]


def test_a_station_names_everything_that_it_lacks_at_once():
    none = stations.lacking(rooms=frozenset(), team=frozenset(), plan=False, scheme=False)
    whole = stations.lacking(
        rooms=frozenset(stations.ROOMS), team=frozenset(stations.TEAM), plan=True, scheme=True
    )

    assert len(none) == 5 + 5 + 2
    assert whole == {}


def look(tie, on, strength="strong"):
    return network.Look(tie, "family", tie, DAY + timedelta(on), strength, "both")


def test_the_map_of_a_day_knows_nothing_of_what_came_later():
    looks = [look("母亲", 0), look("母亲", 20, "weak"), look("社工", 30)]

    then = network.standing(looks, DAY + timedelta(10))
    now = network.standing(looks, DAY + timedelta(30))

    assert [(one.who, one.strength) for one in then] == [("母亲", "strong")]
    assert network.strengths(now) == {"weak": 1, "strong": 1}


def test_every_domain_and_service_has_a_place_in_the_five_systems():
    elements = {code for group in systems.GROUPS for code in group.elements}

    assert len(systems.GROUPS) == 5
    assert systems.NEEDS.keys() == casework.DOMAINS.keys()
    for places in (systems.NEEDS, systems.SERVICES, systems.SECTIONS):
        assert set().union(*places.values()) <= elements


def test_a_need_without_a_service_stands_out_until_one_answers():
    def bare(services):
        return {
            place.words.en for _, places in systems.placed({"work": 3}, services)
            for place in places if place.bare
        }  # fmt: skip

    assert "Work" in bare([])
    assert "Work" not in bare([("placements", "care", 1)])


@pytest.mark.parametrize(("age", "limit"), [(20, 170), (40, 153), (60, 136)])
def test_a_session_stops_at_85_percent_of_the_age_maximum(age, limit):
    assert vr.heart_limit(age) == limit
