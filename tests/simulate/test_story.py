"""The region played through the ordinary actions: what it leaves is what people would have left."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.db import transaction

from guihang.cases.handovers import Handover
from guihang.cases.models import Case, Custody, Person
from guihang.core import scope
from guihang.core.models import Entry
from guihang.followup import plan
from guihang.followup.models import Contact, Review, Standing, Task
from guihang.people.models import Post, Unit, User
from guihang.people.permissions import Role
from guihang.people.queries import actor_of
from guihang.simulate import lives, region, story
from guihang.simulate.people import is_synthetic

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
PEOPLE = 43


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """A small region, played once for the module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        region.build(1)
        cast = story.Cast()
        found = lives.region(now=NOW, seed=1, people_count=PEOPLE)
        for life in found:
            story.play(life, cast, NOW)
        with scope.opened(cast.every_unit):
            yield found
        transaction.set_rollback(True)
    cache.clear()


def test_the_thirteen_facilities_stand_under_their_bureaus(told):
    facilities = Unit.objects.filter(kind=Unit.Kind.FACILITY)
    assert facilities.count() == 13
    assert facilities.filter(parent__kind=Unit.Kind.REGION).count() == 4  # direct
    assert {unit.verified for unit in facilities} == {True, False}
    assert not facilities.get(code="F04").verified
    assert Unit.objects.filter(kind=Unit.Kind.ZONE).count() == 4 * 13


def test_every_league_has_a_station_and_hulunbuir_two(told):
    stations = Unit.objects.filter(kind=Unit.Kind.STATION)
    leagues = [unit.parent.parent.code for unit in stations.select_related("parent__parent")]
    assert len(set(leagues)) == 12
    assert leagues.count("150700") == 2
    assert not stations.filter(verified=True).exists()  # the article names no place


def test_every_unit_has_a_name_in_both_languages(told):
    assert not Unit.objects.filter(zh="").exists()
    assert not Unit.objects.filter(en="").exists()
    assert all(unit.en.isascii() for unit in Unit.objects.all())


def test_a_station_has_its_team_of_one_n_and_police(told):
    roles = list(
        Post.objects.filter(unit__code="S150702").order_by("id").values_list("role", flat=True)
    )
    assert roles[:5] == [
        Role.STATION_HEAD, Role.SOCIAL_WORKER, Role.DRUG_SOCIAL_WORKER, Role.OFFICER,
        Role.LOCAL_POLICE,
    ]  # fmt: skip
    assert roles.count(Role.OFFICER) == 2  # a built station


@pytest.mark.parametrize("account", region.ACCOUNTS, ids=lambda account: account.username)
def test_a_demo_account_signs_in_and_holds_its_post(told, account):
    user = User.objects.get(username=account.username)
    (post,) = actor_of(user, NOW.date()).posts
    assert (post.role, post.unit_id) == (
        Role(account.role), Unit.objects.get(code=account.unit).pk,
    )  # fmt: skip
    assert user.check_password(region.PASSWORD)


def test_every_role_has_a_demo_account():
    assert {account.role for account in region.ACCOUNTS} == {str(role) for role in Role}


def test_every_event_left_its_entry(told):
    wanted = sum(1 + len(life.events) for life in told)
    assert Entry.objects.count() == wanted
    assert Entry.objects.filter(by=None).exclude(action="casework.expire_handover").count() == 0


def test_every_person_on_file_bears_the_marks(told):
    assert Person.objects.count() == PEOPLE
    for person in Person.objects.all():
        assert is_synthetic(person.number, person.id_number, person.phone, person.address)


def test_every_stage_and_zone_has_somebody(told):
    assert set(Case.objects.values_list("stage", flat=True)) == set(Case.Stage.values)
    zones = set(Case.objects.filter(stage="inside").values_list("zone", flat=True))
    assert zones == set(Case.Zone.values)


def test_handovers_are_in_every_state(told):
    states = set(Handover.objects.values_list("state", flat=True))
    assert {"offered", "accepted", "returned", "expired"} <= states


def test_the_custodian_of_a_case_is_the_last_in_its_chain(told):
    for case in Case.objects.all():
        chain = Custody.objects.filter(case=case).order_by("starts_at")
        assert chain.last().unit_id == case.unit_id


def test_there_is_work_today_done_late_missed_and_to_come(told):
    open_now = Task.objects.filter(done_at=None, void="", opens_at__lte=NOW, closes_at__gt=NOW)
    assert open_now.exists()
    assert Task.objects.filter(done_at=None, void="", closes_at__lte=NOW).exists()
    assert Task.objects.exclude(done_at=None).exists()
    assert Standing.objects.exclude(silent_since=None).exists()


def test_the_tasks_are_those_that_planning_again_would_give(told):
    before = list(Task.objects.order_by("id").values())
    for case in Case.objects.select_related("person"):
        plan.replan(case, at=NOW)
    assert list(Task.objects.order_by("id").values()) == before


def test_closing_reviews_were_held_by_two(told):
    for review in Review.objects.filter(closing=True):
        assert review.second_by_id != Entry.objects.get(pk=review.pk).by_id


def test_notes_are_sealed_and_open_with_the_persons_key(told):
    contact = Contact.objects.exclude(note_sealed=None).select_related("case__person").first()
    assert contact.opened("note_sealed")
    assert contact.opened("note_sealed").encode() not in bytes(contact.note_sealed)
