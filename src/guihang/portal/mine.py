"""The decorator of every page of the person: a device, a session on it, and their own file only.

Nothing here knows a user of staff; a session of staff in the same browser counts for nothing.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from guihang.cases import entering
from guihang.cases.entering import Opened
from guihang.cases.models import Case
from guihang.cases.own import DEVICE_DAYS, case_of_person
from guihang.casework.own import PersonActor, openings_of
from guihang.core import scope
from guihang.core.models import Access
from guihang.core.refusal import OutOfReach
from guihang.people.permissions import Permission

PREFIX = "__Host-" if settings.HTTPS else ""
DEVICE, SESSION = f"{PREFIX}my-device", f"{PREFIX}my-session"

type View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request after ``@mine``: whose file is open, and the moment of asking."""

    case: Case
    me: PersonActor
    now: datetime
    device_id: Any


def mine(*, kind: Access.Kind = Access.Kind.READ) -> Callable[[View], View]:
    """Require the person's own session; open their own file, and write down that they read it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            now, cookies = timezone.now(), request.COOKIES
            device = entering.who(cookies.get(DEVICE, ""), cookies.get(SESSION, ""), at=now)
            if device is None:
                return redirect("my-pin" if DEVICE in cookies else "my-start")
            asked = cast(Request, request)
            with scope.opened((), person=device.person_id):
                case = case_of_person()
                if case is None:
                    opened = openings_of(device.person_id)
                    response = render(request, "my/nothing.html", {"openings": opened})
                else:
                    asked.case, asked.now, asked.device_id = case, now, device.pk
                    asked.me = PersonActor(device.person_id)
                    try:
                        response = view(asked, *args, **kwargs)
                    except OutOfReach as error:
                        raise Http404 from error
                    entering.note(case, kind, route=_route(request), at=now,
                                  permission=Permission.OWN_FILE)  # fmt: skip
            add_never_cache_headers(response)
            return response

        wrapper.requires = Permission.OWN_FILE  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _route(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def let_in(response: HttpResponse, opened: Opened) -> HttpResponse:
    """Give the browser its two cookies: the device for ninety days, the session until it ends."""
    age = DEVICE_DAYS * 24 * 3600
    _cookie(response, DEVICE, opened.device, age)
    _cookie(response, SESSION, opened.session, None)
    return response


def _cookie(response: HttpResponse, name: str, value: str, age: int | None) -> None:
    response.set_cookie(
        name, value, max_age=age, secure=settings.HTTPS, httponly=True, samesite="Strict", path="/"
    )


def let_out(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(SESSION, path="/", samesite="Strict")
    return response
