"""The entry of the web server. Requests with a token take the shorter of two ways."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guihang.project.settings")

API = "/api/v1/"
OF_THE_API = (
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
"""What a request with a token goes through: every header that a page gets, and the language.

Left out: static files, session, sign-in, messages and CSRF, which only a browser's request has.
"""


class TokenHandler(WSGIHandler):
    """Django's handler without the middleware of sessions. Views are the same."""

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async)  # installs what finds and runs the view
        self._view_middleware, self._template_response_middleware = [], []
        self._exception_middleware = []
        chain: Callable[[HttpRequest], HttpResponse] = convert_exception_to_response(self._at_home)
        for path in reversed(OF_THE_API):
            chain = convert_exception_to_response(import_string(path)(chain))
        self._middleware_chain = chain

    def _at_home(self, request: HttpRequest) -> HttpResponse:
        # What CommonMiddleware does: refuse a foreign Host, say how long the answer is.
        request.get_host()
        response: HttpResponse = self._get_response(request)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


_pages = get_wsgi_application()
_api = TokenHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    by_token = "HTTP_AUTHORIZATION" in environ and environ["PATH_INFO"].startswith(API)
    return (_api if by_token else _pages)(environ, start_response)  # type: ignore[no-any-return]
