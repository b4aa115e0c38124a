"""The timetable's work, each function called as the worker calls it."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app
from tests.conftest import NOW, admitted, in_aftercare, released

from guihang.cases.handovers import Handover
from guihang.cases.models import Case
from guihang.casework import handovers, queries
from guihang.casework import terms as casework
from guihang.core import drafts, scope
from guihang.core.ids import uuid7
from guihang.core.models import Draft, Entry
from guihang.custody.models import Overstay
from guihang.engines.custody import Level
from guihang.followup import plan
from guihang.followup.models import Contact, Standing, Task
from guihang.jobs import chores, tasks
from guihang.people.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(cast):
    """The whole region's scope, to build in and to look; the jobs open their own."""
    return lambda: scope.opened(Unit.objects.values_list("pk", flat=True))


def offered(cast, *, days, **values):
    case = released(cast, days=days, **values)
    at = NOW - timedelta(days=days) + timedelta(hours=1)
    return handovers.offer_handover(case=case, to_unit=cast.units.station, by=cast.officer, at=at)


def test_an_offer_is_marked_as_expired_by_no_person_and_moves_nobody(cast, region):
    with region():
        old, fresh = offered(cast, days=12), offered(cast, days=0.5)

    assert chores.expire_handovers(NOW) == 1

    with region():
        old.refresh_from_db()
        fresh.refresh_from_db()
        entry = Entry.objects.get(action="casework.expire_handover")
        assert (old.state, fresh.state) == (Handover.State.EXPIRED, Handover.State.OFFERED)
        assert entry.by_id is None
        assert Case.objects.get(pk=old.case_id).unit == cast.units.facility


def test_expiring_twice_leaves_one_entry(cast, region):
    with region():
        offered(cast, days=12)

    assert chores.expire_handovers(NOW) == 1
    assert chores.expire_handovers(NOW + timedelta(minutes=10)) == 0
    with region():
        assert Entry.objects.filter(action="casework.expire_handover").count() == 1


def test_an_expired_offer_climbs_from_the_facility_to_the_league_to_the_region(cast, region):
    with region():
        handover = offered(cast, days=1)
        expired = handover.expires_at
        levels = [
            stuck.level
            for days in (0, 5, 12)
            for stuck in queries.handover_escalations(
                units=[cast.units.facility.pk], now=expired + timedelta(days=days)
            )
        ]
    assert levels == [Level.FACILITY, Level.LEAGUE, Level.REGION]


def test_silence_appears_in_the_night_without_anybody_recording_anything(cast, region):
    with region():
        case = in_aftercare(cast, days=10)
        plan.replan(case, at=NOW - timedelta(days=9.5))
        assert Standing.objects.get(case=case).silent_since is None
        assert not Task.objects.filter(case=case, rule="reach-again").exists()

    assert chores.plan_again(NOW) == (1, 0)

    with region():
        assert Standing.objects.get(case=case).silent_since is not None
        assert Task.objects.filter(case=case, rule="reach-again", void="").exists()


def test_whoever_fell_silent_is_noticed_within_ten_minutes_and_only_once(cast, region):
    with region():
        case = in_aftercare(cast, days=0.5)
        due = Standing.objects.get(case=case).falls_silent_at

    assert chores.notice_silences(due) == 0
    assert chores.notice_silences(due + timedelta(minutes=10)) == 1
    assert chores.notice_silences(due + timedelta(minutes=20)) == 0
    with region():
        stands = Standing.objects.get(case=case)
        assert (stands.silent_since, stands.falls_silent_at) == (due, None)


def test_a_case_that_cannot_be_planned_is_logged_and_its_list_is_shown_all_the_same(
    cast, region, caplog
):
    with region():
        bad = in_aftercare(cast, days=0.5)
        due = Standing.objects.get(case=bad).falls_silent_at
        Contact.objects.create(
            id=uuid7(), case=bad, recorded_at=NOW, happened_at=NOW, channel="pigeon"
        )

    with caplog.at_level(logging.ERROR):
        assert chores.notice_silences(due + timedelta(minutes=10)) == 0
    assert "silences could not be noticed" in caplog.text


def test_planning_again_twice_changes_nothing_more(cast, region):
    with region():
        in_aftercare(cast, days=40)
    chores.plan_again(NOW)
    with region():
        before = list(Task.objects.order_by("id").values())

    chores.plan_again(NOW)

    with region():
        assert list(Task.objects.order_by("id").values()) == before


def test_one_bad_case_does_not_keep_the_others_from_being_planned(cast, region, caplog):
    with region():
        bad, good = in_aftercare(cast, days=10), in_aftercare(cast, days=10, name="李明")
        # A channel that no version of the product knows: planning this case fails.
        Contact.objects.create(
            id=uuid7(), case=bad, recorded_at=NOW, happened_at=NOW, channel="pigeon"
        )
        Task.objects.filter(case=good).update(void="replaced")

    with caplog.at_level(logging.CRITICAL):
        assert chores.plan_again(NOW) == (1, 1)

    with region():
        assert Task.objects.filter(case=good, void="").exists()


def test_batches_reach_every_case(cast, region, monkeypatch):
    monkeypatch.setattr(chores, "BATCH", 2)
    with region():
        for number in range(5):
            in_aftercare(cast, days=10, name=f"李{number}")

    assert chores.plan_again(NOW) == (5, 0)


def test_whoever_is_held_past_the_computed_end_is_noted_once_and_everybody_else_is_not(
    cast, region, caplog
):
    """decided_on + 2 years - 1 day is the last day (禁毒法 art 47, 戒毒条例 art 27)."""
    came = NOW - timedelta(days=700)
    with region():
        over, last_day, away = (
            admitted(cast, decided_on=date(2024, 6, day), admitted_at=came, at=came, name=name)
            for day, name in ((1, "张建国"), (2, "李建军"), (1, "王建军"))
        )
        casework.record_term_event(
            case=away, change="away", decided_on=date(2025, 6, 1), by=cast.head, at=NOW
        )
        Case.objects.filter(pk=last_day.pk).update(term_ends_on=date(2026, 1, 1))

    assert chores.check_terms(NOW) == chores.check_terms(NOW) == 1

    with region():
        assert list(Overstay.objects.values_list("case_id", "ends_on")) == [
            (over.pk, date(2026, 5, 31))
        ]
        assert Case.objects.get(pk=last_day.pk).term_ends_on == date(2026, 6, 1)
        assert Entry.objects.filter(action="custody.note_overstay", by=None).count() == 1
    assert [one.levelname for one in caplog.records].count("CRITICAL") == 2


def test_drafts_of_a_month_ago_go_and_newer_ones_stay(cast):
    user = cast.users.worker.pk
    drafts.keep(user, "/old", {"note": "半句"}, NOW - timedelta(days=31))
    drafts.keep(user, "/new", {"note": "半句"}, NOW - timedelta(days=29))

    assert chores.forget_drafts(NOW) == 1
    assert list(Draft.objects.values_list("key", flat=True)) == ["/new"]


def test_sessions_that_ran_out_go_and_others_stay(db):
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days)
        )

    chores.forget_sessions()

    left = Session.objects.filter(session_key__in=("old", "new"))
    assert list(left.values_list("session_key", flat=True)) == ["new"]


def test_the_timetable_names_every_job_with_its_hour():
    known = {
        name.rsplit(".", 1)[-1]: task.cron
        for (name, _), task in app.periodic_registry.periodic_tasks.items()
    }
    assert known == {
        "expire_handovers": "*/10 * * * *",
        "notice_silences": "*/10 * * * *",
        "plan_again": "15 19 * * *",
        "check_terms": "10 16 * * *",
        "seal_log": "* * * * *",
        "verify_log": "5 20 * * *",
        "seal_records": "30 19 * * *",
        "close_openings": "5 * * * *",
        "back_up": "30 18 * * *",
        "ship_log": "* * * * *",
        "weekly_drill": "30 20 * * *",
        "tidy": "45 19 * * *",
        "count_again": "*/5 * * * *",
        "remove_old_jobs": "50 19 * * *",
    }


def test_three_fifteen_at_night_in_china_is_when_follow_up_is_planned_again():
    (task,) = [
        task for (name, _), task in app.periodic_registry.periodic_tasks.items()
        if name.endswith("plan_again")
    ]  # fmt: skip
    next_run = task.croniter.get_next(ret_type=float, start_time=NOW.timestamp())
    assert (datetime.fromtimestamp(next_run, UTC) + timedelta(hours=8)).strftime("%H:%M") == "03:15"


def test_each_job_runs_as_the_worker_calls_it(cast):
    assert tasks.expire_handovers(timestamp=0) == 0
    assert tasks.plan_again(timestamp=0) == {"done": 0, "failed": 0}
    assert tasks.notice_silences(timestamp=0) == 0
    tasks.tidy(timestamp=0)
