"""Accounts, as the three administrators see them, and the tokens of one's own account."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.core.refusal import Refused
from guihang.core.words import W, say
from guihang.people import access, directory, queries, tokens
from guihang.people.accounts import Handed
from guihang.people.asking import at_unit
from guihang.people.models import User
from guihang.people.permissions import Permission
from guihang.web import sought
from guihang.web.page import Request, page

ON_AN_ACCOUNT = (
    "people.reset_password", "people.close_account", "people.reopen_account",
    "people.reset_factors", "people.end_sessions",
)  # fmt: skip
"""Actions that take an account and nothing else, in the order of their buttons."""


class OpenForm(forms.Form):
    username = ACTIONS["people.open_account"].checkers["username"]
    name = ACTIONS["people.open_account"].checkers["name"]


@page(Permission.ACCOUNT_VIEW)
def index(request: Request) -> HttpResponse:
    """Accounts by name; the system administrator opens new ones here."""
    if "q" in request.POST:
        return sought.led(request, "accounts")
    opens = bool(request.actor.units(Permission.ACCOUNT_MANAGE))
    form = OpenForm(request.POST or None) if opens else None
    if form is not None and request.method == "POST" and form.is_valid():
        request.prove()
        try:
            made = ACTIONS["people.open_account"](
                unit=queries.region(), **form.cleaned_data, by=request.actor, at=timezone.now(),
                entry=uuid7(),
            )  # fmt: skip
            return _hand_over(request, made)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(reason.field, str(reason))
    text = sought.text(request)
    about = {"rows": directory.accounts(request.units, text=text), "text": text, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/index.html", about, status=status)


@page(Permission.ACCOUNT_VIEW)
def account(request: Request, pk: int) -> HttpResponse:
    """One account: its posts, its second factors, where it is signed in."""
    user = directory.account(pk, units=request.units)
    manages = request.actor.units(Permission.ACCESS_MANAGE)
    today = timezone.localdate()
    about = {
        "user_": user, "tenures": directory.tenures(user), "today": today,
        "factors": access.factors_of(user), "sessions": access.sessions_of(user.pk),
        "actions": [ACTIONS[name] for name in ON_AN_ACCOUNT if _offered(request, user, name)],
        "vacant": directory.vacant(manages, on=today) if manages and user.is_active else [],
        "appoints": bool(manages),
    }  # fmt: skip
    return render(request, "accounts/account.html", about)


def _offered(request: Request, user: User, name: str) -> bool:
    closed = name == "people.reopen_account"
    fits = closed != user.is_active or name == "people.reset_factors"
    return fits and bool(request.actor.units(ACTIONS[name].permission))


@page(Permission.ACCOUNT_VIEW)
@require_POST
def act(request: Request, pk: int, name: str) -> HttpResponse:
    """Carry out one of the actions on an account."""
    request.prove()
    user = directory.account(pk, units=request.units)
    given: dict[str, Any] = {"user": user}
    if name == "people.appoint":
        units = request.actor.units(Permission.ACCESS_MANAGE)
        given |= {"post": queries.post(request.POST.get("post", ""), units=units),
                  "starts_on": request.POST.get("starts_on", "")}  # fmt: skip
    elif name == "people.leave_post":
        units = request.actor.units(Permission.ACCESS_MANAGE)
        given = {"post": queries.post(request.POST.get("post", ""), units=units),
                 "ends_on": request.POST.get("ends_on", "")}  # fmt: skip
    elif name not in ON_AN_ACCOUNT:
        return redirect("account-of", pk)
    unit_id = given["post"].unit_id if "post" in given else user.home_id
    try:
        with at_unit(request.actor, unit_id):
            made = ACTIONS[name](**given, by=request.actor, at=timezone.now(), entry=uuid7())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect("account-of", pk)
    if isinstance(made, Handed):
        return _hand_over(request, made)
    messages.success(request, say(ACTIONS[name].words) + say(W("：已完成。", ": done.")))
    return redirect("account-of", pk)


def _hand_over(request: Request, made: Handed) -> HttpResponse:
    """Show the first password this once; it stands in no session and no log."""
    return render(request, "accounts/handed.html", {"made": made})


class TokenForm(forms.Form):
    note = ACTIONS["people.issue_token"].checkers["note"]
    days = ACTIONS["people.issue_token"].checkers["days"]


@page(Permission.TOKEN_HOLD)
def my_tokens(request: Request) -> HttpResponse:
    """Keys with which programs call the API in one's own name."""
    form, secret = TokenForm(request.POST or None, initial={"days": 90}), ""
    if request.method == "POST" and form.is_valid():
        request.prove()
        try:
            secret = tokens.issue_token(
                unit=tokens.office_of(request.actor), user=request.user, **form.cleaned_data, by=request.actor,
                at=timezone.now(), entry=uuid7(),
            ).secret  # fmt: skip
            form = TokenForm(initial={"days": 90})
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(reason.field, str(reason))
    rows = [row for row in tokens.tokens() if row.username == request.user.get_username()]
    about = {"rows": rows, "form": form, "secret": secret, "now": timezone.now()}
    return render(request, "accounts/tokens.html", about, status=422 if form.errors else 200)


@page(Permission.TOKEN_HOLD)
@require_POST
def token_end(request: Request, pk: int) -> HttpResponse:
    """End one token of one's own."""
    try:
        tokens.revoke_token(
            unit=tokens.office_of(request.actor),
            token=pk,
            by=request.actor,
            at=timezone.now(),
            entry=uuid7(),
        )
        messages.success(request, str(W("令牌已作废。", "The token has ended.")))
    except Refused as refused:
        messages.error(request, str(refused.reasons[0]))
    return redirect("my-tokens")
