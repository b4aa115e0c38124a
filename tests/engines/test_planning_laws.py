"""Laws of planning over random lives, each with a control that breaks it."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guihang.core.china import calendar
from guihang.engines.acts import Act, Attempt, Done, StepKey, Target
from guihang.engines.calendar import CHINA
from guihang.engines.planning import plan
from guihang.engines.protocol import Facts, Period, Planned, State, refusals
from guihang.engines.protocols import (
    GOLDEN_QUARTER,
    REACH_AGAIN,
    TESTS_A,
    TESTS_B,
    YEARS_ONE_TO_THREE,
)
from guihang.engines.reach import follow

CHINA_DAYS = calendar()
law = settings(max_examples=60)  # each example plans some fifty tasks
FIRST, LAST = datetime(2020, 1, 1, tzinfo=CHINA), datetime(2024, 1, 1, tzinfo=CHINA)
SPAN = 1200 * 24 * 60  # minutes; a little over three years
SETS = (
    (GOLDEN_QUARTER,),
    (GOLDEN_QUARTER, YEARS_ONE_TO_THREE, TESTS_A),
    (YEARS_ONE_TO_THREE, TESTS_B),
)
KEYS = [
    StepKey(protocol.code, "release", step.code)
    for protocol in (GOLDEN_QUARTER, YEARS_ONE_TO_THREE, TESTS_A, TESTS_B)
    for step in protocol.steps
]
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2024, 1, 1)).map(
    lambda at: at.replace(tzinfo=CHINA)
)


@st.composite
def minutes(draw: st.DrawFn, low: int = -3000, high: int = SPAN) -> timedelta:
    """A distance from release; near ones are as likely as far ones."""
    if draw(st.booleans()):
        return timedelta(minutes=draw(st.integers(low, min(high, 100 * 24 * 60))))
    return timedelta(minutes=draw(st.integers(low, high)))


@st.composite
def lives(draw: st.DrawFn, *, linked: bool = True) -> Facts:
    """The facts of one person: a release, acts, some of them linked, attempts, periods owed."""
    released = draw(MOMENTS)
    links = st.none() | st.sampled_from(KEYS) if linked else st.none()
    acts = draw(st.lists(st.tuples(st.sampled_from(Act), minutes(), links), max_size=25))
    tried = draw(st.lists(st.tuples(minutes(), st.sampled_from(Target), st.booleans()), max_size=4))
    cuts = sorted(draw(st.lists(minutes(), max_size=5, unique=True)))
    edges = [released + cut for cut in cuts]
    owed = tuple(
        Period(start, edges[number + 1] if number + 1 < len(edges) else None)
        for number, start in enumerate(edges)
        if number % 2 == 0
    )
    return Facts(
        {"release": released},
        tuple(Done(f"d{n:02}", act, released + at, key) for n, (act, at, key) in enumerate(acts)),
        tuple(
            Attempt(f"t{n:02}", released + at, target, Act.TRIED_CALL, reached)
            for n, (at, target, reached) in enumerate(tried)
        ),
        owed or (Period(released),),
    )


PROTOCOLS = st.sampled_from(SETS)
Planner = Callable[..., tuple[Planned, ...]]


def shuffled(facts: Facts, seed: int) -> Facts:
    rng = random.Random(seed)
    parts = [list(facts.done), list(facts.attempts), list(facts.owed)]
    for part in parts:
        rng.shuffle(part)
    return facts._replace(done=tuple(parts[0]), attempts=tuple(parts[1]), owed=tuple(parts[2]))


@law
@given(lives(), PROTOCOLS, MOMENTS, st.integers())
def test_the_order_of_facts_is_irrelevant(facts, protocols, now, seed):
    again = plan(protocols[::-1], shuffled(facts, seed), now, CHINA_DAYS)

    assert again == plan(protocols, facts, now, CHINA_DAYS)


@settings(max_examples=10)
@given(lives(), MOMENTS, st.integers())
def test_planning_a_hundred_times_with_shuffled_edits_changes_nothing(facts, now, seed):
    """The facts arrive one by one, in any order, planned after each; the end is the same."""
    rng = random.Random(seed)
    first = follow(SETS[1], REACH_AGAIN, facts, now, CHINA_DAYS)
    for round_ in range(100):
        part = facts._replace(done=facts.done[: rng.randrange(len(facts.done) + 1)])
        follow(SETS[1], REACH_AGAIN, shuffled(part, round_), now, CHINA_DAYS)

    assert follow(SETS[1], REACH_AGAIN, shuffled(facts, seed), now, CHINA_DAYS) == first


@law
@given(lives(), PROTOCOLS, MOMENTS)
def test_keys_are_unique_and_the_order_is_by_due_moment(facts, protocols, now):
    found = plan(protocols, facts, now, CHINA_DAYS)

    assert len({task.key for task in found}) == len(found)
    assert [(task.due_at, task.key) for task in found] == sorted(
        (task.due_at, task.key) for task in found
    )


def owed_at(facts: Facts, at: datetime) -> bool:
    return any(one.starts_at <= at and (not one.ends_at or at < one.ends_at) for one in facts.owed)


@law
@given(lives(), PROTOCOLS, MOMENTS)
def test_every_owed_task_is_in_exactly_one_state_and_every_other_says_why(facts, protocols, now):
    for task in plan(protocols, facts, now, CHINA_DAYS):
        claims = {
            State.VOID: not task.done_by and not owed_at(facts, task.due_at),
            State.DONE: bool(task.done_at and task.done_at <= task.due_at),
            State.LATE: bool(task.done_at and task.done_at > task.due_at),
        }
        waiting = not any(claims.values())
        claims |= {
            State.UPCOMING: waiting and now < task.opens_at,
            State.OPEN: waiting and task.opens_at <= now <= task.due_at and now < task.closes_at,
            State.OVERDUE: waiting and task.due_at < now < task.closes_at,
            State.MISSED: waiting and now >= task.closes_at,
        }
        assert [state for state, claim in claims.items() if claim] == [task.state]
        assert (task.void_reason is not None) == (task.state is State.VOID)
        assert (task.done_at is None) == (task.done_by is None)


def check_missed_stays_missed(planner: Planner, facts, protocols, now, later):
    before = {task.key: task for task in planner(protocols, facts, now, CHINA_DAYS)}
    after = {task.key: task for task in planner(protocols, facts, later, CHINA_DAYS)}

    assert before.keys() == after.keys()
    for key, task in before.items():
        assert (task.state is State.VOID) == (after[key].state is State.VOID)
        if task.state in (State.MISSED, State.DONE, State.LATE):
            assert after[key].state is task.state


@law
@given(lives(), PROTOCOLS, MOMENTS, minutes(low=0))
def test_time_never_unmakes_a_missed_task_or_takes_one_out_of_the_denominator(
    facts, protocols, now, more
):
    check_missed_stays_missed(plan, facts, protocols, now, now + more)


def test_the_law_sees_a_planner_that_forgets_closed_tasks():
    def forgetful(protocols, facts, now, days):
        return tuple(task for task in plan(protocols, facts, now, days) if task.closes_at > now)

    facts = Facts({"release": FIRST}, owed=(Period(FIRST),))

    with pytest.raises(AssertionError):
        check_missed_stays_missed(forgetful, facts, SETS[0], FIRST, LAST)


@law
@given(lives(), PROTOCOLS, MOMENTS, st.lists(st.tuples(st.sampled_from(Act), minutes(low=0))))
def test_acts_of_later_days_never_make_a_missed_task_done(facts, protocols, now, later):
    more = tuple(Done(f"z{n}", act, now + at) for n, (act, at) in enumerate(later))
    with_more = facts._replace(done=(*facts.done, *more))

    before = plan(protocols, facts, now, CHINA_DAYS)
    after = {task.key: task for task in plan(protocols, with_more, now, CHINA_DAYS)}

    for task in before:
        if task.state is State.MISSED:
            assert after[task.key].state is State.MISSED


@law
@given(lives(), PROTOCOLS, MOMENTS, st.sampled_from(Act), minutes())
def test_one_more_act_never_takes_a_task_away_from_being_done(facts, protocols, now, act, at):
    one_more = Done("new", act, facts.anchors["release"] + at)
    before = plan(protocols, facts, now, CHINA_DAYS)
    after = plan(protocols, facts._replace(done=(*facts.done, one_more)), now, CHINA_DAYS)

    done = {task.key for task in before if task.done_by}

    assert done <= {task.key for task in after if task.done_by}


@law
@given(lives(), PROTOCOLS, MOMENTS, minutes(low=-60 * 24 * 60, high=60 * 24 * 60))
def test_a_corrected_release_keeps_every_link(facts, protocols, now, moved):
    before = plan(protocols, facts, now, CHINA_DAYS)
    by_id = {done.id: done for done in facts.done}
    linked = {
        task.key: task.done_by
        for task in before
        if task.done_by in by_id and by_id[task.done_by].fulfils == task.key
    }
    corrected = facts._replace(anchors={"release": facts.anchors["release"] + moved})

    after = {task.key: task for task in plan(protocols, corrected, now, CHINA_DAYS)}

    for key, done_by in linked.items():
        assert after[key].done_by == done_by
        assert after[key].state in (State.DONE, State.LATE)


@law
@given(lives(), PROTOCOLS, MOMENTS)
def test_an_act_fulfils_at_most_one_task_of_a_track(facts, protocols, now):
    used = [
        (task.track, task.done_by)
        for task in plan(protocols, facts, now, CHINA_DAYS)
        if task.done_by
    ]

    assert len(set(used)) == len(used)


@law
@given(lives(linked=False), PROTOCOLS, MOMENTS)
def test_unlinked_acts_fulfil_only_what_was_open_and_accepts_them(facts, protocols, now):
    acts = {done.id: done for done in facts.done}
    acts |= {tried.id: Done(tried.id, tried.by, tried.at) for tried in facts.attempts}
    for task in plan(protocols, facts, now, CHINA_DAYS):
        if task.done_by:
            assert task.opens_at <= acts[task.done_by].at < task.closes_at
            assert acts[task.done_by].act in task.accepts
            assert task.done_at == acts[task.done_by].at


def by_the_rule(tasks: tuple[Planned, ...], facts: Facts) -> dict[StepKey, str]:
    """The rule of matching as it is written down, without a thought for speed."""
    given_to: dict[StepKey, str] = {}
    acts = sorted(facts.done, key=lambda done: (done.at, done.id))
    taken: set[tuple[str, str]] = set()
    for act in acts:
        for task in tasks:
            if act.fulfils == task.key and task.key not in given_to and act.act in task.accepts:
                given_to[task.key] = act.id
                taken.add((act.id, task.track))
    for act in acts:
        for track in {task.track for task in tasks}:
            for task in sorted(tasks, key=lambda task: (task.due_at, task.key)):
                in_time = act.at <= task.due_at and owed_at(facts, act.at)
                if (
                    task.track == track
                    and (act.id, track) not in taken
                    and task.key not in given_to
                    and act.act in task.accepts
                    and task.opens_at <= act.at < task.closes_at
                    and (owed_at(facts, task.due_at) or in_time)
                ):
                    given_to[task.key] = act.id
                    taken.add((act.id, track))
    return given_to


@law
@given(lives(), PROTOCOLS, MOMENTS)
def test_the_swift_matching_is_the_plain_rule(facts, protocols, now):
    facts = facts._replace(attempts=())
    found = plan(protocols, facts, now, CHINA_DAYS)

    assert {task.key: task.done_by for task in found if task.done_by} == by_the_rule(found, facts)


@law
@given(lives(linked=False), PROTOCOLS, st.sampled_from(Act), minutes(), st.data())
def test_links_made_through_the_guard_never_unmake_a_missed_task(facts, protocols, act, at, data):
    now = facts.anchors["release"] + at
    before = plan(protocols, facts, now, CHINA_DAYS)
    assume(before)
    task = data.draw(st.sampled_from(before))
    links = () if refusals(task, act, now) else (Done("new", act, now, task.key),)

    after = plan(protocols, facts._replace(done=(*facts.done, *links)), now, CHINA_DAYS)

    if task.state is State.MISSED:
        assert links == ()
    for one, other in zip(before, after, strict=True):
        if one.state is State.MISSED:
            assert other.state is State.MISSED


@law
@given(lives(), MOMENTS, minutes(low=0))
def test_the_search_for_a_silent_person_obeys_the_same_law(facts, now, more):
    before = follow(SETS[1], REACH_AGAIN, facts, now, CHINA_DAYS)
    after = {task.key: task for task in follow(SETS[1], REACH_AGAIN, facts, now + more, CHINA_DAYS)}

    assert len({task.key for task in before}) == len(before)
    for task in before:
        if task.state in (State.MISSED, State.VOID):
            assert after[task.key].state is task.state
