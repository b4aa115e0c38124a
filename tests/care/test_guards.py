"""What stands against services: the last bed, the last seat, one's own signature, more craving."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.architecture.samples_of import assessments as sheets
from tests.architecture.samples_of import care as samples
from tests.conftest import NOW, custodian, in_aftercare, long_ago

from guihang.assessments import actions as assessments
from guihang.assessments import queries
from guihang.care import counts, episodes, family, stations, vr, work
from guihang.care.models import Placement, Stay
from guihang.casework import actions as casework
from guihang.casework import sealing
from guihang.core.refusal import Refused

pytestmark = pytest.mark.usefixtures("everywhere")
TODAY = NOW.date()
YEAR = (TODAY.replace(month=1, day=1), TODAY.replace(year=TODAY.year + 1, month=1, day=1))


def codes(call):
    with pytest.raises(Refused) as refused:
        call()
    return [reason.code for reason in refused.value.reasons]


def test_a_stay_never_exceeds_the_beds_and_leaving_frees_one(cast):
    first = samples.stay(cast)
    second = first | {"case": in_aftercare(cast)}
    stay = stations.begin_stay(**first)

    assert codes(lambda: stations.begin_stay(**second)) == ["stay.full"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Stay.objects.create(
            id=second["case"].pk, case=second["case"], recorded_at=NOW, room=first["room"], bed=1,
            begins_on=TODAY, planned_until_on=TODAY,
        )  # fmt: skip
    stations.end_stay(stay=stay, on=TODAY, goes_to="回家", by=cast.worker, at=NOW)
    assert stations.begin_stay(**second).bed == 1


def test_a_room_keeps_the_beds_that_people_sleep_in(cast):
    given = samples.stay(cast)
    stations.begin_stay(**given)

    less = {"room": given["room"], "by": cast.worker, "at": NOW}

    assert "room.taken" in codes(lambda: stations.change_room(**less, beds=0))
    stations.change_room(**less, beds=2)


def test_a_station_without_rooms_is_not_opened_and_says_all_that_lacks(cast):
    given = samples.opening(cast)
    bare = given | {"station": cast.units.other_station, "by": cast.other_worker}

    found = codes(lambda: stations.open_station(**bare))

    assert {"station.office", "station.dormitory", "station.officer", "station.plan"} <= set(found)
    stations.open_station(**given)
    assert counts.stations_open(None, *YEAR) == 1


def test_a_base_has_no_more_workers_than_seats_and_a_person_counts_once(cast):
    first = samples.started(cast)
    work.start_work(**first)
    again = samples.interested(cast) | {"case": first["placement"].case}
    more = work.register_interest(**again)

    full = first | {"placement": more}
    assert codes(lambda: work.start_work(**full)) == ["base.full"]
    work.start_work(**full | {"base": None, "kind": "flexible"})

    assert Placement.objects.filter(state="started").count() == 2
    assert counts.people_in_work(None, *YEAR) == 1


def test_nobody_signs_the_closure_that_they_proposed(cast):
    given = samples.countersigned(cast) | {"by": cast.station_head}
    own = given | {"episode": given["episode"]}
    own["episode"].proposed_by_id = None
    type(own["episode"]).objects.filter(pk=own["episode"].pk).update(
        proposed_by_id=cast.station_head.user_id
    )

    assert codes(lambda: episodes.sign_closing(**own)) == ["closing.same"]
    type(own["episode"]).objects.filter(pk=own["episode"].pk).update(
        proposed_by_id=cast.worker.user_id
    )
    episodes.sign_closing(**own)
    assert counts.episodes_closed(None, *YEAR) == 1


def test_sealing_a_record_leaves_every_figure_as_it_was(cast):
    for name in ("head", "lead", "bureau"):
        custodian(getattr(cast.users, name))
    case = long_ago(cast)
    then = case.released_at + timedelta(days=100)
    given = {"case": case, "by": cast.worker, "at": then}
    work.find_work(**given, on=then.date(), kind="own", wage=3000)
    for day, total in ((then, "1"), (then + timedelta(days=40), "3")):
        items = dict.fromkeys(("talk", "trust", "contact", "support", "together"), total)
        family.measure_family(**given | {"at": day}, answers_by="person", on=day.date(), **items)
    year = date(then.year, 1, 1), date(then.year + 1, 1, 1)
    figures = (
        counts.people_in_work, counts.people_in_own_business, counts.families_improved,
        counts.families_served,
    )  # fmt: skip
    before = [
        count(units, *year) for count in figures for units in (None, frozenset([case.unit_id]))
    ]
    casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)

    sealing.seal(case=case, by=cast.station_head, at=NOW + timedelta(hours=1))

    after = [
        count(units, *year) for count in figures for units in (None, frozenset([case.unit_id]))
    ]
    assert before == after == [1] * 8
    assert not Placement.objects.exists()


def test_a_vr_session_does_not_end_with_more_craving_unless_somebody_stays(cast):
    given = samples.vr_session(cast) | {"craving_after": 60}

    assert codes(lambda: vr.record_vr_session(**given)) == ["vr.after"]
    vr.record_vr_session(**given | {"looked_after": "值班医师陪同一小时"})


def test_who_declines_leaves_no_answers_and_nothing_follows(cast):
    case = in_aftercare(cast)
    sheet = assessments.decline(case=case, instrument="phq9", on=TODAY, by=cast.worker, at=NOW)

    assert (sheet.answers, sheet.alarmed) == ({}, False)
    assert queries.wanting_help([cast.units.station.pk]) == []


def test_an_answer_about_self_harm_waits_for_help_until_it_is_given(cast):
    sheet = assessments.give(**sheets.given(cast))
    here = [cast.units.station.pk]

    assert queries.wanting_help(here) == [sheet]
    assert queries.wanting_help([cast.units.other_station.pk]) == []
    assessments.record_help(sheet=sheet, help="talked", note="陪谈", by=cast.worker, at=NOW)
    assert queries.wanting_help(here) == []


def test_an_answer_that_the_instrument_does_not_know_is_refused_by_name(cast):
    given = sheets.given(cast)

    assert (
        codes(lambda: assessments.give(**given | {"answers": "q1=4 q99=1"})) == ["sheet.answer"] * 2
    )
    assert codes(lambda: assessments.give(**given | {"answers": "…"})) == ["sheet.empty"]
    assert codes(
        lambda: assessments.give(**given | {"instrument": "cssrs", "answers": "q1=1"})
    ) == ["sheet.mode"]


def test_a_plan_is_for_a_year_of_our_time(cast):
    given = samples.plan(cast)

    assert codes(lambda: stations.write_station_plan(**given | {"year": 26})) == ["plan.year"]
    stations.write_station_plan(**given)
