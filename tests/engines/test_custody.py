"""One custodian at every instant, over random histories; guards that say everything at once."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines import custody
from guihang.engines.calendar import CHINA, WEEKENDS_ONLY, ends_at
from guihang.engines.custody import (
    Chain,
    Custody,
    CustodyError,
    Escalation,
    HandoverState,
    Level,
    custodian,
)

ADMITTED = datetime(2024, 3, 4, 9, tzinfo=CHINA)
RELEASED = datetime(2026, 3, 2, 10, tzinfo=CHINA)  # a Monday
FACILITY, STATION, OTHER = 1, 2, 3


def after(days: float) -> datetime:
    return RELEASED + timedelta(days=days)


def released() -> Chain:
    return custody.release(custody.admit(FACILITY, at=ADMITTED), at=RELEASED)


def offered(chain: Chain | None = None, *, at: datetime = RELEASED) -> Chain:
    return custody.offer(
        chain or released(), id="h", receiver=STATION, at=at, calendar=WEEKENDS_ONLY,
        release_due_on=RELEASED.date(),
    )  # fmt: skip


def refused(call: Callable[[], object]) -> list[str]:
    with pytest.raises(CustodyError) as caught:
        call()
    return [problem.en for problem in caught.value.problems]


def test_the_sender_is_responsible_until_the_receiver_accepts():
    chain = custody.accept(offered(), by_unit=STATION, at=after(1))

    assert custodian(chain.history, after(1) - timedelta(microseconds=1)) == FACILITY
    assert custodian(chain.history, after(1)) == STATION


def test_an_offer_a_return_an_expiry_and_a_withdrawal_change_nothing():
    late = offered().handover.expires_at
    for chain in (
        offered(),
        custody.give_back(offered(), by_unit=STATION, at=after(1), reason="户籍不符"),
        custody.expire(offered(), at=late),
        custody.withdraw(offered(), by_unit=FACILITY, at=after(1)),
    ):
        assert custodian(chain.history, after(99)) == FACILITY


def test_accepted_before_release_the_station_takes_over_at_the_gate():
    early = offered(custody.admit(FACILITY, at=ADMITTED), at=after(-10))
    accepted = custody.accept(early, by_unit=STATION, at=after(-8))

    assert custodian(accepted.history, after(-1)) == FACILITY
    assert custodian(custody.release(accepted, at=RELEASED).history, RELEASED) == STATION


def test_an_acceptance_filed_late_takes_effect_at_the_release_and_not_before():
    early = offered(custody.admit(FACILITY, at=ADMITTED), at=after(-10))
    chain = custody.accept(custody.release(early, at=RELEASED), by_unit=STATION, at=after(-8))

    assert custodian(chain.history, after(-1)) == FACILITY
    assert custodian(chain.history, RELEASED) == STATION


def test_a_case_is_not_closed_before_the_release_on_file():
    assert refused(lambda: custody.close(released(), at=after(-1))) == ["Earlier than the release"]


def test_an_expired_offer_may_still_be_accepted():
    expired = custody.expire(offered(), at=after(5))

    assert (
        custodian(custody.accept(expired, by_unit=STATION, at=after(6)).history, after(6))
        == STATION
    )


def test_a_returned_handover_keeps_its_reason_and_can_be_offered_again():
    returned = custody.give_back(offered(), by_unit=STATION, at=after(1), reason="户籍不符")

    assert (returned.handover.state, returned.handover.reason) == (
        HandoverState.RETURNED,
        "户籍不符",
    )
    assert offered(returned, at=after(2)).handover.state is HandoverState.OFFERED


def test_closing_withdraws_what_is_open_and_leaves_nobody_responsible():
    closed = custody.close(offered(), at=after(1), reason="病故")

    assert closed.handover.state is HandoverState.WITHDRAWN
    assert custodian(closed.history, after(1)) is None
    assert custodian(closed.history, after(0.5)) == FACILITY


def test_an_offer_to_oneself_too_early_beside_another_gives_all_reasons():
    found = custody.offer_problems(
        sender=FACILITY, receiver=FACILITY, at=after(-31), release_due_on=RELEASED.date(),
        offer_open=True,
    )  # fmt: skip

    assert [one.en for one in found] == [
        "The receiver is the sender",
        "Another handover is not finished yet",
        "Release is more than 30 days away",
    ]


@pytest.mark.parametrize(("days", "allowed"), [(-31, False), (-30, True), (0, True)])
def test_an_offer_may_come_thirty_days_before_release(days, allowed):
    found = custody.offer_problems(
        sender=FACILITY, receiver=STATION, at=after(days), release_due_on=RELEASED.date()
    )

    assert (found == ()) is allowed


def test_without_a_release_or_a_date_for_it_nobody_is_offered():
    found = custody.offer_problems(sender=FACILITY, receiver=STATION, at=RELEASED)

    assert [one.en for one in found] == ["Not released, and no release date is known"]


def test_only_the_receiver_answers_and_only_the_sender_withdraws():
    assert refused(lambda: custody.accept(offered(), by_unit=OTHER, at=after(1))) == [
        "Only the receiver may answer"
    ]
    assert refused(lambda: custody.withdraw(offered(), by_unit=STATION, at=after(1))) == [
        "Only the sender may withdraw"
    ]


def test_a_return_needs_a_reason_and_all_problems_come_at_once():
    found = refused(lambda: custody.give_back(offered(), by_unit=OTHER, at=after(-1), reason=" "))

    assert found == [
        "Only the receiver may answer",
        "Earlier than the offer",
        "A return needs a reason",
    ]


def test_an_answered_handover_cannot_be_answered_again():
    accepted = custody.accept(offered(), by_unit=STATION, at=after(1))

    for again in (
        lambda: custody.accept(accepted, by_unit=STATION, at=after(2)),
        lambda: custody.give_back(accepted, by_unit=STATION, at=after(2), reason="x"),
        lambda: custody.withdraw(accepted, by_unit=FACILITY, at=after(2)),
        lambda: custody.expire(accepted, at=after(9)),
    ):
        assert refused(again) == ["No handover is waiting"]


def test_a_closed_case_changes_no_more():
    closed = custody.close(released(), at=after(1))

    assert refused(lambda: offered(closed, at=after(2))) == ["The case is closed"]
    assert "The case is closed" in refused(lambda: custody.close(closed, at=after(2)))


def test_nobody_is_released_twice_or_before_admission():
    assert refused(lambda: custody.release(released(), at=after(1))) == ["Already released"]
    fresh = custody.admit(FACILITY, at=ADMITTED)
    assert refused(lambda: custody.release(fresh, at=ADMITTED - timedelta(1))) == [
        "Earlier than the last change of custody"
    ]


def test_a_station_may_hand_over_to_another_station():
    moved = custody.accept(offered(), by_unit=STATION, at=after(1))
    again = custody.offer(moved, id="2", receiver=OTHER, at=after(40), calendar=WEEKENDS_ONLY)

    assert custodian(custody.accept(again, by_unit=OTHER, at=after(41)).history, after(41)) == OTHER


def test_the_receiver_has_three_working_days_to_answer():
    """上海市禁毒条例第36条: three working days. Monday 2 March 2026 → Thursday 5 March, 24:00."""
    assert custody.expires_at(RELEASED, WEEKENDS_ONLY) == ends_at(date(2026, 3, 5))
    assert custody.expires_at(after(3), WEEKENDS_ONLY) == ends_at(date(2026, 3, 10))


def test_an_offer_expires_only_when_its_time_has_run_out():
    chain = offered()
    late = chain.handover.expires_at

    assert refused(lambda: custody.expire(chain, at=late - timedelta(microseconds=1))) == [
        "The time to answer has not run out"
    ]
    assert custody.expire(chain, at=late).handover.state is HandoverState.EXPIRED


def test_an_expired_handover_climbs_from_the_facility_to_the_region():
    expired_at = ends_at(date(2026, 3, 5))  # Thursday

    def reached(day: int) -> list[Level]:
        now = ends_at(date(2026, 3, day))
        return [one.level for one in custody.levels(expired_at, now, WEEKENDS_ONLY)]

    assert reached(4) == []
    assert reached(5) == [Level.FACILITY]
    assert reached(8) == [Level.FACILITY]  # over the weekend nobody is late
    assert reached(9) == [Level.FACILITY, Level.LEAGUE]
    assert reached(12) == [Level.FACILITY, Level.LEAGUE, Level.REGION]
    assert custody.levels(expired_at, expired_at, WEEKENDS_ONLY) == (
        Escalation(Level.FACILITY, expired_at),
    )


def test_the_policy_names_its_source_and_version():
    assert custody.HANDOVER.version == 1
    assert "第36条" in custody.HANDOVER.source.zh


NAMES = (
    ["offer"] * 6 + ["accept"] * 5 + ["give_back", "withdraw", "expire", "release"] * 2 + ["close"]
)
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([FACILITY, STATION, OTHER, None]),  # None: whoever it is for
        st.floats(-0.5, 6),  # days from one operation to the next; sometimes back in time
        st.booleans(),
    ),
    min_size=5,
    max_size=40,
)


def whoever(chain: Chain, name: str) -> int:
    if name == "offer" or chain.handover is None:
        return FACILITY + (chain.history[-1].unit or 0) % 3
    return chain.handover.sender if name == "withdraw" else chain.handover.receiver


def changed(chain: Chain, name: str, unit: int, now: datetime, seldom: bool) -> Chain:
    match name:
        case "offer":
            due = now.date() + timedelta(days=40 if seldom else 5)
            return custody.offer(
                chain, id="h", receiver=unit, at=now, calendar=WEEKENDS_ONLY, release_due_on=due
            )
        case "accept":
            return custody.accept(chain, by_unit=unit, at=now)
        case "give_back":
            return custody.give_back(chain, by_unit=unit, at=now, reason="x")
        case "withdraw":
            return custody.withdraw(chain, by_unit=unit, at=now)
        case "expire":
            return custody.expire(chain, at=now)
        case "release":
            return custody.release(chain, at=now)
        case _:
            return custody.close(chain, at=now) if seldom else chain


def lived(operations: Sequence[tuple[str, int | None, float, bool]]) -> Chain:
    """Carry out what is allowed; what is refused changes nothing."""
    chain = custody.admit(FACILITY, at=ADMITTED)
    now = ADMITTED
    for name, unit, days, seldom in operations:
        now += timedelta(days=days)
        with suppress(CustodyError):
            chain = changed(chain, name, unit or whoever(chain, name), now, seldom)
    return chain


def check_one_custodian(chain: Chain) -> None:
    """From admission to closing there is one unit, and none before or after."""
    history = chain.history
    starts = [one.starts_at for one in history]
    assert starts == sorted(starts)
    assert all(one.unit is not None for one in history[:-1])
    ends = [*starts[1:], starts[-1] + timedelta(days=400)]
    for one, end in zip(history, ends, strict=True):
        if one.starts_at < end:
            middle = one.starts_at + (end - one.starts_at) / 2
            for at in (one.starts_at, middle, end - timedelta(microseconds=1)):
                assert custodian(history, at) == one.unit
    assert custodian(history, starts[0] - timedelta(microseconds=1)) is None


@given(OPERATIONS)
def test_there_is_exactly_one_custodian_from_admission_to_closing(operations):
    check_one_custodian(lived(operations))


@pytest.mark.parametrize(
    "history",
    [
        (Custody(FACILITY, ADMITTED), Custody(None, RELEASED), Custody(STATION, after(1))),
        (Custody(FACILITY, RELEASED), Custody(STATION, ADMITTED)),
    ],
    ids=["a gap at the gate", "out of order"],
)
def test_the_law_sees_a_broken_history(history):
    with pytest.raises(AssertionError):
        check_one_custodian(Chain(history))


@given(OPERATIONS)
def test_custody_passes_only_to_a_receiver_who_accepted_and_never_before_release(operations):
    chain = lived(operations)
    for before, after_ in zip(chain.history, chain.history[1:], strict=False):
        assert before.unit != after_.unit
        if after_.unit is not None:
            assert chain.released_at is not None
            assert after_.starts_at >= chain.released_at


@given(OPERATIONS, OPERATIONS)
def test_the_past_of_custody_never_changes(operations, more):
    earlier = lived(operations).history
    later = lived([*operations, *more]).history

    assert later[: len(earlier)] == earlier
