"""The description of the API: valid, complete, true, and in both languages."""

import enum
import re

import jsonschema
import pytest
from django.test import Client
from django.urls import get_resolver
from openapi_spec_validator import validate
from tests.api.conftest import ROOT, moment

from guihang.api import document
from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.people.permissions import Permission


@pytest.fixture(scope="module")
def described():
    assert get_resolver().url_patterns  # whatever declares an action has done so then
    return document.described()


def operations(described):
    return [
        (path, method, operation)
        for path, item in described["paths"].items() for method, operation in item.items()
    ]  # fmt: skip


def test_it_is_a_valid_document(described):
    validate(described)


def test_every_action_is_one_operation_and_nothing_else_writes(described):
    writes = {operation["operationId"] for _, method, operation in operations(described)
              if method == "post"}  # fmt: skip

    assert writes == set(ACTIONS)
    assert len([path for path in described["paths"] if path.startswith("/actions/")]) == len(
        ACTIONS
    )


def test_every_address_is_described(described):
    patterns = [
        "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        for pattern in get_resolver(document.URLS).url_patterns if pattern.name
    ]  # fmt: skip
    reads = {path for path in described["paths"] if not path.startswith("/actions/")}

    assert reads == set(patterns) - {"/actions/{name}", "/openapi.json"}


def test_the_address_gives_the_document_to_whoever_signs_in(apis, described):
    answer = apis.volunteer.get("/openapi.json")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == described
    assert Client().get(ROOT + "/openapi.json").status_code == 401
    assert Client().post(ROOT + "/openapi.json").status_code == 405


def test_every_summary_is_in_both_languages(described):
    for _, _, operation in operations(described):
        zh, _, en = operation["summary"].partition(" · ")
        assert re.search(r"[一-鿿]", zh)
        assert re.search(r"[A-Za-z]", en)


def test_every_write_names_its_refusals_and_its_permission(described):
    for _, method, operation in operations(described):
        if method == "post":
            assert set(operation["responses"]) == {
                "200", "201", "400", "401", "403", "404", "405", "409", "413", "415", "422", "500", "503",
            }  # fmt: skip
            assert any(f"`{permission}`" in operation["description"] for permission in Permission)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_the_schema_of_a_body_says_what_the_action_asks(described, name):
    action = ACTIONS[name]
    content = described["paths"][f"/actions/{name}"]["post"]["requestBody"]["content"]
    body = content["application/json"]["schema"]

    assert set(body["required"]) == {"entry"} | {f.name for f in action.fields if f.required}
    assert {f.name for f in action.fields} <= set(body["properties"])
    assert ("supersedes" in body["properties"]) == (action.records is not None)
    assert body["additionalProperties"] is False
    for field in action.fields:
        shown = body["properties"][field.name]
        if issubclass(field.kind, enum.Enum):
            listed = shown["items"] if field.many else shown
            codes = [str(item.value) for item in field.kind]
            assert [code for code in listed["enum"] if code is not None] == codes
            assert all(words["zh"] and words["en"] for words in listed["x-words"].values())
        elif field.kind is str:
            assert shown["maxLength"] == field.label.max


def valid(described, name, body):
    content = described["paths"][f"/actions/{name}"]["post"]["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    checker = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return checker.is_valid(body)


def test_what_the_schema_allows_is_carried_out_and_what_it_forbids_is_not(apis, make, described):
    case, name = make.held(), "followup.record_contact"
    right = {
        "entry": str(uuid7()), "case": str(case.pk), "happened_at": moment(hours=1),
        "channel": "phone", "note": None,
    }  # fmt: skip
    wrong = [
        right | {"channel": "pigeon"}, right | {"who": "me"}, right | {"note": 1},
        {key: value for key, value in right.items() if key != "happened_at"},
    ]  # fmt: skip

    assert valid(described, name, right)
    assert apis.worker.send(f"/actions/{name}", right).status_code == 201
    for body in wrong:
        assert not valid(described, name, body)
        again = body | {"entry": str(uuid7())}
        assert apis.worker.send(f"/actions/{name}", again).status_code == 422


@pytest.mark.parametrize("path", ["/me", "/units", "/cases", "/worklist", "/cases/{pk}"])
def test_answers_are_what_the_document_says(apis, make, described, path):
    case = make.held(days=2)
    answer = apis.worker.get(path.format(pk=case.pk)).json()
    schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]

    jsonschema.Draft202012Validator(
        schema["schema"] | {"components": described["components"]},
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    ).validate(answer)


def test_a_problem_is_what_the_document_says(apis, described):
    answer = apis.worker.send("/actions/followup.record_contact", {}).json()
    schema = described["components"]["schemas"]["Problem"]

    jsonschema.Draft202012Validator(schema).validate(answer)
