"""A sealed person on every surface that there is: pages, exports, searches, the API, files."""

import io
from contextlib import redirect_stdout
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from tests.architecture.guards import views
from tests.architecture.test_views import PUBLIC_VIEWS, answer
from tests.conftest import NOW, custodian, long_ago

from guihang.casework import actions as casework
from guihang.casework import custodians
from guihang.core import scope
from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.jobs import chores
from guihang.people.models import Unit, User
from guihang.web import sought

pytestmark = pytest.mark.django_db

NAME, NUMBER, ID_NUMBER, PHONE = "额尔敦图雅", "GH-CANARY-7", "150102199003078885", "13811112222"
TYPED = (NAME, NUMBER, ID_NUMBER, PHONE, "eedt", "eerduntuya", NAME[:2])


def every_unit() -> list[int]:
    return list(Unit.objects.values_list("pk", flat=True))


@pytest.fixture
def person(cast: SimpleNamespace) -> SimpleNamespace:
    with scope.opened(every_unit()):
        case = long_ago(cast, name=NAME, number=NUMBER, id_number=ID_NUMBER, phone=PHONE, sex="2")
        casework.close_case(case=case, ending="completed", by=cast.station_head, at=NOW)
    for name in ("head", "lead", "bureau"):
        custodian(getattr(cast.users, name))
    return SimpleNamespace(case=case, pk=case.pk)


def surfaces(pk: object, user: User) -> dict[str, str]:
    """Every address that answers a question, and every question about this person."""
    routes = [name for name, address, _ in views(get_resolver().url_patterns) if "<" not in address]
    found = {name: reverse(name) for name in routes if name not in (*PUBLIC_VIEWS, "api:")}
    found |= {f"search {text}": sought.address("search", text, user.pk) for text in TYPED}
    found |= {"all of today": f"{reverse('today')}?all=1", "late": f"{reverse('today')}?late=1"}
    found |= {
        "closed people": f"{reverse('people')}?stage=closed",
        "closed export": f"{reverse('people-export')}?stage=closed",
        "closed api": f"{reverse('api:cases')}?stage=closed",
    }
    found |= {name: reverse(name, args=[pk]) for name in ("journey", "identity", "api:case")}
    found |= {
        f"do {name}": reverse("act", args=[name, "case", pk])
        for name, action in ACTIONS.items() if any(f.name == "case" for f in action.references)
    }  # fmt: skip
    return found


def shown(cast: SimpleNamespace, pk: object) -> set[str]:
    """The surfaces on which anybody who could see the person before sees them."""
    signs = (NAME, NUMBER, "额*", str(pk))
    found = set()
    for user in (cast.users.station_head, cast.users.head, cast.users.lead):
        for name, address in surfaces(pk, user).items():
            status, body = answer(user, address)
            # What was typed stands in the box again; the answer below it is what counts.
            body = body.replace(f'value="{NAME}"', "").replace(f'value="{NUMBER}"', "")
            if status < 400 and any(sign in body for sign in signs) and name[:6] != "search":
                found.add(name)
            if name.startswith("search") and str(pk) in body:
                found.add(name)
    return found


def test_the_control_before_sealing_the_person_is_on_many_surfaces(cast, person):
    found = shown(cast, person.pk)
    assert {"people", "people-export", "journey", "identity", "api:case", f"search {NAME}"} <= found
    assert len(found) > 15


def test_a_sealed_person_is_on_none_of_more_than_forty_surfaces(cast, person):
    assert chores.seal_records(NOW) == (1, 0)

    assert len(surfaces(person.pk, cast.users.lead)) >= 40
    assert shown(cast, person.pk) == set()


def test_a_sealed_record_answers_like_one_that_never_was(cast, person):
    assert chores.seal_records(NOW) == (1, 0)
    for name in ("journey", "identity", "api:case"):
        there = answer(cast.users.lead, reverse(name, args=[person.pk]))
        nowhere = answer(cast.users.lead, reverse(name, args=[uuid7()]))
        assert there == nowhere
    client = Client()
    client.force_login(cast.users.officer)
    for number in (NUMBER, ID_NUMBER):
        answers = [
            client.post(reverse("emergency"), {
                "office": cast.units.facility.pk, "number": typed, "nature": "life", "why": "x",
                "told": "x", "affiliation": "x", "entry": str(uuid7()),
            }).status_code
            for typed in (number, "GH-NEVER-1")
        ]  # fmt: skip
        assert answers == [422, 422]


def test_the_command_line_and_the_log_do_not_name_a_sealed_person(cast, person, caplog, capsys):
    assert chores.seal_records(NOW) == (1, 0)
    out = io.StringIO()
    with redirect_stdout(out):
        for line in custodians.listed():
            print(line)
    chores.plan_again(NOW)
    told = out.getvalue() + caplog.text + "".join(capsys.readouterr())
    for sign in (NAME, NUMBER, ID_NUMBER, PHONE, str(person.pk)):
        assert sign not in told
