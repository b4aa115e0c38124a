"""What every answer says to the browser: no foreign or inline code, no frame, no copy kept."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, path
from django.urls.resolvers import URLPattern, URLResolver
from tests.api.conftest import Api

from guihang.core.ids import uuid7

ARGUMENTS = {
    "uuid": lambda: str(uuid7()), "int": lambda: "1", "str": lambda: "x", "slug": lambda: "x",
    "path": lambda: "do/x/",
}  # fmt: skip
"""A value for each kind of argument of an address."""

KEPT = {
    "worker": "the script of the page without network; asked for again each time",
}
"""Route → why a browser may keep its answer."""


def addresses(patterns: Any, prefix: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    """Name and an address of every route."""
    for pattern in patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, prefix + route, inner)
        elif isinstance(pattern, URLPattern):
            yield (
                f"{space}{pattern.name or pattern.pattern}",
                prefix + re.sub(r"<(\w+):\w+>", lambda found: ARGUMENTS[found[1]](), route),
            )


def lacking(response: Any, *, may_be_kept: bool = False) -> set[str]:
    """What an answer leaves out."""
    headers, policy = (
        response.headers,
        directives(response.headers.get("Content-Security-Policy", "")),
    )
    codes = policy.get("script-src", policy.get("default-src", "*"))
    lacks = {
        "scripts": bool(set(codes.split()) - {"'self'", "'none'"}),
        "styles": bool(set(policy.get("style-src", policy.get("default-src", "*")).split())
                       - {"'self'", "'none'"}),
        "frame": policy.get("frame-ancestors") != "'none'",
        "base": policy.get("base-uri", policy.get("default-src")) != "'none'",
        "objects": policy.get("object-src", policy.get("default-src")) != "'none'",
        "sniffing": headers.get("X-Content-Type-Options") != "nosniff",
        "referrer": headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"),
        "opener": headers.get("Cross-Origin-Opener-Policy") != "same-origin",
        "kept": not may_be_kept and "no-store" not in headers.get("Cache-Control", ""),
        "told": bool({"Server", "X-Powered-By"} & set(headers)),
    }  # fmt: skip
    return {name for name, lack in lacks.items() if lack}


def directives(policy: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in policy.split(";"))
    return {name: values.strip() for name, _, values in parts if name}


def callers(cast: SimpleNamespace) -> Iterator[tuple[str, Any]]:
    yield "nobody", Client()
    for name in ("worker", "head", "lead"):
        client = Client()
        client.force_login(getattr(cast.users, name))
        yield name, client


def test_every_answer_of_every_route_carries_the_headers(cast: SimpleNamespace) -> None:
    routes = list(addresses(get_resolver().url_patterns))
    found = {}
    for who, client in callers(cast):
        for name, address in routes:
            for method in ("get", "post"):
                response = getattr(client, method)(address)
                if "sessionid" not in client.cookies and who != "nobody":
                    client.force_login(getattr(cast.users, who))
                if lacks := lacking(response, may_be_kept=name in KEPT):
                    found[who, name, method, response.status_code] = lacks

    assert len(routes) > 50
    assert found == {}


def test_every_answer_to_a_program_carries_them_too(cast: SimpleNamespace) -> None:
    routes = [(name, address) for name, address in addresses(get_resolver().url_patterns)
              if name.startswith("api:")]  # fmt: skip
    found = {}
    for headers in (Api("worker").headers, {"authorization": "Bearer wrong"}):
        for name, address in routes:
            response = Client().get(address, headers=headers)
            if lacks := lacking(response, may_be_kept=name in KEPT):
                found[name, response.status_code] = lacks

    assert len(routes) > 5
    assert found == {}


def test_errors_carry_them_too(cast: SimpleNamespace) -> None:
    strict, plain = Client(enforce_csrf_checks=True), Client()
    strict.force_login(cast.users.worker)
    answers = [
        plain.get("/nowhere/"), plain.get("/api/v1/nowhere"), strict.post("/data/"),
        plain.get("/", headers={"host": "elsewhere.example"}), plain.get("/static/../settings.py"),
        plain.get("/.git/config"), plain.get("/login/?next=//elsewhere.example"),
    ]  # fmt: skip

    assert [lacking(answer, may_be_kept=True) for answer in answers] == [set()] * len(answers)


def test_styles_and_scripts_carry_them_and_are_for_this_site_only(
    settings: Any, tmp_path: Path, client: Client
) -> None:
    (tmp_path / "app.js").write_text("1")
    settings.STATIC_ROOT = tmp_path
    answer = client.get("/static/app.js")

    assert (answer.status_code, lacking(answer, may_be_kept=True)) == (200, set())
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_control_a_page_that_allows_inline_code_is_found(settings: Any, client: Client) -> None:
    settings.SECURE_CSP = settings.SECURE_CSP | {"script-src": ["'self'", "'unsafe-inline'"]}

    assert lacking(client.get("/login/")) == {"scripts"}


def test_the_control_a_bare_answer_lacks_everything_and_an_unknown_argument_stops_the_walk() -> (
    None
):
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert {"scripts", "frame", "sniffing", "kept"} <= lacking(bare(HttpRequest()))
    with pytest.raises(KeyError):
        ARGUMENTS["yyyy"]
    assert list(addresses([path("a/<int:pk>/", bare, name="a")])) == [("a", "/a/1/")]
