"""The test database and the cast: the same few people in every test."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connections
from django.test import Client
from django.utils import translation
from tests import mould

from guihang.cases import sharing
from guihang.cases.grants import Grant
from guihang.cases.models import Case, Person
from guihang.cases.seals import Custodian
from guihang.casework import actions as casework
from guihang.casework import handovers
from guihang.core import boxes, scope
from guihang.followup.plan import forget_adopted
from guihang.people.models import Post, Tenure, Unit, User
from guihang.people.permissions import Role
from guihang.people.queries import actor_of, forget_tree
from guihang.web import gate

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
"""The moment at which tests act; passed in, never read from the clock."""


LONGEST_FIRST = ("journeys", "simulate", "security")
"""Folders with the longest files. Begun last, they would keep one process of the run at work while
the other has nothing left; apart from each other, they would start the demo for every file."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        folder = item.nodeid.split("/")[1]
        return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=place)


def _signed_in(self: Client, user: User, backend: str | None = None) -> None:
    """As Django's ``force_login``, and with the second factor given just now."""
    _force_login(self, user, backend)
    session = self.session
    gate.began(session)
    gate.proved(session, user.pk)
    session.save()


_force_login = Client.force_login
Client.force_login = _signed_in  # type: ignore[method-assign]


APPOINT = """
CREATE FUNCTION test_appoint(who int, key bytea, made timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER AS $$
  INSERT INTO cases_custodian (user_id, public_key, made_at) VALUES (who, key, made) RETURNING id
$$"""
"""Only the owner names a custodian. A test does it as the owner, and in its own transaction; the
application's grants stay those of the product."""


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, worker_id: str
) -> Iterator[None]:
    """Make the test database as the owner; the tests themselves use the application's role.

    Each process of the run has a database of its own.
    """
    app = connections["default"]
    name = connections["owner"].settings_dict["TEST"]["NAME"]
    if worker_id != "master":
        name += f"_{worker_id}"
    app.settings_dict["OPTIONS"].pop("pool", None)  # a pool keeps the database from being dropped
    with ExitStack() as held:
        with django_db_blocker.unblock():
            app.close()
            held.enter_context(mould.copied(name))
            app.settings_dict["NAME"] = name
            with connections["owner"].cursor() as cursor:
                cursor.execute(APPOINT)
        yield
        with django_db_blocker.unblock():
            app.close()
            held.close()


def unit(code: str, kind: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(code=code, kind=kind, parent=parent, zh=code, en=code)


def staff(name: str, where: Unit, role: Role) -> User:
    user = User.objects.create_user(username=name, name=name)
    post = Post.objects.create(unit=where, role=role)
    Tenure.objects.create(post=post, user=user, starts_on=date(2018, 1, 1))
    return user


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    return make_cast()


def make_cast() -> SimpleNamespace:
    """A region with two facilities and two stations, and one person for each role that matters."""
    region = unit("region", "region")
    league = unit("league", "league", region)
    county = unit("county", "county", league)
    units = SimpleNamespace(
        region=region, league=league, facility=unit("facility", "facility", league),
        other_facility=unit("other-facility", "facility", region),
        station=unit("station", "station", county),
        other_station=unit("other-station", "station", county),
        partner=unit("partner", "partner", county),
    )  # fmt: skip
    users = SimpleNamespace(
        officer=staff("officer", units.facility, Role.OFFICER),
        head=staff("head", units.facility, Role.FACILITY_HEAD),
        deputy=staff("deputy", units.facility, Role.FACILITY_HEAD),
        doctor=staff("doctor", units.facility, Role.DOCTOR),
        other_officer=staff("other-officer", units.other_facility, Role.OFFICER),
        worker=staff("worker", units.station, Role.SOCIAL_WORKER),
        second=staff("second", units.station, Role.DRUG_SOCIAL_WORKER),
        station_head=staff("station-head", units.station, Role.STATION_HEAD),
        other_worker=staff("other-worker", units.other_station, Role.SOCIAL_WORKER),
        analyst=staff("analyst", units.region, Role.ANALYST),
        bureau=staff("bureau", units.region, Role.BUREAU_STAFF),
        lead=staff("lead", units.region, Role.BUREAU_LEAD),
        volunteer=staff("volunteer", units.station, Role.VOLUNTEER),
        police=staff("police", units.station, Role.LOCAL_POLICE),
        partner=staff("partner", units.partner, Role.PARTNER),
    )  # fmt: skip
    forget_tree()
    forget_adopted()
    actors = {name: actor_of(user, NOW.date()) for name, user in vars(users).items()}
    return SimpleNamespace(units=units, users=users, now=NOW, **actors)


@pytest.fixture
def everywhere(cast: SimpleNamespace) -> Iterator[None]:
    """Open the scope of the whole region for a test that is not about reach."""
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        yield


def admitted(cast: SimpleNamespace, **values: Any) -> Case:
    """A person in the facility, admitted two years before NOW."""
    given = {
        "unit": cast.units.facility, "name": "张建国", "sex": Person.Sex.MALE,
        "drug": Case.Drug.OPIOID, "decided_on": (NOW - timedelta(days=735)).date(),
        "admitted_at": NOW - timedelta(days=730), "by": cast.officer,
        "at": NOW - timedelta(days=729),
    }  # fmt: skip
    return casework.admit(**given | values)


def released(cast: SimpleNamespace, *, days: float = 10, **values: Any) -> Case:
    """A person released ``days`` before NOW who accepts aftercare, not handed over yet."""
    case = admitted(cast, **values)
    out = NOW - timedelta(days=days)
    casework.release(case=case, released_at=out, by=cast.head, at=out)
    casework.record_consent(case=case, decision="given", decided_at=out, by=cast.officer, at=out)
    return Case.objects.get(pk=case.pk)


def in_aftercare(cast: SimpleNamespace, *, days: float = 10, **values: Any) -> Case:
    """A person whom the station has accepted on the day after the release."""
    case = released(cast, days=days, **values)
    at = NOW - timedelta(days=days) + timedelta(hours=2)
    offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=at)
    handovers.accept_handover(handover=offer, by=cast.worker, at=at + timedelta(hours=1))
    return Case.objects.get(pk=case.pk)


def long_ago(cast: SimpleNamespace, **values: Any) -> Case:
    """A person released more than three years before NOW, in aftercare since."""
    came = NOW - timedelta(days=1930)
    given = {"decided_on": came.date(), "admitted_at": came, "at": came}
    return in_aftercare(cast, days=1200, **given | values)


def shared(cast: SimpleNamespace, case: Case, **values: Any) -> Grant:
    """The person agrees that the partner is told how to reach them, for a month."""
    given = {
        "case": case, "recipient": cast.units.partner, "purpose": "employment",
        "fields": ["identity", "contact"], "until_on": (NOW + timedelta(days=30)).date(),
        "answer": "yes", "language": "mn", "explained": "aloud", "witness": "王医生",
        "by": cast.worker, "at": NOW,
    }  # fmt: skip
    return sharing.share(**given | values)


def custodian(user: User) -> tuple[Custodian, X25519PrivateKey]:
    """Somebody who holds a key of sealed records."""
    private = X25519PrivateKey.generate()
    with connections["default"].cursor() as cursor:
        given = [user.pk, boxes.public_of(private), NOW - timedelta(days=1)]
        cursor.execute("SELECT test_appoint(%s, %s, %s)", given)
        made = Custodian.objects.select_related("user").get(pk=cursor.fetchone()[0])
    return made, private


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """Let every test begin in Chinese, whatever language a page of the one before was asked in."""
    with translation.override("zh-hans"):
        yield
