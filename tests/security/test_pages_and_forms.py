"""What typed text becomes on a page, what a read changes, and how a password is taken."""

import html
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import get_resolver, reverse
from tests.security.test_headers import addresses

from guihang.core import scope
from guihang.core.models import Entry
from guihang.people.models import Unit, User

MARKUP = "<img src=x onerror=a()>\"'"
PASSWORD = " Seven blue Birds; " + "七只蓝鸟在河边喝酸奶茶" * 6
"""More than 64 characters, with spaces at its ends and capital letters."""

TYPES = ("text/html; charset=utf-8", "application/json", "application/problem+json",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv; charset=utf-8",
         "text/javascript; charset=utf-8", "application/pdf", "text/plain; charset=utf-8")  # fmt: skip


def routes() -> Iterator[tuple[str, str]]:
    return addresses(get_resolver().url_patterns)


def text_of(answer: Any) -> str:
    body = b"".join(answer) if answer.streaming else answer.content
    return str(body.decode(errors="replace"))


def test_what_was_typed_is_text_on_the_page_and_never_markup(cast: SimpleNamespace) -> None:
    user = cast.users.worker
    User.objects.filter(pk=user.pk).update(name=MARKUP)
    Unit.objects.filter(pk=cast.units.station.pk).update(zh=MARKUP)
    client = Client()
    client.force_login(user)
    pages = {name: text_of(client.get(address, {"q": MARKUP})) for name, address in routes()}
    pages["search"] = client.post(reverse("search"), {"q": MARKUP}, follow=True).text

    assert [name for name, page in pages.items() if MARKUP[:10] in page] == []
    assert len([page for page in pages.values() if html.escape(MARKUP)[:13] in page]) > 20
    assert html.escape(MARKUP) in pages["search"]
    bare = Template("{% autoescape off %}{{ x }}{% endautoescape %}").render(Context({"x": MARKUP}))
    assert MARKUP[:10] in bare, "the control"


def test_a_look_leaves_nothing_in_the_journal_and_ends_no_session(cast: SimpleNamespace) -> None:
    for name in ("worker", "head", "lead"):
        client = Client()
        client.force_login(getattr(cast.users, name))
        key, before = client.session.session_key, entries()
        for _, address in routes():
            client.get(address)
        assert (client.session.session_key, entries()) == (key, before)
        assert client.get("/account/").status_code == 200
        client.post("/logout/")
        assert client.get("/account/").status_code == 302, "the control: a post does"


def entries() -> int:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        return Entry.objects.count()


def test_every_answer_names_its_type_and_its_characters(cast: SimpleNamespace) -> None:
    client = Client()
    client.force_login(cast.users.station_head)
    wrong, seen = {}, 0
    for name, address in routes():
        answer = client.get(address)
        told, body = answer.headers.get("Content-Type", ""), text_of(answer)
        seen += bool(body)
        looks = "text/html" if body.lstrip().startswith("<!DOCTYPE html") else told
        if body and (told not in TYPES or not told.startswith(looks.partition(";")[0])):
            wrong[name] = told

    assert wrong == {}
    assert seen > 50


def test_a_page_answers_no_other_method(cast: SimpleNamespace) -> None:
    client = Client()
    client.force_login(cast.users.station_head)
    pages = [address for name, address in routes() if not name.startswith("api:")]
    odd = {
        (client.generic(method, address).status_code, method)
        for address in pages for method in ("TRACE", "INVENTED", "PATCH", "OPTIONS")
    }  # fmt: skip

    assert odd == {(405, method) for method in ("TRACE", "INVENTED", "PATCH", "OPTIONS")}
    assert client.put("/people/").status_code == client.put("/login/").status_code == 405
    assert client.get("/drafts/x").status_code == client.head("/people/").status_code == 200


@pytest.fixture
def worker(cast: SimpleNamespace) -> User:
    user: User = cast.users.worker
    user.set_password(PASSWORD)
    user.save()
    return user


def signs_in(password: str) -> bool:
    answer = Client().post("/login/", {"login": "worker", "password": password})
    return bool(answer.status_code == 302)


def test_a_password_counts_exactly_as_it_was_typed(worker: User) -> None:
    assert len(PASSWORD) > 64
    assert signs_in(PASSWORD)
    for other in (PASSWORD.strip(), PASSWORD.lower(), PASSWORD[:64]):
        assert not signs_in(other)


def test_a_new_password_needs_the_old_one(worker: User) -> None:
    client, new = Client(), "eight green fish of the lake"
    client.force_login(worker)
    form = {"old": PASSWORD.strip(), "new": new, "again": new}
    assert client.post("/account/password/", form).status_code == 422
    assert not signs_in(new)
    assert client.post("/account/password/", form | {"old": PASSWORD}).status_code == 302
    assert signs_in(new)


def test_a_password_is_hidden_while_it_is_typed_and_may_be_pasted(worker: User) -> None:
    client = Client()
    client.force_login(worker)
    pages = {"login": Client().get("/login/"), "change": client.get("/account/password/")}
    named = r'<input[^>]*name="(?:password|old|new|again)"[^>]*>'
    fields = {name: re.findall(named, text_of(page)) for name, page in pages.items()}

    assert {name: len(found) for name, found in fields.items()} == {"login": 1, "change": 3}
    for field in (*fields["login"], *fields["change"]):
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
