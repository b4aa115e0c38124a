"""Programs that call the API: one token for each of the cast, and cases as of the real clock."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guihang.cases.models import Case, Person
from guihang.casework import actions as casework
from guihang.casework import handovers
from guihang.core import scope
from guihang.core.ids import uuid7
from guihang.people import tokens
from guihang.people.models import Unit

ROOT = "/api/v1"


class Api:
    """A program with the token of one user."""

    def __init__(self, username: str, client: Client | None = None, **headers: str) -> None:
        secret = tokens.issue(username=username, note="test", days=1, at=timezone.now())
        self.headers = {"authorization": f"Bearer {secret}", **headers}
        self.client = client or Client(enforce_csrf_checks=True)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(ROOT + path, query, headers=self.headers)

    def send(self, path: str, body: Any, kind: str = "application/json") -> Any:
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(ROOT + path, raw, content_type=kind, headers=self.headers)

    def do(self, name: str, /, **arguments: Any) -> Any:
        """Carry an action out, under a fresh entry unless one is given."""
        return self.send(f"/actions/{name}", {"entry": str(uuid7())} | arguments)


@pytest.fixture
def apis(cast: SimpleNamespace) -> SimpleNamespace:
    """A program for each of the cast who calls the API."""
    names = ("officer", "head", "worker", "second", "station-head", "other-worker", "other-officer",
             "analyst", "bureau", "lead", "volunteer", "police", "doctor")  # fmt: skip
    return SimpleNamespace(**{name.replace("-", "_"): Api(name) for name in names})


@pytest.fixture
def make(cast: SimpleNamespace) -> SimpleNamespace:
    """Builders of cases as of now; the API reads the clock, so they must."""

    def everywhere() -> Any:
        return scope.opened(Unit.objects.values_list("pk", flat=True))

    def inside(**values: Any) -> Case:
        at = timezone.now() - timedelta(days=730)
        given = {
            "unit": cast.units.facility, "name": "张建国", "sex": Person.Sex.MALE,
            "drug": Case.Drug.OPIOID, "decided_on": (at - timedelta(days=5)).date(),
            "admitted_at": at, "by": cast.officer, "at": at + timedelta(days=1),
        }  # fmt: skip
        with everywhere():
            return casework.admit(**given | values)

    def out(*, days: float = 10, **values: Any) -> Case:
        case, at = inside(**values), timezone.now() - timedelta(days=days)
        with everywhere():
            casework.release(case=case, released_at=at, by=cast.head, at=at)
            casework.record_consent(
                case=case, decision="given", decided_at=at, by=cast.officer, at=at
            )
        return case

    def offered(*, days: float = 10, **values: Any) -> tuple[Case, Any]:
        case, at = out(days=days, **values), timezone.now() - timedelta(days=days, hours=-2)
        with everywhere():
            handover = handovers.offer_handover(
                case=case, to_unit=cast.units.station, by=cast.officer, at=at
            )
        return case, handover

    def held(*, days: float = 10, **values: Any) -> Case:
        case, handover = offered(days=days, **values)
        with everywhere():
            handovers.accept_handover(
                handover=handover,
                by=cast.worker,
                at=timezone.now() - timedelta(days=days, hours=-3),
            )
        return case

    return SimpleNamespace(
        inside=inside, out=out, offered=offered, held=held, everywhere=everywhere
    )  # fmt: skip


@pytest.fixture
def statements() -> Any:
    """Count the statements of a call."""

    def count(call: Any) -> int:
        with CaptureQueriesContext(connection) as found:
            response = call()
        assert response.status_code < 300, response.content
        return len(found)

    return count


def codes(response: Any) -> set[str]:
    """The codes of all reasons in a problem."""
    return {reason["code"] for reason in response.json()["reasons"]}


def against(response: Any) -> set[str]:
    """The fields that a problem names."""
    return {reason["field"] for reason in response.json()["reasons"]}


def moment(**ago: float) -> str:
    """A moment some time before now, as a program sends it."""
    return (timezone.now() - timedelta(**ago)).isoformat()
