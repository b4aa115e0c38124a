"""The authorisation matrix: every route and every action × every role × every relation to a case.

What must come out is said from three tables that the product also reads (which role holds which
permission, what a route asks for, which units a post reaches) by a rule of its own; what does come
out is asked over HTTP. A route, a role or an action that has no place here fails the test.
"""

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from tests.architecture.guards import views
from tests.architecture.samples import SAMPLES
from tests.architecture.test_views import (
    ASKED_ELSEWHERE,
    NO_RECORD,
    PUBLIC_VIEWS,
    RECORDS,
    TRIED_APART,
    readable,
)
from tests.conftest import NOW, admitted, staff, unit

from guihang.care import vr
from guihang.cases.grants import Grant
from guihang.cases.handovers import Handover
from guihang.cases.models import Case
from guihang.cases.seals import Seal
from guihang.casework import actions as casework
from guihang.casework import handovers
from guihang.core import scope
from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.engines.consents import SHARING_1
from guihang.people.models import Unit, User
from guihang.people.permissions import CASELESS, GRANTS, Permission, Role
from guihang.people.queries import SystemActor, actor_of, forget_tree

PAIRS = max(200, int(os.environ.get("GUIHANG_LONG", "0")) // 20)


class Relation(StrEnum):
    """How a case stands to the units of the matrix. The person's number says it too."""

    OWN = "own"
    SAME_UNIT = "same-unit"
    OTHER_UNIT = "other-unit"
    CONSENT = "consent"
    REVOKED = "revoked"
    SEALED = "sealed"
    NONE = "none"


HERE = (Relation.OWN, Relation.SAME_UNIT, Relation.CONSENT, Relation.REVOKED)
"""Held by the station, released by the facility of the matrix. Work belongs to the post, not to
the user, so a colleague's case is reached like one's own; the log of reads tells them apart."""

AT_STATION = {
    Role.STATION_HEAD, Role.SOCIAL_WORKER, Role.DRUG_SOCIAL_WORKER, Role.LOCAL_POLICE,
    Role.VOLUNTEER,
}  # fmt: skip
AT_FACILITY = {Role.OFFICER, Role.FACILITY_HEAD, Role.DOCTOR}
AT_REGION = {
    Role.BUREAU_LEAD, Role.BUREAU_STAFF, Role.ANALYST, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
}  # fmt: skip
AT_PARTNER = {Role.PARTNER}
LED_ON = {
    Role.ANALYST, Role.AUDIT_ADMIN, Role.PARTNER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN,
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """One user a role, one case a relation, with an offer to hand it on and a VR session."""

    cast: SimpleNamespace
    users: dict[Role, User]
    cases: dict[Relation, Case]
    offers: dict[Relation, Handover]
    sessions: dict[Relation, vr.VrSession]

    def client(self, role: Role | None) -> Client:
        client = Client()
        if role:
            client.force_login(self.users[role])
        return client


@pytest.fixture
def world(cast: SimpleNamespace, settings: Any, tmp_path: Any) -> World:
    settings.MEDIA_ROOT = tmp_path
    units = cast.units
    partner = unit("matrix-partner", "partner", units.region)
    third = unit("matrix-station", "station", units.league)
    forget_tree()
    where = (
        dict.fromkeys(AT_STATION, units.station) | dict.fromkeys(AT_FACILITY, units.facility)
        | dict.fromkeys(AT_REGION, units.region) | dict.fromkeys(AT_PARTNER, partner)
    )  # fmt: skip
    users = {role: staff(f"matrix-{role}", where[role], role) for role in Role}
    cases, offers, sessions = {}, {}, {}
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        for relation in Relation:
            if relation is not Relation.NONE:
                cases[relation], offers[relation] = _case(cast, relation, third)
                sessions[relation] = _session(cases[relation])
        _shared(cases[Relation.CONSENT], partner, revoked=False)
        _shared(cases[Relation.REVOKED], partner, revoked=True)
        sealed = cases[Relation.SEALED]
        Seal.objects.create(
            case=sealed, person_id=sealed.person_id, sealed_at=timezone.now(), boxes=b"x",
            number_sealed=b"x",
        )  # fmt: skip
    return World(cast, users, cases, offers, sessions)


def _case(cast: SimpleNamespace, relation: Relation, third: Unit) -> tuple[Case, Handover]:
    """A person in aftercare for ten days, with an offer to hand the case on to a third station."""
    units, elsewhere = cast.units, relation is Relation.OTHER_UNIT
    facility = units.other_facility if elsewhere else units.facility
    station = units.other_station if elsewhere else units.station
    officer = cast.other_officer if elsewhere else cast.officer
    worker = cast.other_worker if elsewhere else cast.worker
    head = actor_of(staff(f"head-{relation}", facility, Role.FACILITY_HEAD), NOW.date())
    now = timezone.now()
    out = now - timedelta(days=10)
    case = admitted(
        cast, unit=facility, by=officer, number=f"GH-{relation}",
        decided_on=(now - timedelta(days=735)).date(), admitted_at=now - timedelta(days=730),
        at=now - timedelta(days=729),
    )  # fmt: skip
    casework.release(case=case, released_at=out, by=head, at=out)
    casework.record_consent(case=case, decision="given", decided_at=out, by=officer, at=out)
    offer = handovers.offer_handover(case=case, to_unit=station, by=officer, at=out)
    handovers.accept_handover(handover=offer, by=worker, at=out + timedelta(hours=1))
    offer = handovers.offer_handover(case=case, to_unit=third, by=worker, at=now)
    return Case.objects.select_related("person").get(pk=case.pk), offer


def _session(case: Case) -> Any:
    given: dict[str, Any] = {"by": SystemActor(), "at": timezone.now()}
    course = vr.plan_vr(case=case, protocol="refusal", planned=6, agreed=True, **given)
    return vr.record_vr_session(
        course=course, happened_at=given["at"], device="VR-01", software="3", scenes="R1",
        craving_before=4, craving_peak=7, craving_after=3, stop="planned", debrief_minutes=9, **given,
    )  # fmt: skip


def _shared(case: Case, partner: Unit, *, revoked: bool) -> None:
    now = timezone.now()
    Grant.objects.create(
        id=uuid7(), case=case, person_id=case.person_id, unit_id=case.unit_id,
        facility_id=case.facility_id, kind="consent", purpose="employment", fields=["identity"],
        recipient=partner, given_at=now, ends_at=now + timedelta(days=90),
        revoked_at=now if revoked else None, text="sharing-1", text_hash=SHARING_1.sha256,
        language="zh", explained="read",
    )  # fmt: skip


def reaches(role: Role, relation: Relation) -> bool:
    """Say whether the posts of a role reach the case: the independent rule of this matrix."""
    if relation in (Relation.SEALED, Relation.NONE) or role in CASELESS or role in AT_PARTNER:
        return False
    return role in AT_REGION or relation in HERE


def expected(role: Role | None, route: str, relation: Relation) -> int:
    """Return the status of a page about a case."""
    if role is None:
        return 401 if route.startswith("api:") else 302
    if Permission(routes()[route].requires) not in GRANTS[role]:
        return 403
    # The facility is no party to an offer between two stations.
    party = route != "handover" or role not in AT_FACILITY
    return 200 if party and reaches(role, relation) else 404


Address = Callable[[World, Relation], str]


def _of_case(route: str, *more: str) -> Address:
    return lambda world, relation: reverse(
        route, args=[world.cases[relation].pk if relation in world.cases else uuid7(), *more]
    )


def _of_session(world: World, relation: Relation) -> str:
    return reverse(
        "signal", args=[world.sessions[relation].pk if relation in world.sessions else uuid7()]
    )


def _of_offer(world: World, relation: Relation) -> str:
    return reverse(
        "handover", args=[world.offers[relation].pk if relation in world.offers else uuid7()]
    )


ABOUT_A_CASE: dict[str, Address] = {
    "journey": _of_case("journey"), "identity": _of_case("identity"),
    "services": _of_case("services"), "term": _of_case("term"),
    "network": _of_case("network"), "instrument": _of_case("instrument", "phq9"),
    "signal": _of_session, "api:case": _of_case("api:case"), "handover": _of_offer,
}  # fmt: skip
"""Route → its address for the case of a relation."""

NOT_ABOUT_A_CASE = {
    "station": "a unit, tried in test_views", "data-upload": "one's own upload, in test_views",
    "data-errors": "one's own upload, in test_views",
    "certificate-paper": "a volunteer of a unit, in test_views",
    "questions": "a campaign of a unit, in test_views",
    "library-text": "a draft of a unit, in test_views",
    **dict.fromkeys(("agenda", "minutes", "minutes-word"), "a meeting of a unit, in test_views"),
}  # fmt: skip
FORMS_ONLY = {"my-end", "serve-stop"}
"""Routes without an argument that answer a form and nothing else."""

APART = {*TRIED_APART, *NO_RECORD}
"""Tried with every action below, or where test_views says."""


def routes() -> dict[str, Any]:
    return {name: view for name, _, view in views(get_resolver().url_patterns)}


def with_argument() -> set[str]:
    return {name for name, address, _ in views(get_resolver().url_patterns) if "<" in address}


def lists() -> dict[str, Permission]:
    """Return the routes without an argument and the permission that each asks for."""
    return {
        name: Permission(view.requires) for name, view in routes().items()
        if name not in with_argument() and getattr(view, "requires", None)
    }  # fmt: skip


def test_every_route_and_every_role_has_a_place_in_the_matrix():
    placed = {*ABOUT_A_CASE, *NOT_ABOUT_A_CASE, *APART, *lists(), *PUBLIC_VIEWS, *ASKED_ELSEWHERE}

    assert routes().keys() - placed == set()
    assert set(Role) == AT_STATION | AT_FACILITY | AT_REGION | AT_PARTNER
    assert {*ABOUT_A_CASE, *NOT_ABOUT_A_CASE} == set(RECORDS)


def test_a_page_about_a_case_answers_every_role_by_its_relation(world):
    found, wanted = {}, {}
    for role in (None, *Role):
        client = world.client(role)
        for route, address in ABOUT_A_CASE.items():
            for relation in Relation:
                cell = (role, route, relation)
                found[cell] = client.get(address(world, relation)).status_code
                wanted[cell] = expected(role, route, relation)

    assert _differing(found, wanted) == {}
    assert set(wanted.values()) == {200, 302, 401, 403, 404}


def test_a_list_names_nobody_whom_the_role_does_not_reach(world):
    """Also when one asks for everything: all tasks, all units, the search by name."""
    found, wanted, named, wrongly = {}, {}, set(), {}
    asked = {"today": "?all=1", "today-export": "?all=1"}
    for role in (None, *Role):
        client = world.client(role)
        for route, permission in (lists() | {"today": Permission.PERSON_VIEW}).items():
            address = reverse(route) + asked.get(route, "")
            if route in FORMS_ONLY:
                answer = client.post(address)
            elif route == "search" and role:
                answer = client.post(address, {"q": "张"}, follow=True)
            else:
                answer = client.get(address)
            cell = (role, route)
            found[cell] = answer.status_code
            wanted[cell] = _listed(role, route, permission)
            body = _text(answer)
            seen = {
                one
                for one in world.cases
                if f"GH-{one}" in body or str(world.cases[one].pk) in body
            }
            named |= seen
            wrong = {one for one in seen if not named_to(role, route, one)}
            if wrong:
                wrongly[cell] = wrong

    assert wrongly == {}
    assert _differing(found, wanted) == {}
    assert named == {*HERE, Relation.OTHER_UNIT}  # or nothing was looked at


def named_to(role: Role | None, route: str, relation: Relation) -> bool:
    """Say whether a list may name a case; the log names to the auditor who was read, and no more."""
    if role is None:
        return False
    log = role is Role.AUDIT_ADMIN and route in ("audit", "audit-export")
    return (log and relation is not Relation.SEALED) or reaches(role, relation)


def _listed(role: Role | None, route: str, permission: Permission) -> int:
    if role is None:
        return 401 if route.startswith("api:") else 302
    if permission is Permission.OWN_FILE:
        return 302  # to the person's own door, whoever of staff asks
    # Today greets everybody who signs in, or leads them on; it names nobody to who sees no person.
    if permission in GRANTS[role] or (route == "today" and role not in LED_ON):
        return 200
    return 302 if route == "today" else 403


def test_an_action_answers_every_role_by_its_relation(world):
    found, wanted = {}, {}
    others = {name: beside(name, world) for name in about_cases()}
    for role in Role:
        client = world.client(role)
        for name in about_cases():
            action = ACTIONS[name]
            (field, *_) = action.references
            # Who lacks the permission is told so, whatever the record: two relations show it.
            granted = action.permission in GRANTS[role]
            for relation in Relation if granted else (Relation.OWN, Relation.NONE):
                row = (world.offers if field.kind is Handover else world.cases).get(relation)
                body = {"entry": str(uuid7()), field.name: str(row.pk if row else uuid7())}
                answer = client.post(
                    reverse("api:action", args=[name]), body | others[name],
                    content_type="application/json",
                )  # fmt: skip
                cell = (role, name, relation)
                found[cell] = answer.status_code
                wanted[cell] = _acted(role, name, relation)

    # What is allowed is refused for what is missing, or done where nothing was.
    found = {cell: 200 if status in (201, 422) else status for cell, status in found.items()}
    assert _differing(found, wanted) == {}
    assert set(wanted.values()) == {200, 403, 404}


def beside(name: str, world: World) -> dict[str, str]:
    """What else an action is about. It is there, at the station: only the case decides."""
    found, made = {}, {}
    for other in ACTIONS[name].references[1:]:
        if other.kind is User:
            found[other.name] = world.users[Role.SOCIAL_WORKER].username
        elif other.kind is Unit:
            found[other.name] = "station"
        elif other.required:
            with scope.opened(Unit.objects.values_list("pk", flat=True)):
                made = made or SAMPLES[name](world.cast)
            found[other.name] = str(made[other.name].pk)
    return found


def about_cases() -> list[str]:
    return [
        name for name, action in ACTIONS.items()
        if action.references and action.references[0].kind in (Case, Handover)
    ]  # fmt: skip


def _acted(role: Role, name: str, relation: Relation) -> int:
    """Return the status of an action; where it happens is the unit that its declaration names."""
    action = ACTIONS[name]
    if action.permission not in GRANTS[role]:
        return 403
    if not reaches(role, relation):
        return 404
    place = str(action.where.__reduce__()[1][0])
    station = {"case.unit_id", "handover.from_unit_id"}
    at = {**dict.fromkeys(station, AT_STATION), "case.facility_id": AT_FACILITY}.get(place, set())
    return 200 if role in at | AT_REGION else 404


def test_out_of_reach_takes_as_long_as_not_existing(world):
    """Medians of pairs taken in turn, so that whatever else the machine does meets both."""
    client = world.client(Role.SOCIAL_WORKER)
    there = reverse("journey", args=[world.cases[Relation.OTHER_UNIT].pk])
    rng, apart = random.Random(2), []
    for _ in range(PAIRS):
        pair = [(there, 1), (reverse("journey", args=[uuid7()]), -1)]
        rng.shuffle(pair)
        took = {sign: _took(client, address) for address, sign in pair}
        apart.append(took[1] - took[-1])

    assert abs(median(apart)) < 0.002


def _took(client: Client, address: str) -> float:
    begun = time.perf_counter()
    assert client.get(address).status_code == 404
    return time.perf_counter() - begun


def _text(answer: Any) -> str:
    return readable(b"".join(answer) if answer.streaming else answer.content)


def _differing(found: dict[Any, Any], wanted: dict[Any, Any]) -> dict[Any, tuple[Any, Any]]:
    return {
        tuple(map(str, cell)): (found[cell], wanted[cell]) for cell in wanted
        if found[cell] != wanted[cell]
    }  # fmt: skip
