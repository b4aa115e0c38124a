"""Random histories through the real actions: exactly one custodian at every instant."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.architecture.snapshot import snapshot
from tests.conftest import NOW, admitted, released

from guihang.cases import queries
from guihang.cases.handovers import Handover
from guihang.cases.models import Case, Custody, Person
from guihang.casework import actions, handovers
from guihang.core import scope
from guihang.core.action import ACTIONS
from guihang.core.china import calendar
from guihang.core.ids import uuid7
from guihang.core.models import Entry
from guihang.core.refusal import OutOfReach, Refused
from guihang.engines import custody
from guihang.engines.calendar import add_years
from guihang.engines.custody import Chain, CustodyError
from guihang.followup import actions as followup
from guihang.followup.models import Task
from guihang.people.queries import SystemActor, tree

BY = SystemActor()
ANSWERS = ("accept", "return", "withdraw", "expire")
PLACES = ("station", "other_station", "facility")

HOUR = timedelta(hours=1)


def history_of(seed: int) -> Iterator[tuple[timedelta, str, Any]]:
    """Some steps with the time before each; what makes no sense at that moment is tried too."""
    chance = Random(seed)
    if chance.random() < 0.5:  # taken over while still inside
        yield timedelta(days=25), "offer", "station"
        yield HOUR, "accept", -1
    for _ in range(chance.randint(6, 18)):
        gap = HOUR * chance.choice([1, 30, 100, 300])
        name = chance.choice(
            ["offer"] * 4 + ["accept"] * 3 + ["expire"] * 2
            + ["return", "return", "withdraw", "release", "release", "correct", "close", "reopen", "reopen"]
        )  # fmt: skip
        if name == "offer":
            yield gap, name, chance.choice(PLACES)
        elif name in ANSWERS:
            yield gap, name, chance.choice([-1, -1, -1, -1, 0])
        else:
            yield gap, name, HOUR * chance.choice([0, 0, 1, 50, 400])


def everywhere() -> Any:
    return scope.opened(tree().parents)


class World:
    """A case with its rows, and beside it the chain that the engine says it should be.

    It looks at the rows with the scope of the region, and acts with that of one unit.
    """

    def __init__(self, cast: SimpleNamespace) -> None:
        self.units = cast.units
        case = admitted(cast)
        self.pk = case.pk
        self.now = NOW - timedelta(days=50)
        self.chain = custody.admit(case.unit_id, at=case.admitted_at)
        self.due_on = case.term_ends_on
        self.agreed: dict[str, tuple[int, datetime]] = {}
        self.rows = snapshot()

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.pk)

    def handover(self, which: int) -> Handover | None:
        rows = list(Handover.objects.filter(case=self.pk).order_by("offered_at"))
        return rows[which] if rows else None

    def step(self, name: str, choice: Any) -> bool | None:
        """Take one step in both worlds; tells whether it was done, None when it has no object."""
        case = self.case
        if name in ANSWERS:
            if (handover := self.handover(choice)) is None:
                return None
            return self.done(*self._answer(name, handover))
        if name == "offer":
            unit = getattr(self.units, choice)
            return self.done(
                case.unit_id, handovers.offer_handover, {"case": case, "to_unit": unit},
                lambda entry: custody.offer(
                    self.chain, id=str(entry), receiver=unit.pk, at=self.now, calendar=calendar(),
                    release_due_on=self.due_on,
                ),
            )  # fmt: skip
        return self.done(*getattr(self, f"_{name}")(case, choice))

    def _answer(self, name: str, handover: Handover) -> tuple[Any, ...]:
        given: dict[str, Any] = {"handover": handover}
        if name in ("return", "withdraw"):
            given["why"] = "另有安排"
        newest = self.chain.handover is not None and self.chain.handover.id == str(handover.pk)
        chain = self.chain if newest else self.chain._replace(handover=None)
        unit = handover.to_unit_id if name in ("accept", "return") else handover.from_unit_id
        about = {"by_unit": unit, "at": self.now}
        answer: dict[str, Callable[[], Chain]] = {
            "accept": lambda: custody.accept(chain, **about),
            "return": lambda: custody.give_back(chain, **about, reason="另有安排"),
            "withdraw": lambda: custody.withdraw(chain, **about),
            "expire": lambda: custody.expire(chain, at=self.now),
        }
        action = getattr(handovers, f"{name}_handover")
        return unit, action, given, lambda _: answer[name]()

    def _release(self, case: Case, back: timedelta) -> tuple[Any, ...]:
        at = self.now - back

        def expected(_: UUID) -> Chain:
            chain = custody.release(self.chain, at=at)
            waiting = self.chain.handover
            if waiting and waiting.state is custody.HandoverState.ACCEPTED:
                # Known late, a release hands over no earlier than the receiver accepted.
                assert waiting.settled_at
                starts = custody.takes_over_at(waiting.settled_at, at)
                last = chain.history[-1]._replace(starts_at=starts)
                chain = chain._replace(history=(*chain.history[:-1], last))
            return chain

        return case.facility_id, actions.release, {"case": case, "released_at": at}, expected

    def _correct(self, case: Case, back: timedelta) -> tuple[Any, ...]:
        at = self.now - back
        first = Entry.objects.filter(action="casework.release").order_by("-at", "-id").first()
        given = {
            "case": case,
            "released_at": at,
            "supersedes": first and first.pk,
            "reason": "录错",
        }

        def expected(_: UUID) -> Chain:
            if first is None:
                raise CustodyError(())
            return custody.correct_release(self.chain, agreed=self.agreed.values(), at=at)

        return case.facility_id, actions.release, given if first else given | {
            "supersedes": uuid7()
        }, expected  # fmt: skip

    def _close(self, case: Case, _: timedelta) -> tuple[Any, ...]:
        given = {"case": case, "ending": "moved"}
        return (
            case.unit_id,
            actions.close_case,
            given,
            lambda _: custody.close(self.chain, at=self.now),
        )

    def _reopen(self, case: Case, _: timedelta) -> tuple[Any, ...]:
        def expected(_: UUID) -> Chain:
            if not self.chain.closed:
                raise CustodyError(())
            return self.chain._replace(history=self.chain.history[:-1])

        return case.unit_id, actions.reopen_case, {"case": case, "why": "回到本地"}, expected

    def done(
        self, unit: int, action: Any, given: dict[str, Any], expected: Callable[[UUID], Chain]
    ) -> bool:
        """Try an action with the scope of one unit; it happens where the engine allows it."""
        entry = uuid7()
        try:
            chain: Chain | None = expected(entry)
        except CustodyError:
            chain = None
        try:
            with scope.opened([unit]):
                action(**given, by=BY, at=self.now, entry=entry)
        except (Refused, OutOfReach):
            happened = False
        else:
            happened = True
        assert happened is (chain is not None), action.name
        before, self.rows = self.rows, snapshot()
        if chain is None:
            assert self.rows == before
        else:
            self.chain = chain
            self._keep(chain.handover)
            assert self.rows["core_entry"][0] == before["core_entry"][0] + 1
        return happened

    def _keep(self, handover: custody.Handover | None) -> None:
        """Remember every acceptance that stands."""
        if handover and handover.state is custody.HandoverState.ACCEPTED:
            assert handover.settled_at
            self.agreed[handover.id] = (handover.receiver, handover.settled_at)
        elif handover:
            self.agreed.pop(handover.id, None)

    def check(self) -> None:
        assert faults(self.pk, self.chain) == []


def faults(pk: UUID, chain: Chain) -> list[str]:
    """What of the rows of a case contradicts the chain that it should be."""
    case = Case.objects.get(pk=pk)
    held = Custody.objects.filter(case=pk, superseded_by_id=None).order_by("starts_at")
    rows = held.values_list("unit_id", "starts_at")
    kept = [custody.Custody(*row) for row in rows]
    wanted = [one for one in chain.history if one.unit is not None]
    found = []
    instants = {at + shift for _, at in (*kept, *wanted)
                for shift in (timedelta(0), timedelta(microseconds=-1))}  # fmt: skip
    for at in sorted(instants):
        if custody.custodian(kept, at) != custody.custodian(wanted, at):
            found.append(f"custodian at {at}")
    moments = [at for _, at in kept]
    if moments != sorted(set(moments)) or moments[0] != case.admitted_at:
        found.append("instants")
    holder = wanted[-1].unit
    if (case.unit_id, Person.objects.get(pk=case.person_id).unit_id) != (holder, holder):
        found.append("unit")
    if Task.objects.filter(case=pk).exclude(unit_id=holder).exclude(void="replaced").exists():
        found.append("tasks")
    waits = custody.unfinished(chain.handover, chain.released_at) and not chain.closed
    if case.offered_to_id != (chain.handover.receiver if waits and chain.handover else None):
        found.append("offered")
    if case.stage != stage_of(chain, case.accepted_at):
        found.append(f"stage {case.stage}")
    if case.released_at != chain.released_at:
        found.append("release")
    return found


def stage_of(chain: Chain, accepted_at: datetime | None) -> str:
    if chain.closed:
        return "closed"
    if chain.released_at is None:
        return "inside"
    return "aftercare" if len(chain.history) > 1 and accepted_at else "released"


LIVED: dict[str, set[bool]] = {}


@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(seed=st.integers(0, 2**32))
def test_at_every_instant_of_any_history_exactly_one_unit_is_responsible(cast, seed):
    with everywhere():
        world = World(cast)
        world.check()
        for gap, name, choice in history_of(seed):
            world.now += gap
            happened = world.step(name, choice)
            if happened is not None:
                LIVED.setdefault(name, set()).add(happened)
                world.check()
        transaction.set_rollback(True)


def test_the_histories_held_every_step_done_and_refused():
    assert {*ANSWERS, "offer", "release", "correct", "close", "reopen"} == {
        name for name, outcomes in LIVED.items() if outcomes == {True, False}
    }


@pytest.mark.parametrize(
    ("unit", "days", "found"),
    [("station", -700, "custodian"), ("station", 1, "custodian"), ("facility", -731, "instants")],
)
def test_a_second_custodian_or_one_before_the_admission_is_found(cast, unit, days, found):
    with everywhere():
        world = World(cast)
        Custody.objects.create(
            case_id=world.pk, unit=getattr(cast.units, unit), entry_id=uuid7(),
            starts_at=NOW + timedelta(days=days),
        )  # fmt: skip

        assert any(fault.startswith(found) for fault in faults(world.pk, world.chain))


def test_a_case_whose_unit_is_not_the_custodian_is_found(cast):
    with everywhere():
        world = World(cast)
        Case.objects.filter(pk=world.pk).update(unit=cast.units.station)

        assert "unit" in faults(world.pk, world.chain)


def accepted_inside(cast, at: datetime) -> Case:
    case = admitted(cast)
    offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=BY, at=at - HOUR)
    handovers.accept_handover(handover=offer, by=BY, at=at)
    return Case.objects.get(pk=case.pk)


@pytest.mark.parametrize(("released_after", "takes_over_after"), [(5, 5), (-5, 0)])
def test_accepted_inside_a_station_takes_over_at_the_gate_but_never_before_it_agreed(
    cast, released_after, takes_over_after
):
    at = NOW - timedelta(days=10)
    with everywhere():
        case = accepted_inside(cast, at)
        assert (case.unit, case.stage) == (cast.units.facility, "inside")
        actions.release(
            case=case, released_at=at + released_after * HOUR, by=BY, at=NOW - timedelta(days=9)
        )

        case.refresh_from_db()
        newest = Custody.objects.filter(case=case).order_by("starts_at").last()
        starts = at + takes_over_after * HOUR
        assert (case.unit, case.stage, case.accepted_at) == (
            cast.units.station,
            "aftercare",
            starts,
        )
        assert (newest.unit, newest.starts_at) == (cast.units.station, starts)


@pytest.mark.parametrize(("moved", "starts"), [(0, 1), (5, 5), (-5, 1)])
def test_a_corrected_release_takes_custody_with_it_and_never_before_it_was_agreed(
    cast, moved, starts
):
    with everywhere():
        case = released(cast, days=10)
        out = case.released_at
        offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=BY, at=out)
        handovers.accept_handover(handover=offer, by=BY, at=out + HOUR)
        first = Entry.objects.get(action="casework.release")
        actions.release(
            case=Case.objects.get(pk=case.pk), released_at=out + moved * HOUR, by=BY, at=NOW,
            supersedes=first.pk, reason="日期录错",
        )  # fmt: skip

        case.refresh_from_db()
        rows = queries.custody(case.pk)
        assert [(row.unit_id, row.starts_at) for row in rows] == [
            (cast.units.facility.pk, case.admitted_at),
            (cast.units.station.pk, out + starts * HOUR),
        ]
        assert case.accepted_at == out + starts * HOUR
        assert rows[-1].starts_at >= case.released_at
        written = Custody.objects.filter(case=case).count()
        assert written == (3 if starts != 1 else 2)  # the row that no longer holds is kept


def test_a_release_corrected_past_two_stations_leaves_the_last_one_responsible_from_the_gate(cast):
    with everywhere():
        case = released(cast, days=10)
        out = case.released_at
        for hours, unit in ((1, cast.units.station), (3, cast.units.other_station)):
            at = out + hours * HOUR
            offer = handovers.offer_handover(
                case=Case.objects.get(pk=case.pk), to_unit=unit, by=BY, at=at
            )
            handovers.accept_handover(handover=offer, by=BY, at=at + HOUR)
        for right, held in (
            (out + 9 * HOUR, [(cast.units.other_station.pk, out + 9 * HOUR)]),
            (out, [(cast.units.station.pk, out + 2 * HOUR),
                   (cast.units.other_station.pk, out + 4 * HOUR)]),
        ):  # fmt: skip
            newest = Entry.objects.filter(action="casework.release").order_by("-id").first()
            actions.release(
                case=Case.objects.get(pk=case.pk), released_at=right, by=BY, at=NOW,
                supersedes=newest.pk, reason="日期录错",
            )  # fmt: skip
            rows = queries.custody(case.pk)[1:]
            assert [(row.unit_id, row.starts_at) for row in rows] == held


def test_a_moment_that_is_given_is_kept_and_the_journal_says_when_it_was_recorded(cast):
    with everywhere():
        case = released(cast, days=10)
        out = case.released_at
        offer = handovers.offer_handover(
            case=case, to_unit=cast.units.station, offered_at=out, by=BY, at=NOW
        )
        handovers.accept_handover(handover=offer, accepted_at=out + HOUR, by=BY, at=NOW)
        case = Case.objects.get(pk=case.pk)
        actions.close_case(case=case, ending="moved", closed_at=out + 9 * HOUR, by=BY, at=NOW)

        offer.refresh_from_db()
        case.refresh_from_db()
        assert (offer.offered_at, offer.answered_at) == (out, out + HOUR)
        assert (case.accepted_at, case.closed_at) == (out + HOUR, out + 9 * HOUR)
        recorded = Entry.objects.exclude(action__in=("casework.admit", "casework.release",
                                                     "casework.record_consent"))  # fmt: skip
        assert set(recorded.values_list("at", flat=True)) == {NOW}


@pytest.mark.parametrize(
    ("action", "field", "hours", "code"),
    [
        ("offer_handover", "offered_at", 1, "future"),
        ("offer_handover", "offered_at", -24 * 900, "custody.order"),  # before the admission
        ("accept_handover", "accepted_at", 1, "future"),
        ("accept_handover", "accepted_at", -24 * 8, "handover.answer"),  # before the offer
        ("close_case", "closed_at", 1, "future"),
        ("close_case", "closed_at", -24 * 11, "close.order"),  # before the release
    ],
)
def test_a_moment_in_the_future_or_before_what_it_follows_is_refused(
    cast, action, field, hours, code
):
    with everywhere():
        case = released(cast, days=10)
        given = {"by": BY, "at": NOW, field: NOW + hours * HOUR}
        about: dict[str, Any] = {"case": case}
        if action == "offer_handover":
            about["to_unit"] = cast.units.station
        elif action == "accept_handover":
            about = {"handover": handovers.offer_handover(
                case=case, to_unit=cast.units.station, by=BY, at=NOW - 24 * HOUR)}  # fmt: skip
        else:
            about["ending"] = "moved"
        with pytest.raises(Refused) as refused:
            ACTIONS[f"casework.{action}"](**about, **given)

    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [(code, field)]


def test_a_case_is_not_closed_before_it_was_reopened_or_before_a_station_took_over(cast):
    with everywhere():
        case = released(cast, days=10)
        at = NOW - 48 * HOUR
        offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=BY, at=at)
        handovers.accept_handover(handover=offer, by=BY, at=at)
        found = []
        for closed_at in (at - HOUR, None, at + 2 * HOUR):
            try:
                actions.close_case(
                    case=Case.objects.get(pk=case.pk), ending="lost", closed_at=closed_at,
                    by=BY, at=at + HOUR if closed_at is None else NOW,
                )  # fmt: skip
                actions.reopen_case(
                    case=Case.objects.get(pk=case.pk), why="已找到", by=BY, at=at + 3 * HOUR
                )
            except Refused as refused:
                found += [reason.code for reason in refused.reasons]

    assert found == ["custody.order", "close.reopened"]


def test_a_station_takes_over_after_the_one_before_and_not_at_the_same_instant(cast):
    with everywhere():
        case = released(cast)
        for unit in (cast.units.station, cast.units.other_station):
            offer = handovers.offer_handover(case=case, to_unit=unit, by=BY, at=NOW)
            if unit == cast.units.station:
                handovers.accept_handover(handover=offer, by=BY, at=NOW)
        with pytest.raises(Refused) as refused:
            handovers.accept_handover(handover=offer, by=BY, at=NOW)
        handovers.accept_handover(handover=offer, by=BY, at=NOW + HOUR)

    assert {reason.code for reason in refused.value.reasons} == {"custody.order"}


def test_closing_inside_withdraws_what_a_station_had_accepted(cast):
    with everywhere():
        case = accepted_inside(cast, NOW - timedelta(days=10))
        actions.close_case(case=case, ending="deceased", by=BY, at=NOW)

        assert Handover.objects.get(case=case).state == Handover.State.WITHDRAWN


def test_a_case_reopened_before_any_station_accepted_still_waits_for_one(cast):
    with everywhere():
        case = released(cast)
        actions.close_case(case=case, ending="lost", by=cast.head, at=NOW)
        actions.reopen_case(case=case, why="已找到", by=cast.head, at=NOW + timedelta(hours=1))

        case.refresh_from_db()
        assert (case.stage, case.closed_at, case.ending) == ("released", None, "")


def test_a_closed_case_is_not_reopened_beside_another_one(cast):
    with everywhere():
        first = admitted(cast, id_number="150102199003078885")
        actions.close_case(case=first, ending="moved", by=cast.head, at=NOW)
        admitted(cast, id_number="150102199003078885", admitted_at=NOW, at=NOW)

        with pytest.raises(Refused) as refused:
            actions.reopen_case(case=first, why="更正", by=cast.head, at=NOW)

    assert {reason.code for reason in refused.value.reasons} == {"reopen.other"}


def test_a_case_is_not_closed_before_the_release(cast):
    with everywhere():
        case = released(cast, days=1)

        with pytest.raises(Refused) as refused:
            actions.close_case(case=case, ending="moved", by=cast.head, at=NOW - timedelta(days=2))

    assert {reason.code for reason in refused.value.reasons} == {"close.order"}


def test_the_last_confirmed_relapse_starts_the_years_until_sealing(cast):
    """戒毒条例 §7: three years without relapse; being found again starts them again."""
    with everywhere():
        case = released(cast, days=300)
        for days in (200, 50, 120):
            followup.record_evidence(
                case=case, kind="police_determination", by=BY, at=NOW,
                used_on=(NOW - timedelta(days=days)).date(),
            )  # fmt: skip
        followup.record_evidence(
            case=case, kind="self_report", used_on=NOW.date(), by=BY, at=NOW
        )  # a reason to help, and no relapse
        actions.close_case(case=case, ending="moved", by=BY, at=NOW)

        case.refresh_from_db()
        assert case.sealing_due_on == add_years((NOW - timedelta(days=50)).date(), 3)
