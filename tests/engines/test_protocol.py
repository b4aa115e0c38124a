"""States, reasons, links and comparison of tasks."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.acts import Act, Done
from guihang.engines.calendar import CHINA, WEEKENDS_ONLY, starts_at
from guihang.engines.planning import plan
from guihang.engines.protocol import (
    ANCHOR_WORDS,
    Facts,
    Period,
    Planned,
    Protocol,
    State,
    Window,
    anchor_words,
    compare,
    refusals,
    state,
)
from guihang.engines.protocols import GOLDEN_QUARTER

RELEASED = datetime(2026, 3, 2, 10, tzinfo=CHINA)
HOURS = st.integers(-50, 400).map(lambda hours: RELEASED + timedelta(hours=hours))


def tasks(protocol: Protocol = GOLDEN_QUARTER, now: datetime = RELEASED) -> dict[str, Planned]:
    facts = Facts({"release": RELEASED}, owed=(Period(RELEASED),))
    return {task.key.step: task for task in plan((protocol,), facts, now, WEEKENDS_ONLY)}


WINDOW = Window(
    starts_at(date(2026, 3, 6)), starts_at(date(2026, 3, 10)), starts_at(date(2026, 3, 13))
)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("done_at", "now", "expected"),
    [
        (None, WINDOW.opens_at - INSTANT, State.UPCOMING),
        (None, WINDOW.opens_at, State.OPEN),
        (None, WINDOW.due_at, State.OPEN),
        (None, WINDOW.due_at + INSTANT, State.OVERDUE),
        (None, WINDOW.closes_at - INSTANT, State.OVERDUE),
        (None, WINDOW.closes_at, State.MISSED),
        (WINDOW.due_at, WINDOW.closes_at, State.DONE),
        (WINDOW.due_at + INSTANT, WINDOW.closes_at, State.LATE),
    ],
)
def test_the_state_follows_from_window_deed_and_moment(
    done_at: datetime | None, now: datetime, expected: State
) -> None:
    assert state(WINDOW, done_at, now) is expected


ORDER = [State.UPCOMING, State.OPEN, State.OVERDUE, State.MISSED]


@given(HOURS, HOURS)
def test_without_a_deed_time_only_moves_a_task_towards_missed(
    now: datetime, later: datetime
) -> None:
    now, later = sorted((now, later))

    assert ORDER.index(state(WINDOW, None, now)) <= ORDER.index(state(WINDOW, None, later))


@given(HOURS, HOURS)
def test_what_is_done_stays_as_it_is_for_ever(done_at: datetime, now: datetime) -> None:
    assert state(WINDOW, done_at, now) is state(WINDOW, done_at, now + timedelta(days=9999))


def test_every_task_says_why_it_exists_in_both_languages() -> None:
    because = tasks()["week-1"].because

    assert because.zh == (
        "黄金三月制(第1版)：2026年3月2日解除强制隔离戒毒，"
        "第7天前联系，并重新确认电话、住址和当地联系人"
    )
    assert because.en.startswith("Golden three months (version 1): release")
    assert "2026-03-02" in because.en


def test_every_state_and_act_has_words() -> None:
    assert all(one.words.zh and one.words.en for one in (*State, *Act))


def test_an_anchor_that_occurs_again_is_named_after_its_family() -> None:
    assert anchor_words("silence:week-2") == ANCHOR_WORDS["silence"]
    assert anchor_words("else").zh == "else"


def test_an_open_task_takes_an_act_that_it_accepts() -> None:
    assert refusals(tasks()["week-1"], Act.CONTACT, RELEASED + timedelta(days=5)) == ()


def test_a_closed_task_cannot_be_linked_and_all_reasons_are_given() -> None:
    found = refusals(tasks()["first-meeting"], Act.CONTACT, RELEASED + timedelta(days=30))

    assert [one.en for one in found] == [
        "This kind of act cannot fulfil the task",
        "The task has closed and stays missed",
    ]


def test_the_moment_of_closing_is_too_late_to_link() -> None:
    task = tasks()["week-1"]

    assert refusals(task, Act.CONTACT, task.closes_at)
    assert not refusals(task, Act.CONTACT, task.closes_at - INSTANT)


def test_a_task_that_is_done_or_not_open_yet_cannot_be_linked() -> None:
    facts = Facts(
        {"release": RELEASED},
        (Done("a", Act.VISIT, RELEASED + timedelta(hours=2)),),
        owed=(Period(RELEASED),),
    )
    task = plan((GOLDEN_QUARTER,), facts, RELEASED, WEEKENDS_ONLY)[0]

    assert [one.en for one in refusals(task, Act.CONTACT, RELEASED - timedelta(days=1))] == [
        "The task has not opened yet",
        "The task is already done",
    ]


def test_the_same_plan_has_no_changes() -> None:
    assert compare(tasks().values(), tasks().values()) == ((), (), ())


def test_a_dry_run_tells_what_a_new_version_adds_removes_and_moves() -> None:
    import dataclasses

    first, meeting, week, *others = GOLDEN_QUARTER.steps
    earlier = dataclasses.replace(week, due=week.due._replace(days=6))
    extra = dataclasses.replace(meeting, code="second-meeting", track="face-2")
    newer = dataclasses.replace(GOLDEN_QUARTER, version=2, steps=(first, extra, earlier, *others))

    changes = compare(tasks().values(), tasks(newer).values())

    assert [task.key.step for task in changes.added] == ["second-meeting"]
    assert [task.key.step for task in changes.removed] == ["first-meeting"]
    assert [(old.key.step, old.due_at - new.due_at) for old, new in changes.moved] == [
        ("week-1", timedelta(days=1))
    ]
