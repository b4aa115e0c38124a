"""If a look cannot be written down, nothing is shown: every page and every address of the API."""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse
from tests.architecture.guards import views
from tests.architecture.test_views import RECORDS, World, readable, world
from tests.conftest import staff

from guihang.cases import queries as cases
from guihang.core import scope
from guihang.core.models import Access
from guihang.people.models import Unit, User
from guihang.people.permissions import Permission, Role
from guihang.project import urls
from guihang.web import sought
from guihang.web.page import page

__all__ = ["world"]

USERS = ("worker", "station_head", "officer", "head", "bureau", "lead", "analyst")
FULLEST = {
    "today": "?all=1", "today-export": "?all=1", "audit": "?kind=read",
}  # fmt: skip
"""Route → what makes it show as much as it can."""

SHOW = {
    "today", "today-export", "people", "people-export", "search", "journey", "identity",
    "handovers", "handovers-export", "handover", "act", "api:cases", "api:case", "api:worklist",
    "audit", "audit-export",
}  # fmt: skip
"""Routes that are known to show people; the test would prove nothing if it met none of them."""


@pytest.fixture(scope="module", autouse=True)
def breakable(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Teach the log of reads to fail on demand."""
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION test_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF current_setting('guihang_test.full', true) = 'on' THEN
                RAISE EXCEPTION 'the disk is full';
              END IF; RETURN NEW; END $$;
            CREATE TRIGGER test_full BEFORE INSERT ON core_access
              FOR EACH ROW EXECUTE FUNCTION test_full()""")
    yield
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute("DROP TRIGGER test_full ON core_access; DROP FUNCTION test_full()")


def full(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('guihang_test.full', %s, true)", [value])


def addresses(world: World, user: User) -> Iterator[tuple[str, str]]:
    """Give every route with an address that can be asked for."""
    for route, address, _ in views(get_resolver().url_patterns):
        if route in RECORDS:
            yield route, reverse(route, args=RECORDS[route][0](world, user))
        elif route == "act":
            yield route, reverse(route, args=["followup.record_contact", "case", world.case.pk])
            yield route, reverse(route, args=["casework.accept_handover", "handover", world.offer.pk])  # fmt: skip
        elif route == "search":
            yield route, sought.address(route, "GH-SECRET-1", user.pk)
        elif "<" not in address and route not in ("logout", "leave", "api:"):
            try:
                yield route, reverse(route) + FULLEST.get(route, "")
            except LookupError:
                continue


def shown(world: World, address: str, client: Client) -> tuple[int, set[str]]:
    """Return the status and the cases whose number or id stands in the answer."""
    response = client.get(address)
    text = readable(b"".join(response) if response.streaming else response.content)
    text = text.replace(address, "").replace("“GH-SECRET-1”", "")  # what was asked is no answer
    known = {"1": world.case, "2": world.offer.case, "3": world.inside}
    return response.status_code, {
        str(case.pk) for mark, case in known.items()
        if f"GH-SECRET-{mark}" in text or str(case.pk) in text
    }  # fmt: skip


def noted(after: int) -> set[str]:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        lines = Access.objects.filter(pk__gt=after)
        return {subject for line in lines for subject in line.subjects}


def newest() -> int:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        return Access.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def unnoted(world: World, users: Iterable[User]) -> tuple[set[str], set[str], set[str]]:
    """Return the routes that show people, show some without a note, or show some when it fails."""
    found: tuple[set[str], set[str], set[str]] = (set(), set(), set())
    for user in users:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        for route, address in addresses(world, user):
            before = newest()
            status, people = shown(world, address, client)
            if not people:
                continue
            found[0].add(route)
            if not people <= noted(before):
                found[1].add(route)
            full("on")
            status, people = shown(world, address, client)
            full("off")
            if people or status < 500:
                found[2].add(route)
    return found


def test_what_cannot_be_noted_is_not_shown(world):
    users = [getattr(world.cast.users, name) for name in USERS]
    auditor = staff("auditor", world.cast.units.region, Role.AUDIT_ADMIN)

    show, silent, open_ = unnoted(world, [*users, auditor])

    assert show >= SHOW
    assert (silent, open_) == (set(), set())


def test_a_page_that_forgets_the_note_is_found(world, settings):
    """The control."""

    @page(Permission.PERSON_VIEW)
    def planted(request: Any) -> HttpResponse:
        rows = cases.cases(units=request.units, limit=9)
        return HttpResponse(" ".join(case.person.number for case in rows))

    module: Any = ModuleType("planted")
    module.urlpatterns = [path("planted/", planted, name="planted"), *urls.urlpatterns]
    settings.ROOT_URLCONF = module

    _, silent, open_ = unnoted(world, [world.cast.users.worker])

    assert (silent, open_) == ({"planted"}, {"planted"})


def test_nobody_comes_in_who_cannot_be_noted(world):
    client = Client()
    full("on")
    with pytest.raises(DatabaseError, match="disk is full"):
        client.force_login(world.cast.users.worker)
    full("off")

    assert "_auth_user_id" not in client.session


def test_a_refusal_that_cannot_be_noted_says_nothing_of_what_was_refused(world):
    client = Client(raise_request_exception=False)
    client.force_login(world.cast.users.other_worker)
    address = reverse("journey", args=[world.case.pk])

    assert client.get(address).status_code == 404
    full("on")
    assert client.get(address).status_code == 500
    full("off")
