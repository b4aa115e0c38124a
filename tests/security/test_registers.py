"""Every register: who lacks its permission is told so, and a record out of reach looks like none."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.architecture.samples import SAMPLES
from tests.architecture.samples_of import community
from tests.architecture.test_views import answer
from tests.conftest import staff

from guihang.core import scope
from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.people.models import Unit, User
from guihang.people.permissions import GRANTS, Role
from guihang.people.register import REGISTERS, Register

MADE_BY: dict[str, str] = {
    "overstays": "custody.note_overstay", "corrective-tasks": "custody.add_corrective_task",
    "trainings": "community.train", "certificates": "community.certify",
    "resolutions": "partners.resolve", "supports": "partners.ask_support",
    "experts": "partners.invite_expert", "joint-projects": "partners.start_joint_project",
    "exchanges": "partners.exchange",
    "goals": "care.set_goal", "vr-sessions": "care.record_vr_session",
    "answer-sheets": "assessments.give",
    "uses": "community.agree_use", "appearances": "community.record_appearance",
    "association-members": "community.add_member",
}  # fmt: skip
"""Register → the action whose sample makes its record, where it does not start one itself."""

LISTED: dict[str, Callable[[SimpleNamespace], Any]] = {
    "volunteers": community.applied, "hours": community.served,
}  # fmt: skip
"""Register whose records come in lists → one of them."""

ELSEWHERE = {Role.FACILITY_HEAD: "other_facility", Role.STATION_HEAD: "other_station"}


def made(register: Register, cast: SimpleNamespace) -> Any:
    """A record of the register, made by the sample of the action that starts one."""
    name = MADE_BY.get(register.slug, register.start)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        if register.slug in LISTED:
            return LISTED[register.slug](cast)
        return ACTIONS[name](**SAMPLES[name](cast))


def holders(register: Register, cast: SimpleNamespace, row: Any) -> tuple[User, User | None]:
    """A head at the unit of the record who may see the register, and one at another unit."""
    unit = register.case_of(row).unit if register.case_of else row.unit
    for role, other in ELSEWHERE.items():
        if register.permission in GRANTS[role]:
            there = staff("there", getattr(cast.units, other), role)
            return staff("here", unit, role), there
    role = next(role for role in Role if register.permission in GRANTS[role])
    return staff("here", unit, role), None


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("slug", REGISTERS)
def test_a_register_shows_its_records_to_whoever_reaches_them_and_to_nobody_else(slug, cast):
    register = REGISTERS[slug]
    row = made(register, cast)
    here, there = holders(register, cast, row)
    unseen = next(role for role in Role if register.permission not in GRANTS[role])
    nobody = signed_in(staff("nobody", cast.units.region, unseen))
    index, record = reverse("register", args=[slug]), reverse("record", args=[slug, row.pk])
    read = reverse("api:register", args=[slug])
    absent = reverse("record", args=[slug, uuid7()])

    shown = signed_in(here)

    assert str(row.pk) in shown.get(index).content.decode()
    assert shown.get(record).status_code == 200
    assert str(row.pk) in shown.get(read).content.decode()
    assert shown.get(reverse("registers", args=[register.section])).status_code == 200
    assert nobody.get(index).status_code == nobody.get(record).status_code == 403
    assert nobody.get(read).status_code == 403
    if there is not None:
        assert str(row.pk) not in signed_in(there).get(index).content.decode()
        assert str(row.pk) not in signed_in(there).get(read).content.decode()
        assert answer(there, record)[0] == 404
        assert answer(there, record) == answer(there, absent)


def test_a_register_leaves_as_a_file_for_whoever_may_export(cast):
    register = REGISTERS["secondments"]
    row = made(register, cast)
    here, _ = holders(register, cast, row)

    answered = signed_in(here).get(reverse("register-export", args=["secondments"]))

    assert answered.status_code == 200
    assert b"".join(answered.streaming_content)[:2] == b"PK"
