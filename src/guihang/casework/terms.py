"""What changes the term of isolation, recorded as facts; the law is checked before they stand."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case
from guihang.cases.terms import TermEvent, events_of, term_of
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.custody import assessments
from guihang.engines import term
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.followup import plan
from guihang.people.permissions import Permission

NEEDED = {
    TermEvent.Change.ESCAPE: "days",
    TermEvent.Change.EXTENSION: "months",
    TermEvent.Change.EARLY: "ends_on",
}


def is_complete(
    *, case: Case, change: TermEvent.Change, days: int | None, months: int | None,
    ends_on: date | None, supersedes: UUID | None,
) -> Iterable[Reason]:  # fmt: skip
    """An extension, an early release and an escape each have their one measure.

    The days of an escape follow from its beginning, where that is on the ledger.
    """
    given = {"days": days, "months": months, "ends_on": ends_on}
    wanted = NEEDED.get(change)
    if change == TermEvent.Change.ESCAPE and _is_away(case, without=supersedes):
        wanted = None
    if wanted and not given[wanted]:
        yield Reason("term.measure", Words(
            "请填写这一变动对应的天数、月数或解除日期。",
            "Give the days, the months or the day of release of this change."), wanted)  # fmt: skip


def _is_away(case: Case, *, without: UUID | None) -> bool:
    """Say whether an escape has begun and not ended."""
    events = events_of(case.pk, without=without)
    return term.term(case.decided_on, events).stopped_on is not None


def escapes_in_turn(
    *, case: Case, change: TermEvent.Change, supersedes: UUID | None
) -> Iterable[Reason]:
    """Nobody escapes twice without having come back."""
    if change == TermEvent.Change.AWAY and _is_away(case, without=supersedes):
        yield Reason("term.away", Words(
            "已登记脱逃且尚未送回；送回后请登记“脱逃后送回”。",
            "An escape is on file without a return; record the return first."), "change")  # fmt: skip


def assessment_lies_behind(
    *, case: Case, change: TermEvent.Change, decided_on: date
) -> Iterable[Reason]:
    """Early release and extension rest on a diagnostic assessment that the committee decided."""
    made = term.Event(term.Change(change), decided_on)
    for words in term.lacks_assessment(made, assessments.decided_days(case)):
        yield Reason("term.assessment", words, "change")


def has_happened(*, change: TermEvent.Change, decided_on: date, at: datetime) -> Iterable[Reason]:
    if decided_on > local(at).date():
        yield Reason("future", Words(
            "决定日期不能晚于今天。", "The day of the decision cannot be after today."),
            "decided_on")  # fmt: skip


def law_allows(
    *, case: Case, change: TermEvent.Change, decided_on: date, days: int | None,
    months: int | None, ends_on: date | None, supersedes: UUID | None,
) -> Iterable[Reason]:  # fmt: skip
    """Every article that stands against it, the other changes of this case counted."""
    known = events_of(case.pk, without=supersedes)
    made = term.Event(term.Change(change), decided_on, days or 0, months or 0, ends_on)
    before = {tuple(words) for words in term.problems(case.decided_on, known)}
    for words in term.problems(case.decided_on, [*known, made]):
        if tuple(words) not in before:
            yield Reason("term.law", words, "change")


def is_inside(*, case: Case, supersedes: UUID | None) -> Iterable[Reason]:
    if case.stage != Case.Stage.INSIDE and not supersedes:
        yield Reason("term.outside", Words(
            "该人员已出所，期限不再变动；有误请更正原记录。",
            "The person has left; the term does not change any more. Correct what is on file."))  # fmt: skip


@action(
    "casework.record_term_event", Permission.TERM_RECORD, zh="登记期限变动",
    en="Record a change of the term", where="case.facility_id", records=TermEvent,
    guards=(
        is_inside, is_complete, has_happened, escapes_in_turn, law_allows, assessment_lies_behind,
    ),
)  # fmt: skip
def record_term_event(
    *,
    case: Case,
    change: Annotated[TermEvent.Change, Label("变动", "Change")],
    decided_on: Annotated[date, Label(
        "决定(或发生、送回)日期", "Day of the decision, of the event or of the return")],
    days: Annotated[int | None, Label("脱逃天数", "Days of escape", max=3650, help=Words(
        "已登记脱逃的，系统按两个日期计算，可不填。",
        "Computed where the escape itself is on the ledger."))] = None,
    months: Annotated[int | None, Label("延长月数", "Months of the extension", max=24)] = None,
    ends_on: Annotated[date | None, Label("解除(或结束)日期", "Last day (or its end)", help=Words(
        "提前解除、变更、立即解除的最后一天；所外就医、刑事羁押结束的那天。",
        "Last day by an early release, a change or an end; day on which a stay outside was over."))] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> TermEvent:  # fmt: skip
    """Put a change of the term on file; the end is computed anew from all of them."""
    made = TermEvent.objects.create(
        id=entry, case=case, recorded_at=at, change=change, decided_on=decided_on,
        days=days or 0, months=months or 0, ends_on=ends_on,
    )  # fmt: skip
    case.term_ends_on = term_of(case).ends_on
    Case.objects.filter(pk=case.pk).update(term_ends_on=case.term_ends_on)
    plan.replan(case, at=at)
    return made
