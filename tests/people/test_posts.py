"""What somebody may do follows from the posts they hold on the day, at those units and below."""

from datetime import timedelta
from time import monotonic

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import NOW, staff, unit

from guihang.engines.words import Words
from guihang.people import queries
from guihang.people.models import Post, Tenure
from guihang.people.permissions import GRANTS, OWN, Permission, Role, roles_granting
from guihang.people.queries import HeldPost, StaffActor, SystemActor, actor_of, forget_tree, tree

TODAY = NOW.date()


def ids(*units) -> frozenset[int]:
    return frozenset(unit.pk for unit in units)


def test_a_role_counts_only_at_its_own_unit_and_below(cast):
    units = cast.units

    assert cast.officer.units(Permission.PERSON_ADMIT) == ids(units.facility)
    # A partner is nobody's unit: it sees what people agreed to, and nobody above sees it with it.
    assert cast.lead.units(Permission.PERSON_VIEW) == frozenset(tree().parents) - ids(units.partner)
    assert cast.officer.units(Permission.RELEASE) == frozenset()
    assert cast.volunteer.units(Permission.PERSON_VIEW) == frozenset()


def test_a_bureau_in_the_middle_reaches_down_and_not_up_or_across(cast):
    user = staff("league", cast.units.league, Role.BUREAU_STAFF)

    reach = actor_of(user, TODAY).units(Permission.PERSON_VIEW)

    assert ids(cast.units.league, cast.units.facility, cast.units.station) <= reach
    assert reach & ids(cast.units.region, cast.units.other_facility) == frozenset()


def test_role_and_place_are_joined_and_never_mixed(cast):
    """An analyst here who is an officer there admits nobody here."""
    user = staff("two-posts", cast.units.facility, Role.OFFICER)
    post = Post.objects.create(unit=cast.units.station, role=Role.ANALYST)
    Tenure.objects.create(post=post, user=user, starts_on=TODAY)

    actor = actor_of(user, TODAY)

    assert actor.units(Permission.PERSON_ADMIT) == ids(cast.units.facility)
    assert actor.units(Permission.OUTCOME_VIEW) == ids(cast.units.station)
    assert actor.permissions == GRANTS[Role.OFFICER] | GRANTS[Role.ANALYST]
    assert actor.all_units == ids(cast.units.facility, cast.units.station)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(-1, False), (0, True), (9, True), (10, False)],
)
def test_a_tenure_grants_from_its_first_day_until_before_its_end(cast, day, holds):
    user = staff("temporary", cast.units.facility, Role.OFFICER)
    Tenure.objects.filter(user=user).update(starts_on=TODAY, ends_on=TODAY + timedelta(days=10))

    actor = actor_of(user, TODAY + timedelta(days=day))

    assert (actor.units(Permission.PERSON_VIEW) == ids(cast.units.facility)) is holds
    assert (actor.all_units != frozenset()) is holds


@given(st.sampled_from(Permission))
def test_the_roles_of_a_permission_are_those_that_list_it(permission):
    assert roles_granting(permission) == {
        role for role in Role if permission in GRANTS[role]
    }  # fmt: skip
    assert bool(roles_granting(permission)) is (permission not in OWN)


@given(
    parents=st.lists(st.integers(0, 20), min_size=1, max_size=20),
    posts=st.lists(st.tuples(st.integers(0, 19), st.sampled_from(Role)), max_size=4),
    permission=st.sampled_from(Permission),
)
def test_reach_is_exactly_the_units_at_or_below_a_post_that_grants(parents, posts, permission):
    above = {0: None} | {child: parent % child for child, parent in enumerate(parents, 1)}
    below = {
        top: frozenset(other for other in above if top in ancestors(above, other)) for top in above
    }
    known = queries.Tree(above, below, dict.fromkeys(above, "station"), {})
    held = tuple(HeldPost(n, unit % len(above), role) for n, (unit, role) in enumerate(posts))
    queries._kept[:] = [(monotonic(), known)]
    try:
        reach = StaffActor(1, "x", held).units(permission)
    finally:
        forget_tree()

    for one in above:
        granted = any(
            post.unit_id in ancestors(above, one) and permission in GRANTS[post.role]
            for post in held
        )
        assert (one in reach) is granted


def ancestors(above: dict[int, int | None], unit: int) -> set[int]:
    chain = {unit}
    while (up := above[unit]) is not None:
        chain.add(unit := up)
    return chain


def test_the_tree_knows_what_lies_below_and_above(cast):
    units, known = cast.units, tree()

    assert known.above(units.station.pk)[0] == units.station.pk
    assert known.above(units.station.pk)[-1] == units.region.pk
    assert units.league.pk in known.above(units.facility.pk)
    assert units.league.pk not in known.above(units.other_facility.pk)
    assert known.below[units.station.pk] == ids(units.station)


def test_the_staff_of_a_unit_that_the_tree_does_not_know_yet_can_work_there(cast):
    assert tree()
    added = unit("new-station", "station", cast.units.league)
    user = staff("new-worker", added, Role.SOCIAL_WORKER)

    assert actor_of(user, TODAY).units(Permission.PERSON_VIEW) == ids(added)


def test_the_timetable_reaches_everywhere_and_is_nobody(cast):
    actor = SystemActor()

    assert actor.units(Permission.PERSON_VIEW) == frozenset(tree().parents)
    assert actor.user_id is None


def test_a_team_is_who_holds_its_posts_on_the_day(cast):
    station = cast.units.station
    leaving = Tenure.objects.get(user=cast.users.second)
    leaving.ends_on = TODAY + timedelta(days=1)
    leaving.save()
    coming = Post.objects.create(unit=station, role=Role.SOCIAL_WORKER)
    Tenure.objects.create(post=coming, user=cast.users.analyst, starts_on=TODAY + timedelta(days=1))

    today = {tenure.user.name for tenure in queries.team(station.pk, on=TODAY)}
    tomorrow = {
        tenure.user.name for tenure in queries.team(station.pk, on=TODAY + timedelta(days=1))
    }

    assert today == {"worker", "second", "station-head", "volunteer", "police"}
    assert tomorrow == {"worker", "analyst", "station-head", "volunteer", "police"}


def test_a_colleague_is_offered_while_they_hold_a_post_within_reach(cast):
    Tenure.objects.filter(user=cast.users.second).update(ends_on=TODAY)

    offered = queries.choices(
        type(cast.users.second), cast.worker, Permission.REVIEW_RECORD, "second_by", on=TODAY
    )

    assert {name for _, name in offered} == {"station-head", "volunteer", "police"}


def test_a_unit_to_act_at_lies_within_reach_and_one_to_hand_over_to_is_any_station(cast):
    kind = type(cast.units.station)

    at = queries.choices(kind, cast.officer, Permission.PERSON_ADMIT, "unit")
    to = queries.choices(kind, cast.officer, Permission.HANDOVER_OFFER, "to_unit")

    assert {name for _, name in at} == {"facility"}
    assert {name for _, name in to} == {"station", "other-station"}


@pytest.mark.parametrize("raw", ["²", "٣", "-1", "", "x" * 200, "9" * 40, "0"])
def test_a_name_of_nothing_chooses_nothing(cast, raw):
    assert queries.chosen(type(cast.units.station), raw) is None
    assert queries.chosen(type(cast.users.worker), raw) is None


def test_a_unit_is_chosen_by_id_or_code_and_a_colleague_by_id_or_account(cast):
    station, worker = cast.units.station, cast.users.worker

    assert queries.chosen(type(station), str(station.pk)) == station
    assert queries.chosen(type(station), "station") == station
    assert queries.chosen(type(worker), "worker") == worker


@pytest.mark.parametrize("raw", ["²", "abc", "-1", "9" * 40, "1.0", ""])
def test_a_post_that_is_no_number_is_out_of_reach(cast, raw):
    with pytest.raises(queries.OutOfReach):
        queries.post(raw, units=frozenset(tree().parents))


def test_a_station_has_its_posts_and_who_holds_them(cast):
    found = {row.code: row for row in queries.stations(frozenset(tree().parents))}

    assert set(found) == {"station", "other-station"}
    holders = {
        tenure.user.name for post in found["station"].posts.all() for tenure in post.tenures.all()
    }
    assert holders == {"worker", "second", "station-head", "volunteer", "police"}
    with pytest.raises(queries.OutOfReach):
        queries.unit(cast.units.station.pk, units=ids(cast.units.other_station))


def test_a_title_and_the_rooms_of_a_station_are_said_in_both_languages(cast, client):
    station, officer = cast.units.station, cast.users.station_head
    station.rooms, station.rooms_en = "尿检室、谈话室", "urine test room; counselling room"
    station.save()
    post = Post.objects.get(tenures__user=officer)
    post.title, post.title_en = "站长(兼任)", "Head, also of the justice office"
    post.save()
    client.force_login(officer)

    def said(language):
        client.cookies["django_language"] = language
        return client.get(f"/stations/{station.pk}/").content.decode()

    chinese, english = said("zh-hans"), said("en")

    assert chinese.count("站长(兼任)") == 2  # in the menu and in the list of posts
    assert "尿检室、谈话室" in chinese
    assert english.count("Head, also of the justice office") == 2
    assert "urine test room, counselling room" in english
    assert not {"站长(兼任)", "尿检室"} & set(english.split())


def test_a_title_without_english_gives_way_to_the_role():
    held = HeldPost(1, 1, Role.OFFICER, Words("教育矫治", ""))
    with translation.override("en"):
        assert held.called == "Facility officer"
    with translation.override("zh-hans"):
        assert held.called == "教育矫治"
