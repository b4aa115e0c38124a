"""Calls with a token go straight to their endpoint: no session, cookie or page stands in between."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation

PREFIX = "/api/v1/"
POLICY = "default-src 'none'; frame-ancestors 'none'"
"""What an answer may do that a browser is led to: nothing; it is data."""


class TokenCalls:
    """Middleware that answers what names a token; everything else goes on as usual."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_AUTHORIZATION" not in request.META or not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.get_host()  # refuses a name that is not ours
        match = request.resolver_match = resolve(request.path_info)
        with translation.override(translation.get_language_from_request(request)):
            answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        answer.headers["Content-Length"] = str(len(answer.content))
        answer.headers["Content-Security-Policy"] = POLICY
        return answer
