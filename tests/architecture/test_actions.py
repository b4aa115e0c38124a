"""Every action of the product says who, when and under which entry, and leaves exactly one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections
from tests.architecture.guards import entries_left, misdeclared, unexplained
from tests.architecture.samples import SAMPLES
from tests.architecture.snapshot import changed, snapshot

from guihang.cases import queries
from guihang.cases.models import Case
from guihang.core import scope
from guihang.core.action import ACTIONS, CONSTRAINTS, REFERENCES, Action, Actor
from guihang.core.ids import uuid7
from guihang.core.refusal import OutOfReach
from guihang.engines.words import Words
from guihang.people.models import Unit, User
from guihang.people.permissions import GRANTS, LABELS, OWN, Permission

CONTEXTS = (
    "guihang.core", "guihang.people", "guihang.cases", "guihang.followup", "guihang.care",
    "guihang.assessments", "guihang.community", "guihang.partners",
    "guihang.knowledge", "guihang.custody", "guihang.outcomes",
)  # fmt: skip

BROKEN = "guihang.test_broken"
"""A setting of the test's transaction: while it is on, the journal refuses every entry."""


@pytest.fixture(scope="module")
def breakable(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Teach the journal to fail on demand: the last write of every action."""
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute(f"""
            CREATE FUNCTION test_break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF current_setting('{BROKEN}', true) = 'on' THEN RAISE EXCEPTION 'the disk is full';
              END IF; RETURN NEW; END $$;
            CREATE TRIGGER test_break BEFORE INSERT ON core_entry
              FOR EACH ROW EXECUTE FUNCTION test_break()""")
    yield
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute("DROP TRIGGER test_break ON core_entry; DROP FUNCTION test_break()")


def switch(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [BROKEN, value])


def made(name: str, cast: SimpleNamespace) -> tuple[Action, dict[str, Any]]:
    """The action and a valid call of it; what the call needs is on file afterwards."""
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        return ACTIONS[name], SAMPLES[name](cast)


def test_every_action_has_a_sample_and_every_sample_an_action():
    assert SAMPLES.keys() == ACTIONS.keys()


def test_every_action_is_declared_as_the_house_asks():
    found = {name: misdeclared(action) for name, action in ACTIONS.items()}

    assert {name: faults for name, faults in found.items() if faults} == {}


def declared(function: Callable[..., Any], **changes: Any) -> Action:
    """An action as ``@action`` makes it, kept out of the registry."""
    about = {"permission": Permission.PERSON_VIEW, "words": Words("试", "try")} | changes
    return Action(
        "test.planted", about["permission"], about["words"], function, lambda given: 0, (), None
    )


def test_an_action_that_takes_positions_or_hides_who_and_when_is_found():
    def wrong(case: Case, *, on: date):
        "Planted."

    faults = misdeclared(declared(wrong))

    assert "case is not keyword-only" in faults
    assert {"does not say by", "does not say at", "does not say entry"} <= set(faults)
    assert "on has not both words" in faults


def test_an_action_without_words_or_permission_is_found():
    def wrong(*, reason: str, by: Actor, at: datetime, entry: UUID):
        "Planted."

    faults = misdeclared(declared(wrong, permission="nothing", words=Words("try", "")))

    assert {
        "has not both words", "nothing has no label", "nothing is granted to nobody",
        "reason is the envelope's",
    } <= set(faults)  # fmt: skip


def test_every_permission_is_labelled_and_held_by_some_role():
    assert set(LABELS) == set(Permission)
    assert frozenset().union(*GRANTS.values()) == set(Permission) - OWN


def test_an_edge_can_resolve_whatever_an_action_refers_to():
    assert queries.REFERENCES is REFERENCES
    kinds = {field.kind for action in ACTIONS.values() for field in action.references}

    assert kinds <= {*REFERENCES, Unit, User}


@pytest.mark.parametrize("name", SAMPLES)
def test_an_action_is_refused_out_of_reach_taken_back_whole_and_otherwise_done_once(
    cast, breakable, name
):
    action, given = made(name, cast)
    before = snapshot()

    out_of_reach(action, given, cast)
    assert changed(before) == set()

    with scope.opened(given["by"].all_units, user=given["by"].user_id):
        switch("on")
        with pytest.raises(DatabaseError, match="disk is full"):
            action(**given)
        switch("off")
    assert changed(before) == set()

    with scope.opened(given["by"].all_units, user=given["by"].user_id):
        assert entries_left(action, given, uuid7()) == []
    assert changed(before) - {"core_entry"} != set()


def out_of_reach(action: Action, given: dict[str, Any], cast: SimpleNamespace) -> None:
    """Try it as somebody with the same posts elsewhere, seeing all rows and seeing only theirs."""
    posts = tuple(replace(post, unit_id=cast.units.other_facility.pk) for post in given["by"].posts)
    stranger = replace(given["by"], posts=posts)
    for units in (Unit.objects.values_list("pk", flat=True), stranger.all_units):
        with scope.opened(units), pytest.raises(OutOfReach):
            action(**given | {"by": stranger})


NOBODY_MEETS = {
    "one_draft_a_form": "a draft is written over",
    "one_task_a_step": "a plan is written over",
    "one_seal_a_batch": "the sealer holds a lock",
    "core_entry_supersedes_id_key": "the case is locked before its records are corrected",
    "people_unit_code_key": "units come with the region; no action makes one",
    "one_count_a_group": "a count is added to, not written a second time",
    "one_figure_a_year": "a figure is added to, not written a second time",
    "one_tally_a_cell": "a tally is added to under a lock, not written a second time",
    "one_figure_a_code": "a publication writes each of its figures once",
    "partners_resolutionlink_digest_key": "made from the id of its entry",
    "one_overstay_an_end": "the case is locked while its overstays are asked for",
    "one_seat_a_committee": "the assessment is locked, and decided once",
    "one_place_a_session": "written with its session, each person once",
    "cases_custodian_public_key_key": "custodians are named on the command line, by the owner",
    "one_key_a_custodian": "custodians are named on the command line, by the owner",
    "people_token_digest_key": "a secret of 256 random bits",
    "cases_device_digest_key": "a secret of 256 random bits",
    "cases_familypass_code_digest_key": "made from the id of the entry, which is unique",
    "cases_invitation_code_digest_key": "made from the id of the entry, which is unique",
    "community_pass_code_digest_key": "made from the id of the entry, which is unique",
    "community_volunteer_number_key": "forty random bits",
    "community_volunteer_own_id_key": "a random id",
    "community_certificate_number_key": "forty random bits",
    "community_ambassador_number_key": "forty random bits",
}
"""Unique constraint → why no two people can meet in it."""


TRIGGERS = {"administrators_are_apart"}
"""Constraints that the database keeps by a trigger: tests/security/test_administrators.py."""


def test_two_people_who_meet_in_a_constraint_are_told_so_in_words():
    ours = [app.get_models() for app in apps.get_app_configs() if app.name in CONTEXTS]
    models = [model for found in ours for model in found]

    assert unexplained(models, CONSTRAINTS) == set(NOBODY_MEETS)
    assert set(CONSTRAINTS) - TRIGGERS <= unexplained(models, ())


class Forgetful(Action):
    """Writes no entry."""

    def _write(self, *given: Any) -> None:
        pass


class Hasty(Action):
    """Writes before it has asked, and outside of the transaction that could be taken back."""

    def __call__(self, **given: Any) -> Any:
        ambient = {name: given[name] for name in ("by", "at")}
        self.function(**{name: given[name] for name in ("case", "relation", "may_contact")}, **ambient,
                      name=None, phone=None, entry=uuid7())  # fmt: skip
        return super().__call__(**given)


def like(kind: type[Action], action: Action) -> Action:
    return kind(
        action.name, action.permission, action.words, action.function, action.where,
        action.guards, action.records,
    )  # fmt: skip


def test_an_action_that_forgets_its_entry_is_found(cast, everywhere):
    action, given = made("cases.add_relative", cast)

    assert entries_left(like(Forgetful, action), given, uuid7()) == ["left 0 entries"]


def test_an_action_that_writes_too_early_is_found(cast, everywhere, breakable):
    action, given = made("cases.add_relative", cast)
    before = snapshot()

    switch("on")
    with pytest.raises(DatabaseError):
        like(Hasty, action)(**given)
    switch("off")

    assert "cases_relative" in changed(before)
