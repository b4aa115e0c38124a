"""The one decorator every endpoint wears."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, get_type_hints

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from guihang.api import problem
from guihang.api.problem import Problem
from guihang.api.wire import encode
from guihang.core.fields import Field, fields_of, problems
from guihang.core.refusal import Reason, Refused
from guihang.engines.words import Words
from guihang.people import tokens
from guihang.people.asking import Asking, asking
from guihang.people.permissions import Permission
from guihang.people.queries import StaffActor, actor_of

IN_THE_PATH = frozenset({"call", "pk", "name"})
"""Parameters of an endpoint that do not come from the query string."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request after ``@endpoint``: what was sent, who asks, and when it came."""

    request: HttpRequest
    asked: Asking
    at: datetime


@dataclass(frozen=True)
class About:
    """What an endpoint says of itself; the description of the API is drawn from it."""

    method: str
    permission: Permission | None
    words: Words
    view: Callable[..., Any]

    @cached_property
    def query(self) -> dict[str, Field]:
        return {field.name: field for field in fields_of(self.view, IN_THE_PATH)}

    @cached_property
    def checkers(self) -> dict[str, forms.Field]:
        return {name: field.form_field() for name, field in self.query.items()}

    @cached_property
    def defaults(self) -> dict[str, Any]:
        return {name: field.default for name, field in self.query.items()}

    @property
    def answer(self) -> Any:
        return get_type_hints(self.view)["return"]

    @property
    def text(self) -> str:
        return inspect.getdoc(self.view) or ""


def endpoint(
    permission: Permission | None, *, zh: str, en: str, method: str = "GET"
) -> Callable[[Callable[..., Any]], Callable[..., HttpResponse]]:
    """Require a token or a session and a permission, and open the row-level security scope.

    The view takes a ``Call``, the parts of the path, and its keyword-only parameters from the
    query string, checked as its annotations say. It returns a frozen dataclass, or a response.
    Everything it reads and the note of it happen in one transaction. Whatever it raises becomes
    a problem in both languages.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
        about = About(method, permission, Words(zh, en), view)

        @csrf_exempt  # checked below, where the session was used
        @wraps(view)
        def wrapper(request: HttpRequest, **path: Any) -> HttpResponse:
            try:
                return _answered(about, request, path)
            except Exception as error:  # the last net: nobody outside reads a stack trace
                return problem.of(error, f"{request.method} {view.__name__}")

        wrapper.requires = permission  # type: ignore[attr-defined]
        wrapper.about = about  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _answered(about: About, request: HttpRequest, path: dict[str, Any]) -> HttpResponse:
    _allow(about.method, request)
    now = timezone.now()
    actor = asker(request, now)
    route = request.resolver_match.view_name if request.resolver_match else ""
    with asking(actor, about.permission, route=route, at=now, about=path.values()) as asked:
        call = Call(request, asked, now)
        found = about.view(call, **path, **_query(about, request))
    return found if isinstance(found, HttpResponse) else respond(found)


def respond(answer: Any, status: int = 200) -> HttpResponse:
    """Return an answer as JSON that no cache keeps."""
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(encode(answer), "application/json", status, headers=headers)


def _allow(method: str, request: HttpRequest) -> None:
    if request.method == method or (method == "GET" and request.method == "HEAD"):
        return
    raise Problem("method", headers={"Allow": "GET, HEAD" if method == "GET" else method})


def asker(request: HttpRequest, now: datetime) -> StaffActor:
    """Return who asks. A token that is sent must be valid; a session is not asked then."""
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is not None:
        scheme, _, secret = header.partition(" ")
        actor = tokens.bearer(secret.strip(), now) if scheme.lower() == "bearer" else None
        if actor is not None:
            return actor
    elif request.user.is_authenticated:
        if request.method not in SAFE and _Csrf(_never).process_view(request, None, (), {}):
            raise Problem("csrf")
        return actor_of(request.user, timezone.localdate(now))
    raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer realm="guihang"'})


class _Csrf(CsrfViewMiddleware):
    """Django's check, which tells us instead of drawing a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:  # type: ignore[override]
        return reason


def _never(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def _query(about: About, request: HttpRequest) -> dict[str, Any]:
    """Return the checked parameters of the query string; an unknown one is an error, not a hint."""
    if not request.META.get("QUERY_STRING"):
        return about.defaults
    values = dict(about.defaults)
    refusals = []
    for name in request.GET:
        field = about.query.get(name)
        if field is None:
            refusals.append(unknown(name))
            continue
        try:
            values[name] = field.clean(request.GET[name], about.checkers[name])
        except ValidationError as error:
            refusals += problems(field, error)
    if refusals:
        raise Refused(refusals)
    return values


def unknown(name: str) -> Reason:
    """Return the reason against an argument that is not in the schema."""
    shown = name[:60]
    return Reason("unknown", Words(
        f"没有名为“{shown}”的参数。", f"There is no argument called “{shown}”."), name)  # fmt: skip
