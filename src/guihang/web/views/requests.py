"""What people ask for and complain about, with its clocks; the code that opens their own file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guihang.cases import complaints, entering, family
from guihang.cases import queries as cases
from guihang.cases.requests import OwnRequest
from guihang.casework.answers import answer_complaint
from guihang.core import scope
from guihang.core.codes import spaced
from guihang.core.refusal import OutOfReach, Refused
from guihang.core.words import say
from guihang.engines.identity import mask_name
from guihang.engines.words import Words
from guihang.people import queries as people
from guihang.people.permissions import Permission
from guihang.web.forms import ActionForm
from guihang.web.page import Request, page

ANSWERS = {
    OwnRequest.Kind.HELP: "cases.answer_help",
    OwnRequest.Kind.LEGAL_AID: "cases.pass_on_legal_aid",
    OwnRequest.Kind.CORRECTION: "cases.decide_correction",
}
"""Kind of a request → the action that answers it."""


def shown(row: OwnRequest, request: Request) -> dict[str, Any]:
    """Return one request as a list shows it."""
    now = timezone.now()
    return {
        "row": row, "name": mask_name(row.case.person.name) or "—", "late": row.is_late(now),
        "loud": row.kind == OwnRequest.Kind.LEGAL_AID and row.is_late(now),
        "text": row.opened("text_sealed"), "old": row.opened("old_sealed"),
        "new": row.opened("new_sealed"), "answer": row.opened("answer_sealed"),
        "action": ANSWERS[OwnRequest.Kind(row.kind)] if row.answered_at is None else "",
    }  # fmt: skip


def waiting(request: Request) -> dict[str, Any]:
    """Return what Today shows of this: open requests, and complaints that these posts answer."""
    units = request.actor.units(Permission.REQUEST_ANSWER)
    rows = complaints.requests(units=units) if units else []
    request.saw({row.case_id for row in rows})
    return {
        "requests": [shown(row, request) for row in rows],
        "complaints": _complaints(request), "now": timezone.now(), **_late(request),
    }  # fmt: skip


def _late(request: Request) -> dict[str, Any]:
    """Return what is past its day: of the own units, and of those below, which are only named."""
    own = complaints.answering_units(request.actor)
    below = (request.actor.units(Permission.COMPLAINT_ANSWER) & request.actor.all_units) - own
    if not own:
        return {}
    with scope.opened(own | below, user=request.actor.user_id):
        found = complaints.late(units=own | below, now=timezone.now())
    names = dict(people.named(frozenset(found)))
    return {
        "complaints_late": sum(n for unit, n in found.items() if unit in own),
        "complaints_late_below": [(names[unit], n) for unit, n in found.items() if unit in below],
    }


def _complaints(request: Request, *, closed: bool = False) -> list[Any]:
    units = complaints.answering_units(request.actor)
    if not units:
        return []
    # An administrator answers for a unit without reaching its rows.
    with scope.opened(units, user=request.actor.user_id):
        return complaints.complaints(units=units, closed=closed)


@page(Permission.REQUEST_ANSWER)
def index(request: Request) -> HttpResponse:
    """Everything that people asked these units for, open first, then answered."""
    done = complaints.requests(units=request.units, closed=True)
    request.saw({row.case_id for row in done})
    about = waiting(request) | {"done": [shown(row, request) for row in done]}
    return render(request, "requests/index.html", about)


@page(Permission.COMPLAINT_ANSWER)
def complaint_list(request: Request) -> HttpResponse:
    """Complaints about units below; nobody who is named in one sees it."""
    about = {
        "complaints": _complaints(request), "done": _complaints(request, closed=True),
        "now": timezone.now(), **_late(request),
    }  # fmt: skip
    return render(request, "requests/complaints.html", about)


@page(Permission.COMPLAINT_ANSWER)
def complaint(request: Request, pk: UUID) -> HttpResponse:
    """One complaint, and the form that answers it."""
    units, now = complaints.answering_units(request.actor), timezone.now()
    with scope.opened(units, user=request.actor.user_id):
        row = complaints.complaint(pk, units=units)
        data = request.POST if request.method == "POST" else None
        form = ActionForm(answer_complaint, request.actor, {"complaint"}, data=data)
        if data is not None:
            try:
                answer_complaint(
                    complaint=row, **form.values(), **form.envelope(), by=request.actor, at=now
                )
            except Refused as refused:
                form.show(refused)
            else:
                messages.success(request, say(Words("已答复。", "Answered.")))
                return redirect("complaints")
        about = {
            "row": row, "text": row.opened("text_sealed"), "who": row.opened("who_sealed"),
            "answer": row.opened("answer_sealed"), "late": row.is_late(now), "form": form,
            "asked_who": row.topic == row.Topic.WHO,
        }  # fmt: skip
        return render(
            request, "requests/complaint.html", about, status=422 if data is not None else 200
        )


@page(Permission.OWN_ACCESS_GIVE)
def slip(request: Request, pk: UUID, entry: UUID) -> HttpResponse:
    """The code on a slip of paper that says nothing else; for whoever gave it, until it is used."""
    case = cases.case(pk, units=request.units)
    made = entering.slip(entry, case=case, by=request.actor.user_id, at=timezone.now())
    if made is None:
        raise OutOfReach
    request.saw([case.pk])
    about = {"code": spaced(made.code), "ends_at": made.ends_at, "case": case,
             "address": request.build_absolute_uri("/my/")}  # fmt: skip
    return render(request, "requests/slip.html", about)


@page(Permission.OWN_ACCESS_GIVE)
def family_slip(request: Request, pk: UUID, entry: UUID) -> HttpResponse:
    """The code for a relative on a slip of paper, until it is used."""
    case = cases.case(pk, units=request.units)
    made = family.slip(entry, case=case, at=timezone.now())
    if made is None:
        raise OutOfReach
    request.saw([case.pk])
    about = {"code": spaced(made.code), "ends_at": made.ends_at, "case": case,
             "address": request.build_absolute_uri("/kin/")}  # fmt: skip
    return render(request, "requests/slip.html", about)
