"""Today: what each post has to do, or why it has nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.architecture.samples_of import custody
from tests.conftest import NOW, in_aftercare

from guihang.core import scope
from guihang.core.action import ACTIONS
from guihang.custody import leave
from guihang.engines.protocols import PROTOCOLS
from guihang.followup.models import Standing
from guihang.people.models import Unit
from guihang.people.permissions import GRANTS, WORKS_FOR, Permission, Role
from guihang.people.register import REGISTERS
from guihang.web.purposes import NO_TASKS

OWNERS = {step.owner for protocol in PROTOCOLS.values() for step in protocol.steps}


@pytest.fixture
def case(cast, monkeypatch):
    """One person in aftercare; the clock of pages stands at NOW."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        return in_aftercare(cast)


@pytest.mark.parametrize("role", [role for role in Role if Permission.PERSON_VIEW in GRANTS[role]])
def test_a_role_that_sees_people_owns_tasks_or_is_told_why_not(role):
    owns = bool(OWNERS & {str(owner) for owner in WORKS_FOR.get(role, {role})})

    assert owns is not (role in NO_TASKS)


def test_the_local_police_are_told_what_they_do_and_may_record_the_tests_of_the_unit(
    client, cast, case
):
    client.force_login(cast.users.police)

    mine = client.get("/").content.decode()
    whole = client.get("/?all=1").content.decode()

    assert "公安机关认定在本人旅程上登记" in mine
    assert "determinations that the police made" not in mine  # one language a page
    assert f"/do/followup.record_contact/case/{case.pk}/" not in mine + whole
    assert "公安机关认定" not in whole


def test_who_owns_tasks_is_told_no_such_thing(client, cast, case):
    client.force_login(cast.users.worker)

    page = client.get("/").content.decode()

    assert f"/do/followup.record_contact/case/{case.pk}/" in page
    assert "不承担随访任务" not in page


@pytest.mark.parametrize(("minutes", "searched"), [(-1, False), (1, True)])
def test_the_search_for_a_silent_person_is_on_the_list_the_moment_their_contact_is_overdue(
    client, cast, monkeypatch, minutes, searched
):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        case = in_aftercare(cast, days=0.5)
        due = Standing.objects.get(case=case).falls_silent_at
    monkeypatch.setattr(timezone, "now", lambda: due + timedelta(minutes=minutes))
    client.force_login(cast.users.worker)

    page = client.get("/").content.decode()

    assert ("次日电话重试" in page) is searched


def test_what_waits_for_a_decision_is_on_the_day_of_whoever_may_give_it_and_of_nobody_else(
    client, cast, case
):
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        asked = custody.leave_given(cast, "merit")
        waiting = leave.request_leave(**asked)
        leave.verify_leave(leave=waiting, proof="苏木证明", by=cast.officer, at=NOW)

    def said(user):
        client.force_login(user)
        return client.get("/").content.decode()

    assert "等您决定" not in said(cast.users.head)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        leave.weigh_leave(leave=waiting, risk="两名民警陪同", by=cast.officer, at=NOW)

    assert "等您决定" not in said(cast.users.officer)
    assert "/registers/leaves/?state=weighed" in said(cast.users.head)
    assert str(waiting.pk) in client.get("/registers/leaves/?state=weighed").content.decode()
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        leave.decide_leave(leave=waiting, why="路途积雪", by=cast.head, at=NOW)
        leave.challenge_leave(leave=waiting, grounds="路已通", by=cast.officer, at=NOW)

    assert "等您决定" not in said(cast.users.head)  # who refused it leaves the review to another
    assert "/registers/leaves/?state=appealed" in said(cast.users.deputy)


def test_a_register_shows_what_it_says_is_waiting():
    waits = [(made, *one) for made in REGISTERS.values() for one in made.waits]

    assert {name for _, name, _, _ in waits} <= ACTIONS.keys()
    assert len(waits) > 5
    for made, _, chosen, theirs in waits:
        assert chosen.keys() <= {name for name, _ in made.filters}
        fields = {name: made.model._meta.get_field(name) for name in (*chosen, *theirs)}
        assert all(value in dict(fields[name].choices) for name, value in chosen.items())
