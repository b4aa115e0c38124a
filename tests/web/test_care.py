"""Pages of services that are no list: an instrument, the map, the five systems, a signal file."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.architecture.samples_of import care as samples
from tests.conftest import in_aftercare

from guihang.assessments.models import AnswerSheet
from guihang.care import episodes, family, stations, training, vr
from guihang.care.models.vr import Signal
from guihang.core import scope
from guihang.people.models import Unit


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.users.worker)
    return client


def every_unit():
    return scope.opened(Unit.objects.values_list("pk", flat=True))


def test_what_was_answered_stays_when_an_answer_is_refused(desk, cast):
    with every_unit():
        case = in_aftercare(cast)
    paper = reverse("instrument", args=[case.pk, "craving"])
    entry = re.search(r'name="entry" value="([^"]+)"', desk.get(paper).content.decode())[1]
    given = {"entry": entry, "mode": "self", "on": "2026-06-01", "q1": "101"}

    refused = desk.post(paper, given)
    saved = desk.post(paper, given | {"q1": "60"})

    assert refused.status_code == 422
    assert 'value="101"' in refused.content.decode()
    assert saved.status_code == 302
    with every_unit():
        assert AnswerSheet.objects.get().figures == {"total": 60}


def test_a_thought_of_self_harm_leads_to_help_on_its_page_and_on_today(desk, cast):
    with every_unit():
        case = in_aftercare(cast)
    paper = reverse("instrument", args=[case.pk, "phq9"])
    quiet = {"mode": "self", "on": "2026-06-01", "q1": "1", "q9": "0"}

    desk.post(paper, quiet)
    calm = desk.get("/").content.decode()
    page = desk.post(paper, quiet | {"q9": "1"}, follow=True).content.decode()

    assert "12356" not in calm
    assert 'role="alert"' not in calm
    assert "12356" in page
    help_now = re.search(r'href="(/do/assessments.record_help/[^"?]+)', page)[1]
    assert help_now in desk.get("/").content.decode()


def test_the_map_of_a_day_shows_the_ties_of_that_day_and_services_show_the_systems(desk, cast):
    with every_unit():
        given = samples.tie(cast)
        tie = family.add_tie(**given)
    where = reverse("network", args=[tie.case_id])

    today = desk.get(f"{where}?on={given['on']}").content.decode()
    before = desk.get(f"{where}?on=2026-05-01").content.decode()
    services = desk.get(reverse("services", args=[tie.case_id])).content.decode()

    assert today.count('class="tie tie-strong"') == 2  # the line and the legend
    assert "母亲" in today
    assert "母亲" not in before
    assert services.count('class="system"') == 5
    place = re.search(r"<dt>家庭</dt><dd>(.*?)</dd>", services)[1]
    assert "支持网络" in re.sub(r"<.*?>", "", place)


def test_a_signal_comes_back_as_it_was_and_is_not_in_the_database(desk, cast, settings, tmp_path):
    settings.VAR = tmp_path
    with every_unit():
        session = vr.record_vr_session(**samples.vr_session(cast))
    page, raw = reverse("signal", args=[session.pk]), bytes(range(256)) * 40

    sent = desk.post(page, {"file": SimpleUploadedFile("heart.bin", raw)})
    again = desk.post(page, {"file": SimpleUploadedFile("heart.bin", raw)})

    assert (sent.status_code, again.status_code) == (302, 422)
    assert desk.get(f"{page}?take").content == raw
    with every_unit():
        digest = Signal.objects.get().digest
    (kept,) = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert kept.name == digest
    assert raw not in kept.read_bytes()
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    assert desk.get(f"{page}?take").status_code == 404


def test_what_stands_against_a_form_whatever_is_typed_is_said_before_anybody_types(desk, cast):
    with every_unit():
        given = samples.episode(cast)
    where = reverse("act", args=["care.take_up", "case", given["case"].pk])
    before = desk.get(where).content.decode()

    with every_unit():
        episodes.take_up(**given)
    after = desk.get(where).content.decode()

    assert "已有一轮个案矫治在进行" not in before
    assert "现在还不能办理" not in before
    assert "已有一轮个案矫治在进行" in after


def test_the_form_of_a_room_starts_with_what_the_room_has(client, cast):
    client.force_login(cast.users.station_head)
    with every_unit():
        room = stations.set_up_room(**samples.room(cast))
    change = reverse("act", args=["care.change_room", "rooms", room.pk])

    page = client.get(change).content.decode()

    assert room.equipment
    assert room.equipment.splitlines()[0] in page
    assert re.search(rf'name="beds"[^>]*value="{room.beds}"', page)


def test_a_choice_of_nothing_and_a_list_of_records_of_people_say_where_to_go_on(desk, cast):
    with every_unit():
        case = in_aftercare(cast)
    enrol = reverse("act", args=["care.enrol", "case", case.pk])
    nothing = desk.get(enrol).content.decode()

    with every_unit():
        training.open_course(**samples.course(cast))
    something = desk.get(enrol).content.decode()

    assert "先在台账“技能培训”里登记一条" in nothing
    assert "先在台账" not in something
    assert "要登记：先找到本人" in desk.get("/registers/enrolments/").content.decode()
    assert "要登记：先找到本人" not in desk.get("/registers/courses/").content.decode()
