"""The joint conference: what is stuck comes back until it is done, and a link opens one thing."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.architecture.samples_of.partners import ANSWERED, conference, member, resolution
from tests.conftest import NOW, in_aftercare, released

from guihang.care import aid
from guihang.casework import handovers
from guihang.casework.agenda import agenda
from guihang.core import scope
from guihang.core.ids import uuid7
from guihang.core.refusal import OutOfReach
from guihang.partners import conferences, links
from guihang.partners.models import (
    Conference,
    MemberUnit,
    Resolution,
    ResolutionAnswer,
    ResolutionLink,
    Topic,
)
from guihang.partners.models.conferences import LINK_DAYS, digest
from guihang.people.models import Unit

ENGLISH = "django_language=en"


def link(cast: SimpleNamespace, at: datetime = NOW, **given: Any) -> ResolutionLink:
    made = resolution(cast, own_unit=None, member=member(cast), **given)
    return conferences.make_link(resolution=made, by=cast.lead, at=at)


@pytest.mark.usefixtures("everywhere")
def test_what_was_not_finished_opens_the_next_meeting_and_what_was_finished_does_not(cast):
    first = conference(cast, held_on=NOW.date() - timedelta(days=90))
    about = {"conference": first, "due_on": NOW.date() - timedelta(days=60)}
    done, left = resolution(cast, **about), resolution(cast, content="没有办完的事", **about)
    conferences.finish_resolution(
        resolution=done, state="done", finished_on=NOW.date(), evidence="回函", by=cast.lead, at=NOW
    )

    items = agenda(conference(cast), now=NOW)

    assert [(one.topic, one.resolution, one.late) for one in items] == [
        (Topic.UNFINISHED, left, True)
    ]


@pytest.mark.usefixtures("everywhere")
def test_the_agenda_counts_what_is_stuck_by_unit_and_names_nobody(cast):
    late = NOW - timedelta(days=20)
    offered = {"to_unit": cast.units.station, "by": cast.officer}
    handovers.offer_handover(case=released(cast, days=21, name="张建国"), at=late, **offered)
    back = handovers.offer_handover(case=released(cast, name="李秀英"), at=NOW, **offered)
    handovers.return_handover(handover=back, why="居住地不在本旗县", by=cast.worker, at=NOW)
    released(cast, name="王海涛")
    _asked_for_aid(cast, "legal_aid", days=10)  # seven days by law
    _asked_for_aid(cast, "dibao", days=10)  # thirty working days: in time

    items = agenda(conference(cast), now=NOW)

    assert [(one.topic, one.number, one.text) for one in items] == [
        (Topic.HANDOVER_OVERDUE, 1, "facility → station"),
        (Topic.HANDOVER_RETURNED, 1, "facility → station"),
        (Topic.NOT_OFFERED, 1, "facility"),
        (Topic.AID, 1, "法律援助 · station"),
    ]


def _asked_for_aid(cast: SimpleNamespace, scheme: str, *, days: int) -> None:
    by = {"by": cast.worker, "at": NOW - timedelta(days=days)}
    need = aid.note_aid_need(
        case=in_aftercare(cast, days=30, name="赵永强"), scheme=scheme, need="无收入", **by
    )
    aid.apply_for_aid(
        application=need, on=by["at"].date(), office="受理窗口", documents="申请表", **by
    )


@pytest.mark.usefixtures("everywhere")
def test_the_owner_answers_and_only_the_unit_of_the_meeting_finishes(cast):
    made = resolution(cast)

    with scope.opened(cast.station_head.all_units):
        owned = Resolution.objects.get(pk=made.pk)
        conferences.answer_resolution(resolution=owned, by=cast.station_head, at=NOW, **ANSWERED)
        with pytest.raises(OutOfReach):
            conferences.finish_resolution(
                resolution=owned, state="done", finished_on=NOW.date(), evidence="已办",
                by=cast.station_head, at=NOW,
            )  # fmt: skip

    assert Resolution.objects.get(pk=made.pk).state == Resolution.State.OPEN


def test_a_link_opens_one_resolution_and_nothing_else(cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        made = link(cast)
        resolution(cast, content="与外单位无关")

    with scope.opened((), token=digest(made.secret)):
        seen = [row.pk for row in Resolution.objects.all()]
        others = [model.objects.count() for model in (Conference, MemberUnit, ResolutionAnswer)]

    assert seen == [made.resolution_id]
    assert others == [0, 0, 0]


def test_a_link_answers_once_in_both_languages_and_afterwards_looks_like_none(cast, caplog):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        made = link(cast, at=timezone.now(), content="开通临时救助绿色通道")
    client, address = Client(), reverse("answer", args=[made.secret])

    asked, in_english = client.get(address), client.get(address, headers={"cookie": ENGLISH})
    half = client.post(address, {"entry": str(uuid7()), "content": "写了一半"})
    sent = client.post(address, {"entry": str(uuid7()), **ANSWERED})
    used, no_such = client.get(address), client.get(reverse("answer", args=["0" * 32]))

    with scope.opened([cast.units.region.pk]):
        answers = [(row.by_link, row.content) for row in ResolutionAnswer.objects.all()]
        state = Resolution.objects.get(pk=made.resolution_id).state
    assert "开通临时救助绿色通道" in asked.content.decode()
    assert "Send the answer" in in_english.content.decode()
    assert (half.status_code, sent.status_code) == (422, 200)
    assert "写了一半" in half.content.decode()
    assert (answers, state) == ([(True, "已办结三户")], Resolution.State.OPEN)
    assert used.status_code == no_such.status_code == 404
    assert _same(used) == _same(no_such)
    assert made.secret not in caplog.text
    assert asked["Referrer-Policy"] == "same-origin"  # no-referrer: a browser could not send it


def _same(response: Any) -> str:
    return re.sub(r'value="[^"]*"', "", response.content.decode())


def test_a_link_ends_with_its_days_and_with_the_next_link(cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        first = link(cast)
        second = conferences.make_link(resolution=first.resolution, by=cast.lead, at=NOW)
    in_time, late = NOW + timedelta(days=LINK_DAYS, hours=-1), NOW + timedelta(days=LINK_DAYS)

    assert links.opened(first.secret, at=NOW) is None
    assert links.opened(second.secret, at=in_time) is not None
    assert links.opened(second.secret, at=late) is None


def test_whoever_guesses_links_is_stopped(cast):
    client = Client()

    answers = [client.get(reverse("answer", args=[f"{n:032x}"])).status_code for n in range(32)]

    assert answers[:30] == [404] * 30
    assert answers[30:] == [429] * 2


def test_the_minutes_leave_as_a_word_file_with_what_was_resolved(cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        made = resolution(cast, content="开通临时救助绿色通道")
    client = Client()
    client.force_login(cast.users.lead)

    sent = client.get(reverse("minutes-word", args=[made.conference_id]))

    with ZipFile(BytesIO(sent.content)) as file:
        assert "开通临时救助绿色通道" in file.read("word/document.xml").decode()
