"""Two real connections at once: a double click, and two people with the same intention."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.architecture.samples import SAMPLES
from tests.architecture.snapshot import snapshot
from tests.conftest import NOW, admitted, in_aftercare, released
from tests.core.conftest import overlapping

from guihang.cases.handovers import Handover
from guihang.cases.models import Case, Person
from guihang.casework import handovers
from guihang.core import scope
from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.core.models import Entry
from guihang.core.refusal import OutOfReach, Refused
from guihang.followup.models import Contact, Task
from guihang.people.models import Tenure, Unit

HOUR = timedelta(hours=1)


@pytest.fixture
def stage(committed: None, request: pytest.FixtureRequest) -> SimpleNamespace:
    """The cast, committed: other connections see it."""
    return request.getfixturevalue("cast")


@pytest.fixture
def db(committed: None) -> None:
    """Stand in for pytest-django's: here nothing is taken back, the owner clears up."""


def everything() -> list[int]:
    return list(Unit.objects.values_list("pk", flat=True))


def twice(name: str, first: dict[str, Any], second: dict[str, Any]) -> list[Any]:
    """Carry an action out on two connections; the second meets the first before it commits."""

    def one() -> Iterator[Any]:
        with scope.opened(first["by"].all_units):
            made = ACTIONS[name](**first)
            yield
        yield made

    def other() -> Any:
        with scope.opened(second["by"].all_units):
            return ACTIONS[name](**second)

    return [future.exception() or future.result() for future in overlapping(one, other)]


@pytest.mark.parametrize(
    "name",
    ["casework.admit", "followup.record_contact", "casework.return_handover",
     "casework.accept_handover", "casework.release", "people.appoint", "followup.propose_protocol"],
)  # fmt: skip
def test_a_double_click_is_one_click(stage, name):
    with scope.opened(everything()):
        given = SAMPLES[name](stage) | {"entry": uuid7()}
        before = Entry.objects.count()

    first, second = twice(name, given, given)

    assert not isinstance(first, Exception)
    assert getattr(second, "pk", second) == getattr(first, "pk", first)
    with scope.opened(everything()):
        assert Entry.objects.count() == before + 1
        assert Case.objects.count() <= 1


def test_two_clicks_of_different_content_are_one_and_a_reason(stage):
    with scope.opened(everything()):
        given = SAMPLES["casework.admit"](stage) | {"entry": uuid7()}

    first, second = twice("casework.admit", given, given | {"name": "娜仁花"})

    assert isinstance(first, Case)
    assert [reason.code for reason in second.reasons] == ["entry.reused"]


def test_one_person_admitted_by_two_facilities_at_once_has_one_case(stage):
    with scope.opened(everything()):
        given = SAMPLES["casework.admit"](stage)
    there = given | {"unit": stage.units.other_facility, "by": stage.other_officer}

    first, second = twice("casework.admit", given, there)

    assert isinstance(first, Case)
    assert isinstance(second, Refused)
    assert {reason.field for reason in second.reasons} == {"id_number"}
    with scope.opened(everything()):
        assert (Person.objects.count(), Case.objects.count()) == (1, 1)


def test_an_offer_is_answered_once(stage):
    with scope.opened(everything()):
        given = SAMPLES["casework.accept_handover"](stage)

        def accept() -> Iterator[Any]:
            with scope.opened(stage.worker.all_units):
                handovers.accept_handover(**given)
                yield
            yield None

        def withdraw() -> None:
            with scope.opened(stage.officer.all_units):
                handovers.withdraw_handover(**given | {"by": stage.officer}, why="改送他站")

    accepted, withdrawn = overlapping(accept, withdraw)

    assert accepted.exception() is None
    assert isinstance(withdrawn.exception(), Refused)
    with scope.opened(everything()):
        assert Case.objects.get().unit == stage.units.station
        assert Handover.objects.get().state == Handover.State.ACCEPTED


def test_two_offers_at_once_are_one_offer(stage):
    with scope.opened(everything()):
        given = {"case": released(stage), "by": stage.officer, "at": NOW}

    first, second = twice(
        "casework.offer_handover", given | {"to_unit": stage.units.station},
        given | {"to_unit": stage.units.other_station},
    )  # fmt: skip

    assert isinstance(first, Handover)
    assert [reason.code for reason in second.reasons] == ["handover.offer"]


def test_two_people_who_save_the_same_task_at_once_both_keep_their_record(stage):
    key = "golden-quarter/release/week-1"
    with scope.opened(everything()):
        case = in_aftercare(stage, days=7)
    given = {"case": case, "happened_at": NOW - HOUR, "channel": "visit", "at": NOW, "fulfils": key}

    first, second = twice(
        "followup.record_contact", given | {"by": stage.worker}, given | {"by": stage.second}
    )

    assert (first.fulfils, second.fulfils) == (key, "")
    with scope.opened(everything()):
        done = Task.objects.filter(case=case, done_by_id__in=(first.pk, second.pk))
        assert done.get(step="week-1").done_by_id == first.pk
        assert Contact.objects.filter(case=case, superseded_by_id=None).count() == 2


def test_two_corrections_of_one_record_at_once_are_one_correction(stage):
    with scope.opened(everything()):
        given = SAMPLES["followup.record_contact"](stage)
        wrong = ACTIONS["followup.record_contact"](**given)
        given |= {"supersedes": wrong.pk, "reason": "更正"}

    first, second = twice("followup.record_contact", given, given | {"channel": "phone"})

    assert not isinstance(first, Exception)
    assert [reason.code for reason in second.reasons] == ["correction.done"]


def test_a_post_is_given_to_one_of_two_at_once(stage):
    with scope.opened(everything()):
        given = SAMPLES["people.appoint"](stage)

    first, second = twice("people.appoint", given, given | {"user": stage.users.bureau})

    assert first is None
    assert isinstance(second, Refused)
    assert Tenure.objects.filter(post=given["post"]).count() == 1


def test_a_case_that_moves_away_while_it_is_opened_is_out_of_reach(stage):
    with scope.opened(everything()):
        case = released(stage)
        given = {"case": case, "by": stage.officer, "at": NOW}
        offer = handovers.offer_handover(**given, to_unit=stage.units.station)
        handovers.accept_handover(handover=offer, by=stage.worker, at=NOW)
        case = Case.objects.get(pk=case.pk)
        offer = handovers.offer_handover(
            case=case, to_unit=stage.units.other_station, by=stage.worker, at=NOW + HOUR
        )

    def take() -> Iterator[Any]:
        with scope.opened(stage.other_worker.all_units):
            handovers.accept_handover(handover=offer, by=stage.other_worker, at=NOW + HOUR)
            yield
        yield None

    def record() -> None:
        with scope.opened(stage.worker.all_units):
            ACTIONS["followup.record_contact"](
                case=case, happened_at=NOW, channel="phone", by=stage.worker, at=NOW + HOUR
            )

    taken, recorded = overlapping(take, record)

    assert taken.exception() is None
    assert isinstance(recorded.exception(), OutOfReach)


def test_what_was_committed_is_cleared_up(stage):
    with scope.opened(everything()):
        admitted(stage)

    assert snapshot()["cases_case"][0] == 1  # of this test alone: those before were cleared
