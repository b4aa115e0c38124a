"""The person's own side: their file and nothing else, and what they ask for reaches who answers."""

import json
import re
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from tests.architecture.samples import as_person, complained
from tests.conftest import in_aftercare, staff

from guihang.cases import complaints, entering, sharing
from guihang.cases.grants import Grant
from guihang.cases.models import Case
from guihang.cases.own import WRONG_PINS, Device, Invitation
from guihang.cases.requests import Complaint, OwnRequest
from guihang.casework import answers, emergency, own
from guihang.core import scope
from guihang.core.action import OWN_ACTIONS
from guihang.core.codes import spaced
from guihang.core.ids import uuid7
from guihang.core.models import Entry
from guihang.core.refusal import OutOfReach, Refused
from guihang.core.rowsecurity import guarded_models
from guihang.followup import queries as followup
from guihang.people.asking import asking
from guihang.people.models import Unit
from guihang.people.permissions import Permission, Role
from guihang.people.queries import StaffActor, actor_of
from guihang.portal.mine import DEVICE, SESSION

PIN = "405172"
STIGMA = re.compile("戒毒|吸毒|毒|尿检|强戒|复吸|禁毒|addict|inmate|drug", re.IGNORECASE)


def everything() -> list[int]:
    return list(Unit.objects.values_list("pk", flat=True))


@pytest.fixture
def case(cast: SimpleNamespace) -> Case:
    with scope.opened(everything()):
        return in_aftercare(cast, number="GH-OWN-1", name="张建国")


@pytest.fixture
def other(cast: SimpleNamespace) -> Case:
    with scope.opened(everything()):
        return in_aftercare(cast, number="GH-OTHER-2", name="李振华")


def code_for(cast: SimpleNamespace, case: Case) -> str:
    with scope.opened(cast.worker.all_units):
        made: Invitation = answers.give_code(case=case, by=cast.worker, at=timezone.now())
        return made.code


def come_in(cast: SimpleNamespace, case: Case, pin: str = PIN) -> Client:
    """A browser in which the person came in with a code."""
    client = Client()
    form = {"code": spaced(code_for(cast, case)).lower(), "pin": pin, "again": pin}
    assert client.post(reverse("my-start"), form).status_code == 302
    return client


@pytest.fixture
def phone(cast: SimpleNamespace, case: Case) -> Client:
    return come_in(cast, case)


def body(client: Client, route: str, *args: object) -> str:
    answer = client.get(reverse(route, args=args))
    assert answer.status_code == 200, (route, answer.status_code)
    return answer.content.decode()


def test_a_code_opens_once_and_a_device_with_its_pin_afterwards(cast, case):
    code = code_for(cast, case)
    client, second = Client(), Client()
    form = {"code": code, "pin": PIN, "again": PIN}

    assert client.post(reverse("my-start"), form).status_code == 302
    assert second.post(reverse("my-start"), form).status_code == 422
    assert client.cookies[DEVICE]["httponly"]
    assert client.cookies[DEVICE]["samesite"] == "Strict"
    with scope.opened(everything()):
        device = Device.objects.get()
        assert client.cookies[DEVICE].value.encode() not in (bytes(device.digest), device.pin)
        assert device.pin.startswith("argon2")
        assert Entry.objects.filter(action="cases.give_code", subject_id=case.pk).count() == 1
    client.cookies.pop(SESSION)
    assert client.get(reverse("my")).url == reverse("my-pin")
    assert client.post(reverse("my-pin"), {"pin": PIN}).status_code == 302
    assert client.get(reverse("my")).status_code == 200


@pytest.mark.parametrize("pin", ["12345", "123456", "111111", "121212", "987654", "abc123"])
def test_a_pin_that_is_easily_guessed_is_refused(cast, case, pin):
    form = {"code": code_for(cast, case), "pin": pin, "again": pin}

    assert Client().post(reverse("my-start"), form).status_code == 422
    with scope.opened(everything()):
        assert not Device.objects.exists()


def test_five_wrong_pins_end_the_device_and_no_hash_is_computed_afterwards(
    cast, case, phone, monkeypatch
):
    phone.cookies.pop(SESSION)
    counted = []
    known = hashers.check_password
    monkeypatch.setattr(
        entering, "check_password", lambda *given: counted.append(1) or known(*given)
    )

    for _ in range(WRONG_PINS + 3):
        phone.post(reverse("my-pin"), {"pin": "590318"})

    assert len(counted) == WRONG_PINS
    assert phone.post(reverse("my-pin"), {"pin": PIN}).url == reverse("my-start")
    assert len(counted) == WRONG_PINS


def test_a_session_ends_after_a_quarter_of_an_hour_and_with_its_device(cast, case, phone):
    with scope.opened(everything()):
        Device.objects.update(seen_at=timezone.now() - timedelta(minutes=16))
    assert phone.get(reverse("my")).status_code == 302
    phone.post(reverse("my-pin"), {"pin": PIN})
    assert phone.get(reverse("my")).status_code == 200
    with scope.opened(everything()):
        pk = Device.objects.values_list("pk", flat=True).get()

    phone.post(reverse("my-device-end", args=[pk]))

    assert phone.get(reverse("my")).status_code == 302


def test_a_session_ends_after_ten_hours_however_busy(cast, case, phone):
    secret, began = phone.cookies[DEVICE].value, timezone.now()
    session = entering.sign_in(secret, PIN, address="192.0.2.7", at=began)

    def opens(session: str, after: timedelta) -> bool:
        with scope.opened(everything()):
            Device.objects.update(seen_at=began + after)
        return entering.who(secret, session, at=began + after) is not None

    assert opens(session, timedelta(hours=9, minutes=59))
    assert not opens(session, timedelta(hours=10, minutes=1))
    later = int(began.timestamp()) + 3600
    assert not opens(f"{later}.{session.partition('.')[2]}", timedelta(hours=1))


def test_a_session_of_staff_opens_no_file_and_a_persons_session_no_page_of_staff(cast, phone):
    officer = Client()
    officer.force_login(cast.users.worker)

    assert officer.get(reverse("my")).url == reverse("my-start")
    assert phone.get(reverse("people")).status_code == 302


PAGES = ("my", "my-days", "my-looks", "my-asked", "my-sharing", "my-devices", "my-data",
         "my-complain")  # fmt: skip


def test_the_person_reads_exactly_their_own_file(cast, case, other, phone):
    with scope.opened(everything()):
        whole = {m._meta.label: m._default_manager.count() for m in guarded_models()}
    with as_person(case):
        assert set(Case.objects.values_list("pk", flat=True)) == {case.pk}
        mine = {m._meta.label: m._default_manager.count() for m in guarded_models()}
    with as_person(other):
        theirs = {m._meta.label: m._default_manager.count() for m in guarded_models()}
    assert all(mine[label] <= whole[label] for label in whole)
    assert mine["cases.Case"] == theirs["cases.Case"] == 1 < whole["cases.Case"]
    assert 0 < mine["core.Entry"] < whole["core.Entry"]
    for route in PAGES:
        text = body(phone, route)
        assert "GH-OTHER-2" not in text
        assert "李振华" not in text
        assert str(other.pk) not in text
    assert "GH-OWN-1" in body(phone, "my-data")


def test_what_belongs_to_another_person_looks_like_nothing_at_all(cast, case, other, phone):
    with as_person(other):
        asked = own.ask_for_correction(
            which="record",
            case=other,
            old="甲",
            new="乙",
            by=own.PersonActor(other.person_id),
            at=cast.now,
        )
    come_in(cast, other)
    with scope.opened(everything()):
        device = Device.objects.exclude(person_id=case.person_id).get()
        sharing.share(**_consent(cast, other))
        grant = Grant.objects.get()

    for route, pk in (("my-state", asked.pk),):
        there = phone.get(reverse(route, args=[pk]))
        nowhere = phone.get(reverse(route, args=[uuid7()]))
        assert there.status_code == nowhere.status_code == 404
    for route, pk in (("my-withdraw", grant.pk), ("my-device-end", device.pk)):
        assert phone.post(reverse(route, args=[pk])).status_code == 404
        assert phone.post(reverse(route, args=[uuid7()])).status_code == 404


def _consent(cast: SimpleNamespace, case: Case) -> dict:
    return {
        "case": case, "recipient": cast.units.partner, "purpose": "treatment",
        "fields": ["contact"], "until_on": timezone.localdate() + timedelta(days=30),
        "answer": "yes", "language": "zh", "explained": "read", "by": cast.worker,
        "at": timezone.now() - timedelta(minutes=1),
    }  # fmt: skip


def test_who_looked_is_told_at_once_without_a_name(cast, case, phone):
    officer = Client()
    officer.force_login(cast.users.worker)
    assert "查看人员与旅程" not in body(phone, "my-looks")

    officer.get(reverse("journey", args=[case.pk]))

    text = body(phone, "my-looks")
    assert "station" in text
    assert "查看人员与旅程" in text
    assert cast.users.worker.name not in re.sub(r"<nav.*?</nav>", "", text, flags=re.DOTALL)


def test_a_consent_is_withdrawn_in_one_tap_and_ends_with_the_next_statement(cast, case, phone):
    with scope.opened(everything()):
        grant = sharing.share(**_consent(cast, case))
    with scope.opened([cast.units.partner.pk]):
        assert Case.objects.filter(pk=case.pk).exists()

    button = re.compile(rf'action="({reverse("my-withdraw", args=[grant.pk])})"')
    phone.post(button.search(body(phone, "my-sharing"))[1])

    assert not button.search(body(phone, "my-sharing"))
    with scope.opened([cast.units.partner.pk]):
        assert not Case.objects.filter(pk=case.pk).exists()
    with scope.opened(everything()):
        assert Entry.objects.get(action="own.withdraw_consent").by_id is None
    assert "已撤回" in body(phone, "my-sharing")


def test_whoever_was_told_something_is_named_on_the_page_and_in_the_copy(cast, case, phone):
    with scope.opened(everything()):
        grant = emergency.open_in_emergency(
            office=cast.units.other_facility, number=case.person.number, nature="overdose",
            why="急诊", told="王医生", affiliation="旗医院", by=cast.other_officer, at=timezone.now(),
        )  # fmt: skip
        sharing.disclosed(grant, user_id=cast.users.other_officer.pk, at=timezone.now())
        sharing.record_disclosure(
            case=case, told="市人民医院李医生", purpose="treatment", basis="consent",
            fields=["health"], happened_at=timezone.now() - timedelta(hours=1), by=cast.worker,
            at=timezone.now(),
        )  # fmt: skip

    copied = json.dumps(phone.get(reverse("my-data")).json(), ensure_ascii=False)
    for told in (body(phone, "my-sharing"), copied):
        assert "市人民医院李医生" in told
        assert "旗医院" in told
        assert cast.users.other_officer.name not in told


def test_help_is_work_of_the_station_with_a_time_and_the_answer_is_read(cast, case, phone):
    form = {"topic": "hard", "text": "睡不着", "entry": str(uuid7())}
    assert phone.post(reverse("my-ask", args=["help"]), form).status_code == 302
    with scope.opened(cast.worker.all_units):
        row = complaints.requests(units=cast.worker.units(Permission.REQUEST_ANSWER))[0]
        assert row.due_at - row.asked_at == timedelta(hours=2)
        assert row.opened("text_sealed") == "睡不着"
        answers.answer_help(request=row, answer="今晚给您打电话", by=cast.worker, at=timezone.now())
    with scope.opened(cast.other_worker.all_units):
        assert not OwnRequest.objects.exists()
    assert "今晚给您打电话" in body(phone, "my-asked")


def test_a_refused_correction_carries_the_persons_statement_to_the_journey(cast, case, phone):
    form = {"which": "record", "old": "住在甲地", "new": "住在乙地", "entry": str(uuid7())}
    phone.post(reverse("my-ask", args=["correct"]), form)
    with scope.opened(cast.worker.all_units):
        row = OwnRequest.objects.get()
        answers.decide_correction(
            request=row, answer="与户籍不符", by=cast.worker, at=timezone.now()
        )
    statement = {"text": "我去年就搬了", "entry": str(uuid7())}
    phone.post(reverse("my-state", args=[row.pk]), statement)

    officer = Client()
    officer.force_login(cast.users.worker)
    assert "我去年就搬了" in officer.get(reverse("journey", args=[case.pk])).content.decode()
    with as_person(case), pytest.raises(Refused):
        own.state(
            request=row, text="再说一次", by=own.PersonActor(case.person_id), at=timezone.now()
        )


def test_a_correction_that_is_agreed_to_changes_what_is_on_file(cast, case, phone):
    for which, new in (("phone", "13911112222"), ("record", "那天没有见面")):
        form = {"which": which, "old": "x", "new": new, "entry": str(uuid7())}
        assert phone.post(reverse("my-ask", args=["correct"]), form).status_code == 302
    with scope.opened(cast.worker.all_units):
        by_which = {row.which: row for row in OwnRequest.objects.select_related("case__person")}
        agreed = {"answer": "好的", "accepted": True, "at": timezone.now()}
        with pytest.raises(Refused, match="post"):  # holds no right to correct identity
            answers.decide_correction(request=by_which["phone"], by=cast.second, **agreed)
        with pytest.raises(Refused, match="first"):  # nobody has corrected that record
            answers.decide_correction(request=by_which["record"], by=cast.worker, **agreed)
        answers.decide_correction(request=by_which["phone"], by=cast.worker, **agreed)
        person = Case.objects.select_related("person").get(pk=case.pk).person
        done = Entry.objects.filter(action="cases.correct_identity").values_list("by_id", flat=True)

        assert (person.phone, person.name) == ("+8613911112222", "张建国")
        assert [*done] == [cast.users.worker.pk]


def test_aftercare_is_left_in_one_tap_with_no_mark(cast, case, phone):
    assert "我想退出" in body(phone, "my")

    assert phone.post(reverse("my-end")).url == f"{reverse('my')}?said=left"

    assert "没有任何不利影响" in phone.get(f"{reverse('my')}?said=left").text
    assert phone.post(reverse("my-end")).url == reverse("my"), "a second tap does nothing"
    with scope.opened(cast.worker.all_units):
        left = Case.objects.get(pk=case.pk)
        assert (left.consent, left.stage) == ("withdrawn", "aftercare")
        assert Entry.objects.get(action="own.leave_aftercare").by_id is None
        tasks, _ = followup.journey(left, now=timezone.now())
        assert {task.state for task in tasks if task.opens_at > timezone.now()} <= {"void"}


def sees(actor: StaffActor, units: list[int] | None = None) -> bool:
    reach = complaints.answering_units(actor) | actor.all_units
    with scope.opened(units or reach, user=actor.user_id):
        return Complaint.objects.exists()


def test_nobody_named_in_a_complaint_and_nobody_below_reads_or_closes_it(cast, case):
    admin = actor_of(staff("auditor", cast.units.region, Role.AUDIT_ADMIN), cast.now.date())
    complained(cast, case)

    for actor in (cast.worker, cast.station_head, cast.second, cast.head):
        assert not sees(actor)
        if actor is not cast.head:  # of the facility, which is not named
            assert not sees(actor, everything()), actor.name  # a scope too wide shows it neither
        with scope.opened(everything(), user=actor.user_id), pytest.raises(OutOfReach):
            answers.answer_complaint(
                complaint=Complaint(pk=uuid7(), handler_id=cast.units.region.pk),
                finding="upheld", answer="x", by=actor, at=cast.now,
            )  # fmt: skip
    assert sees(cast.lead)
    assert sees(admin)
    with scope.opened(everything()):  # no user: a job, an import
        assert not Complaint.objects.exists()


def test_a_complaint_about_the_head_of_the_region_goes_to_the_audit_administrator(cast, case):
    admin = actor_of(staff("auditor", cast.units.region, Role.AUDIT_ADMIN), cast.now.date())
    complained(cast, case, about_unit=cast.units.region, about_user=cast.users.lead)

    assert not sees(cast.lead)
    assert not sees(cast.lead, everything())
    assert not sees(cast.bureau, everything())
    assert sees(admin)


def test_a_complaint_stands_on_no_timeline_and_the_answer_reaches_the_person(cast, case, phone):
    form = {"about": f"u{cast.units.station.pk}", "topic": "delay", "text": "三个月没有回音",
            "entry": str(uuid7())}  # fmt: skip
    assert phone.post(reverse("my-complain"), form).status_code == 302
    officer = Client()
    officer.force_login(cast.users.station_head)
    page = officer.get(reverse("journey", args=[case.pk])).content.decode()
    assert "三个月没有回音" not in page
    assert "投诉" not in page
    with scope.opened(cast.lead.all_units, user=cast.lead.user_id):
        row = Complaint.objects.get()
        assert row.handler_id == cast.units.region.pk
        answers.answer_complaint(
            complaint=row, finding="upheld", answer="已督促办理", by=cast.lead, at=timezone.now()
        )
    assert "已督促办理" in body(phone, "my-asked")


def test_a_complaint_past_its_day_is_loud_where_it_is_answered_and_above(cast, case):
    league = staff("league-lead", cast.units.league, Role.BUREAU_LEAD)
    complained(cast, case, unit=cast.units.league)  # at NOW, some months ago
    pages = {}
    for user in (league, cast.users.lead, cast.users.station_head):
        client = Client()
        client.force_login(user)
        pages[user.name] = client.get("/").text

    assert "1 件投诉已超过答复期限" in pages["league-lead"]
    assert "下级单位有投诉超期未答复" in pages["lead"]
    assert "league (1)" in pages["lead"]
    assert "一直没有回音" not in pages["lead"], "how many, not what"
    assert "投诉" not in pages["station-head"]


def test_the_pages_of_a_complaint_are_for_whoever_answers_it_and_nobody_named(cast, case):
    admin = staff("auditor", cast.units.region, Role.AUDIT_ADMIN)
    row = complained(cast, case, about_user=cast.users.worker)
    address = reverse("complaint", args=[row.pk])
    answered = {}
    for user in (cast.users.lead, admin, cast.users.station_head, cast.users.worker):
        client = Client()
        client.force_login(user)
        answered[user.name] = client.get(address).status_code
    assert answered == {"lead": 200, "auditor": 200, "station-head": 403, "worker": 403}

    client = Client()
    client.force_login(admin)
    form = {"finding": "upheld", "answer": "已处理", "entry": str(uuid7())}
    assert client.post(address, form).status_code == 302
    with scope.opened(everything(), user=cast.users.lead.pk):
        assert Complaint.objects.get().answered_by_id == admin.pk


def test_the_code_is_shown_to_whoever_gave_it_and_to_nobody_else(cast, case):
    giver, colleague = Client(), Client()
    giver.force_login(cast.users.worker)
    colleague.force_login(cast.users.second)
    made = giver.post(
        reverse("act", args=["cases.give_code", "case", case.pk]), {"entry": str(uuid7())}
    )

    paper = giver.get(made.url).content.decode()
    assert re.search(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", paper)
    assert colleague.get(made.url).status_code == 404
    assert not STIGMA.search(re.search('class="slip">(.*?)</div>', paper, re.DOTALL)[1])


def test_a_request_for_legal_aid_that_is_late_is_said_loudly_on_today(cast, case):
    with as_person(case):
        own.ask_for_legal_aid(
            case=case, by=own.PersonActor(case.person_id), at=timezone.now() - timedelta(hours=25)
        )
    client = Client()
    client.force_login(cast.users.worker)

    assert "24 小时未转交" in client.get(reverse("today")).content.decode()


def test_whoever_answers_reads_what_was_asked_on_the_form(cast, case):
    with as_person(case):
        row = own.ask_for_help(
            case=case, topic="home", text="房子月底到期", by=own.PersonActor(case.person_id),
            at=timezone.now(),
        )  # fmt: skip
    client, other = Client(), Client()
    client.force_login(cast.users.worker)
    other.force_login(cast.users.other_worker)
    address = reverse("act", args=["cases.answer_help", "request", row.pk])

    assert "房子月底到期" in client.get(address).content.decode()
    assert other.get(address).status_code == 404
    form = {"answer": "已联系住房保障", "entry": str(uuid7())}
    assert client.post(address, form).status_code == 302
    with as_person(case):
        assert OwnRequest.objects.get().opened("answer_sealed") == "已联系住房保障"


def test_asking_who_it_was_bars_the_official_without_naming_them(cast, case, phone):
    with asking(cast.worker, Permission.PERSON_VIEW, route="journey", at=timezone.now()) as asked:
        asked.saw([case.pk])
    link = re.search(r"look=(\d+)", body(phone, "my-looks"))
    form = {"look": link[1], "topic": "who", "text": "是谁看的", "entry": str(uuid7())}

    assert phone.post(reverse("my-complain"), form).status_code == 302

    with scope.opened(cast.lead.all_units, user=cast.lead.user_id):
        assert Complaint.objects.get().about_user_id == cast.users.worker.pk


def test_the_copy_can_be_read_and_holds_nobody_else(cast, case, other, phone):
    answer = phone.get(reverse("my-copy"))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)

    assert "张建国" in text
    assert "GH-OWN-1" in text
    assert "李振华" not in text
    assert "GH-OTHER-2" not in text
    assert not STIGMA.search(answer["Content-Disposition"])
    data = json.loads(phone.get(reverse("my-data")).content)
    assert {"title", "rows"} == set(data["sections"][0])


def test_addresses_and_titles_say_nothing_to_a_passer_by(cast, case, phone):
    titles = [re.search("<title>(.*?)</title>", body(phone, route)) for route in PAGES[:6]]

    assert not [title[1] for title in titles if title and STIGMA.search(title[1])]
    assert not [route for route in PAGES if STIGMA.search(reverse(route))]
    assert STIGMA.search("戒毒")  # the list finds what it is for


def test_every_action_of_the_person_says_so_in_the_journal_and_staff_hold_none(cast):
    assert {one.permission for one in OWN_ACTIONS.values()} == {Permission.OWN_FILE}
    people = [value for value in vars(cast).values() if isinstance(value, StaffActor)]
    assert len(people) > 5
    assert not [one for one in people if one.units(Permission.OWN_FILE)]


def test_a_token_opens_one_row_and_no_person(cast, case):
    code_for(cast, case)
    with scope.opened(everything()):
        held = Invitation.objects.get()
    with scope.opened((), token=bytes(held.code_digest)):
        assert Invitation.objects.count() == 1
        assert not Case.objects.exists()
    with scope.opened((), token=bytes(32)):
        assert not Invitation.objects.exists()
    assert isinstance(held.person_id, UUID)
