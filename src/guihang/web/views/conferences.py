"""联席会议: the agenda made of what is stuck, the minutes on paper, and the link for a body outside."""

from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guihang.casework import conferences  # noqa: F401  declares what the page of a conference offers
from guihang.casework.agenda import agenda as agenda_of
from guihang.casework.minutes import word
from guihang.core.action import ACTIONS
from guihang.partners import links
from guihang.partners.models import Conference, Topic
from guihang.people import register as registers
from guihang.people.permissions import Permission
from guihang.people.register import REGISTERS
from guihang.web.page import Request, page

WHERE = {Topic.HANDOVER_OVERDUE: "handovers", Topic.HANDOVER_RETURNED: "handovers",
         Topic.NOT_OFFERED: "handovers"}  # fmt: skip
"""Topic → the page on which staff see who it is about."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _conference(request: Request, pk: UUID) -> Conference:
    found: Conference = registers.row(REGISTERS["conferences"], pk, units=request.units)
    return found


def _topics(row: Conference) -> list[tuple[Topic, int, list[object]]]:
    """Return the agenda by topic: as it stands now, or as it was kept when the meeting was held."""
    if row.state == Conference.State.HELD:
        order = {topic: n for n, topic in enumerate(Topic)}
        items = sorted(row.agenda.all(), key=lambda item: order[Topic(item.topic)])
    else:
        items = agenda_of(row, now=timezone.now())
    topics = [(Topic(code), [*found]) for code, found in groupby(items, key=lambda one: one.topic)]
    return [(topic, sum(one.number for one in found), found) for topic, found in topics]


@page(Permission.TOGETHER_VIEW)
def agenda(request: Request, pk: UUID, section: str) -> HttpResponse:
    """What lies before a meeting; nobody's name, so that it can go round before it."""
    row = _conference(request, pk)
    resolve = ACTIONS["partners.resolve"]
    may = row.unit_id in request.actor.units(resolve.permission)
    sees = Permission.PERSON_VIEW in request.actor.permissions
    about = {
        "row": row, "held": row.state == Conference.State.HELD, "topics": [
            (topic, number, found, reverse(WHERE[topic]) if sees and topic in WHERE else "")
            for topic, number, found in _topics(row)
        ],
        "resolve_url": reverse("act", args=[resolve.name, "conferences", row.pk]) if may else "",
        "unfinished": Topic.UNFINISHED, "back": request.path,
    }  # fmt: skip
    return render(request, "conferences/agenda.html", about)


@page(Permission.TOGETHER_VIEW)
def minutes(request: Request, pk: UUID, section: str) -> HttpResponse:
    """The minutes as they are printed and filed."""
    row = _conference(request, pk)
    resolutions = row.resolutions.select_related("member", "own_unit").order_by("due_on")
    came = row.attendance.select_related("member", "own_unit").order_by("recorded_at")
    about = {"row": row, "topics": _topics(row), "resolutions": resolutions, "came": came}
    return render(request, "conferences/minutes.html", about)


@page(Permission.TOGETHER_VIEW)
def minutes_word(request: Request, pk: UUID, section: str) -> HttpResponse:
    """The minutes as a Word file."""
    row = _conference(request, pk)
    made = word(
        row,
        [(str(topic.label), [one.text for one in found]) for topic, _, found in _topics(row)],
        [*row.resolutions.select_related("member", "own_unit").order_by("due_on")],
        [*row.attendance.select_related("member", "own_unit").order_by("recorded_at")],
    )
    response = HttpResponse(made, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="minutes-{row.held_on}.docx"'
    return response


@page(Permission.CONFERENCE_HOLD)
def slip(request: Request, pk: UUID, section: str) -> HttpResponse:
    """The link for a body outside, to whoever made it, until it is used."""
    link = links.slip(pk, by=request.actor.user_id, at=timezone.now())
    if link is None:
        raise Http404
    address = request.build_absolute_uri(reverse("answer", args=[link.secret]))
    about = {"link": link, "address": address}
    return render(request, "conferences/slip.html", about)
