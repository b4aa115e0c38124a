"""Silences, whom to try next, quiet hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.acts import Act, Attempt, Done, Target
from guihang.engines.calendar import CHINA, WEEKENDS_ONLY, ends_at
from guihang.engines.planning import plan
from guihang.engines.protocol import Facts, Period, State
from guihang.engines.protocols import GOLDEN_QUARTER, REACH_AGAIN
from guihang.engines.reach import (
    Silence,
    falls_silent_at,
    follow,
    last_contact_at,
    next_allowed,
    next_target,
    quiet,
    silence_since,
    silences,
)

RELEASED = datetime(2026, 3, 2, 10, tzinfo=CHINA)


def after(days: float) -> datetime:
    return RELEASED + timedelta(days=days)


def facts(*contacts: float, attempts: tuple[Attempt, ...] = ()) -> Facts:
    """A life with contacts so many days after release."""
    done = tuple(Done(f"c{day}", Act.CONTACT, after(day)) for day in contacts)
    return Facts({"release": RELEASED}, done, attempts, (Period(RELEASED),))


def silences_of(known: Facts, now: datetime) -> tuple[Silence, ...]:
    return silences(plan((GOLDEN_QUARTER,), known, now, WEEKENDS_ONLY), known, now)


def silent_since(known: Facts, now: datetime) -> datetime | None:
    return silence_since(plan((GOLDEN_QUARTER,), known, now, WEEKENDS_ONLY), known, now)


def test_a_person_who_answers_in_time_is_never_silent():
    assert silences_of(facts(0.5, 7, 14), after(20)) == ()


def test_silence_begins_when_a_contact_falls_overdue():
    known = facts(0.5)

    assert silent_since(known, ends_at(date(2026, 3, 9))) is None
    assert silent_since(known, after(8)) == ends_at(date(2026, 3, 9))


def test_contacts_that_fail_during_a_silence_belong_to_it():
    assert [one.anchor for one in silences_of(facts(0.5), after(40))] == ["silence:week-1"]


def test_a_contact_ends_the_silence_even_if_it_fulfils_no_task():
    known = facts(0.5, 33)  # day 33 lies between two windows

    assert silent_since(known, after(40)) is None
    assert silences_of(known, after(40))[0].until == after(33)


def test_a_contact_at_the_very_moment_that_another_task_falls_due_ends_the_silence():
    week_2_due = ends_at(date(2026, 3, 16))
    silent = Facts(
        {"release": RELEASED},
        (Done("a", Act.CONTACT, after(0.5)), Done("b", Act.TEST, week_2_due)),
        owed=(Period(RELEASED),),
    )
    answered = silent._replace(done=(*silent.done, Done("c", Act.CONTACT, after(7))))

    assert [one.until for one in silences_of(silent, after(16))] == [week_2_due]
    assert [one[1:3] for one in silences_of(answered, after(16))] == [(week_2_due, week_2_due)]


def test_after_a_contact_the_next_failure_is_a_new_silence():
    known = facts(0.5, 20)

    assert [one.anchor for one in silences_of(known, after(40))] == [
        "silence:week-1",
        "silence:week-4",
    ]


def test_a_late_contact_leaves_its_silence_in_the_history():
    known = facts(0.5, 9)

    assert silences_of(known, after(10))[0][1:3] == (ends_at(date(2026, 3, 9)), after(9))
    assert silent_since(known, after(10)) is None


def test_reaching_a_relative_does_not_end_a_silence_and_reaching_the_person_does():
    family = Attempt("a", after(9), Target.FAMILY, Act.TRIED_CALL, reached=True)
    person = Attempt("b", after(9), Target.PERSON, Act.TRIED_CALL, reached=True)

    assert silent_since(facts(0.5, attempts=(family,)), after(10)) is not None
    assert silent_since(facts(0.5, attempts=(person,)), after(10)) is None


@pytest.mark.parametrize("contacts", [(), (0.5,), (0.5, 7), (0.5, 20), (0.5, 9, 14)])
@pytest.mark.parametrize("days", [0.2, 3, 8, 15, 25])
def test_the_moment_at_which_silence_will_begin_is_known_before_it_comes(contacts, days):
    known = facts(*(day for day in contacts if day <= days))
    tasks = plan((GOLDEN_QUARTER,), known, after(days), WEEKENDS_ONLY)
    coming = falls_silent_at(tasks, known, after(days))
    since = silent_since(known, after(days))

    assert (coming is None) is (since is not None)
    if coming:
        assert coming >= after(days)
        assert silent_since(known, coming) is None
        assert silent_since(known, coming + timedelta(microseconds=1)) == coming


def test_silence_ends_with_what_is_owed_and_a_failure_after_the_pause_is_a_new_one():
    pause = (Period(RELEASED, after(10)), Period(after(30)))
    known = facts(0.5)._replace(owed=pause)

    found = silences_of(known, after(60))

    assert [(one.anchor, one.until) for one in found] == [
        ("silence:week-1", after(10)), ("silence:week-6", None),
    ]  # fmt: skip
    assert silent_since(known, after(20)) is None
    assert silent_since(known._replace(owed=(Period(RELEASED),)), after(20)) is not None  # control


def test_what_is_not_owed_makes_no_silence():
    known = facts()._replace(owed=())

    assert silences_of(known, after(40)) == ()


def test_the_plan_of_a_silent_person_holds_the_search():
    found = follow((GOLDEN_QUARTER,), REACH_AGAIN, facts(0.5), after(12), WEEKENDS_ONLY)
    search = {task.key.step: task for task in found if task.key.rule == "reach-again"}

    assert search["retry-phone"].state is State.MISSED
    assert search["home-visit"].state is State.OVERDUE
    assert search["team-meeting"].state is State.OPEN
    assert "失去联系" in search["home-visit"].because.zh


def test_the_search_that_was_owed_stays_on_file_after_the_person_is_back():
    now = after(12)
    before = follow((GOLDEN_QUARTER,), REACH_AGAIN, facts(0.5), now, WEEKENDS_ONLY)
    back = follow((GOLDEN_QUARTER,), REACH_AGAIN, facts(0.5, 11.9), now, WEEKENDS_ONLY)

    assert {task.key for task in before} == {task.key for task in back}


def test_the_last_contact_is_the_last_moment_the_person_was_reached():
    assert last_contact_at(facts(0.5, 9)) == after(9)
    assert last_contact_at(facts()) is None


def tried(*targets: Target, reached: bool = False) -> list[Attempt]:
    return [
        Attempt(f"a{n:02}", after(n), target, Act.TRIED_CALL, reached)
        for n, target in enumerate(targets)
    ]


P, F, G = Target.PERSON, Target.FAMILY, Target.GRID


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ((), P),
        ((P,), P),
        ((P, P), F),
        ((P, P, F), G),
        ((P, P, F, G), P),
        ((P, P, F, G, P, P), F),
        ((F, G), P),
        ((P, P, P, P), F),
    ],
)
def test_the_person_is_tried_before_the_family_and_the_family_before_the_grid(targets, expected):
    assert next_target(tried(*targets)) is expected


def test_once_the_person_is_reached_the_round_begins_again():
    answered = Attempt("z", after(5), P, Act.TRIED_CALL, reached=True)

    assert next_target([*tried(P, P, F), answered]) is P


@given(st.permutations(tried(P, P, F, G, P)))
def test_the_advice_does_not_depend_on_the_order_of_the_list(attempts):
    assert next_target(attempts) is P


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (time(20, 59, 59), False),
        (time(21), True),
        (time(0), True),
        (time(7, 59, 59), True),
        (time(8), False),
    ],
)
def test_quiet_hours_run_from_21_to_8(clock, expected):
    assert quiet(datetime.combine(date(2026, 3, 2), clock, tzinfo=CHINA)) is expected


def test_quiet_hours_are_those_of_the_local_clock():
    assert quiet(datetime(2026, 3, 2, 13, 30, tzinfo=UTC))


def test_a_noon_rest_can_be_quiet_too():
    noon = datetime(2026, 3, 2, 12, 30, tzinfo=CHINA)

    assert quiet(noon, time(12), time(14))
    assert next_allowed(noon, time(12), time(14)) == noon.replace(hour=14, minute=0)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.times(), st.times())
def test_the_next_allowed_moment_is_allowed_and_within_a_day(at, start, end):
    at = at.replace(tzinfo=CHINA)
    if start == end:
        return  # no quiet hours at all

    allowed = next_allowed(at, start, end)

    assert not quiet(allowed, start, end)
    assert at <= allowed <= at + timedelta(days=1)
    assert (allowed == at) == (not quiet(at, start, end))
