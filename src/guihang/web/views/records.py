"""One page for every action: the form is the action's schema."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from guihang.cases import queries as cases
from guihang.cases.models import Case, Handover
from guihang.core import drafts
from guihang.core.action import ACTIONS, Action
from guihang.core.refusal import Refused
from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.web.forms import ActionForm, initial
from guihang.web.page import Request, page
from guihang.web.views.people import person_line

SUBJECTS = {"case": (Case, cases.case), "handover": (Handover, cases.handover)}
"""The word in the address → what an action form is about, and how it is fetched within reach."""


@page(None)
def act(request: Request, subject: str, pk: UUID, name: str) -> HttpResponse:
    """Show and carry out any action on a case or a handover."""
    action = _action(request, name)
    model, fetch = SUBJECTS[subject]
    field = next((ref for ref in action.references if ref.kind is model), None)
    if field is None:
        raise Http404
    row = fetch(pk, units=request.actor.all_units)
    case = row if isinstance(row, Case) else row.case
    request.saw([case.pk])
    return _carry_out(request, action, {field.name: row}, case)


@page(None)
def start(request: Request, name: str) -> HttpResponse:
    """Show and carry out an action that starts something new, such as an admission."""
    return _carry_out(request, _action(request, name), {}, None)


def _action(request: Request, name: str) -> Action:
    action = ACTIONS.get(name)
    if action is None or not request.actor.units(action.permission):
        raise Http404
    return action


def _carry_out(
    request: Request, action: Action, given: dict[str, Any], case: Case | None
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ActionForm(
        action, request.actor, set(given), data=data, initial=initial(action, request.GET)
    )
    if data is not None:
        try:
            made = action(
                **given, **form.values(), by=request.actor, at=timezone.now(),
                **_envelope(form),
            )  # fmt: skip
        except Refused as refused:
            form.show(refused)
        else:
            drafts.forget(request.actor.user_id, request.path)
            done = Words(f"{action.words.zh}:已保存。", f"{action.words.en}: saved.")
            messages.success(request, say(done))
            target = case or (made if isinstance(made, Case) else None)
            return redirect("journey", target.pk) if target else redirect("today")
    about = {
        "action": action, "form": form, "draft": request.path,
        "person": person_line(case) if case else None,
        "submit": W("保存", "Save"), "cancel_url": reverse("journey", args=[case.pk]) if case else "/",
    }  # fmt: skip
    status = 422 if data is not None else 200
    return render(request, "records/act.html", about, status=status)


def _envelope(form: ActionForm) -> dict[str, Any]:
    """Return the entry id made by the browser, and what the entry corrects."""
    clean = form.fields["entry"].clean
    found: dict[str, Any] = {"entry": clean(form.data.get("entry"))}
    if "supersedes" in form.fields:
        found["supersedes"] = clean(form.data.get("supersedes"))
        found["reason"] = form.data.get("reason", "")
    return found
