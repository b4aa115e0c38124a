"""A volunteer's own page: shifts, hours, certificates. A code opens it; no unit is ever in scope.

Nothing here imports what knows a case, and a test keeps it so.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from guihang.community import certificate, own
from guihang.community.models import Volunteer
from guihang.core import scope
from guihang.core.ids import uuid7
from guihang.core.refusal import OutOfReach, Refused
from guihang.core.words import W, say
from guihang.people import throttle
from guihang.people.permissions import Permission

PREFIX = "__Host-" if settings.HTTPS else ""
SESSION = f"{PREFIX}serve"

type View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request after ``@serving``: which volunteer, and the moment of asking."""

    me: Volunteer
    now: datetime


def serving(view: View) -> View:
    """Require a volunteer's browser, and open their own side and nothing else."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        own_id = own.who(request.COOKIES.get(SESSION, ""), at=now)
        if own_id is None:
            return redirect("serve-start")
        asked = cast(Request, request)
        with scope.opened((), person=own_id):
            try:
                asked.me, asked.now = own.myself(), now
                response = view(asked, *args, **kwargs)
            except OutOfReach as error:
                raise Http404 from error
        add_never_cache_headers(response)
        return response

    wrapper.requires = Permission.OWN_FILE  # type: ignore[attr-defined]
    return wrapper


class CodeForm(forms.Form):
    """The code on the slip of paper."""

    code = forms.CharField(
        label=W("纸上的口令", "The code on the paper"), max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


WRONG = W(
    "这个口令打不开。请核对纸上的 16 位，或向队长、工作站再要一个。",
    "This code opens nothing. Check the 16 letters, or ask your team or station for a new one.",
)
BUSY = W("试的次数太多，请 15 分钟后再来。", "Too many tries. Come back in 15 minutes.")


def start(request: HttpRequest) -> HttpResponse:
    """Come in with a code; the browser is known from then on."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        tries = throttle.begin(throttle.of_address(request), at=now)
        if tries is None:
            form.add_error(None, BUSY)
        elif session := own.redeem(form.cleaned_data["code"], at=now):
            throttle.forgive(tries)
            response = redirect("serve")
            response.set_cookie(
                SESSION, session, max_age=own.PASS_DAYS * 24 * 3600, secure=settings.HTTPS,
                httponly=True, samesite="Strict", path="/",
            )  # fmt: skip
            return response
        else:
            form.add_error("code", WRONG)
    response = render(
        request, "serve/start.html", {"form": form}, status=422 if form.is_bound else 200
    )
    add_never_cache_headers(response)
    return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the volunteer in this browser, and show a page that says nothing about us."""
    own.leave_page(request.COOKIES.get(SESSION, ""), at=timezone.now())
    response = render(request, "system/weather.html")
    response.delete_cookie(SESSION, path="/", samesite="Strict")
    return response


@serving
def home(request: Request) -> HttpResponse:
    """What comes, what is still to be recorded, hours and certificates."""
    return _page(request)


def _page(request: Request, wrong: str = "") -> HttpResponse:
    me, now = request.me, request.now
    services = list(me.services.order_by("-starts_at")[:50])
    about = {
        "me": me, "shifts": own.shifts_of(me, at=now), "to_record": own.to_record(me, at=now),
        "services": services, "hours": own.confirmed_minutes(me) / 60,
        "certificates": me.certificates.order_by("-until"), "entry": uuid7(), "wrong": wrong,
        "said": request.GET.get("said", ""),
    }  # fmt: skip
    return render(request, "serve/home.html", about, status=422 if wrong else 200)


ACTS = {"join": own.join_shift, "leave": own.leave_shift, "record": own.record_own_hours}
"""Word in the address → what a volunteer does with a shift."""


@require_POST
@serving
def act(request: Request, pk: UUID, word: str) -> HttpResponse:
    """Take a shift, give it back, or record one's hours of it."""
    if word not in ACTS:
        raise Http404
    given = {"minutes": request.POST.get("minutes")} if word == "record" else {}
    return _done(request, ACTS[word], shift=own.shift(pk), **given)


@require_POST
@serving
def stop(request: Request) -> HttpResponse:
    """Leave volunteering, at once."""
    return _done(request, own.stop_serving)


def _done(request: Request, action: Any, **given: Any) -> HttpResponse:
    try:
        entry = UUID(request.POST.get("entry", ""))
    except ValueError:
        entry = uuid7()
    try:
        action(volunteer=request.me, **given, by=own.Self(), at=request.now, entry=entry)
    except Refused as refused:
        return _page(request, " ".join(say(reason.words) for reason in refused.reasons))
    return redirect(f"{reverse('serve')}?said=done")


@serving
def paper(request: Request, pk: UUID) -> HttpResponse:
    """One's certificate as a PDF."""
    row = own.certificate(pk, request.me)
    response = HttpResponse(certificate.pdf(row), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{row.number}.pdf"'
    return response
