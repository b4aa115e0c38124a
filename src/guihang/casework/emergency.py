"""紧急查阅: one file for one user for an hour, told at once, and reviewed by somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.db.models import Q

from guihang.cases import identity
from guihang.cases.grants import Grant
from guihang.cases.models import Case
from guihang.core import crypto, scope
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason, Refused
from guihang.engines.calendar import local
from guihang.engines.consents import EMERGENCY_AT_ONCE, EMERGENCY_MINUTES, REVIEW_HOURS
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import SHARED, Permission, Purpose
from guihang.people.queries import tree

NOBODY = Reason("emergency.nobody", Words(
    "没有查到。请核对编号或证件号码；本次查询已记录。",
    "Nothing found. Check the number; this search is on record."), "number")  # fmt: skip


def not_too_many(*, by: Actor, at: datetime) -> Iterable[Reason]:
    """A hand that opens file after file is no emergency."""
    running = Grant.objects.filter(
        kind=Grant.Kind.EMERGENCY, user_id=by.user_id, revoked_at=None, ends_at__gt=at
    )
    if running.count() >= EMERGENCY_AT_ONCE:
        yield Reason("emergency.many", Words(
            f"同时最多紧急查阅 {EMERGENCY_AT_ONCE} 份档案。",
            f"No more than {EMERGENCY_AT_ONCE} files at a time can be opened in an emergency."))  # fmt: skip


@action(
    "casework.open_in_emergency", Permission.EMERGENCY_OPEN, zh="紧急查阅",
    en="Open a file in an emergency", where="office.id", guards=(not_too_many,),
)  # fmt: skip
def open_in_emergency(
    *,
    office: Annotated[Unit, Label("本人所在单位", "Your unit")],
    number: Annotated[str, Label("人员编号或证件号码", "Person number or ID number", max=30,
                                 private=True)],
    nature: Annotated[Grant.Nature, Label("紧急情况", "Nature of the emergency")],
    why: Annotated[str, Label("为什么必须现在查阅", "Why it cannot wait", lines=3, max=500,
                                 private=True)],
    told: Annotated[str, Label("信息提供给谁", "Who is told", max=80, private=True,
                               help=Words("接收人姓名，如接诊医生。", "Name, such as the doctor."))],
    affiliation: Annotated[str, Label("接收人单位", "Their agency", max=80, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Grant:  # fmt: skip
    """Let the user see one file for an hour (42 CFR §2.51). Its unit is told at once."""
    case = _found(number, at)
    if case is None:
        raise Refused([NOBODY])
    return Grant.objects.create(
        id=entry, case=case, person_id=case.person_id, unit_id=case.unit_id,
        facility_id=case.facility_id, kind=Grant.Kind.EMERGENCY, purpose=Purpose.EMERGENCY,
        fields=sorted(SHARED[Purpose.EMERGENCY]), user_id=by.user_id, given_at=at,
        ends_at=at + timedelta(minutes=EMERGENCY_MINUTES), nature=nature,
        **sealed_texts(
            Grant, case.cipher, entry, reason=why, told=f"{told}, {affiliation}"
        ),
    )  # fmt: skip


def _found(number: str, at: datetime) -> Case | None:
    """Return the newest case of exactly this number, wherever in the region it is."""
    wanted = number.strip()
    checked = identity.checked_number(wanted, sex=None, today=local(at).date())[0]
    index = crypto.index(identity.ID_NUMBER, checked.normal or wanted)
    with scope.opened(tree().parents):
        rows = Case.objects.filter(
            Q(person__number=wanted) | Q(person__id_number_index=index)
        ).select_related("person")
        return rows.order_by("-admitted_at", "-id").first()


def can_be_reviewed(*, grant: Grant, by: Actor) -> Iterable[Reason]:
    """Somebody else looks at it, once."""
    if grant.kind != Grant.Kind.EMERGENCY or grant.reviewed_at:
        yield Reason("review.done", Words("已经复核。", "It is reviewed already."))
    if grant.user_id == by.user_id:
        yield Reason("review.self", Words(
            "不能复核自己的紧急查阅。", "Nobody reviews their own access."))  # fmt: skip


@action(
    "casework.review_emergency", Permission.EMERGENCY_REVIEW, zh="复核紧急查阅",
    en="Review emergency access", where="grant.unit_id", guards=(can_be_reviewed,),
)  # fmt: skip
def review_emergency(
    *,
    grant: Grant,
    finding: Annotated[Grant.Finding, Label("结论", "Finding")],
    note: Annotated[str, Label("说明", "Note", lines=3, max=500, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Say whether it was needed. If it was not, what still runs ends now."""
    ended = at if finding != Grant.Finding.JUSTIFIED and grant.ends_at > at else grant.revoked_at
    Grant.objects.filter(pk=grant.pk).update(
        reviewed_at=at, reviewed_by_id=by.user_id, finding=finding, revoked_at=ended,
        **sealed_texts(Grant, grant.case.cipher, grant.pk, finding=note),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """An emergency access that waits for its review."""

    grant: Grant
    runs: bool
    due_at: datetime
    overdue: bool


def to_review(*, units: Iterable[int], now: datetime) -> list[Waiting]:
    """Return the accesses to cases of ``units`` that nobody has reviewed, oldest first."""
    rows = Grant.objects.filter(
        unit_id__in=list(units), kind=Grant.Kind.EMERGENCY, reviewed_at=None
    ).select_related("user", "unit", "case__person")
    return [_waiting(row, now) for row in rows.order_by("given_at")[:100]]


def _waiting(row: Grant, now: datetime) -> Waiting:
    due = row.given_at + timedelta(hours=REVIEW_HOURS)
    return Waiting(row, row.runs and row.ends_at > now, due, now > due)


def reviewed(*, units: Iterable[int], limit: int = 50) -> list[Grant]:
    """Return what was reviewed of cases of ``units``, newest first."""
    rows = Grant.objects.filter(unit_id__in=list(units), reviewed_at__isnull=False)
    return list(rows.select_related("user", "unit", "case__person", "reviewed_by")
                .order_by("-reviewed_at")[:limit])  # fmt: skip
