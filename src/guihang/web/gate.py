"""What stands before every page: how long a session lives, and that it has a second factor.

A session ends after ``IDLE`` without a request and ``LONGEST`` after signing in. Without a second
factor it reaches the pages on which one is set up, and nothing else.
"""

import time
from collections.abc import Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from guihang.people import access

IDLE, LONGEST, FRESH = 15 * 60, 10 * 3600, 5 * 60
"""Seconds (ASVS 5.0 7.3.1, 7.3.2, 7.5.3; the figures are promised in part 2)."""

TOUCH = 30
"""A request is noted at most this often, so a session ends up to this much before its time."""

BEGAN, SEEN, PROVED = "began_at", "seen_at", "second_factor"

SET_UP = frozenset({"set-up", "phone", "passkey-add", "recovery-codes"})
ALWAYS = frozenset({"account_login", "logout", "leave", "language", "health", "password"})
"""Routes without a second factor: where one is set up, and what shows nothing of anybody."""

METHODS = {"draft": ("GET", "HEAD", "PUT", "DELETE")}
OF_A_PAGE, KNOWN = ("GET", "HEAD", "POST"), ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
"""What a route answers at all; TRACE and invented words nobody does (ASVS 5.0 4.1.4)."""

HEADERS = {
    "Cache-Control": "no-store",  # also of redirects and errors, whose addresses name records
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self), usb=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}

type Session = MutableMapping[str, Any]


def began(session: Session) -> None:
    """Note that somebody signed in just now."""
    session[BEGAN] = session[SEEN] = time.time()


def proved(session: Session, user_id: int) -> None:
    """Note that this user gave a second factor just now."""
    session[PROVED] = [user_id, time.time()]


def has_proved(request: HttpRequest) -> bool:
    """Whether the signed-in user gave a second factor in this session."""
    return bool(request.session.get(PROVED, [None])[0] == request.user.pk)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the second factor was given within the last five minutes."""
    return has_proved(request) and time.time() - request.session[PROVED][1] < FRESH


def ends_at(session: Session) -> float:
    """Return the moment, in seconds, at which the session ends whatever is done."""
    return float(session.get(BEGAN, 0)) + LONGEST


class Gate:
    """Middleware; after the one that tells who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in KNOWN:
            return self._with_headers(HttpResponseNotAllowed(OF_A_PAGE))
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._keep_time(request)
        return self._with_headers(self.get_response(request))

    def _with_headers(self, response: HttpResponse) -> HttpResponse:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _keep_time(self, request: HttpRequest) -> None:
        now, session = time.time(), request.session
        if now - session.get(SEEN, 0) > IDLE or now > ends_at(session):
            logout(request)
        elif now - session[SEEN] > TOUCH:
            session[SEEN] = now
            access.seen(session.session_key)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        route = request.resolver_match.view_name if request.resolver_match else ""
        methods = METHODS.get(route, OF_A_PAGE)
        if request.method not in methods and not route.startswith("api:"):
            return HttpResponseNotAllowed(methods)
        if not request.user.is_authenticated:
            return None
        if route in ALWAYS or (has_proved(request) and not request.user.password_due):
            return None
        if route.startswith("api:"):
            request.user = AnonymousUser()  # the API says in its own words that it wants a sign-in
            return None
        if request.user.password_due:
            return redirect("password")
        if route in SET_UP:
            return None
        return redirect(f"{reverse('set-up')}")
