"""Pages for anybody and a volunteer's own page: what they show, and that nothing else is near."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from tests.architecture.guards import SOURCE, imported
from tests.architecture.samples_of.community import (
    ambassador,
    hours_file,
    served,
    story,
    team,
)
from tests.conftest import NOW

from guihang.community import honouring, own, platform, serving, stories, supporting
from guihang.community.ambassadors import Ambassador, Use
from guihang.community.models import Service, Volunteer
from guihang.community.society import Project
from guihang.core import scope
from guihang.core.ids import uuid7
from guihang.core.models import Entry
from guihang.core.refusal import Refused
from guihang.people import throttle
from guihang.people.models import Unit

STORY = "那年春天，我决定重新开始。"


def everything() -> list[int]:
    return list(Unit.objects.values_list("pk", flat=True))


def a_year(**more: object) -> dict[str, object]:
    today = timezone.localdate()
    return {"agreed_on": today - timedelta(days=1), "until_on": today + timedelta(days=90)} | more


def test_a_story_is_read_while_it_is_consented_and_gone_in_the_moment_of_a_quiet_exit(cast):
    def read() -> bool:
        return STORY in Client().get(reverse("open-stories")).content.decode()

    at = timezone.now()
    with scope.opened(everything()):
        row = ambassador(cast)
        for more in ({"place": "press"}, {"kind": "picture"}):  # consented, and not for this page
            use = honouring.agree_use(
                ambassador=row, title="别处", shown="不给网页", by=cast.worker, at=at,
                **{"kind": "story", "place": "site"} | a_year() | more,
            )  # fmt: skip
            honouring.approve_use(use=use, by=cast.station_head, at=at)
        use = honouring.agree_use(
            ambassador=row, kind="story", place="site", title="重新开始", shown=STORY,
            by=cast.station_head, at=at, **a_year(),
        )  # fmt: skip
        assert not read()  # nobody else has looked at it yet
        with pytest.raises(Refused):
            honouring.approve_use(use=use, by=cast.station_head, at=at)
        honouring.approve_use(use=use, by=cast.lead, at=at)
    assert read()
    assert [one.text for one in stories.current()] == [STORY]
    assert "不给网页" not in Client().get(reverse("open-stories")).content.decode()

    with scope.opened(cast.worker.all_units):
        honouring.release_ambassador(ambassador=row, by=cast.worker, at=at)

    assert not read()
    with scope.opened(everything()):
        left = Ambassador.objects.get(pk=row.pk)
        assert (left.text("name_sealed"), left.phone_sealed) == (honouring.GONE, None)
        assert not Use.objects.filter(ambassador=row).exclude(shown_sealed=None).exists()


def test_a_story_that_ran_out_is_not_read(cast):
    with scope.opened(everything()):
        story(cast, until_on=NOW.date() + timedelta(days=1))  # months before today
    assert stories.current() == []


def sign_up_form(cast: SimpleNamespace, **more: str) -> dict[str, str]:
    return {
        "station": str(cast.units.station.pk), "name": "陈静", "phone": "13900000001",
        "skill": "teach", "agree": "on", "entry": str(uuid7()),
    } | more  # fmt: skip


def test_a_visitor_signs_up_on_the_page_and_what_was_typed_stays_until_it_is_right(cast):
    page, visitor = reverse("open-volunteer"), Client()

    wrong = visitor.post(page, sign_up_form(cast, phone="1390000000", station=""))
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "陈静" in text
    assert "请选一个工作站" in text
    assert "手机号应为11位" in text
    assert visitor.post(page, sign_up_form(cast)).status_code == 302
    with scope.opened(cast.worker.all_units):
        row = Volunteer.objects.get()
        assert (row.unit, row.stage, row.consent_version) == (
            cast.units.station, "applied", own.CONSENT_VERSION,
        )  # fmt: skip
        assert Entry.objects.get(action="visitor.sign_up").by_id is None


def test_sign_ups_from_one_address_are_slowed_down_and_nothing_typed_is_lost(cast):
    page, visitor = reverse("open-volunteer"), Client()
    for _ in range(throttle.PER_ADDRESS):
        key = throttle.of_sign_ups(visitor.get(page).wsgi_request)
        throttle.begin(key, at=timezone.now())

    refused = visitor.post(page, sign_up_form(cast))

    assert refused.status_code == 422
    assert "13900000001" in refused.content.decode()
    with scope.opened(everything()):
        assert not Volunteer.objects.exists()


@pytest.mark.parametrize(
    "route", ["open-help", "open-volunteer", "open-stories", "open-know", "open-numbers"]
)
def test_a_page_for_anybody_is_small_has_no_script_and_asks_no_name(cast, route):
    text = Client().get(reverse(route)).content.decode()

    assert len(text.encode()) < 14_000  # one round trip on a slow line
    assert "<script" not in text
    title = re.search(r"<title>(.*?)</title>", text)
    assert title
    assert not re.search("毒|drug", title[1])


def test_a_volunteer_serves_from_a_phone_and_takes_the_certificate(cast):
    at = timezone.now()
    with scope.opened(everything()):
        volunteer = served(cast).volunteer
        own_pass = own.give_pass(volunteer=volunteer, by=cast.worker, at=at)
        proof = serving.certify(
            volunteer=volunteer, since=NOW.date() - timedelta(days=30), until=NOW.date(),
            by=cast.station_head, at=NOW,
        )  # fmt: skip
        coming = serving.plan_shift(
            host=cast.units.station, team=volunteer.team, kind="company", task="谈心", seats=1,
            place="活动室", begins_at=at + timedelta(days=1), minutes=60, by=cast.worker, at=at,
        )  # fmt: skip
        alien = serving.plan_shift(
            host=cast.units.station, team=team(cast), kind="company", task="别队的事", seats=1,
            place="活动室", begins_at=at + timedelta(days=1), minutes=60, by=cast.worker, at=at,
        )  # fmt: skip
    officer, phone = Client(), Client()
    officer.force_login(cast.users.worker)
    slip = officer.get(reverse("volunteer-slip", args=[own_pass.pk])).content.decode()
    stranger = Client()
    stranger.force_login(cast.users.station_head)
    assert stranger.get(reverse("volunteer-slip", args=[own_pass.pk])).status_code == 404

    assert phone.get(reverse("serve")).url == reverse("serve-start")
    assert phone.post(reverse("serve-start"), {"code": "0000"}).status_code == 422
    code = re.search(r'class="code">([^<]+)<', slip)
    assert code
    phone.post(reverse("serve-start"), {"code": code[1]})
    text = phone.get(reverse("serve")).content.decode()
    assert "谈心" in text
    assert "别队的事" not in text
    assert volunteer.masked in text
    assert volunteer.name not in text
    act = reverse("serve-act", args=[coming.pk, "join"])
    assert phone.post(act, {"entry": str(uuid7())}).status_code == 302
    assert phone.post(act, {"entry": str(uuid7())}).status_code == 422
    for pk in (alien.pk, uuid7()):
        assert phone.post(reverse("serve-act", args=[pk, "join"])).status_code == 404
    answer = phone.get(reverse("serve-paper", args=[proof.pk]))
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert proof.number in printed
    assert "2.0" in printed  # two hours
    assert phone.get(reverse("serve-paper", args=[uuid7()])).status_code == 404
    assert phone.get(reverse("my")).status_code == phone.get(reverse("people")).status_code == 302

    phone.post(reverse("serve-leave"))
    assert phone.get(reverse("serve")).url == reverse("serve-start")


REACHES = ("cases", "casework", "followup", "custody", "care", "assessments", "outcomes")


def reached(source: str, around: str = "") -> set[str]:
    """The packages of people in recovery that a module imports."""
    return {
        package for module, _ in imported(source) for package in REACHES
        if module.startswith(f"guihang.{package}")
    }  # fmt: skip


def test_no_page_of_a_volunteer_or_a_visitor_imports_what_knows_a_case():
    files = [
        *(SOURCE / "community").glob("*.py"),
        SOURCE / "portal/serve.py",
        SOURCE / "portal/public.py",
    ]

    assert {file.name: found for file in files if (found := reached(file.read_text()))} == {}
    assert reached(Path(SOURCE / "portal/mine.py").read_text())  # the control


def test_a_file_of_the_platform_taken_in_twice_is_stored_once_and_goes_back_under_its_ids(cast):
    with scope.opened(everything()):
        sheet = hours_file(cast)
        given = {"host": cast.units.station, "sheet": sheet, "by": cast.station_head, "at": NOW}
        platform.take_hours(**given)
        platform.take_hours(**given)
        row = Service.objects.get()
        with pytest.raises(Refused):
            serving.confirm_one(service=row, by=cast.station_head, at=NOW)
        serving.confirm_one(service=row, by=cast.lead, at=NOW)
        units = frozenset(everything())
        back = platform.written("hours", units=units)
        platform.take_hours(**given | {"sheet": back})
        with pytest.raises(Refused) as refused:
            platform.take_hours(**given | {"sheet": sheet.replace("16:30", "昨天")})

    with scope.opened(everything()):
        ours = supporting.start_project(
            host=cast.units.station, name="自己的项目", field="mind", lead="某协会", aim="陪伴",
            starts_on=NOW.date(), by=cast.worker, at=NOW,
        )  # fmt: skip
        out = platform.written("projects", units=units)
        assert str(ours.pk) in out
        platform.take_projects(host=cast.units.station, sheet=out, by=cast.worker, at=NOW)
        assert Project.objects.count() == 1
    lines = back.splitlines()
    assert lines[0] == ",".join(platform.HOURS)
    assert lines[1].startswith(f"R-1,,{member_number(sheet)},")
    with scope.opened(everything()):
        assert Service.objects.count() == 1
    assert [reason.words.zh[:5] for reason in refused.value.reasons] == ["第 2 行"]


def member_number(sheet: str) -> str:
    return sheet.splitlines()[1].split(",")[2]
