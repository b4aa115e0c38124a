"""Who may call: tokens, sessions with CSRF, methods, addresses; and that faults stay inside."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.api.conftest import ROOT, Api, moment

from guihang.api import reads
from guihang.core.ids import uuid7
from guihang.core.refusal import Refused
from guihang.people import tokens
from guihang.people.models import Tenure, Token
from guihang.people.queries import actor_of

PATHS = ("/cases", "/worklist", "/units", "/me", "/cases/e3ce10c5-d36d-4a9d-b5bf-93fa35214589")


def is_problem(response, status):
    body = response.json()
    assert response.status_code == body["status"] == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert body["words"]["zh"]
    assert body["words"]["en"]
    return body


@pytest.mark.parametrize("path", PATHS)
def test_without_a_token_or_a_session_nothing_is_told(cast, path):
    answer = Client().get(ROOT + path)

    is_problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer wrong", "Basic d29ya2VyOng=", "", "Bearer \xff"]
)
def test_a_header_that_proves_nothing_is_refused_even_beside_a_session(cast, header):
    client = Client()
    client.force_login(cast.users.worker)

    answer = client.get(ROOT + "/me", headers={"authorization": header})

    is_problem(answer, 401)


def test_a_session_reads_without_a_csrf_token(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users.worker)

    assert client.get(ROOT + "/me").json()["id"] == cast.users.worker.pk


def test_a_session_writes_only_with_a_csrf_token(cast, make):
    case = make.held()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users.worker)
    body = {
        "entry": str(uuid7()), "case": str(case.pk), "happened_at": moment(hours=1),
        "channel": "phone",
    }  # fmt: skip
    address = ROOT + "/actions/followup.record_contact"

    refused = client.post(address, body, content_type="application/json")
    client.cookies["csrftoken"] = "a" * 32
    done = client.post(
        address, body, content_type="application/json", headers={"x-csrftoken": "a" * 32}
    )

    assert is_problem(refused, 403)["type"].endswith(":csrf")
    assert done.status_code == 201


def test_a_token_writes_without_one_though_the_browser_has_a_session(cast, make):
    case = make.held()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users.officer)

    answer = Api("worker", client).do(
        "followup.record_contact", case=str(case.pk), happened_at=moment(hours=1), channel="phone"
    )

    assert answer.status_code == 201


def test_a_token_ends(apis, cast):
    assert apis.worker.get("/me").status_code == 200

    Token.objects.filter(user=cast.users.worker).update(ends_at=timezone.now())

    is_problem(apis.worker.get("/me"), 401)


def test_a_token_of_somebody_who_has_left_opens_nothing(apis, cast):
    cast.users.worker.is_active = False
    cast.users.worker.save()

    is_problem(apis.worker.get("/me"), 401)


def test_a_token_knows_the_same_posts_as_a_session(cast):
    today = timezone.localdate()
    Tenure.objects.filter(user=cast.users.second).update(ends_on=today)
    for user in vars(cast.users).values():
        secret = tokens.issue(username=user.username, note="n", days=1, at=timezone.now())

        assert tokens.bearer(secret, timezone.now()) == actor_of(user, today)

    assert tokens.bearer(secret + "x", timezone.now()) is None


def test_only_the_hash_of_a_token_is_stored(cast):
    secret = tokens.issue(username="worker", note="n", days=1, at=timezone.now())

    row = Token.objects.get()

    assert len(bytes(row.digest)) == 32
    assert secret.encode() not in bytes(row.digest)


@pytest.mark.parametrize(
    ("username", "note", "days", "field"),
    [
        ("nobody", "n", 90, "username"), ("worker", " ", 90, "note"),
        ("worker", "n" * 81, 90, "note"), ("worker", "n", 0, "days"), ("worker", "n", 400, "days"),
    ],
)  # fmt: skip
def test_a_token_needs_a_user_a_purpose_and_an_end(cast, username, note, days, field):
    with pytest.raises(Refused) as refused:
        tokens.issue(username=username, note=note, days=days, at=timezone.now())

    assert [reason.field for reason in refused.value.reasons] == [field]


def test_a_revoked_token_ends_at_once_and_stays_on_record(apis, cast):
    row = Token.objects.get(user=cast.users.worker)

    first = tokens.revoke(row.pk, at=timezone.now())
    again = tokens.revoke(row.pk, at=timezone.now() + timedelta(seconds=1))

    assert (first, again) == (True, False)
    is_problem(apis.worker.get("/me"), 401)
    assert row.pk in {found.id for found in tokens.tokens()}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_read_takes_no_other_method(apis, path, method):
    answer = getattr(Client(), method)(ROOT + path, headers=apis.worker.headers)

    is_problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_an_action_takes_only_a_post(apis, method):
    path = ROOT + "/actions/followup.record_contact"
    answer = getattr(Client(), method)(path, headers=apis.worker.headers)

    is_problem(answer, 405)
    assert answer["Allow"] == "POST"


def test_a_head_is_answered_like_a_get(apis):
    answer = Client().head(ROOT + "/me", headers=apis.worker.headers)

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing", "/cases/", "/cases/not-a-uuid", "/actions"])
def test_an_unknown_address_is_a_problem_not_a_page(apis, path):
    is_problem(apis.worker.get(path), 404)


def test_a_fault_of_ours_is_logged_under_an_id_and_never_shown(apis, monkeypatch, caplog):
    def broken():
        raise RuntimeError("secret detail")

    monkeypatch.setattr(reads.directory, "units", broken)

    answer = apis.worker.get("/units")

    body = is_problem(answer, 500)
    assert "secret" not in answer.content.decode()
    assert body["id"] in caplog.text
    assert "secret detail" in caplog.text
