"""One page for every action: the form is the action's schema."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from guihang.cases import complaints, sharing
from guihang.cases import queries as cases
from guihang.cases.erasures import Erasure
from guihang.cases.family import FamilyPass
from guihang.cases.grants import Grant
from guihang.cases.handovers import Handover
from guihang.cases.models import Case
from guihang.cases.own import Invitation
from guihang.cases.requests import OwnRequest
from guihang.cases.seals import SealNotice
from guihang.casework import erasing, seal_notices
from guihang.community.models import Pass
from guihang.core import drafts, journal
from guihang.core.action import ACTIONS, Action
from guihang.core.refusal import Refused
from guihang.core.words import W, say
from guihang.engines.protocol import Planned
from guihang.engines.words import Words
from guihang.followup import queries as followup
from guihang.partners.models import ResolutionLink
from guihang.people import queries as people
from guihang.people import register as registers
from guihang.people.models import Post
from guihang.people.permissions import Permission
from guihang.people.register import REGISTERS
from guihang.web.forms import ActionForm, as_typed, initial
from guihang.web.page import Request, page
from guihang.web.purposes import PURPOSES
from guihang.web.views.people import person_line
from guihang.web.views.requests import shown

SUBJECTS: dict[str, tuple[type[Any], Callable[..., Any]]] = {
    "grant": (Grant, sharing.grant), "case": (Case, cases.case),
    "handover": (Handover, cases.handover), "post": (Post, people.post),
    "request": (OwnRequest, complaints.request),
    "erasure": (Erasure, erasing.erasure), "notice": (SealNotice, seal_notices.notice),
}  # fmt: skip
"""The word in the address → what an action form is about, and how it is fetched within reach."""


@page(None)
def act(request: Request, subject: str, pk: str, name: str) -> HttpResponse:
    """Show and carry out any action on a case, a handover or a post."""
    action = _action(request, name)
    model, fetch = _subject(subject)
    field = next((ref for ref in action.references if ref.kind is model), None)
    if field is None:
        raise Http404
    row = fetch(pk, units=request.actor.all_units)
    case = row if isinstance(row, Case) else getattr(row, "known_case", None)
    if case is None and subject in REGISTERS and (find := REGISTERS[subject].case_of):
        case = find(row)
    if case:
        request.saw([case.pk])
    return _carry_out(request, action, {field.name: row}, case)


def _subject(name: str) -> tuple[type[Any], Callable[..., Any]]:
    if made := REGISTERS.get(name):
        return made.model, partial(registers.row, made)
    if name not in SUBJECTS:
        raise Http404
    return SUBJECTS[name]


@page(None)
def start(request: Request, name: str) -> HttpResponse:
    """Show and carry out an action that starts something new, such as an admission."""
    return _carry_out(request, _action(request, name), {}, None)


def _action(request: Request, name: str) -> Action:
    action = ACTIONS.get(name)
    if action is None or not request.actor.units(action.permission):
        raise Http404
    request.may(Permission(action.permission))
    return action


def _carry_out(
    request: Request, action: Action, given: dict[str, Any], case: Case | None
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    start = initial(action, request.GET)
    for row in given.values():  # what a row says that its form changes
        start |= getattr(row, "filled", {})
    if case and "supersedes" in start:
        given_before = journal.given(start["supersedes"], action.name, case.pk, case.cipher)
        start |= as_typed(action, given_before)
    form = ActionForm(action, request.actor, set(given), data=data, initial=start)
    if data is not None:
        try:
            made = action(
                **given, **form.values(), by=request.actor, at=timezone.now(),
                **form.envelope(),
            )  # fmt: skip
        except Refused as refused:
            form.show(refused)
        else:
            drafts.forget(request.actor.user_id, request.path)
            done = Words(f"{action.words.zh}：已保存。", f"{action.words.en}: saved.")
            messages.success(request, say(done))
            if isinstance(made, Invitation):
                return redirect("slip", case.pk, made.pk)  # type: ignore[union-attr]
            if isinstance(made, FamilyPass):
                return redirect("family-slip", made.case_id, made.pk)
            if isinstance(made, ResolutionLink):
                return redirect("answer-slip", made.pk)
            if isinstance(made, Pass):
                return redirect("volunteer-slip", made.pk)
            return redirect(_after(request, case or made))
    about = {
        "action": action, "form": form, "draft": request.path,
        "purpose": PURPOSES.get(action.name) or action.purpose, "task": _task(form, case),
        "person": person_line(case) if case else None,
        "asked": next(
            (shown(row, request) for row in given.values() if isinstance(row, OwnRequest)), None
        ),
        "emergency": next((_told(row, request) for row in given.values() if isinstance(row, Grant)
                           and row.kind == Grant.Kind.EMERGENCY), None),
        # Said before anybody types; what was sent has its reasons in the summary.
        "against": action.against(by=request.actor, at=timezone.now(), **given)
        if data is None and "supersedes" not in start else (),
        "submit": W("保存", "Save"), "cancel_url": _after(request, case),
    }  # fmt: skip
    status = 422 if data is not None else 200
    return render(request, "records/act.html", about, status=status)


def _told(grant: Grant, request: Request) -> dict[str, Any]:
    """Return what an emergency access was, for whoever reviews it."""
    request.saw([grant.case_id])
    return {
        "grant": grant,
        "why": grant.opened("reason_sealed"),
        "told": grant.opened("told_sealed"),
    }


def _task(form: ActionForm, case: Case | None) -> Planned | None:
    """Return the task of the plan that the form was opened for."""
    key = form["fulfils"].value() if "fulfils" in form.fields else None
    if not key or case is None:
        return None
    tasks, _ = followup.journey(case, now=timezone.now())
    return next((task for task in tasks if "/".join(task.key) == key), None)


def _after(request: Request, about: Any) -> str:
    """Return where to go on: the journey of the case, or the station of a post."""
    asked = request.resolver_match.kwargs if request.resolver_match else {}
    if asked.get("name") == "casework.return_handover":
        return reverse("handovers")  # whoever returned an offer no longer sees the case
    back = request.GET.get("back", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}):
        return back
    if isinstance(about, Case):
        return reverse("journey", args=[about.pk])
    if made := registers.BY_MODEL.get(type(about)):
        return reverse("record", args=[made.slug, about.pk])
    return reverse("today")
