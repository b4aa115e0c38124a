"""Bodies that nobody should send: each gets an answer of the 400s, none reaches a stack trace."""

import enum
import json
from datetime import date, datetime

import pytest
from tests.api.conftest import ROOT, Api, codes, moment
from tests.conftest import staff

from guihang.api import document  # noqa: F401  declares every action
from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.people.permissions import Role

CONTACT = "/actions/followup.record_contact"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", "{}", 415),
        ("application/x-www-form-urlencoded", "entry=1", 415),
        ("multipart/form-data; boundary=x", "--x--", 415),
        ("application/json; charset=gb18030", "{}", 415),
        ("", "{}", 415),
        ("application/json", " ", 400),
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("application/json", '"text"', 400),
        ("application/json", "null", 400),
        ("application/json", "NaN", 400),
        ("application/json", '{"entry": Infinity}', 400),
        ("application/json", b"\xff\xfe{\x00}\x00", 400),
        ("application/json", b'{"note": "\xff"}', 400),
        ("application/json", '{"note": "\\ud800"}', 400),
        ("application/json", '{"\\udfff": 1}', 400),
        ("application/json", "[" * 400_000, 400),
        ("application/json", '{"a":' * 100_000, 400),
        ("application/json", '{"entry":' + "[" * 100_000 + "]" * 100_000 + "}", 400),
        ("application/json", '{"entry": ' + "9" * 6000 + "}", 400),
        ("application/json", json.dumps({"note": "长" * 2_000_000}), 413),
        ("application/json", b'{"note": "' + b"x" * 10_000_000 + b'"}', 413),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_body_that_is_no_object_of_json_is_refused(apis, kind, body, status):
    answer = apis.worker.send(CONTACT, body, kind)

    assert answer.status_code == answer.json()["status"] == status


def test_one_megabyte_is_read_and_refused_for_what_it_says(apis, make):
    case = make.held()

    answer = apis.worker.do(
        CONTACT.rsplit("/", 1)[1], case=str(case.pk), happened_at=moment(hours=1),
        channel="phone", note="x" * 1_000_000,
    )  # fmt: skip

    assert (answer.status_code, codes(answer)) == (422, {"invalid.note"})


def test_a_false_length_changes_nothing(apis):
    answer = apis.worker.client.generic(
        "POST", ROOT + CONTACT, b"{}", "application/json", headers=apis.worker.headers,
        CONTENT_LENGTH="-1",
    )  # fmt: skip

    assert answer.status_code in {400, 422}


def test_a_query_of_ten_thousand_names_is_refused(apis):
    answer = apis.worker.client.get(
        ROOT + "/cases?" + "&".join(f"a{n}=1" for n in range(10_000)), headers=apis.worker.headers
    )

    assert answer.status_code == 400


WRONG = (
    None, True, False, 0, -1, 2**63, 10**30, 1.5, 1e308, [], {}, [1], [[]], [None], {"a": {"b": []}},
    "", "   ", "²", "-1", "9" * 4000, "\0", "a\0b", "💥", "x" * 5000, "\u202eabc", "0001-01-01",
    "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30",
    "' OR 1=1 --", "[" * 5000, ["opioid"] * 1000, str(uuid7()),
)  # fmt: skip
"""Values that some field might choke on."""


def a_value(field, case, handover, post):
    """A value that the field takes, so that the others are looked at as well."""
    if field.many:
        return []
    if issubclass(field.kind, enum.Enum):
        return next(iter(field.kind)).value
    if field.kind is datetime:
        return moment(hours=1)
    if field.kind is date:
        return moment(days=1)[:10]
    known = {
        "case": str(case.pk), "handover": str(handover.pk), "post": post, "unit": "facility",
        "to_unit": "station", "second_by": "second", "user": "second", "body": "{}",
    }  # fmt: skip
    return known.get(field.name, {bool: False, int: 1, str: "一"}.get(field.kind))


def test_the_values_above_really_are_taken(apis, make, cast):
    """The control: with right values alone, guards and actions are reached."""
    case = make.held()
    fields = ACTIONS["followup.record_attempt"].fields

    answer = apis.worker.do(
        "followup.record_attempt", **{f.name: a_value(f, case, case, 1) for f in fields}
    )

    assert answer.status_code == 201


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_no_value_of_any_argument_breaks_an_action(apis, make, cast, name):
    case, handover = make.offered()
    action, post = ACTIONS[name], cast.worker.posts[0].id
    admins = [
        Api(staff(str(role), cast.units.region, role).username)
        for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    ]
    caller = next(
        api for api in (apis.head, apis.station_head, apis.worker, apis.doctor, apis.lead, apis.bureau,
                    *admins)
        if api.do(name).status_code not in (401, 403)
    )  # fmt: skip
    right = {field.name: a_value(field, case, handover, post) for field in action.fields}
    broken = {}

    for field in action.fields:
        for wrong in WRONG:
            answer = caller.do(name, **right | {field.name: wrong})
            if answer.status_code not in {200, 201, 404, 409, 422}:
                broken[field.name, repr(wrong)[:40]] = answer.status_code

    assert not broken
