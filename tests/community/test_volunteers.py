"""Volunteers: another person vets, two sides stand behind an hour, and an own side reaches no case."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.architecture.samples_of.community import CHECKS, applied, member, served
from tests.conftest import NOW, in_aftercare

from guihang.care import helping
from guihang.cases.models import Case, Person
from guihang.community import actions as community
from guihang.community import own, serving
from guihang.community.models import Service, Shift, Volunteer
from guihang.core import scope
from guihang.core.codes import code_of, spaced
from guihang.core.models import Entry
from guihang.core.refusal import Refused
from guihang.core.rowsecurity import guarded_models
from guihang.people.models import Unit

LATER = NOW + timedelta(days=1)


def codes(refused: Any) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


@pytest.mark.usefixtures("everywhere")
def test_whoever_brought_a_volunteer_does_not_vet_them_and_nobody_is_accepted_unchecked(cast):
    volunteer = applied(cast)
    given = {"volunteer": volunteer, "accept": True, "at": NOW}
    proposer = cast.station_head

    with pytest.raises(Refused) as unchecked:
        community.vet(**given, checks=["identity"], by=proposer)
    assert codes(unchecked) == {"volunteer.check"}
    with pytest.raises(DatabaseError), transaction.atomic():  # the database keeps it too
        Volunteer.objects.filter(pk=volunteer.pk).update(
            stage="accepted", vetted_at=NOW, vetted_by_id=cast.worker.user_id
        )
    community.vet(**given, checks=CHECKS, by=proposer)
    assert Volunteer.objects.get(pk=volunteer.pk).stage == "accepted"


@pytest.mark.usefixtures("everywhere")
def test_a_bad_line_is_named_by_its_number_and_nobody_is_enrolled(cast):
    team = applied(cast).team
    before = Volunteer.objects.count()
    lines = "赵丽 14000000011\n只有名字\n孙强 14000000012 14000000013\n赵丽 14000000011"

    with pytest.raises(Refused) as refused:
        community.enrol(team=team, people=lines, skill="law", by=cast.worker, at=NOW)

    said = [reason.words.zh[:3] for reason in refused.value.reasons]
    assert said == ["第 2", "第 3", "第 4"]
    assert Volunteer.objects.count() == before


@pytest.mark.usefixtures("everywhere")
def test_hours_count_when_another_person_confirmed_them_and_never_twice_at_one_time(cast):
    service = served(cast)
    volunteer = service.volunteer
    assert service.confirmed_by_id == cast.station_head.user_id != service.recorded_by_id
    clash = serving.plan_shift(
        host=cast.units.station, team=volunteer.team, kind="leisure", task="健步走", place="公园",
        begins_at=service.starts_at + timedelta(minutes=30), minutes=60, seats=5, by=cast.worker,
        at=NOW,
    )  # fmt: skip
    head = cast.station_head
    serving.record_hours(shift=clash, people=volunteer.number, by=head, at=NOW)

    with pytest.raises(Refused) as mine:
        serving.confirm_hours(shift=clash, by=head, at=NOW)
    with pytest.raises(Refused) as other:
        serving.confirm_hours(shift=clash, by=cast.lead, at=NOW)

    assert codes(mine) == {"hours.another", "hours.overlap"}
    assert codes(other) == {"hours.overlap"}
    serving.drop_hours(service=service, note="重复", by=head, at=NOW)
    serving.confirm_hours(shift=clash, by=cast.lead, at=NOW)  # the control: now it can be true
    assert list(
        Service.objects.filter(confirmed_at__isnull=False, dropped_at=None).values_list(
            "shift_id", flat=True
        ).filter(volunteer=volunteer)
    ) == [clash.pk]  # fmt: skip


@pytest.mark.usefixtures("everywhere")
def test_two_services_far_apart_ask_whoever_confirms_for_a_word(cast):
    Unit.objects.filter(pk=cast.units.station.pk).update(division="150102")
    Unit.objects.filter(pk=cast.units.other_station.pk).update(division="150702")
    cast.units.station.refresh_from_db()
    service = served(cast)
    far = serving.plan_shift(
        host=Unit.objects.get(pk=cast.units.other_station.pk), team=service.volunteer.team,
        kind="lesson", task="讲课", place="礼堂", begins_at=service.ends_at + timedelta(hours=2),
        minutes=60, seats=5, by=cast.bureau, at=NOW,
    )  # fmt: skip
    serving.record_hours(shift=far, people=service.volunteer.number, by=cast.bureau, at=NOW)

    with pytest.raises(Refused) as asked:
        serving.confirm_hours(shift=far, by=cast.lead, at=NOW)
    assert codes(asked) == {"hours.travel"}
    serving.confirm_hours(shift=far, note="乘飞机，票据已看", by=cast.lead, at=NOW)
    assert Service.objects.get(shift=far).text("note_sealed") == "乘飞机，票据已看"


@pytest.fixture
def serving_volunteer(cast: SimpleNamespace) -> Volunteer:
    """One human in two roles: a person in aftercare who also serves."""
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        volunteer = member(cast)
        helping.begin_helping(
            case=in_aftercare(cast, days=300), volunteer=volunteer, on=NOW.date(), mentor="社工小王",
            agreed=True, by=cast.worker, at=NOW,
        )  # fmt: skip
        return volunteer


def test_a_volunteers_own_side_reaches_their_rows_and_no_row_of_any_case(cast, serving_volunteer):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        theirs = {m._meta.label for m in guarded_models() if m._default_manager.exists()}
    with scope.opened((), person=serving_volunteer.own_id):
        mine = {m._meta.label: m._default_manager.count() for m in guarded_models()}

    assert {"cases.Case", "cases.Person", "followup.Task", "care.Helping"} <= theirs
    assert mine["community.Volunteer"] == mine["community.Team"] == 1
    assert {
        label for label, count in mine.items() if count and not label.startswith("community.")
    } <= {"core.Entry", "outcomes.Stale"}  # what is noted about themselves; ids that tell nothing
    assert mine["cases.Case"] == mine["cases.Person"] == 0
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        # The control: a person's own side does reach their case, by the same door.
        person_id = Person.objects.values_list("pk", flat=True).get()
    with scope.opened((), person=person_id):
        assert Case.objects.exists()
        assert not Volunteer.objects.exists()


def test_a_volunteer_takes_a_place_serves_and_the_host_confirms(cast, serving_volunteer):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        shift = serving.plan_shift(
            host=cast.units.station, team=serving_volunteer.team, kind="company", task="谈心",
            place="活动室", begins_at=NOW + timedelta(hours=2), minutes=90, seats=1, by=cast.worker,
            at=NOW,
        )  # fmt: skip
    with scope.opened((), person=serving_volunteer.own_id):
        given = {"volunteer": own.myself(), "shift": Shift.objects.get(), "by": own.Self()}
        own.join_shift(**given, at=NOW)
        with pytest.raises(Refused) as twice:
            own.join_shift(**given, at=NOW)
        with pytest.raises(Refused) as early:
            own.record_own_hours(**given, minutes=90, at=NOW)
        own.record_own_hours(**given, minutes=90, at=LATER)
        assert Entry.objects.filter(action="own.join_shift").count() == 1
    assert codes(twice) == {"shift.joined", "shift.full"}
    assert codes(early) == {"shift.ahead"}
    with scope.opened(cast.station_head.all_units):
        serving.confirm_hours(shift=shift, by=cast.station_head, at=LATER)
        assert Service.objects.get().confirmed_at == LATER


def test_a_code_opens_a_volunteers_page_once_and_a_new_one_ends_the_old(cast, serving_volunteer):
    with scope.opened(cast.worker.all_units):
        first = own.give_pass(volunteer=serving_volunteer, by=cast.worker, at=NOW)
    code = code_of(own.PURPOSE, first.pk)

    browser = own.redeem(spaced(code).lower(), at=NOW)
    assert browser
    assert own.redeem(code, at=NOW) is None
    assert own.who(browser, at=NOW) == serving_volunteer.own_id
    assert own.who("thief", at=NOW) is None
    assert own.who(browser, at=NOW + timedelta(days=own.PASS_DAYS, seconds=1)) is None
    with scope.opened(cast.worker.all_units):
        own.give_pass(volunteer=serving_volunteer, by=cast.worker, at=NOW)
    assert own.who(browser, at=NOW) is None


def test_a_visitor_signs_up_and_reads_nothing_back(cast):
    station = cast.units.station
    with scope.opened([station.pk]):
        for _ in range(2):  # the second time the same is said: nobody learns who is on file
            assert own.sign_up(
                unit=station, name="陈静", phone="13900000001", skill="teach", agree=True,
                by=own.Self(), at=NOW,
            ) is None  # fmt: skip
        with pytest.raises(Refused) as bare:
            own.sign_up(
                unit=station, name="陈静", phone="139", skill="teach", by=own.Self(), at=NOW
            )
        rows = list(Volunteer.objects.all())
    assert codes(bare) == {"phone", "consent"}
    assert [row.stage for row in rows] == ["applied", "applied"]
    assert b"13900000001" not in bytes(rows[0].phone_sealed)
    assert rows[0].masked == "陈*"
