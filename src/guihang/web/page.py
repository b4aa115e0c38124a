"""The one decorator every page wears."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from psycopg.errors import QueryCanceled

from guihang.core.refusal import OutOfReach
from guihang.people.asking import Asking, NotGranted, asking
from guihang.people.budget import OverBudget
from guihang.people.permissions import Permission
from guihang.people.queries import StaffActor, actor_of
from guihang.web import gate


class Request(HttpRequest):
    """A request after ``@page``: who asks, where the page's permission holds, what was seen."""

    actor: StaffActor
    units: frozenset[int]
    _asked: Asking

    def saw(self, cases: Iterable[UUID]) -> None:
        """Note whose data this page shows; written to the log of reads in this transaction."""
        self._asked.saw(cases)

    def searched(self, cases: Iterable[UUID]) -> None:
        """Note what a search found, nobody too."""
        self._asked.searched(cases)

    def printed(self, route: str) -> None:
        """Note that a page goes on paper."""
        self._asked.printed(route)

    def took(self) -> None:
        """Note that this answer is taken away as a file."""
        self._asked.took()

    def may(self, permission: Permission) -> None:
        """Say by which permission this page shows what it shows, where its address decides it."""
        self._asked.permission = permission

    def prove(self) -> None:
        """Go on only if the second factor was given within five minutes; ask for it otherwise.

        For a page that learns late what it is about (an action's form). What was typed is kept
        as a draft: afterwards the page is shown again.
        """
        if not gate.is_fresh(self):
            raise StepUp


class StepUp(Exception):
    """What was asked for needs the second factor again (ASVS 5.0 7.5.3)."""


type View = Callable[..., HttpResponse]


def to_step_up(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for the second factor, and from there back here.

    What was sent is not sent again: back leads to the page with its button.
    """
    came = urlsplit(request.META.get("HTTP_REFERER", ""))
    page = (
        came._replace(scheme="", netloc="").geturl() if came.netloc == request.get_host() else "/"
    )
    wanted = page if request.method == "POST" else request.get_full_path()
    return redirect(f"{reverse('step-up')}?{urlencode({'next': wanted})}")


def page(permission: Permission | None, *, step_up: bool = False) -> Callable[[View], View]:
    """Require a login and a permission, and open the row-level security scope.

    Sets ``request.units``: the units at which the permission holds. A record outside them answers
    exactly like one that does not exist. Everything the page reads and the note that it was read
    happen in one transaction: if the note fails, nothing is shown.

    ``step_up``: the second factor must have been given within five minutes, for exports, unsealing
    and emergency access.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked, now = _prepared(request), timezone.now()
            route = request.resolver_match.view_name if request.resolver_match else ""
            try:
                with asking(
                    asked.actor,
                    permission,
                    route=route,
                    at=now,
                    about=kwargs.values(),
                    budgeted=request.method != "POST",
                ) as asked._asked:
                    asked.units = asked._asked.units
                    if step_up:
                        asked.prove()
                    response = view(asked, *args, **kwargs)
            except NotGranted as refused:
                about = {"permission": refused.words}
                response = render(asked, "errors/403.html", about, status=403)
            except OverBudget as over:
                response = render(asked, "errors/429.html", {"words": over.words}, status=429)
            except OperationalError as error:
                if not isinstance(error.__cause__, QueryCanceled):
                    raise
                response = render(asked, "errors/503.html", status=503)
            except StepUp:
                response = to_step_up(request)
            except OutOfReach as error:
                raise Http404 from error
            add_never_cache_headers(response)
            return response

        wrapper.requires = permission  # type: ignore[attr-defined]
        wrapper.step_up = step_up  # type: ignore[attr-defined]
        return wrapper

    return decorate


@cache
def _class_for(kind: type[HttpRequest]) -> type[Request]:
    return cast(type[Request], type("Request", (Request, kind), {}))


def _prepared(request: HttpRequest) -> Request:
    asked = cast(Request, request)
    asked.__class__ = _class_for(type(request))
    asked.actor = actor_of(request.user, timezone.localdate())  # type: ignore[arg-type]
    return asked
