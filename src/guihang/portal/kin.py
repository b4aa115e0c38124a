"""The family's page, and where the person says what it shows."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from guihang.cases import entering, family
from guihang.cases.family import Item
from guihang.cases.models import Case
from guihang.casework.family import let_family_see, pass_of, stop_family
from guihang.core import scope
from guihang.core.codes import spaced
from guihang.core.models import Access
from guihang.core.refusal import Refused
from guihang.core.words import W
from guihang.followup import queries as followup
from guihang.people import throttle
from guihang.portal.forms import OwnForm
from guihang.portal.mine import PREFIX, Request, mine
from guihang.portal.plain import BETWEEN_US, coming, place
from guihang.portal.serve import BUSY, CodeForm

SESSION = f"{PREFIX}kin"
WRONG = W(
    "这个口令打不开。请核对纸上的 16 位，或请家人、工作站再给一个。",
    "This code opens nothing. Check the 16 letters, or ask for a new one.",
)


@mine()
def passes(request: Request) -> HttpResponse:
    """Who of the family may see what, with the code as long as nobody used it."""
    rows = [
        (row, spaced(row.code) if row.used_at is None and row.ends_at > request.now else "")
        for row in family.of_person(request.case.person_id)
    ]
    return render(request, "my/family.html", {"rows": rows, "address": "/kin/"})


@mine()
def allow(request: Request) -> HttpResponse:
    """Let a relative see something."""
    data = request.POST if request.method == "POST" else None
    form = OwnForm(let_family_see, {"case"}, (), data=data, start={})
    if data is not None:
        try:
            let_family_see(
                case=request.case, **form.values(), by=request.me, at=request.now,
                entry=form.entry(),
            )  # fmt: skip
        except Refused as refused:
            form.show(refused)
        else:
            return redirect("my-family")
    about = {
        "form": form, "title": W("让家里人看到一些", "Let the family see something"),
        "told": W(
            "您选哪几项，他们就只看到哪几项；看不到检测、记录和地址。随时可以收回。",
            "They see what you choose and nothing else: no tests, notes or address. Take it back at any time."),
    }  # fmt: skip
    return render(request, "my/form.html", about, status=422 if data is not None else 200)


@require_POST
@mine()
def stop(request: Request, pk: UUID) -> HttpResponse:
    """Take back what a relative may see."""
    try:
        stop_family(given=pass_of(pk), by=request.me, at=request.now)
    except Refused:
        return redirect("my-family")
    return redirect("my-family")


def start(request: HttpRequest) -> HttpResponse:
    """A relative comes in with a code; the browser is known from then on."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        tries = throttle.begin(throttle.of_address(request), at=now)
        if tries is None:
            form.add_error(None, BUSY)
        elif session := family.redeem(form.cleaned_data["code"], at=now):
            throttle.forgive(tries)
            response = redirect("kin")
            response.set_cookie(
                SESSION, session, max_age=family.PASS_DAYS * 24 * 3600, secure=settings.HTTPS,
                httponly=True, samesite="Strict", path="/",
            )  # fmt: skip
            return response
        else:
            form.add_error("code", WRONG)
    return _kept(
        render(request, "kin/start.html", {"form": form}, status=422 if form.is_bound else 200)
    )


def home(request: HttpRequest) -> HttpResponse:
    """What the person allows this relative to see, today."""
    now = timezone.now()
    opened = family.opened(request.COOKIES.get(SESSION, ""), at=now)
    if opened is None:
        return redirect("kin-start")
    with scope.opened((), person=opened.case.person_id):
        about = _allowed(opened, now)
        entering.note(opened.case, Access.Kind.READ, route="kin", at=now)
    return _kept(render(request, "kin/home.html", about))


def _allowed(opened: family.Opened, now: Any) -> dict[str, Any]:
    """Return the items of the pass as plain values; the case itself goes no further."""
    case, inside = opened.case, opened.case.stage == Case.Stage.INSIDE
    about: dict[str, Any] = {"words": opened.given.words_of(), "items": opened.given.labels}
    if opened.shows(Item.WHERE):
        about["where"] = place(case.unit)
    if opened.shows(Item.TERM) and inside:
        about["ends_on"] = case.term_ends_on
    if opened.shows(Item.COMING) and not inside:
        tasks, _ = followup.journey(case, now=now)
        told = [task for task in tasks if task.track not in BETWEEN_US]
        about["steps"] = coming(told, case, limit=3)
    return about


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the page in this browser, and show one that says nothing about us."""
    family.leave(request.COOKIES.get(SESSION, ""), at=timezone.now())
    response = render(request, "system/weather.html")
    response.delete_cookie(SESSION, path="/", samesite="Strict")
    return response


def _kept(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
