"""What the person sees: what comes, the term, who looked, the devices."""

import json
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from guihang.cases import complaints, entering, looked
from guihang.cases.models import Case
from guihang.cases.terms import term_of
from guihang.casework.own_library import State, told_of
from guihang.custody import assessments
from guihang.followup import queries as followup
from guihang.portal.mine import Request, mine
from guihang.portal.plain import coming, kinds, place, shorter, who_it_was

LOOKS = 50
"""Lines of "who looked" on a page."""


@mine()
def home(request: Request) -> HttpResponse:
    """What comes next, and the way to everything else."""
    case, now = request.case, request.now
    tasks, _ = followup.journey(case, now=now)
    waiting = [row for row in complaints.of_case(case) if row.answered_at is None]
    about = {
        "steps": coming(tasks, case), "inside": case.stage == Case.Stage.INSIDE,
        "ends_on": case.term_ends_on, "unit": place(case.unit), "waiting": len(waiting),
        "takes_part": case.consent == Case.Consent.GIVEN, "here": "home",
        "said": request.GET.get("said", ""), "told": told_of(case.person_id).filter(state=State.READ),
    }  # fmt: skip
    return render(request, "my/home.html", about)


@mine()
def term(request: Request) -> HttpResponse:
    """How the last day was calculated, step by step, with the articles."""
    told = assessments.told_to_the_person(request.case)
    about = {"term": term_of(request.case), "assessments": told, "here": "term"}
    return render(request, "my/term.html", about)


@mine()
def looks(request: Request) -> HttpResponse:
    """Who looked at the file: when, which organisation, why. No name of the official."""
    before = request.GET.get("after", "")
    found = looked.reads_of_person(
        request.case.person_id, limit=LOOKS + 1,
        before=int(before) if before.isascii() and before.isdigit() else None,
    )  # fmt: skip
    rows = [
        (look, shorter(look.unit), who_it_was(look.role), kinds(look.fields))
        for look in found[:LOOKS]
    ]
    more = found[LOOKS - 1].id if len(found) > LOOKS else ""
    return render(request, "my/looks.html", {"rows": rows, "more": more, "here": "looks"})


@mine()
def receipt(request: Request, look: int) -> HttpResponse:
    """The proof that a line of the log stands in the signed log, as a file."""
    made = looked.receipt_for(request.case.person_id, look)
    if made is None:
        raise Http404
    response = HttpResponse(
        json.dumps(made, ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="receipt-{look}.json"'
    return response


@mine()
def devices(request: Request) -> HttpResponse:
    """The phones and computers that open this file."""
    rows = entering.devices(request.case.person_id, at=request.now)
    return render(request, "my/devices.html", {"rows": rows, "this": request.device_id})


@require_POST
@mine()
def device_end(request: Request, pk: UUID) -> HttpResponse:
    """End one of one's own devices."""
    if not entering.end_device(pk, person_id=request.case.person_id, at=request.now):
        raise Http404
    return redirect("my-start" if pk == request.device_id else reverse("my-devices"))
