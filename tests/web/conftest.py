"""A browser, and a stage: the real templates and built files served without a database.

The stage stands in for the network between browser and server: it can lose it and end a session.
"""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django.utils.csp import build_policy
from playwright.sync_api import Browser, sync_playwright

from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.web import gallery

CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    # A name that is not the machine itself: plain HTTP under it is not a secure context.
    "--host-resolver-rules=MAP office.test 127.0.0.1",
)  # fmt: skip
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

FORM = """{% extends "layout.html" %}
{% block title %}form{% endblock %}{% block heading %}form{% endblock %}
{% block content %}<form method="post" action="/form/" data-draft="/do/contact/" novalidate>
<input type="hidden" name="csrfmiddlewaretoken" value="{{ csrf_token }}">
<input type="hidden" name="entry" value="{{ entry }}">
<label>note <textarea name="note"></textarea></label>
<label>secret <input type="password" name="secret"></label>
<label><input type="radio" name="how" value="call">call</label>
<label><input type="radio" name="how" value="visit">visit</label>
<label><input type="checkbox" name="needs" value="work">work</label>
<label><input type="checkbox" name="needs" value="home">home</label>
<button>save</button><p data-draft-status></p></form>{% endblock %}"""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Of the folder: another folder begins a browser of its own, and two loops do not go together.
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(CHROMIUM)
        )
        yield launched
        launched.close()


class Stage:
    """What the stage's server knows; tests look at it and change it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.plain_url = f"http://office.test:{port}"
        self.reset()

    def reset(self) -> None:
        self.user, self.token, self.session = 7, "token-1", True
        self.drafts: dict[tuple[int, str], dict[str, str]] = {}
        self.sent: list[dict[str, list[str]]] = []
        self.entry = 0
        self.slow = 0.0
        self.left: list[str] = []

    def log_in(self, user: int) -> None:
        self.user, self.session = user, True
        self.token = f"token-{len(self.token)}-{user}"

    def page(self, path: str, query: str, language: str) -> str | None:
        """Return a page as the product's own templates give it."""
        request = RequestFactory().get(f"{path}?{query}" if query else path)
        request.COOKIES["django_language"] = language
        request.user = SimpleNamespace(pk=self.user, is_authenticated=True)  # type: ignore[assignment]
        request.actor = SimpleNamespace(  # type: ignore[attr-defined]
            name="王雪梅", posts=[SimpleNamespace(called="post", unit=Words("红山区工作站", "Hongshan station"))],
            permissions=frozenset({Permission.PERSON_VIEW, Permission.PROTOCOL_VIEW}),
            units=lambda permission: frozenset(),
        )  # fmt: skip
        request.resolver_match = None
        engine = engines["django"]
        about: dict[str, Any] = {}
        if path == "/gallery/":
            template, about = (
                engine.get_template("gallery.html"),
                gallery.samples(empty="empty" in query),
            )
        elif found := re.fullmatch(r"/errors/(\d+)/", path):
            template = engine.get_template(f"errors/{found[1]}.html")
        elif path == "/form/":
            self.entry += 1
            template, about = engine.from_string(FORM), {"entry": f"entry-{self.entry}"}
        else:
            return None
        with translation.override(language):
            html = template.render(about, request)
        return re.sub(r'(name="csrf-token" content=|name="csrfmiddlewaretoken" value=)"[^"]*"',
                      rf'\1"{self.token}"', html)  # fmt: skip


@pytest.fixture(scope="session")
def _stage_server() -> Iterator[Stage]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.stage = Stage(server.server_port)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.stage  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


@pytest.fixture
def stage(_stage_server: Stage) -> Stage:
    _stage_server.reset()
    return _stage_server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def stage(self) -> Stage:
        return self.server.stage  # type: ignore[attr-defined,no-any-return]

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path.startswith("/static/"):
            return self._file(Path(settings.STATICFILES_DIRS[0]) / path.removeprefix("/static/"))
        if path.startswith("/drafts/"):
            return self._draft(path)
        if path == "/worker.js":
            return self._answer(200, b"", "text/javascript")
        if path == "/leave/":
            return self._answer(200, b"<title>weather</title>", "text/html")
        if not self.stage.session and path == "/form/":
            return self._answer(302, location="/login/")
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        language = cookies["django_language"].value if "django_language" in cookies else "zh-hans"
        html = self.stage.page(path, query, language)
        return self._answer(
            200, (html or f"<title>{path}</title><h1>{path}</h1>").encode(), "text/html"
        )

    def do_PUT(self) -> None:
        self._draft(self.path)

    def do_DELETE(self) -> None:
        self._draft(self.path)

    def do_POST(self) -> None:
        fields = parse_qs(self._body().decode())
        if self.path in ("/leave/", "/logout/"):
            self.stage.session = False
            self.stage.left.append(self.path)
            return self._answer(200, b"<title>weather</title>", "text/html")
        if not self.stage.session:
            return self._answer(302, location="/login/")
        if fields.get("csrfmiddlewaretoken") != [self.stage.token]:
            return self._answer(403, b"csrf", "text/html")
        self.stage.sent.append(fields)
        self.stage.drafts.pop((self.stage.user, "/do/contact/"), None)
        threading.Event().wait(self.stage.slow)
        return self._answer(302, location="/done/")

    def _draft(self, path: str) -> None:
        stage, key = self.stage, unquote(path.removeprefix("/drafts/"))
        body = self._body()
        if not stage.session:
            return self._answer(302, location="/login/")
        if self.command == "GET":
            kept = stage.drafts.get((stage.user, key))
            return self._answer(
                200, json.dumps({"fields": kept} if kept else {}).encode(), "application/json"
            )
        if self.headers.get("X-CSRFToken") != stage.token:
            return self._answer(403)
        if self.command == "PUT":
            stage.drafts[stage.user, key] = json.loads(body)["fields"]
        else:
            stage.drafts.pop((stage.user, key), None)
        return self._answer(204)

    def _file(self, file: Path) -> None:
        if not file.is_file():
            return self._answer(404)
        return self._answer(200, file.read_bytes(), TYPES.get(file.suffix, "text/plain"))

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(
        self, status: int, body: bytes = b"", kind: str = "text/plain", location: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", build_policy(settings.SECURE_CSP))
        self.send_header("Cache-Control", "no-store")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)
