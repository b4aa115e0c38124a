"""What is shared with a partner, opened in an emergency, or asked for although it is sealed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from guihang.cases import queries as cases
from guihang.cases import sharing
from guihang.cases.grants import Grant
from guihang.cases.models import Case
from guihang.casework import emergency, seal_notices, unsealing
from guihang.core.action import Action
from guihang.core.ids import uuid7
from guihang.core.refusal import Refused
from guihang.engines.consents import REDISCLOSURE
from guihang.engines.identity import mask_name
from guihang.engines.sealing import NOTICE_DAYS
from guihang.followup import queries as followup
from guihang.people.permissions import Fields, Permission
from guihang.web.forms import ActionForm, initial
from guihang.web.page import Request, page
from guihang.web.purposes import PURPOSES


@page(Permission.SHARED_VIEW)
def index(request: Request) -> HttpResponse:
    """The people who agreed that this partner is told something, and until when."""
    now = timezone.now()
    rows = sharing.open_to(units=request.units, user_id=request.actor.user_id, at=now)
    request.saw({row.case_id for row in rows})
    about = {
        "rows": [_line(row) for row in rows],
        "seal_notices": len(seal_notices.waiting(units=request.units, now=now)),
    }
    return render(request, "sharing/index.html", about)


def _line(row: Grant) -> dict[str, Any]:
    return {
        "url": reverse("shared-file", args=[row.pk]), "grant": row,
        "name": mask_name(row.case.person.name) or "—", "number": row.case.person.number,
        "fields": [one.label for one in Fields if one in row.classes],
    }  # fmt: skip


@page(None)
def file(request: Request, pk: UUID) -> HttpResponse:
    """One shared file: the classes of fields that were granted, and nothing else."""
    now, actor = timezone.now(), request.actor
    units = actor.units(Permission.SHARED_VIEW)
    grant = sharing.shared(pk, units=units, user_id=actor.user_id, at=now)
    request.may(
        Permission.SHARED_VIEW if grant.kind == Grant.Kind.CONSENT else Permission.EMERGENCY_OPEN
    )
    request.saw([grant.case_id])
    sharing.disclosed(grant, user_id=actor.user_id, at=now)
    about = {
        "grant": grant, "notice": REDISCLOSURE, "number": grant.case.person.number,
        "name": mask_name(grant.case.person.name) or "—", **_shown(grant.case, grant.classes),
    }  # fmt: skip
    return render(request, "sharing/file.html", about)


def _shown(case: Case, classes: frozenset[Fields]) -> dict[str, Any]:
    """Return only what the classes hold; what is withheld is not even read."""
    found: dict[str, Any] = {"classes": set(map(str, classes)), "case": case}
    if Fields.IDENTITY in classes or Fields.CONTACT in classes:
        found["person"] = case.person
    if Fields.FAMILY in classes:
        found["relatives"] = [
            (row.get_relation_display(), row.opened("name_sealed"), row.opened("phone_sealed"))
            for row in cases.relatives(case) if row.may_contact
        ]  # fmt: skip
    if Fields.HEALTH in classes:
        found["tests"] = followup.newest_tests(case)
    return found


@page(Permission.EMERGENCY_OPEN, step_up=True)
def emergency_form(request: Request) -> HttpResponse:
    """Open one file for an hour; a number that is nobody's is on the log of reads too."""

    def failed(refused: Refused) -> None:
        if any(reason.code == "emergency.nobody" for reason in refused.reasons):
            request.searched([])

    running = [
        _line(row)
        for row in sharing.open_to(units=(), user_id=request.actor.user_id, at=timezone.now())
    ]
    return _form(
        request, emergency.open_in_emergency, "sharing/emergency.html", {"running": running},
        after=lambda made: reverse("shared-file", args=[made.pk]), failed=failed,
    )  # fmt: skip


@page(Permission.EMERGENCY_REVIEW)
def reviews(request: Request) -> HttpResponse:
    """What was opened in an emergency and waits for a second look, overdue first."""
    now = timezone.now()
    waiting = emergency.to_review(units=request.units, now=now)
    done = emergency.reviewed(units=request.units)
    request.saw({one.grant.case_id for one in waiting} | {row.case_id for row in done})
    told = [
        (one, one.grant.opened("reason_sealed"), one.grant.opened("told_sealed"))
        for one in sorted(waiting, key=lambda one: not one.overdue)
    ]
    about = {"waiting": told, "done": done, "me": request.actor.user_id}
    return render(request, "sharing/reviews.html", about)


@page(Permission.SEALED_ASK, step_up=True)
def sealed(request: Request) -> HttpResponse:
    """Ask for a sealed record, and see what two custodians answered."""
    rows = unsealing.requests(units=request.units)
    running = [
        _line(row)
        for row in sharing.open_to(units=(), user_id=request.actor.user_id, at=timezone.now())
        if row.kind == Grant.Kind.OPENING
    ]
    return _form(
        request, unsealing.ask_for_sealed, "sharing/sealed.html",
        {"rows": rows, "running": running}, after=lambda made: reverse("sealed"),
    )  # fmt: skip


@page(Permission.SEAL_NOTICE)
def notices(request: Request) -> HttpResponse:
    """What the units of one's own posts are to confirm; for units below, how many wait."""
    own = request.actor.offices(Permission.SEAL_NOTICE)
    about = {
        "rows": [
            (row, uuid7()) for row in seal_notices.waiting(units=own, now=timezone.now())
        ],
        "below": seal_notices.unconfirmed(units=request.units - own), "days": NOTICE_DAYS,
    }  # fmt: skip
    return render(request, "sharing/notices.html", about)


def _form(
    request: Request, action: Action, template: str, about: dict[str, Any], *, after: Any,
    failed: Any = None,
) -> HttpResponse:  # fmt: skip
    """Show one action as a form and carry it out."""
    data = request.POST if request.method == "POST" else None
    start = initial(action, request.GET)
    form = ActionForm(action, request.actor, set(), data=data, initial=start)
    if data is not None:
        try:
            made = action(**form.values(), **form.envelope(), by=request.actor, at=timezone.now())
            return redirect(after(made))
        except Refused as refused:
            form.show(refused)
            if failed:
                failed(refused)
    shown = {"form": form, "action": action, "purpose": PURPOSES.get(action.name), **about}
    return render(request, template, shown, status=422 if data is not None else 200)
