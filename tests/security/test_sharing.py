"""What others may see by consent or in an emergency: exactly that, and only while it holds."""

import os
import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.conftest import in_aftercare, make_cast, shared
from tests.security.world import connect

from guihang.cases import actions as case_actions
from guihang.cases import sharing
from guihang.cases.grants import Disclosure, Grant
from guihang.cases.models import Case
from guihang.casework import actions as casework
from guihang.casework import emergency
from guihang.core import scope
from guihang.core.models import Access
from guihang.core.refusal import OutOfReach, Refused
from guihang.followup import actions as followup
from guihang.people.models import Unit
from guihang.people.permissions import SEES, SHARED, Fields, Permission, Purpose, Role

TRIALS = int(os.environ.get("GUIHANG_LONG_TRIALS", "200"))
PHONE, ADDRESS, NAME = "13912345678", "呼和浩特市新城区某街 9 号", "斯琴高娃"


def every_unit() -> list[int]:
    return list(Unit.objects.values_list("pk", flat=True))


@pytest.fixture
def given(cast: SimpleNamespace) -> SimpleNamespace:
    return make_given(cast)


def make_given(cast: SimpleNamespace) -> SimpleNamespace:
    """A person of the station who shares name and phone with the partner, a minute ago."""
    with scope.opened(every_unit()):
        case = in_aftercare(cast, name=NAME, phone=PHONE, address=ADDRESS, number="GH-SHARED-1")
        case_actions.add_relative(
            case=case, relation="parent", name="高娃之母", phone="13800138009", may_contact=True,
            by=cast.worker, at=cast.now,
        )  # fmt: skip
        followup.record_contact(
            case=case, happened_at=cast.now, channel="phone", note="心里话只对你说",
            by=cast.worker, at=cast.now,
        )  # fmt: skip
        now = timezone.now() - timedelta(minutes=5)
        until = (now + timedelta(days=30)).date()
        grant = shared(cast, case, at=now, until_on=until)
    return SimpleNamespace(case=case, grant=grant, now=now, number="GH-SHARED-1")


def page(user: Any, route: str, *args: Any) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(route, args=args))
    return answer.status_code, b"".join(answer).decode() if answer.streaming else answer.text


@pytest.mark.django_db
def test_a_partner_sees_the_classes_that_were_granted_and_no_other(cast, given):
    status, text = page(cast.users.partner, "shared-file", given.grant.pk)

    assert status == 200
    assert NAME in text
    assert PHONE in text
    for withheld in ("高娃之母", "13800138009", "心里话", "阿片类"):
        assert withheld not in text
    assert "不得再提供给任何单位或个人" in text


@pytest.mark.django_db
def test_every_look_of_a_partner_is_accounted_and_on_the_log_of_reads(cast, given):
    for _ in range(3):
        page(cast.users.partner, "shared-file", given.grant.pk)

    with scope.opened(every_unit()):
        rows = list(Disclosure.objects.filter(case=given.case))
        assert len(rows) == 3
        assert {(row.recipient_id, row.purpose, row.basis) for row in rows} == {
            (cast.units.partner.pk, "employment", "consent")
        }
        assert Access.objects.filter(route="shared-file", by=cast.users.partner).count() == 3


@pytest.mark.django_db
def test_withdrawn_declined_or_over_it_answers_like_none_at_all(cast, given):
    nothing = page(cast.users.partner, "shared-file", given.case.pk)
    with scope.opened(every_unit()):
        declined = shared(cast, given.case, answer="no", at=given.now,
                          until_on=(given.now + timedelta(days=9)).date())  # fmt: skip
        sharing.stop_sharing(grant=given.grant, by=cast.worker, at=timezone.now())
        over = shared(cast, given.case, at=given.now - timedelta(days=40),
                      until_on=(given.now - timedelta(days=30)).date())  # fmt: skip
    assert nothing[0] == 404
    for grant in (given.grant, declined, over):
        status, text = page(cast.users.partner, "shared-file", grant.pk)
        assert status == 404
        assert NAME not in text
    assert given.number not in page(cast.users.partner, "shared")[1]


@pytest.mark.django_db
def test_whoever_stands_above_a_partner_does_not_see_what_is_shared_with_it(cast, given):
    Unit.objects.filter(pk=cast.units.partner.pk).update(parent=cast.units.other_facility)
    with scope.opened(cast.other_officer.all_units, user=cast.other_officer.user_id):
        assert not Case.objects.filter(pk=given.case.pk).exists()
    with scope.opened(cast.partner.all_units, user=cast.partner.user_id):
        assert Case.objects.filter(pk=given.case.pk).exists()


@pytest.mark.django_db
def test_a_partner_reads_and_cannot_change(cast, given):
    with scope.opened(cast.partner.all_units, user=cast.partner.user_id):
        assert Case.objects.filter(pk=given.case.pk).update(drug="other") == 0
        assert list(Case.objects.select_for_update(of=("self",)).filter(pk=given.case.pk)) == []
        with pytest.raises(OutOfReach):
            followup.record_contact(
                case=given.case, happened_at=given.now, channel="phone", by=cast.partner,
                at=given.now,
            )  # fmt: skip


@pytest.mark.django_db
def test_notes_leave_by_no_purpose_and_no_purpose_carries_what_it_does_not_need(cast, given):
    assert all(Fields.NOTES not in classes for classes in SHARED.values())
    with scope.opened(every_unit()):
        for fields in (["notes"], ["health"], []):
            with pytest.raises(Refused):
                shared(cast, given.case, fields=fields, at=given.now)
        with pytest.raises(Refused):
            shared(cast, given.case, recipient=cast.units.other_station, at=given.now)


@pytest.mark.django_db
def test_what_was_agreed_to_inside_ends_after_the_release_unless_asked_again(cast):
    from tests.conftest import admitted

    with scope.opened(every_unit()):
        case = admitted(cast)
        inside = cast.now - timedelta(days=20)
        grant = shared(cast, case, by=cast.officer, at=inside,
                       until_on=(inside + timedelta(days=360)).date())  # fmt: skip
        out = cast.now - timedelta(days=10)
        casework.release(case=case, released_at=out, by=cast.head, at=out)
        case, grant = Case.objects.get(pk=case.pk), Grant.objects.get(pk=grant.pk)
        assert grant.ends_at == out + timedelta(days=30)
        assert sharing.to_ask_again(case, sharing.consents(case)) == [grant]
        again = shared(cast, case, by=cast.officer, at=cast.now)
        assert sharing.to_ask_again(case, sharing.consents(case)) == []
        assert again.ends_at > grant.ends_at


# Emergency


def opened_by(cast: SimpleNamespace, number: str, **more: Any) -> Grant:
    who = more.pop("by", cast.other_officer)
    given = {
        "office": cast.units.other_facility, "number": number, "nature": "overdose",
        "why": "急诊需要用药史", "told": "李医生", "affiliation": "盟医院", "by": who,
        "at": timezone.now() - timedelta(minutes=5),
    }  # fmt: skip
    with scope.opened(who.all_units, user=who.user_id):
        return emergency.open_in_emergency(**given | more)


def sees(cast: SimpleNamespace, who: Any, case: Case) -> bool:
    with scope.opened(who.all_units, user=who.user_id):
        return Case.objects.filter(pk=case.pk).exists()


@pytest.mark.django_db
def test_an_emergency_opens_one_file_for_one_user_and_ends_by_itself(cast, given):
    number = given.number
    assert not sees(cast, cast.other_officer, given.case)
    opened_by(cast, number, at=timezone.now() - timedelta(minutes=59))
    assert sees(cast, cast.other_officer, given.case)
    assert not sees(cast, cast.other_worker, given.case)


@pytest.mark.django_db
def test_an_emergency_is_over_after_sixty_minutes(cast, given):
    grant = opened_by(cast, given.number, at=timezone.now() - timedelta(minutes=61))
    assert not sees(cast, cast.other_officer, given.case)
    assert page(cast.users.other_officer, "shared-file", grant.pk)[0] == 404


@pytest.mark.django_db
def test_the_head_of_the_unit_sees_it_at_once_and_somebody_else_reviews_it(cast, given):
    grant = opened_by(cast, given.number, at=timezone.now() - timedelta(hours=73))
    for route in ("today", "people", "handovers"):
        assert "已超过 72 小时" in page(cast.users.station_head, route)[1]
    assert "急诊需要用药史" in page(cast.users.station_head, "emergency-reviews")[1]

    with scope.opened(every_unit()):
        row = sharing.grant(grant.pk, units=cast.station_head.all_units)
        with pytest.raises(OutOfReach):
            emergency.review_emergency(
                grant=row, finding="justified", note="x", by=cast.other_officer, at=timezone.now()
            )
        emergency.review_emergency(
            grant=row, finding="justified", note="抢救需要", by=cast.station_head,
            at=timezone.now(),
        )  # fmt: skip
    assert "已超过 72 小时" not in page(cast.users.station_head, "today")[1]


@pytest.mark.django_db
def test_whoever_reviews_reads_on_the_form_what_it_was(cast, given):
    grant = opened_by(cast, given.number, at=timezone.now() - timedelta(hours=1))
    client = Client()
    client.force_login(cast.users.station_head)
    form = client.get(reverse("act", args=["casework.review_emergency", "grant", grant.pk])).text

    assert all(text in form for text in ("急诊需要用药史", given.number, str(grant.user)))


@pytest.mark.django_db
def test_nobody_reviews_their_own_access(cast, given):
    grant = opened_by(cast, given.number, by=cast.station_head,
                      office=cast.units.station)  # fmt: skip
    with scope.opened(every_unit()), pytest.raises(Refused):
        emergency.review_emergency(
            grant=sharing.grant(grant.pk, units=every_unit()), finding="justified", note="x",
            by=cast.station_head, at=timezone.now(),
        )  # fmt: skip


@pytest.mark.django_db
def test_a_number_that_is_nobodys_opens_nothing(cast, given):
    for number in ("GH-NOBODY", given.number[:-1], NAME, PHONE):
        with pytest.raises(Refused):
            opened_by(cast, number)
    with scope.opened(every_unit()):
        assert not Grant.objects.filter(kind="emergency").exists()


# Field classes


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["police", "worker"])
def test_a_journey_shows_the_classes_of_the_role(cast, given, role):
    _, text = page(getattr(cast.users, role), "journey", given.case.pk)
    _, identity = page(getattr(cast.users, role), "identity", given.case.pk)
    classes = SEES[Role.LOCAL_POLICE if role == "police" else Role.SOCIAL_WORKER]

    assert ("父母" in text) == (Fields.FAMILY in classes)
    assert ("心里话" in text) == (Fields.NOTES in classes)
    assert ("高娃之母" in identity) == (Fields.FAMILY in classes)
    assert (PHONE in identity) == (Fields.CONTACT in classes)


@pytest.mark.django_db
def test_a_role_that_is_not_shown_phones_does_not_find_by_phone(cast, given):
    client = Client()
    for user, finds in ((cast.users.worker, True), (cast.users.bureau, False)):
        client.force_login(user)
        text = client.post(reverse("search"), {"q": PHONE}, follow=True).text
        assert (given.number in text) == finds


def test_every_role_that_sees_people_has_its_classes_and_no_other_has_any():
    from guihang.people.permissions import GRANTS

    seeing = {role for role, granted in GRANTS.items() if Permission.PERSON_VIEW in granted}
    assert {role for role in Role if SEES.get(role)} == seeing
    assert set(SHARED) == set(Purpose)
    for role in (Role.LOCAL_POLICE, Role.VOLUNTEER, Role.ANALYST, Role.PARTNER):
        assert not SEES.get(role, frozenset()) & {Fields.NOTES, Fields.FAMILY}


# Revoke ‖ read, on real connections

_CONTEXT = """SELECT set_config('guihang.scope', %s, true), set_config('guihang.user', '', true),
  set_config('guihang.person', '', true)"""


class Reader(threading.Thread):
    """A partner who reads the case without pause, each read a transaction of its own."""

    def __init__(self, case: Any, units: str, *, once: bool = False) -> None:
        super().__init__(daemon=True)
        self.case, self.units, self.once = case, units, once
        self.stop = threading.Event()
        self.revoked = 0  # the number of the trial while it is taken back
        self.after, self.reads = 0, 0

    def run(self) -> None:
        with connect("default") as db:
            while not self.stop.is_set():
                known = self.revoked
                # Zero before it is given again: the same number afterwards, it was so all along.
                self.after += self._read(db) and bool(known) and self.revoked == known
                self.reads += 1

    def _read(self, db: psycopg.Connection[Any]) -> bool:
        with db.transaction():
            db.execute(_CONTEXT, [self.units])
            return bool(
                db.execute("SELECT 1 FROM cases_case WHERE id = %s", [self.case]).fetchone()
            )


def raced(cast: SimpleNamespace, given: SimpleNamespace, trials: int, *, revoke: bool) -> Reader:
    """Give and take back ``trials`` times beside one reader; count reads after the taking."""
    reader = Reader(given.case.pk, scope.literal(cast.partner.all_units))
    reader.start()
    with connect("default") as db:
        for trial in range(1, trials + 1):
            reader.revoked = 0
            _set(db, given.grant.pk, None, cast)
            if revoke:
                _set(db, given.grant.pk, timezone.now(), cast)
            reader.revoked = trial
            seen = reader.reads
            while reader.reads < seen + 2 and reader.is_alive():
                pass
            reader.revoked = 0
    reader.stop.set()
    reader.join(10)
    return reader


def _set(db: psycopg.Connection[Any], grant: Any, at: Any, cast: SimpleNamespace) -> None:
    with db.transaction():
        db.execute(_CONTEXT, [scope.literal([cast.units.station.pk])])
        db.execute("UPDATE cases_grant SET revoked_at = %s WHERE id = %s", [at, grant])


@pytest.fixture
def committed_cast(committed: None) -> tuple[SimpleNamespace, SimpleNamespace]:
    cast = make_cast()
    return cast, make_given(cast)


def test_nothing_is_read_after_it_was_taken_back(committed_cast):
    cast, given = committed_cast
    reader = raced(cast, given, TRIALS, revoke=True)

    assert reader.after == 0
    assert reader.reads >= 2 * TRIALS


def test_the_control_what_is_not_taken_back_goes_on_being_read(committed_cast):
    cast, given = committed_cast
    assert raced(cast, given, 5, revoke=False).after > 0
