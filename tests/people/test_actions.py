"""Appointments and departures: one holder a post a day, and work stays with the post."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.conftest import NOW

from guihang.core.models import Entry
from guihang.core.refusal import OutOfReach, Refused
from guihang.people import actions
from guihang.people.models import Post, Tenure
from guihang.people.permissions import Permission, Role
from guihang.people.queries import actor_of

pytestmark = pytest.mark.usefixtures("everywhere")

TODAY = NOW.date()


def days(count: int):
    return TODAY + timedelta(days=count)


@pytest.fixture
def post(cast) -> Post:
    return Post.objects.create(unit=cast.units.station, role=Role.SOCIAL_WORKER)


def appoint(cast, post, **changes):
    given = {"post": post, "user": cast.users.analyst, "starts_on": TODAY}
    return actions.appoint(**given | {"by": cast.station_head, "at": NOW} | changes)


def leave(cast, post, **changes):
    given = {"post": post, "ends_on": TODAY, "by": cast.station_head, "at": NOW}
    return actions.leave_post(**given | changes)


def test_an_appointment_grants_from_its_day_on(cast, post):
    appoint(cast, post, starts_on=days(3))

    units = {
        day: actor_of(cast.users.analyst, days(day)).units(Permission.CONTACT_RECORD)
        for day in (2, 3)
    }
    assert units == {2: frozenset(), 3: frozenset({cast.units.station.pk})}


def test_the_last_day_of_a_tenure_is_worked(cast, post):
    appoint(cast, post)
    leave(cast, post, ends_on=days(1))

    assert [
        bool(actor_of(cast.users.analyst, days(day)).units(Permission.CONTACT_RECORD))
        for day in (0, 1, 2)
    ] == [True, True, False]


def test_a_post_is_held_by_one_person_a_day(cast, post):
    appoint(cast, post)

    with pytest.raises(Refused) as refused:
        appoint(cast, post, user=cast.users.bureau, starts_on=days(30))
    leave(cast, post, ends_on=days(30))
    with pytest.raises(Refused):
        appoint(cast, post, user=cast.users.bureau, starts_on=days(30))
    appoint(cast, post, user=cast.users.bureau, starts_on=days(31))

    assert {reason.code for reason in refused.value.reasons} == {"post.held"}
    assert Tenure.objects.filter(post=post).count() == 2


def test_nobody_is_appointed_into_a_time_that_was_held(cast, post):
    appoint(cast, post, starts_on=days(-30))
    leave(cast, post, ends_on=days(-1))

    for starts_on in (days(-40), days(-10), days(-1)):
        with pytest.raises(Refused):
            appoint(cast, post, starts_on=starts_on)


def test_a_tenure_ends_after_it_began_and_once(cast, post):
    with pytest.raises(Refused):
        leave(cast, post)
    appoint(cast, post)
    with pytest.raises(Refused) as early:
        leave(cast, post, ends_on=days(-1))
    leave(cast, post)
    with pytest.raises(Refused) as again:
        leave(cast, post)

    assert {reason.code for reason in early.value.reasons} == {"post.order"}
    assert {reason.code for reason in again.value.reasons} == {"post.free"}


def test_only_whoever_manages_the_team_appoints(cast, post):
    for stranger in (cast.worker, cast.head, cast.analyst):
        with pytest.raises(OutOfReach):
            appoint(cast, post, by=stranger)
    appoint(cast, post, by=cast.lead)


def test_an_account_that_was_closed_is_not_appointed(cast, post):
    cast.users.analyst.is_active = False
    cast.users.analyst.save()

    with pytest.raises(Refused) as refused:
        appoint(cast, post, user=cast.users.analyst)

    assert {reason.field for reason in refused.value.reasons} == {"user"}


def test_an_appointment_is_a_line_about_the_unit_and_about_no_person(cast, post):
    appoint(cast, post)

    entry = Entry.objects.get(action="people.appoint")
    assert (entry.subject_id, entry.unit_id) == (None, cast.units.station.pk)


def test_the_database_holds_to_one_holder_and_an_order_of_days(cast, post):
    appoint(cast, post)

    for starts_on, ends_on in ((days(1), None), (days(9), days(9))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Tenure.objects.create(
                post=post, user=cast.users.bureau, starts_on=starts_on, ends_on=ends_on
            )


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_beyond_reason_is_refused(cast, post, day):
    with pytest.raises(Refused):
        appoint(cast, post, starts_on=day)
    appoint(cast, post)
    with pytest.raises(Refused):
        leave(cast, post, ends_on=day)
