"""Requests made up from the description of the API: no fault of ours, no answer that it leaves out.

``GUIHANG_LONG=20000`` (``make test-long``) asks so many times; ``GUIHANG_SEED`` repeats a run.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as openapi
from tests.api.conftest import ROOT, apis, make, moment  # noqa: F401  fixtures

from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.people.permissions import Permission
from guihang.project.wsgi import application

CASES = min(int(os.environ.get("GUIHANG_LONG", "600")), 20_000)
SEED = int(os.environ.get("GUIHANG_SEED") or random.SystemRandom().randrange(2**32))
CHECKS = [
    schemathesis.checks.not_a_server_error, openapi.status_code_conformance,
    openapi.content_type_conformance, openapi.response_headers_conformance,
    openapi.response_schema_conformance, openapi.negative_data_rejection,
]  # fmt: skip
CALLERS = ("worker", "station_head", "officer", "head", "bureau", "lead", "analyst", "volunteer")


def loaded(apis: SimpleNamespace) -> Any:  # noqa: F811
    return schemathesis.openapi.from_wsgi(
        f"{ROOT}/openapi.json", application, headers=apis.worker.headers
    )


def cases_of(schema: Any) -> st.SearchStrategy[Any]:
    """Valid and invalid requests to every operation."""
    return st.one_of(
        found.ok().as_strategy(generation_mode=mode)
        for found in schema.get_all_operations() for mode in GenerationMode
    )  # fmt: skip


def asked(
    schema: Any, count: int, headers: Callable[[Any], dict[str, str]], known: dict[str, Any]
) -> tuple[Counter[int], dict[str, str]]:
    """Ask ``count`` times; return how often each status came, and what was wrong with an answer."""
    statuses, wrong = Counter[int](), dict[str, str]()
    choose = random.Random(SEED)

    @seed(SEED)
    @settings(max_examples=count, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=cases_of(schema))
    def ask(case: Any) -> None:
        # What was replaced may have been what was wrong with the request.
        led = lead_to_records(case, known, choose)
        checks = [
            check for check in CHECKS if not led or check is not openapi.negative_data_rejection
        ]
        response = case.call(headers=headers(case))
        statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=checks)
        except (Failure, FailureGroup) as failure:
            said = "; ".join(map(str, getattr(failure, "exceptions", [failure])))
            wrong[f"{case.method} {case.path} {said.splitlines()[0]}"] = (
                f"{said[:900]}\n{case.query!r:.300}\n{case.body!r:.600}\n{response.text:.300}")  # fmt: skip

    ask()
    return statuses, wrong


def lead_to_records(case: Any, known: dict[str, Any], choose: random.Random) -> bool:
    """Point most requests at records that exist and at days that were; else all ends there.

    Say whether anything was replaced.
    """
    led = False
    for values in (case.body, case.path_parameters):
        for name, value in values.items() if isinstance(values, dict) else ():
            if isinstance(value, str | int) and choose.random() < 0.8:
                if name in known:
                    values[name] = str(uuid7()) if name == "entry" else known[name]
                elif name.endswith(("_at", "_on")):
                    values[name] = moment(hours=1)[: None if name.endswith("_at") else 10]
                led |= values[name] is not value
    return led


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the connection of the test's own transaction, as Django's test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def known(make: SimpleNamespace, cast: SimpleNamespace) -> dict[str, Any]:  # noqa: F811
    case, handover = make.offered()
    return {"entry": "", "case": str(make.held().pk), "pk": str(case.pk), "handover": str(handover.pk),
            "unit": cast.units.facility.code, "to_unit": cast.units.station.code,
            "post": cast.worker.posts[0].id, "second_by": "second"}  # fmt: skip


def test_every_answer_is_one_that_the_description_foresees(
    apis: SimpleNamespace, cast: SimpleNamespace, known: dict[str, Any]  # noqa: F811
) -> None:  # fmt: skip
    print(f"seed {SEED}, {CASES} cases")
    choose = random.Random(SEED)

    def headers(case: Any) -> dict[str, str]:
        """Mostly somebody who may, sometimes anybody."""
        action = ACTIONS.get(case.path.rpartition("/")[2])
        permission = action.permission if action else Permission.PERSON_VIEW
        may = [name for name in CALLERS if permission in getattr(cast, name).permissions] or CALLERS
        return getattr(apis, choose.choice(may if choose.random() < 0.9 else CALLERS)).headers

    statuses, wrong = asked(loaded(apis), CASES, headers, known)

    print(sorted(statuses.items()))
    assert wrong == {}, "\n\n".join(wrong.values())
    assert statuses.total() >= CASES * 0.9
    assert {200, 201, 404, 422} <= statuses.keys()
    assert not [status for status in statuses if status >= 500]


def test_the_control_an_answer_of_another_shape_is_found(
    apis: SimpleNamespace, known: dict[str, Any], monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    from guihang.api import reads

    schema = loaded(apis)
    monkeypatch.setattr(reads, "encode", lambda answer: b'{"shape": "another"}', raising=False)
    monkeypatch.setattr("guihang.api.endpoint.encode", lambda answer: b'{"shape": "another"}')

    _, wrong = asked(schema, 60, lambda case: apis.worker.headers, known)

    assert wrong


def test_without_a_token_every_operation_says_so(apis: SimpleNamespace) -> None:  # noqa: F811
    for found in loaded(apis).get_all_operations():
        operation = found.ok()
        address = ROOT + operation.path.replace("{pk}", "0190163d-8694-739b-aea5-966c26f8ad91")
        sent = (
            {"data": "{}", "content_type": "application/json"} if operation.method == "post" else {}
        )
        response = getattr(Client(), operation.method)(address, **sent)
        assert response.status_code == 401, address
