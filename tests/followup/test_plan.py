"""From facts to tasks: the same facts give the same rows, and what was missed stays missed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from tests.conftest import NOW, admitted, in_aftercare, released

from guihang.cases.models import Case
from guihang.casework import actions as casework
from guihang.casework import handovers
from guihang.core.models import Entry
from guihang.core.refusal import Refused
from guihang.engines.protocol import State, Window, state
from guihang.followup import actions, plan
from guihang.followup.models import Contact, Standing, Task

pytestmark = pytest.mark.usefixtures("everywhere")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = {"housing": "good", "work": "fair", "family": "good", "health": "not_said"}


def met(cast, case, at: datetime, channel="phone", **more):
    given = {"case": case, "happened_at": at, "channel": channel, "by": cast.worker, "at": NOW}
    return actions.record_contact(**given | more)


def tasks(case, **about) -> dict[str, Task]:
    rows = Task.objects.filter(case=case, **about)
    return {f"{row.rule}/{row.anchor}/{row.step}": row for row in rows}


def state_of(task: Task, now: datetime = NOW) -> State:
    window = Window(task.opens_at, task.due_at, task.closes_at)
    return State.VOID if task.void else state(window, task.done_at, now)


def versions(case) -> list[tuple[Any, ...]]:
    """Where each stored row lies: a row that was written again lies elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'task', id::text, ctid::text FROM followup_task WHERE case_id = %(case)s UNION "
            "ALL SELECT 'standing', '', ctid::text FROM followup_standing WHERE case_id = %(case)s "
            "ORDER BY 1, 2", {"case": case.pk},
        )  # fmt: skip
        return cursor.fetchall()


def facts(chance: Random, out: datetime) -> list[Callable[..., Any]]:
    """Some things that happened after a release, as calls that record them in any order."""
    found: list[Callable[..., Any]] = []
    for _ in range(chance.randint(8, 12)):
        at = out + timedelta(hours=chance.randint(1, 39 * 24))
        about = {"happened_at": at, "at": NOW}
        found.append(
            chance.choice([
                lambda c, w, about=about, how=chance.choice(["phone", "visit", "face"]):
                    actions.record_contact(case=c, channel=how, by=w, **about),
                lambda c, w, about=about: actions.record_attempt(
                    case=c, target="person", channel="phone", outcome="no_answer", by=w, **about),
                lambda c, w, about=about, result=chance.choice(["negative", "positive", "invalid"]):
                    actions.record_test(case=c, kind="onsite", result=result, by=w, **about),
                lambda c, w, about=about: actions.record_review(case=c, by=w, **about, **WELL),
                lambda c, w, about=about: actions.record_meeting(
                    case=c, decision="go_on", note="会商", by=w, **about),
                lambda c, w, at=at, decision=chance.choice(["withdrawn", "given"]):
                    casework.record_consent(case=c, decision=decision, decided_at=at, by=w, at=NOW),
            ])
        )  # fmt: skip
    return found


def picture(case) -> Any:
    """Tasks and standing without ids: what fulfilled a task is told by its moment."""
    rows = (
        Task.objects.filter(case=case).exclude(void="replaced").order_by("rule", "anchor", "step")
    )
    stands = Standing.objects.filter(case=case).values()[0]
    del stands["case_id"]
    return [
        (row.role, row.rule, row.version, row.anchor, row.step, row.opens_at, row.due_at,
         row.closes_at, row.done_at, row.done_by_id is None, row.void)
        for row in rows
    ], stands  # fmt: skip


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
def test_the_same_facts_in_any_order_give_the_same_tasks(cast, seed):
    chance = Random(seed)
    first = in_aftercare(cast, days=40)
    happened = facts(chance, first.released_at)
    pictures = []
    for _ in range(3):
        case = in_aftercare(cast, days=40)
        for record in chance.sample(happened, len(happened)):
            record(case, cast.worker)
        pictures.append(picture(case))

    assert pictures[0] == pictures[1] == pictures[2]
    assert any(row[8] for row in pictures[0][0])  # something was done


@pytest.mark.parametrize("seed", range(2))
def test_planning_a_hundred_times_writes_nothing(cast, seed):
    case = in_aftercare(cast, days=40)
    for record in facts(Random(seed), case.released_at):
        record(case, cast.worker)
    case = Case.objects.get(pk=case.pk)
    before = versions(case)

    for _ in range(100):
        plan.replan(case, at=NOW)

    assert versions(case) == before
    assert len(before) > 40


def test_one_changed_fact_writes_the_rows_that_differ_and_no_others(cast):
    case = in_aftercare(cast, days=1)
    before = set(versions(case))

    met(cast, case, NOW - HOUR)

    written = {row[1] for row in set(versions(case)) - before}
    done = tasks(case, done_at__isnull=False)
    assert written == {"", *(str(task.pk) for task in done.values())}
    assert set(done) == {"golden-quarter/release/first-contact"}


def test_a_written_row_would_have_been_seen(cast):
    case = in_aftercare(cast)
    before = versions(case)

    Task.objects.filter(case=case).update(void="")

    assert versions(case) != before


def test_a_corrected_release_moves_the_windows_and_keeps_what_was_done(cast):
    case = in_aftercare(cast, days=10)
    key = "golden-quarter/release/first-contact"
    contact = met(cast, case, case.released_at + 3 * HOUR, fulfils=key)
    before = tasks(case)
    first = Entry.objects.get(action="casework.release")

    casework.release(
        case=case, released_at=case.released_at - 5 * DAY, by=cast.head, at=NOW,
        supersedes=first.pk, reason="日期录错",
    )  # fmt: skip

    after = tasks(case)
    assert set(before) <= set(after)
    for name, old in before.items():
        if old.rule != "reach-again":
            assert after[name].pk == old.pk
            assert old.due_at - after[name].due_at >= 3 * DAY or old.void, name
    assert after[key].due_at == before[key].due_at - 5 * DAY
    assert (after[key].done_by_id, after[key].done_at) == (contact.pk, contact.happened_at)
    assert state_of(after[key]) == State.LATE


def test_a_task_that_closed_stays_missed_whatever_is_recorded_later(cast):
    case = in_aftercare(cast, days=40)
    missed = {name for name, task in tasks(case).items() if state_of(task) == State.MISSED}
    key = "golden-quarter/release/week-1"
    assert key in missed

    late = met(cast, case, NOW - HOUR, fulfils=key)
    casework.record_consent(
        case=case, decision="withdrawn", decided_at=NOW - HOUR, by=cast.worker, at=NOW
    )
    casework.close_case(case=case, ending="left", by=cast.station_head, at=NOW)

    stored = tasks(case)
    assert late.fulfils == ""
    assert {name: state_of(stored[name]) for name in missed} == dict.fromkeys(missed, State.MISSED)


def test_a_visit_entered_late_counts_on_the_day_it_took_place(cast):
    case = in_aftercare(cast, days=40)
    key = "golden-quarter/release/week-1"

    met(cast, case, case.released_at + 6 * DAY, fulfils=key)

    assert state_of(tasks(case)[key]) == State.DONE


@pytest.mark.parametrize(
    ("key", "channel", "kept"),
    [
        ("golden-quarter/release/first-meeting", "visit", True),
        ("golden-quarter/release/first-meeting", "phone", False),  # another kind of act
        ("golden-quarter/release/week-4", "phone", False),  # has not opened
        ("golden-quarter/release/week-99", "phone", False),  # there is no such task
    ],
)
def test_a_link_by_hand_stands_where_the_engine_allows_it(cast, key, channel, kept):
    case = in_aftercare(cast, days=2)

    made = met(cast, case, NOW - HOUR, channel, fulfils=key)

    assert made.fulfils == (key if kept else "")
    assert Contact.objects.filter(pk=made.pk).exists()


def test_a_correction_keeps_the_link_of_what_it_corrects(cast):
    case = in_aftercare(cast, days=2)
    key = "golden-quarter/release/first-meeting"
    wrong = met(cast, case, NOW - HOUR, "visit", fulfils=key)

    right = met(cast, case, NOW - HOUR, "face", fulfils=key, supersedes=wrong.pk, reason="在站内")

    assert right.fulfils == key
    assert tasks(case)[key].done_by_id == right.pk


def test_two_people_who_save_the_same_task_both_keep_their_record(cast):
    case = in_aftercare(cast, days=1)
    key = "golden-quarter/release/first-contact"
    first = met(cast, case, NOW - 2 * HOUR, fulfils=key)
    second = met(cast, case, NOW - 3 * HOUR, fulfils=key, by=cast.second)

    assert (first.fulfils, second.fulfils) == (key, "")
    assert tasks(case)[key].done_by_id == first.pk
    assert Contact.objects.filter(case=case, superseded_by_id=None).count() == 2


def test_nothing_is_owed_without_consent_and_nothing_is_held_against_the_person(cast):
    case = admitted(cast)
    casework.release(case=case, released_at=NOW - 40 * DAY, by=cast.head, at=NOW)

    assert {task.void for task in tasks(case).values()} == {"not_owed"}
    assert Standing.objects.get(case=case).silent_since is None


def test_leaving_aftercare_ends_what_is_owed_from_that_day_and_coming_back_begins_it(cast):
    case = in_aftercare(cast, days=40)
    for decision, day in (("withdrawn", 10), ("given", 30)):
        casework.record_consent(
            case=case, decision=decision, decided_at=case.released_at + day * DAY, by=cast.worker,
            at=NOW,
        )  # fmt: skip

    void = {
        task.step: bool(task.void) for task in tasks(case, rule="golden-quarter").values()
        if task.step.startswith("week")
    }  # fmt: skip
    assert void == {
        "week-1": False, "week-2": True, "week-3": True, "week-4": True,
        "week-6": False, "week-8": False, "week-10": False, "week-12": False,
    }  # fmt: skip


@pytest.mark.parametrize("reopened", [True, False])
def test_a_closed_gap_owes_nothing_and_what_was_missed_before_stays_missed(cast, reopened):
    case = in_aftercare(cast, days=100)
    out = case.released_at
    before = {name for name, task in tasks(case).items()
              if state_of(task, out + 20 * DAY) == State.MISSED}  # fmt: skip
    casework.close_case(
        case=case, ending="lost", closed_at=out + 20 * DAY, by=cast.station_head, at=NOW - 40 * DAY
    )
    if reopened:
        casework.reopen_case(
            case=Case.objects.get(pk=case.pk), why="已找到", by=cast.station_head, at=NOW - DAY
        )

    stored = tasks(case)
    gap = {name: state_of(task) for name, task in stored.items()
           if out + 20 * DAY <= task.due_at < NOW - DAY}  # fmt: skip
    after = {state_of(task) for task in stored.values()
             if task.due_at > NOW and task.rule != "reach-again"}  # fmt: skip
    assert before
    assert {stored[name].void for name in before} == {""}
    assert len(gap) > 5
    assert set(gap.values()) == {State.VOID}
    assert (State.VOID in after) is not reopened


def test_a_gap_that_nobody_closed_is_missed(cast):
    case = in_aftercare(cast, days=100)

    gap = {state_of(task) for task in tasks(case, rule="golden-quarter").values()
           if case.released_at + 20 * DAY <= task.due_at < NOW - 10 * DAY}  # fmt: skip
    assert gap == {State.MISSED}  # the control


def test_nothing_is_owed_after_a_death_whatever_is_recorded_afterwards(cast):
    case = in_aftercare(cast, days=40)
    died = case.released_at + 10 * DAY
    actions.record_attempt(
        case=case, happened_at=died, target="family", channel="phone", outcome="deceased",
        by=cast.worker, at=NOW,
    )  # fmt: skip
    casework.record_consent(
        case=case, decision="withdrawn", decided_at=NOW - DAY, by=cast.worker, at=NOW
    )

    assert {task.void for task in tasks(case, due_at__gt=died).values()} == {"not_owed"}
    stands = Standing.objects.get(case=case)
    assert (stands.ended_at, stands.ended_by) == (died, "deceased")


def test_silence_begins_by_the_passing_of_time_and_ends_when_the_person_is_reached(cast):
    case = in_aftercare(cast, days=2)
    overdue = tasks(case)["golden-quarter/release/first-contact"].due_at
    assert Standing.objects.get(case=case).silent_since is None

    plan.replan(case, at=NOW)
    search = tasks(case, rule="reach-again")

    assert Standing.objects.get(case=case).silent_since == overdue
    assert {task.step for task in search.values()} == {
        "retry-phone", "retry-message", "home-visit", "team-meeting", "lost-decision",
    }  # fmt: skip

    met(cast, case, NOW - HOUR)

    assert Standing.objects.get(case=case).silent_since is None
    left = tasks(case, rule="reach-again", void="", done_at=None)
    assert {task.step for task in left.values()} == set()


def test_a_task_belongs_to_the_custodian_of_the_case(cast):
    case = released(cast)
    assert {task.unit_id for task in tasks(case).values()} == {cast.units.facility.pk}

    offer = handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=NOW)
    handovers.accept_handover(handover=offer, by=cast.worker, at=NOW)

    assert {task.unit_id for task in tasks(case).values()} == {cast.units.station.pk}


def test_many_changes_are_planned_once_and_none_when_they_are_taken_back(cast):
    case = in_aftercare(cast, days=2)
    before = versions(case)

    with plan.deferred():
        met(cast, case, NOW - HOUR)
        met(cast, case, NOW - HOUR, "visit")
        assert versions(case) == before
    assert versions(case) != before

    before = versions(case)
    with pytest.raises(Refused):
        _meet_and_fail(cast, case)
    assert versions(case) == before


def _meet_and_fail(cast, case) -> None:
    with transaction.atomic(), plan.deferred():
        met(cast, case, NOW - HOUR, "face")
        met(cast, case, NOW + HOUR)


def test_a_test_schedule_can_be_changed_and_left_out_with_the_release(cast):
    for schedule, rules in (
        ("tests-a", {"tests-a"}), ("tests-b", {"tests-b"}), ("none", set()),
        ("weekly-tests", {"weekly-tests"}),
    ):  # fmt: skip
        case = admitted(cast)
        casework.release(
            case=case, released_at=NOW - DAY, test_schedule=schedule, by=cast.head, at=NOW
        )
        found = {task.rule for task in tasks(case).values()}
        aftercare = {"golden-quarter", "years-one-to-three"}
        assert found == rules | (set() if schedule == "weekly-tests" else aftercare)


@pytest.mark.parametrize(
    ("recorded", "relapse"),
    [
        ({"kind": "onsite", "result": "positive"}, False),
        ({"kind": "lab", "result": "positive"}, False),
        ({"kind": "lab", "result": "positive", "chain_complete": True}, True),
        ({"kind": "lab", "result": "positive", "chain_complete": True, "appeal_open": True}, False),
        ({"kind": "hair", "result": "positive", "chain_complete": True}, False),
        ({"kind": "lab", "result": "negative"}, False),
    ],
)
def test_only_confirmed_use_counts_as_relapse(cast, recorded, relapse):
    case = in_aftercare(cast, days=20)
    at = NOW - 5 * DAY

    actions.record_test(case=case, happened_at=at, by=cast.worker, at=NOW, **recorded)

    stands = Standing.objects.get(case=case)
    assert (stands.relapse_on is not None) is relapse
    assert stands.first_positive_at == (at if recorded["result"] == "positive" else None)
    assert (stands.last_test_at, stands.last_contact_at) == (at, at)


def test_a_police_determination_counts_and_a_report_does_not(cast):
    case = in_aftercare(cast, days=20)
    given = {"case": case, "used_on": NOW.date(), "by": cast.worker, "at": NOW}

    actions.record_evidence(kind="self_report", **given)
    assert Standing.objects.get(case=case).relapse_on is None
    actions.record_evidence(kind="police_determination", **given)
    assert Standing.objects.get(case=case).relapse_on == NOW.date()


def test_a_test_that_gave_no_answer_fulfils_nothing_and_is_no_contact(cast):
    case = in_aftercare(cast, days=20)
    for result in ("invalid", "declined"):
        actions.record_test(
            case=case, happened_at=NOW - HOUR, kind="onsite", result=result, by=cast.worker, at=NOW
        )

    assert Standing.objects.get(case=case).last_test_at is None
    assert tasks(case, done_at__isnull=False) == {}


def test_a_superseded_fact_counts_no_more(cast):
    case = in_aftercare(cast, days=2)
    given = {
        "case": case,
        "kind": "onsite",
        "by": cast.worker,
        "at": NOW,
        "happened_at": NOW - HOUR,
    }
    wrong = actions.record_test(**given, result="positive")
    actions.record_test(**given, result="negative", supersedes=wrong.pk, reason="看错")

    stands = Standing.objects.get(case=case)
    assert (stands.first_positive_at, stands.last_negative_at) == (None, NOW - HOUR)
