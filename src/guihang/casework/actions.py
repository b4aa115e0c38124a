"""Processes that span contexts: admit, release, close, reopen."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.cases import identity, sharing
from guihang.cases.actions import (
    ADDRESS,
    ID_NUMBER,
    NAME,
    NOTE,
    PHONE,
    id_number_is_valid,
    phone_is_valid,
)
from guihang.cases.handovers import Handover
from guihang.cases.models import Case, Closure, ConsentRecord, Person, Release
from guihang.casework import chain, consents
from guihang.casework.handovers import CUSTODY_ORDER, NOW, not_in_the_future, take_over
from guihang.core import crypto
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.ids import uuid7
from guihang.core.refusal import Reason
from guihang.engines import custody, sealing
from guihang.engines.calendar import local
from guihang.engines.identity import phone as checked_phone
from guihang.engines.term import term
from guihang.engines.words import Words
from guihang.followup import plan
from guihang.people.models import Unit
from guihang.people.permissions import Permission


def is_a_facility(*, unit: Unit) -> Iterable[Reason]:
    if unit.kind not in (Unit.Kind.FACILITY, Unit.Kind.ZONE):
        yield Reason("admit.unit", Words(
            "只有强制隔离戒毒所可以登记入所。", "Only a facility can admit a person."), "unit")  # fmt: skip


def admission_is_in_order(
    *, decided_on: date, admitted_at: datetime, at: datetime
) -> Iterable[Reason]:
    """The decision comes before the admission, and both have happened."""
    if admitted_at > at:
        yield Reason("future", Words(
            "入所时间不能晚于现在。", "The admission cannot lie in the future."), "admitted_at")  # fmt: skip
    if decided_on > local(admitted_at).date():
        yield Reason("admit.order", Words(
            "决定日期不能晚于入所日期。", "The decision cannot come after the admission."),
            "decided_on")  # fmt: skip


def name_or_unknown(*, name: str | None, known: Person.Identity) -> Iterable[Reason]:
    """The law knows people who do not tell their name (禁毒法 §40); everyone else has one."""
    if not name and known != Person.Identity.UNKNOWN:
        yield Reason("admit.name", Words(
            "请填写姓名，或把身份状态改为“身份不明”。",
            "Give a name, or set the identity to “unknown”."), "name")  # fmt: skip


def number_is_free(*, number: str | None, id_number: str | None, at: datetime) -> Iterable[Reason]:
    """One open case a person, one person a number."""
    known = identity.on_file(id_number, today=local(at).date())
    if known and Case.objects.filter(person=known).exclude(stage=Case.Stage.CLOSED).exists():
        yield Reason("person.open_case", Words(
            f"此人已有在办个案(人员编号 {known.number})，请直接打开该个案。",
            f"This person has an open case (number {known.number}); open it instead."), "id_number")  # fmt: skip
    if number and not known and Person.objects.filter(number=number).exists():
        yield NUMBER_TAKEN


OPEN_ELSEWHERE = Reason("person.open_case", Words(
    "此人已有在办个案，不在您的范围内，请联系上级局核对。",
    "This person has an open case that is not yours to see; ask the bureau above."),
    "id_number")  # fmt: skip
NUMBER_TAKEN = Reason("person.number", Words(
    "该人员编号已被使用。", "This person number is taken."), "number")  # fmt: skip
CONSTRAINTS |= {
    "one_open_case_a_person": OPEN_ELSEWHERE,
    "cases_person_number_key": NUMBER_TAKEN,
}


@action(
    "casework.admit", Permission.PERSON_ADMIT, zh="登记入所", en="Admit a person", where="unit.id",
    guards=(is_a_facility, admission_is_in_order, name_or_unknown, id_number_is_valid,
            phone_is_valid, number_is_free),
)  # fmt: skip
def admit(
    *,
    unit: Unit,
    name: Annotated[str | None, NAME] = None,
    id_number: Annotated[str | None, ID_NUMBER] = None,
    known: Annotated[Person.Identity, Label("身份状态", "Identity")] = Person.Identity.CONFIRMED,
    sex: Annotated[Person.Sex, Label("性别", "Sex")],
    drug: Annotated[Case.Drug, Label("主要毒品种类", "Main drug kind")],
    decided_on: Annotated[date, Label(
        "强制隔离戒毒决定日期", "Day of the decision",
        help=Words("期限自决定之日起算。", "The term runs from this day."))],
    admitted_at: Annotated[datetime, Label("入所时间", "Admitted at")],
    phone: Annotated[str | None, PHONE] = None,
    address: Annotated[str | None, ADDRESS] = None,
    number: Annotated[str | None, Label("人员编号", "Person number", max=30, help=Words(
        "留空由系统编号；导入时用来对应其他表。", "Left empty, the system gives one."))] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Case:  # fmt: skip
    """Open a case: the person is put on file (or found again), the facility becomes custodian."""
    person = identity.in_the_region(id_number, today=local(at).date()) or _new_person(
        unit, name, id_number, known, sex, phone, address, number, at
    )
    case = Case.objects.create(
        id=entry, person=person, unit=unit, facility=unit, stage=Case.Stage.INSIDE,
        zone=Case.Zone.DETOX, drug=drug, decided_on=decided_on, admitted_at=admitted_at,
        term_ends_on=term(decided_on).ends_on,
    )  # fmt: skip
    # The case first: only through it may this facility touch a person whom another one knew.
    Person.objects.filter(pk=person.pk).update(unit=unit)
    chain.pass_on(case, unit.pk, admitted_at, entry)
    plan.replan(case, at=at)
    return case


def _new_person(
    unit: Unit, name: str | None, id_number: str | None, known: Person.Identity,
    sex: Person.Sex, phone: str | None, address: str | None, number: str | None, at: datetime,
) -> Person:  # fmt: skip
    row, key = uuid7(), crypto.PersonKey.new()
    checked = identity.checked_number(id_number or "", sex=sex, today=local(at).date())[0]
    return Person.objects.create(
        id=row, number=number or f"GH{local(at):%Y}{row.hex[-10:].upper()}", unit=unit,
        identity=known, sex=sex, born_on=checked.birth_on if id_number else None, key=key.wrap(),
        **identity.columns(
            key, row, name=name or "", id_number=(checked.normal or "") if id_number else "",
            phone=(checked_phone(phone)[0] or "") if phone else "", address=address or "",
        ),
    )  # fmt: skip


def can_be_released(*, case: Case, released_at: datetime, at: datetime) -> Iterable[Reason]:
    """Release comes after admission, and has happened."""
    if case.stage == Case.Stage.CLOSED:
        yield Reason("release.closed", Words("该个案已结案。", "The case is closed."))
    if released_at < case.admitted_at:
        yield Reason("release.order", Words(
            "出所时间不能早于入所时间。", "The release cannot come before the admission."),
            "released_at")  # fmt: skip
    if released_at > at:
        yield Reason("future", Words(
            "出所时间不能晚于现在。", "The release cannot lie in the future."), "released_at")  # fmt: skip


def is_first_release(*, case: Case, supersedes: UUID | None) -> Iterable[Reason]:
    """One case has one release; a wrong date is corrected, not recorded a second time."""
    if case.released_at and not supersedes:
        yield Reason("release.known", Words(
            "出所时间已登记；如有误，请在旅程上更正原记录。",
            "The release is on file; correct that record on the journey."), "released_at")  # fmt: skip


@action(
    "casework.release", Permission.RELEASE, zh="登记出所", en="Record the release",
    where="case.facility_id", records=Release, guards=(can_be_released, is_first_release),
)  # fmt: skip
def release(
    *,
    case: Case,
    released_at: Annotated[datetime, Label("出所时间", "Released at")],
    ground: Annotated[
        Release.Ground, Label("出所原因", "Ground for release")
    ] = Release.Ground.EXPIRY,
    test_schedule: Annotated[
        Case.TestSchedule, Label("检测方案", "Test schedule")
    ] = Case.TestSchedule.A,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Release:
    """Record that the person left. The facility stays responsible until a station accepts."""
    made = Release.objects.create(
        id=entry, case=case, recorded_at=at, released_at=released_at, ground=ground
    )
    # A later correction of the date must not undo what a station has taken over since.
    stage = Case.Stage.RELEASED if case.stage == Case.Stage.INSIDE else case.stage
    known = case.released_at
    sharing.after_release(case, released_at)
    took_over = chain.anchor_again(case, released_at, entry) if known else case.accepted_at
    chain.change(
        case, at, released_at=released_at, stage=stage, zone="", test_schedule=test_schedule,
        accepted_at=took_over,
    )  # fmt: skip
    accepted = Handover.objects.filter(case=case, state=Handover.State.ACCEPTED).last()
    if stage == Case.Stage.RELEASED and accepted:
        # Accepted while the person was inside: the station is responsible from the gate on.
        starts = custody.takes_over_at(accepted.answered_at, released_at)
        take_over(case, accepted.to_unit_id, starts or released_at, entry, seen=at)
    return made


def consent_is_possible(*, case: Case, decided_at: datetime, at: datetime) -> Iterable[Reason]:
    if case.stage == Case.Stage.CLOSED:
        yield Reason("consent.closed", Words("该个案已结案。", "The case is closed."))
    if decided_at > at:
        yield Reason("future", Words(
            "时间不能晚于现在。", "The time cannot lie in the future."), "decided_at")  # fmt: skip


@action(
    "casework.record_consent", Permission.CONSENT_RECORD, zh="登记照管意愿",
    en="Record the aftercare decision", records=ConsentRecord, guards=(consent_is_possible,),
)  # fmt: skip
def record_consent(
    *,
    case: Case,
    decision: Annotated[ConsentRecord.Decision, Label("本人意愿", "The person's decision", help=Words(
        "后续照管完全自愿，不参加不产生任何不利影响。",
        "Aftercare is voluntary; declining has no consequence of any kind."))],
    decided_at: Annotated[datetime, Label("表示时间", "Decided at")],
    note: Annotated[str | None, NOTE] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> ConsentRecord:  # fmt: skip
    """Record what the person decided. It opens or ends what follow-up owes, and nothing else."""
    return consents.decided(case, decision, decided_at, at=at, entry=entry, note=note or "")


def closing_is_in_order(
    *, case: Case, closed_at: datetime | None, at: datetime
) -> Iterable[Reason]:
    """The closing has happened, and after everything that it ends."""
    moment = closed_at or at
    yield from not_in_the_future(closed_at, at, "closed_at")
    if case.released_at and moment < case.released_at:
        yield Reason("close.order", Words(
            "结案时间不能早于出所时间。", "The closing cannot come before the release."),
            "closed_at")  # fmt: skip
    elif moment < chain.since(case):
        yield replace(CUSTODY_ORDER, field="closed_at")
    reopened_at = chain.reopened_at(case)
    if reopened_at and moment <= reopened_at:
        yield Reason("close.reopened", Words(
            f"结案时间应晚于上次重新开案({local(reopened_at):%Y-%m-%d %H:%M})。",
            f"The closing must come after the case was reopened "
            f"({local(reopened_at):%Y-%m-%d %H:%M})."), "closed_at")  # fmt: skip


def can_be_closed(
    *, case: Case, ending: Case.Ending, closed_at: datetime | None, at: datetime
) -> Iterable[Reason]:
    if case.stage == Case.Stage.CLOSED:
        yield Reason("close.closed", Words("该个案已结案。", "The case is closed already."))
    due = sealing.sealing_due_on(local(case.released_at).date()) if case.released_at else None
    if ending == Case.Ending.COMPLETED and (due is None or local(closed_at or at).date() < due):
        yield Reason("close.early", Words(
            f"照管期满日为 {due or '(尚未出所)'}，未到期不能按“期满”结案。",
            f"Aftercare is complete on {due or '(not released yet)'}; it cannot be closed as "
            "completed before."), "ending")  # fmt: skip


@action(
    "casework.close_case", Permission.CASE_CLOSE, zh="结案", en="Close the case",
    guards=(can_be_closed, closing_is_in_order),
)  # fmt: skip
def close_case(
    *,
    case: Case,
    ending: Annotated[Case.Ending, Label("结案原因", "Reason for closing")],
    note: Annotated[str | None, NOTE] = None,
    closed_at: Annotated[datetime | None, Label("结案时间", "Closed at", help=NOW)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Close the case and name the day on which its records fall due for sealing."""
    moment = closed_at or at
    released_on = local(case.released_at or moment).date()
    waiting = [*Handover.UNANSWERED]
    if case.released_at is None:  # accepted, it would take the person over at a later release
        waiting.append(Handover.State.ACCEPTED)
    Handover.objects.filter(case=case, state__in=waiting).update(
        state=Handover.State.WITHDRAWN, answered_at=moment
    )
    Closure.objects.create(id=entry, case=case, recorded_at=at, closed=True, happened_at=moment)
    chain.change(
        case, at, stage=Case.Stage.CLOSED, closed_at=moment, ending=ending, offered_to=None,
        sealing_due_on=sealing.sealing_due_on(released_on, plan.relapses(case)),
    )  # fmt: skip


def is_closed(*, case: Case) -> Iterable[Reason]:
    if case.stage != Case.Stage.CLOSED:
        yield Reason("reopen.open", Words("该个案未结案。", "The case is not closed."))
    others = Case.objects.filter(person_id=case.person_id).exclude(pk=case.pk)
    if others.exclude(stage=Case.Stage.CLOSED).exists():
        yield Reason("reopen.other", Words(
            "此人另有在办个案，不能重新开案。", "The person has another open case."))  # fmt: skip


@action(
    "casework.reopen_case", Permission.CASE_CLOSE, zh="重新开案", en="Reopen the case",
    guards=(is_closed,),
)  # fmt: skip
def reopen_case(
    *,
    case: Case,
    why: Annotated[str, Label("原因", "Reason", max=500, lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Take the work up again; the custodian is the unit that closed it."""
    outside = Case.Stage.AFTERCARE if case.accepted_at else Case.Stage.RELEASED
    stage = outside if case.released_at else Case.Stage.INSIDE
    Closure.objects.create(id=entry, case=case, recorded_at=at, closed=False, happened_at=at)
    chain.change(case, at, stage=stage, closed_at=None, ending="", sealing_due_on=None)
