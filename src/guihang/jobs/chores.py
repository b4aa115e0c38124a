"""What the timetable does, as functions of the moment: callable by a test or by hand."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import NamedTuple
from uuid import UUID

from django.core.management import call_command
from django.utils import timezone

from guihang.casework import erasing, handovers, queries, sealing, unsealing
from guihang.core import drafts, drills, scope
from guihang.core.audit import checks, sealer
from guihang.core.refusal import Refused
from guihang.custody import terms
from guihang.engines.calendar import local
from guihang.followup import plan, silence
from guihang.jobs import drill
from guihang.outcomes import keeping
from guihang.people import throttle
from guihang.people.queries import SystemActor, tree

DRAFT_DAYS = 30
BATCH = 500

log = logging.getLogger(__name__)


def every_unit() -> frozenset[int]:
    """The scope of a job: it works for the whole region."""
    return frozenset(tree().parents)


def expire_handovers(now: datetime) -> int:
    """Mark every offer whose time to answer is over; return how many."""
    units = every_unit()
    with scope.opened(units):
        over = queries.run_out(now)
    expired = 0
    for handover in over:
        try:
            with scope.opened(units):
                handovers.expire_handover(handover=handover, by=SystemActor(), at=now)
            expired += 1
        except Refused:  # answered since we looked
            continue
        except Exception:
            log.exception("handover %s could not be marked as expired", handover.pk)
    return expired


def count_again() -> int:
    """Count again the cases whose facts changed; return how many notes there were."""
    return keeping.refresh_all()


def plan_again(now: datetime) -> tuple[int, int]:
    """Plan every open follow-up as of ``now``; return how many were, and how many failed.

    Many cases share a transaction; where one of them cannot be planned, each gets its own, so that
    the one is logged and the rest goes on.
    """
    units, done, failed = every_unit(), 0, 0
    after: UUID | None = None
    while True:
        with scope.opened(units):
            batch = queries.in_follow_up(after=after, limit=BATCH)
        for some in batched(batch, plan.TOGETHER):
            planned = _planned(some, units, now)
            done, failed = done + planned, failed + len(some) - planned
        if len(batch) < BATCH:
            return done, failed
        after = batch[-1]


def _planned(cases: Sequence[UUID], units: frozenset[int], now: datetime) -> int:
    """Plan some cases as of ``now``; return how many were."""
    try:
        with scope.opened(units):
            plan.replan_all(queries.all_held(cases), at=now)
        return len(cases)
    except Exception:
        if len(cases) > 1:
            return sum(_planned([case], units, now) for case in cases)
        log.exception("case %s could not be planned", cases[0])
        return 0


def notice_silences(now: datetime) -> int:
    """Start the search for everybody who fell silent since the last run; return how many."""
    units, done = every_unit(), 0
    while True:
        with scope.opened(units):
            found = silence.notice(units=units, now=now, limit=BATCH)
        done += found
        if found < BATCH:
            return done


def check_terms(now: datetime) -> int:
    """Compute every term anew and note whoever is held past its end; return how many are.

    Pages raise the alarm by themselves; this leaves it on record and in the log of the server.
    """
    units, after = every_unit(), None
    while True:
        with scope.opened(units):
            after, differing = terms.computed_anew(after=after, limit=BATCH)
            terms.bring_in_line(differing)
        for case, found in differing:
            log.error(
                "case %s: stored end %s, computed %s", case.pk, case.term_ends_on, found.ends_on
            )
        if after is None:
            break
    with scope.opened(units):
        held = terms.overstays(units=units, today=local(now).date())
    for one in held:
        log.critical("case %s is in custody past %s", one.case.pk, one.term.ends_on)
        try:
            with scope.opened(units):
                terms.note_overstay(case=one.case, by=SystemActor(), at=now)
        except Refused:  # noted by an earlier run
            continue
    return len(held)


def seal_log() -> int:
    """Seal what the log has gained; return how many rows. Raises LogProblem."""
    return sum(batch.rows for batch in sealer.seal(now=timezone.now))


def verify_log(now: datetime) -> int:
    """Check the whole log and return how many places differ; each is logged."""
    found = checks.verified(at=now)
    for fault in found.faults:
        log.error("the log of actions and reads: %s %s %s", fault.batch, fault.row, fault.words.en)
    return len(found.faults)


class Sealed(NamedTuple):
    """What one look for records to seal did."""

    done: int
    waiting: int
    after: UUID | None
    """The person to go on after; None at the end, and where custodians are lacking."""


def seal_some(now: datetime, *, after: UUID | None = None, limit: int = BATCH) -> Sealed:
    """Look at the next ``limit`` people whose records may be due, and seal those that are.

    Nobody presses a button for it: being sealed when due is the person's right (ADR 0011).
    """
    units, done, waiting = every_unit(), 0, 0
    with scope.opened(units):
        after, due = sealing.due_for_sealing(local(now).date(), after=after, limit=limit)
    for case_id in due:
        try:
            with scope.opened(units):
                sealing.seal(case=queries.held(case_id), by=SystemActor(), at=now)
            done += 1
        except Refused as refused:  # a relapse, a delay, help that goes on: or nobody holds keys
            waiting += any(reason.code == "seal.custodians" for reason in refused.reasons)
        except Exception:
            log.exception("case %s could not be sealed", case_id)
    if waiting:
        log.warning("%d records are due for sealing and wait for three custodians", waiting)
    # Without custodians nobody can be sealed: a region would be looked through for nothing.
    return Sealed(done, waiting, None if waiting else after)


def seal_records(now: datetime) -> tuple[int, int]:
    """Seal every record that is due; return how many were, and how many wait for custodians."""
    some = seal_some(now)
    done, waiting = some.done, some.waiting
    while some.after:
        some = seal_some(now, after=some.after)
        done, waiting = done + some.done, waiting + some.waiting
    return done, waiting


def close_openings(now: datetime) -> int:
    """Destroy the keys of sealed records that were opened for a day; return how many."""
    return unsealing.forget_opened(now)


def forget_drafts(now: datetime) -> int:
    """Drop half-filled forms that nobody has touched for DRAFT_DAYS; return how many."""
    return drafts.forget_older(now - timedelta(days=DRAFT_DAYS))


def forget_sessions() -> None:
    """Drop sessions that ran out, and tries to sign in that count no more."""
    call_command("clearsessions")
    throttle.forget(timezone.now() - throttle.WINDOW)


def back_up(now: datetime) -> str:
    """Take tonight's backup and drop what is older than is kept; return its name."""
    store = drills.store()
    made = drills.cluster().backup(store)
    drills.cluster().ship(store)
    store.prune(now)
    return made.name


def ship_log() -> int:
    """Move finished pieces of the log out of the server's reach, and note erasures beside them."""
    erasing.write_down()
    store = drills.store()
    return drills.cluster().ship(store) if store.all() else 0


def run_drill(now: datetime, *, by: int | None = None) -> bool | None:
    """Try a restore: on demand, or when this week's is due. None when there is nothing to do."""
    if drills.running(now) or (by is None and not drills.due(now)):
        return None
    return drill.run(now, by).passed
