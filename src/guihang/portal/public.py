"""Pages for anybody: find help, become a volunteer, stories, what to know. Nothing personal is asked
for but by the sign-up, and nothing here knows a case.
"""

from itertools import groupby
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from guihang.community import own, stories
from guihang.core import scope
from guihang.core.refusal import Refused
from guihang.core.words import W
from guihang.engines import awareness
from guihang.people import queries as people
from guihang.people import throttle
from guihang.portal.forms import OwnForm
from guihang.portal.hotlines import AS_OF, LINES

BUSY = W(
    "从这个网络报名的人太多，请 15 分钟后再试。填写的内容还在。",
    "Too many sign-ups from this network; try again in 15 minutes. What you wrote is still here.",
)


def shown(
    request: HttpRequest, template: str, about: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Return a page that no cache keeps: phones are shared."""
    response = render(request, template, about, status=status)
    add_never_cache_headers(response)
    return response


def help_(request: HttpRequest) -> HttpResponse:
    """Where help is: lines to call, stations by league, and how to ask."""
    leagues = [
        (W(league.zh, league.en), list(found))
        for league, found in groupby(people.public_stations(), key=lambda one: one.parent.parent)
    ]
    about = {"lines": LINES, "as_of": AS_OF, "leagues": leagues, "here": "help"}
    return shown(request, "open/help.html", about)


def know(request: HttpRequest) -> HttpResponse:
    """What is good to know, with the statements that events ask about."""
    return shown(request, "open/know.html", {"quiz": awareness.QUIZ, "here": "know"})


def told(request: HttpRequest) -> HttpResponse:
    """Stories that ambassadors agreed to be read here, today."""
    return shown(request, "open/stories.html", {"stories": stories.current(), "here": "stories"})


class SignUpForm(OwnForm):
    """The sign-up of a visitor: the action's fields, and the station that answers."""

    def __init__(self, *, data: Any) -> None:
        super().__init__(own.sign_up, {"unit"}, (), data=data, start={})
        stations = [(str(one.pk), str(one)) for one in people.public_stations()]
        self.fields["station"] = forms.ChoiceField(
            label=W("离我近的工作站", "The station near me"),
            choices=[("", "—"), *stations],
            error_messages={"required": W("请选一个工作站。", "Please choose a station.")},
        )
        self.order_fields(["station"])


def volunteer(request: HttpRequest) -> HttpResponse:
    """Become a volunteer."""
    data = request.POST if request.method == "POST" else None
    form = SignUpForm(data=data)
    if data is not None and _sent(request, form):
        return redirect(f"{reverse('open-volunteer')}?said=sent")
    about = {"form": form, "consent": own.CONSENT, "said": request.GET.get("said", ""),
             "here": "volunteer"}  # fmt: skip
    return shown(request, "open/volunteer.html", about, 422 if data is not None else 200)


def _sent(request: HttpRequest, form: SignUpForm) -> bool:
    now, chosen = timezone.now(), form.data.get("station", "")
    unit = next((one for one in people.public_stations() if str(one.pk) == chosen), None)
    tries = throttle.begin(throttle.of_sign_ups(request), at=now)
    if tries is None:
        form.add_error(None, BUSY)
        return False
    try:
        with scope.opened([unit.pk] if unit else []):
            own.sign_up(unit=unit, **form.values(), by=own.Self(), at=now, entry=form.entry())
    except Refused as refused:
        throttle.forgive(tries)
        # Which station is asked for by a field of the form, which says what is missing.
        form.show(Refused([one for one in refused.reasons if one.field != "unit"]))
        return False
    return True
