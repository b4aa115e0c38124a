"""How acts find their tasks, and when a task is owed."""

import dataclasses
from datetime import datetime, timedelta

import pytest

from guihang.engines.acts import Act, Attempt, Done, StepKey, Target
from guihang.engines.calendar import CHINA, WEEKENDS_ONLY, Calendar, ends_at
from guihang.engines.planning import NO_LONGER_OWED, NOT_YET_OWED, REACHED_BEFORE, plan, windows
from guihang.engines.protocol import Facts, Offset, Period, Planned, Protocol, Shift, State
from guihang.engines.protocols import GOLDEN_QUARTER, REACH_AGAIN, TESTS_B, YEARS_ONE_TO_THREE

RELEASED = datetime(2026, 3, 2, 10, tzinfo=CHINA)
PROTOCOLS = (GOLDEN_QUARTER, YEARS_ONE_TO_THREE, TESTS_B)
LONG_AFTER = RELEASED + timedelta(days=2000)


def after(days: float = 0, hours: float = 0) -> datetime:
    return RELEASED + timedelta(days=days, hours=hours)


def key(step: str) -> StepKey:
    return StepKey("golden-quarter", "release", step)


def planned(
    *done: Done,
    owed: tuple[Period, ...] = (Period(RELEASED),),
    released: datetime = RELEASED,
    now: datetime = LONG_AFTER,
) -> dict[str, Planned]:
    facts = Facts({"release": released}, done, owed=owed)
    return {task.key.step: task for task in plan(PROTOCOLS, facts, now, WEEKENDS_ONLY)}


def test_a_visit_within_twenty_hours_is_the_first_contact_and_the_first_meeting() -> None:
    found = planned(Done("a", Act.VISIT, after(hours=20)))

    assert found["first-contact"].done_by == "a"
    assert found["first-meeting"].done_by == "a"
    assert [task.done_by for task in found.values()].count("a") == 2


def test_a_call_is_no_meeting_in_person() -> None:
    found = planned(Done("a", Act.CONTACT, after(hours=20)))

    assert found["first-contact"].state is State.DONE
    assert found["first-meeting"].state is State.MISSED


def test_a_visit_linked_to_the_first_contact_is_still_the_first_meeting() -> None:
    found = planned(Done("a", Act.VISIT, after(hours=20), key("first-contact")))

    assert (found["first-contact"].done_by, found["first-meeting"].done_by) == ("a", "a")


def test_one_call_never_counts_as_two_contacts() -> None:
    found = planned(Done("a", Act.CONTACT, after(days=7)))

    assert [code for code, task in found.items() if task.done_by] == ["week-1"]


def test_an_act_after_the_due_moment_counts_as_late() -> None:
    found = planned(Done("a", Act.CONTACT, after(hours=30)))

    assert found["first-contact"].state is State.LATE


def test_exactly_24_hours_is_in_time() -> None:
    assert planned(Done("a", Act.CONTACT, after(hours=24)))["first-contact"].state is State.DONE


def test_an_act_after_the_window_fulfils_nothing() -> None:
    found = planned(Done("a", Act.CONTACT, after(days=33)))

    assert found["week-4"].state is State.MISSED
    assert not any(task.done_by for task in found.values())


def test_the_moment_of_closing_lies_outside_the_window() -> None:
    closes_at = planned()["week-4"].closes_at
    instant = timedelta(microseconds=1)

    assert planned(Done("a", Act.CONTACT, closes_at))["week-4"].state is State.MISSED
    assert planned(Done("a", Act.CONTACT, closes_at - instant))["week-4"].state is State.LATE


def test_the_moment_of_opening_lies_inside_the_window() -> None:
    opens_at = planned()["week-4"].opens_at
    instant = timedelta(microseconds=1)

    assert planned(Done("a", Act.CONTACT, opens_at))["week-4"].state is State.DONE
    assert planned(Done("a", Act.CONTACT, opens_at - instant))["week-4"].state is State.MISSED


def protocol_of(*days: tuple[int, int, int], shift: Shift = Shift.NONE) -> Protocol:
    """A protocol of contacts on one track, each with its three days."""
    steps = tuple(
        dataclasses.replace(
            GOLDEN_QUARTER.steps[2],
            code=f"step-{number}",
            opens=Offset(days=opens),
            due=Offset(days=due),
            closes=Offset(days=closes),
            shift=shift,
        )
        for number, (opens, due, closes) in enumerate(days)
    )
    return dataclasses.replace(GOLDEN_QUARTER, steps=steps)


def test_where_windows_overlap_an_act_goes_to_the_task_that_is_due_first() -> None:
    facts = Facts(
        {"release": RELEASED}, (Done("a", Act.CONTACT, after(6)),), owed=(Period(RELEASED),)
    )
    overlapping = protocol_of((1, 9, 20), (2, 8, 20), (5, 30, 40))

    found = plan((overlapping,), facts, LONG_AFTER, WEEKENDS_ONLY)

    assert [task.key.step for task in found if task.done_by] == ["step-1"]


def test_a_due_moment_that_a_holiday_pushes_past_the_closing_takes_the_closing_along() -> None:
    holiday = Calendar(
        frozenset(after(day).date() for day in range(5, 12)), frozenset(), frozenset({2026})
    )
    short = protocol_of((3, 5, 6), shift=Shift.NEXT_WORKING)

    window = windows(short, RELEASED, holiday)[0]

    assert window.due_at == window.closes_at == ends_at(after(14).date())  # day 12 is Saturday


def test_a_review_with_the_person_needs_no_contact_beside_it() -> None:
    found = planned(Done("a", Act.REVIEW, after(days=28)))

    assert found["review-30"].done_by == "a"
    assert found["week-4"].done_by == "a"


def test_a_closing_review_is_not_the_review_of_day_90() -> None:
    found = planned(Done("a", Act.CLOSING_REVIEW, after(days=90)))

    assert found["closing"].state is State.DONE
    assert found["review-90"].state is State.MISSED


def test_an_announced_test_is_no_unannounced_test() -> None:
    found = planned(Done("a", Act.TEST, after(days=15)), Done("b", Act.UNANNOUNCED_TEST, after(50)))

    assert found["month-1-a"].done_by == "a"
    assert found["unannounced-1"].done_by == "b"


def test_a_link_outlives_a_corrected_release_and_is_judged_by_the_new_window() -> None:
    contact = Done("a", Act.CONTACT, after(days=7), key("week-1"))
    three_weeks_earlier = RELEASED - timedelta(days=21)

    before = planned(contact)
    corrected = planned(contact, released=three_weeks_earlier, owed=(Period(three_weeks_earlier),))

    assert before["week-1"].state is State.DONE
    assert (corrected["week-1"].state, corrected["week-1"].done_by) == (State.LATE, "a")
    assert corrected["week-4"].state is State.MISSED  # used up: never a second contact


def test_an_unlinked_act_finds_its_new_task_after_a_correction() -> None:
    contact = Done("a", Act.CONTACT, after(days=7))
    earlier = RELEASED - timedelta(days=21)

    corrected = planned(contact, released=earlier, owed=(Period(earlier),))

    assert corrected["week-1"].state is State.MISSED
    assert corrected["week-4"].done_by == "a"


def test_a_link_never_turns_a_call_into_a_visit() -> None:
    found = planned(Done("a", Act.CONTACT, after(hours=20), key("first-meeting")))

    assert found["first-meeting"].state is State.MISSED
    assert found["first-contact"].done_by == "a"


def test_of_two_acts_linked_to_one_task_the_earlier_counts() -> None:
    link = key("week-1")
    found = planned(Done("b", Act.CONTACT, after(6), link), Done("a", Act.CONTACT, after(7), link))

    assert found["week-1"].done_by == "b"


def test_a_link_to_a_task_that_no_protocol_asks_for_any_more_is_an_unlinked_act() -> None:
    found = planned(Done("a", Act.CONTACT, after(7), key("week-99")))

    assert found["week-1"].done_by == "a"


def test_nothing_is_owed_without_consent_and_the_reason_is_said() -> None:
    found = planned(owed=())

    assert {task.state for task in found.values()} == {State.VOID}
    assert {task.void_reason for task in found.values()} == {NOT_YET_OWED}


def test_only_what_falls_due_between_consent_and_closing_is_owed() -> None:
    found = planned(owed=(Period(after(10), after(25)),))

    assert [code for code, task in found.items() if task.state is not State.VOID] == [
        "week-2",
        "month-1-a",
        "week-3",
    ]
    assert found["week-1"].void_reason == NOT_YET_OWED
    assert found["week-4"].void_reason == NO_LONGER_OWED


def test_what_was_done_before_follow_up_ended_stays_done() -> None:
    contact = Done("a", Act.CONTACT, after(12))

    found = planned(contact, owed=(Period(RELEASED, after(13)),))

    assert found["week-2"].state is State.DONE
    assert found["week-2"].void_reason is None


def test_an_act_does_not_make_a_task_owed_that_fell_due_before_consent() -> None:
    found = planned(Done("a", Act.CONTACT, after(9)), owed=(Period(after(8)),))

    assert found["week-1"].state is State.VOID


def test_follow_up_that_pauses_and_begins_again_owes_both_stretches() -> None:
    found = planned(owed=(Period(after(20)), Period(RELEASED, after(10))))

    assert found["week-1"].state is State.MISSED
    assert found["week-2"].void_reason == NO_LONGER_OWED
    assert found["week-3"].state is State.MISSED


def test_two_protocols_of_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match="share one code"):
        plan((GOLDEN_QUARTER, GOLDEN_QUARTER), Facts({}), RELEASED, WEEKENDS_ONLY)


def test_without_its_anchor_a_protocol_asks_for_nothing() -> None:
    assert plan(PROTOCOLS, Facts({"enrolment": RELEASED}), RELEASED, WEEKENDS_ONLY) == ()


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        plan(PROTOCOLS, Facts({}), datetime(2026, 1, 1), WEEKENDS_ONLY)


def search(
    *attempts: Attempt, done: tuple[Done, ...] = (), now: datetime = LONG_AFTER
) -> dict[str, Planned]:
    facts = Facts({"silence:week-1": after(8)}, done, attempts, (Period(RELEASED),))
    return {task.key.step: task for task in plan((REACH_AGAIN,), facts, now, WEEKENDS_ONLY)}


def test_a_call_that_nobody_answers_is_a_retry_but_only_by_its_own_channel() -> None:
    found = search(Attempt("a", after(8.5), Target.PERSON, Act.TRIED_CALL))

    assert found["retry-phone"].state is State.DONE
    assert found["retry-message"].state is State.MISSED


def test_a_visit_that_meets_nobody_is_a_home_visit() -> None:
    assert (
        search(Attempt("a", after(10), Target.PERSON, Act.TRIED_VISIT))["home-visit"].done_by == "a"
    )


def test_the_search_stops_being_owed_when_the_person_is_reached() -> None:
    found = search(done=(Done("a", Act.CONTACT, after(9.5)),))

    assert found["retry-message"].state is State.LATE
    assert found["home-visit"].void_reason == REACHED_BEFORE
    assert found["lost-decision"].state is State.VOID


def test_what_the_search_missed_before_the_person_was_reached_stays_missed() -> None:
    found = search(done=(Done("a", Act.CONTACT, after(14)),))

    assert found["retry-phone"].state is State.MISSED
    assert found["team-meeting"].state is State.VOID


def test_reaching_a_relative_does_not_end_the_search() -> None:
    found = search(Attempt("a", after(9), Target.FAMILY, Act.TRIED_CALL, reached=True))

    assert found["home-visit"].state is State.MISSED


def test_reaching_the_person_on_a_retry_fulfils_it_and_ends_the_search() -> None:
    found = search(Attempt("a", after(8.5), Target.PERSON, Act.TRIED_CALL, reached=True))

    assert found["retry-phone"].state is State.DONE
    assert found["home-visit"].state is State.VOID


def test_a_person_reached_at_the_very_moment_of_silence_is_not_searched_for() -> None:
    found = search(done=(Done("a", Act.TEST, after(8)),))

    assert {task.state for task in found.values()} == {State.VOID}


def test_every_silence_has_its_own_search() -> None:
    facts = Facts(
        {"silence:week-1": after(8), "silence:week-6": after(43)}, owed=(Period(RELEASED),)
    )

    found = plan((REACH_AGAIN,), facts, LONG_AFTER, WEEKENDS_ONLY)

    assert len({task.key for task in found}) == 2 * len(REACH_AGAIN.steps)
