"""What the person asks for, complains about, withdraws."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from guihang.cases import complaints
from guihang.casework import own
from guihang.casework.own_library import told_of
from guihang.core.action import Action
from guihang.core.refusal import Refused
from guihang.core.words import W
from guihang.portal.forms import OwnForm
from guihang.portal.mine import Request, mine
from guihang.portal.plain import kinds, place, whom

FORMS: dict[str, tuple[Action, W, W]] = {
    "help": (own.ask_for_help, W("我需要帮助", "I need help"), W(
        "写下来，工作站会看到。选“我现在很难熬”，两小时内有人找您；其他的，下一个工作日结束前答复。",
        "The station sees what you write. For “very hard right now” somebody gets in touch within "
        "two hours; otherwise you have an answer by the end of the next working day.")),
    "correct": (own.ask_for_correction, W("有地方写错了", "Something is wrong"), W(
        "告诉我们现在写的是什么、应该是什么。15 个工作日内答复并说明理由。不同意时，您可以附上自己的说明。",
        "Tell us what it says and what it should say. You have a decision with its reason within 15 "
        "working days. If it is refused, you can add your own statement.")),
    "lawyer": (own.ask_for_legal_aid, W("我想找免费律师", "I want a free lawyer"), W(
        "您的申请会在 24 小时内转交法律援助机构(《法律援助法》第三十九条)。不需要说明理由。",
        "Your request is passed on to legal aid within 24 hours (Legal Aid Law art 39). You need "
        "not say why.")),
}  # fmt: skip
"""Word in the address → what is done, its title, and what follows from it."""


@mine()
def ask(request: Request, kind: str) -> HttpResponse:
    """One form a kind: help, a correction, legal aid."""
    if kind not in FORMS:
        raise Http404
    action, title, told = FORMS[kind]
    return _form(request, action, title, told, {"case": request.case})


@mine()
def state(request: Request, pk: UUID) -> HttpResponse:
    """The person's statement against a refused correction."""
    row = complaints.request(pk, units=[request.case.unit_id])
    told = W("您写的话会一直放在这一条旁边。", "What you write always stands beside this entry.")
    title = W("我的说明", "My statement")
    return _form(request, own.state, title, told, {"request": row})


@mine()
def complain(request: Request) -> HttpResponse:
    """Complain about a unit, somebody of the team, or whoever made a line of the log."""
    about = _about(request)
    told = W(
        "被投诉的人和单位看不到这份投诉，也不能处理它。由上一级处理，15 个工作日内答复您。",
        "Whoever you complain about does not see it and cannot close it. The level above answers "
        "within 15 working days.",
    )
    return _form(request, own.complain, W("投诉", "Complain"), told, about, whom(request.case))


def _about(request: Request) -> dict[str, Any]:
    """Return what the complaint is about, and who answers it: never taken from the form."""
    given = request.POST if request.method == "POST" else request.GET
    look = given.get("look", "")
    if look.isascii() and look.isdigit():
        return own.about_look(int(look), at=request.now)
    return own.about_choice(request.case, given.get("about", ""), at=request.now)


def _form(
    request: Request, action: Action, title: W, told: W, given: dict[str, Any], about: Any = ()
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = OwnForm(action, set(given), about, data=data, start=request.GET)
    if data is not None:
        try:
            action(**given, **form.values(), by=request.me, at=request.now, entry=form.entry())
        except Refused as refused:
            form.show(refused)
        else:
            return redirect(f"{reverse('my-asked')}?said=sent")
    shown = {"form": form, "title": title, "told": told, "look": given.get("look")}
    return render(request, "my/form.html", shown, status=422 if data is not None else 200)


@mine()
def asked(request: Request) -> HttpResponse:
    """Everything that was asked for, with its answer."""
    rows, mine_ = complaints.of_case(request.case), complaints.of_person(request.case.person_id)
    about = {
        "rows": [(row, row.opened("text_sealed"), row.opened("answer_sealed"),
                  row.opened("old_sealed"), row.opened("new_sealed"),
                  row.opened("statement_sealed"), row.is_late(request.now)) for row in rows],
        "complaints": [(row, row.opened("text_sealed"), row.opened("answer_sealed"),
                        place(row.about_unit), place(row.handler), row.is_late(request.now))
                       for row in mine_],
        "said": request.GET.get("said", ""), "here": "asked",
    }  # fmt: skip
    return render(request, "my/asked.html", about)


@mine()
def sharing_page(request: Request) -> HttpResponse:
    """Who is told what, because the person agreed; and what was told to whom."""
    about = {
        "grants": [(row, kinds(row.fields)) for row in own.grants_of(request.case)],
        "told": [
            (row, own.whom(row), kinds(row.fields)) for row in own.disclosures_of(request.case)
        ],
        "cases": told_of(request.case.person_id),
        "now": request.now, "said": request.GET.get("said", ""), "here": "sharing",
    }  # fmt: skip
    return render(request, "my/sharing.html", about)


@require_POST
@mine()
def leave_aftercare(request: Request) -> HttpResponse:
    """Leave aftercare: one tap, at once, no reason."""
    try:
        own.leave_aftercare(case=request.case, by=request.me, at=request.now)
    except Refused:
        return redirect("my")
    return redirect(f"{reverse('my')}?said=left")


@require_POST
@mine()
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw a consent: one tap, at once, no reason."""
    try:
        own.withdraw_consent(grant=own.grant_of(pk), by=request.me, at=request.now)
    except Refused:
        return redirect("my-sharing")
    return redirect(f"{reverse('my-sharing')}?said=withdrawn")
