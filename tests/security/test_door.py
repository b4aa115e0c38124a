"""Who came in, who could not, what was refused, searched and taken away stands in the log."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from tests.conftest import in_aftercare

from guihang.core import journal, scope
from guihang.core.ids import uuid7
from guihang.core.models import Access, Entry
from guihang.people import rights, tokens
from guihang.people.models import Unit
from guihang.people.permissions import GRANTS, Role

PASSWORD = "correct horse battery"


def lines(*kinds: str) -> list[Access]:
    with scope.opened((), audit=True):
        return list(Access.objects.filter(kind__in=kinds).order_by("pk"))


@pytest.fixture
def worker(cast):
    cast.users.worker.set_password(PASSWORD)
    cast.users.worker.save()
    return cast.users.worker


def test_a_sign_in_and_a_sign_out_are_noted(client, worker, cast):
    client.force_login(worker)
    client.logout()

    found = lines("signed_in", "signed_out")

    assert [(line.kind, line.by_id) for line in found] == [
        ("signed_in", worker.pk), ("signed_out", worker.pk),
    ]  # fmt: skip
    assert {line.unit_id for line in found} == {cast.units.station.pk}


def test_a_failure_names_the_account_and_the_address_and_never_what_was_typed(worker):
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")

    authenticate(request, username="worker", password="wrong")
    authenticate(request, username=PASSWORD, password="worker")

    found = lines("not_signed_in")
    assert [(line.by_id, line.address) for line in found] == [
        (worker.pk, "192.0.2.7"), (None, "192.0.2.7"),
    ]  # fmt: skip
    assert all(PASSWORD not in str(vars(line)) for line in found)


def test_a_refusal_is_noted_with_the_route_and_whoever_asked(client, cast):
    client.force_login(cast.users.volunteer)
    client.get(reverse("people"))
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = in_aftercare(cast)
    client.force_login(cast.users.other_worker)
    client.get(reverse("journey", args=[case.pk]))
    client.post(
        reverse("api:action", args=["followup.record_contact"]),
        {"case": str(case.pk), "entry": str(uuid7()), "happened_at": "2026-05-01T10:00:00+08:00",
         "channel": "phone"}, content_type="application/json",
    )  # fmt: skip

    found = lines("refused")

    assert [(line.route, line.by_id, line.permission, line.subjects) for line in found] == [
        ("people", cast.users.volunteer.pk, "person_view", []),
        ("journey", cast.users.other_worker.pk, "person_view", [str(case.pk)]),
        ("api:action", cast.users.other_worker.pk, "", [str(case.pk)]),
    ]
    assert {line.found for line in found} == {0}


def test_a_search_is_noted_with_how_many_it_found_nobody_too(client, cast):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = in_aftercare(cast, number="GH-1")
    client.force_login(cast.users.worker)
    client.post(reverse("search"), {"q": "GH-1"}, follow=True)
    client.post(reverse("search"), {"q": "无此人"}, follow=True)

    assert [(line.found, line.subjects) for line in lines("search")] == [
        (1, [str(case.pk)]), (0, []),
    ]  # fmt: skip


def test_a_file_that_is_taken_away_is_noted_as_such(client, cast):
    client.force_login(cast.users.station_head)
    for route in ("people-export", "stations-export", "outcomes-export", "journal-export"):
        assert client.get(reverse(route)).status_code == 200

    assert [line.route for line in lines("export")] == [
        "people-export", "stations-export", "outcomes-export", "journal-export",
    ]  # fmt: skip


def test_the_reads_that_others_see_are_reads(client, cast):
    """A sign-in is the auditor's business, and is on no page of the unit."""
    client.force_login(cast.users.station_head)

    client.get(reverse("people"))
    with scope.opened([cast.units.station.pk]):
        kinds = {line.kind for line in journal.recent_reads([cast.units.station.pk])}

    assert lines("signed_in")
    assert "signed_in" not in kinds


def test_a_token_leaves_an_entry_when_it_is_made_and_when_it_is_ended(worker):
    now = timezone.now()
    tokens.issue(username="worker", note="试", days=3, at=now)
    assert tokens.revoke(tokens.tokens()[0].id, at=now)
    assert not tokens.revoke(tokens.tokens()[0].id, at=now)

    with scope.opened((), audit=True):
        done = [*Entry.objects.order_by("at", "pk").values_list("action", "by_id")]
    assert done == [("people.issue_token", None), ("people.revoke_token", None)]


def test_a_new_table_of_permissions_is_noted_once(db, monkeypatch):
    assert rights.note_change(at=timezone.now())
    assert not rights.note_change(at=timezone.now())
    monkeypatch.setitem(GRANTS, Role.VOLUNTEER, GRANTS[Role.OFFICER])
    assert rights.note_change(at=timezone.now())

    assert len(lines("rights")) == 2


def test_an_unknown_client_without_an_address_is_noted_too(db):
    Client().logout()
    authenticate(None, username="nobody", password="x")

    assert [(line.by_id, line.address) for line in lines("not_signed_in")] == [(None, None)]


def test_a_page_that_goes_on_paper_is_noted_by_its_route(client, cast):
    client.force_login(cast.users.worker)

    assert client.post(reverse("printed"), {"page": reverse("people")}).status_code == 204
    assert client.post(reverse("printed"), {"page": "/nowhere/"}).status_code == 404

    assert [(line.route, line.by_id) for line in lines("print")] == [
        ("people", cast.users.worker.pk),
    ]  # fmt: skip
