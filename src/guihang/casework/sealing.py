"""封存: records are put away when due, by default; a delay needs a lawful reason (ADR 0011)."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.db.models import F, Q

from guihang.cases.handovers import Handover
from guihang.cases.models import Case, Closure, Person
from guihang.cases.seals import (
    LEAVES,
    ROUNDED_DAYS,
    Custodian,
    Seal,
    SealedFigure,
    SealedOutcome,
    SealingDelay,
)
from guihang.casework import seal_notices
from guihang.core import boxes, drafts, scope
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.ids import uuid7
from guihang.core.models import cell, sealed_texts
from guihang.core.refusal import Reason
from guihang.engines import sealing
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.followup import plan
from guihang.followup.models import Standing
from guihang.people.permissions import Permission
from guihang.people.queries import tree

LONGEST_DELAY = timedelta(days=184)
"""A delay ends by itself after half a year at most; a new one needs a new decision (our limit)."""


def due_on(case: Case) -> date | None:
    """Return the day from which the record is to be sealed; None before the release."""
    if case.released_at is None:
        return None
    return sealing.sealing_due_on(local(case.released_at).date(), plan.relapses(case))


def delayed_until(case: Case, today: date) -> SealingDelay | None:
    """Return the delay that holds on ``today``, or None: delays end by themselves."""
    rows = SealingDelay.objects.filter(case=case, superseded_by_id=None, until_on__gt=today)
    return rows.order_by("-until_on").first()


def _files(case: Case) -> list[Case]:
    """Return every case of the person, wherever it is: one person is sealed or is not."""
    with scope.opened(tree().parents):
        rows = Case.objects.filter(person_id=case.person_id).select_related("person")
        return list(rows.order_by("admitted_at"))


def is_due(*, case: Case, at: datetime) -> Iterable[Reason]:
    """Three years without relapse after the last release, nothing lawful against it, and no help
    going on that the person wants."""
    today = local(at).date()
    with scope.opened(tree().parents):
        for one in _files(case):
            yield from _against(one, today)


def _against(case: Case, today: date) -> Iterable[Reason]:
    due = due_on(case)
    if due is None or due > today:
        yield Reason("seal.early", Words(
            f"封存到期日为 {due or '(尚未出所)'}。", f"Sealing is due on {due or '(not released)'}."))  # fmt: skip
    if case.stage != Case.Stage.CLOSED and case.consent == Case.Consent.GIVEN:
        yield Reason("seal.helped", Words(
            "本人仍自愿接受照管，结案后封存。",
            "The person still accepts aftercare; the record is sealed once the case is closed."))  # fmt: skip
    delay = delayed_until(case, today)
    if delay:
        yield Reason("seal.delayed", Words(
            f"依法暂缓至 {delay.until_on}。", f"Lawfully delayed until {delay.until_on}."))  # fmt: skip


def custodians() -> list[Custodian]:
    """Return the people who hold the keys today."""
    return list(Custodian.objects.filter(ended_at=None).select_related("user").order_by("id"))


def three_hold_keys(*, case: Case) -> Iterable[Reason]:
    if len(custodians()) != boxes.PEOPLE:
        yield Reason("seal.custodians", Words(
            f"需要 {boxes.PEOPLE} 名封存保管人(guihang seal custodian)。",
            f"{boxes.PEOPLE} custodians are needed (guihang seal custodian)."))  # fmt: skip


def _put_away(case: Case, at: datetime) -> None:
    """Write the seals, last of all: from here on nobody sees the record, this action included."""
    files = _files(case)
    key = case.cipher
    secret = boxes.boxed(key.exported(), [one.public_key for one in custodians()])
    person = case.person
    number = key.seal(person.number, place=cell(Seal, "number_sealed", person.pk))
    id_number = person.id_number
    known = id_number and key.seal(id_number, place=cell(Seal, "id_number_sealed", person.pk))
    with scope.opened(tree().parents):
        Person.objects.filter(pk=person.pk).update(
            # The number was known to others; what stands in its place says nothing.
            number=f"S{uuid.uuid4().hex[:20].upper()}", key=b"",
            name_index=None, id_number_index=None, phone_index=None,
        )  # fmt: skip
        Seal.objects.bulk_create([
            Seal(case_id=one.pk, person_id=person.pk, sealed_at=at, boxes=secret,
                 number_sealed=number, id_number_sealed=known or None)
            for one in files
        ])  # fmt: skip


@action(
    "casework.seal", Permission.SEALING_MANAGE, zh="封存档案", en="Seal the record",
    guards=(is_due, three_hold_keys), apart=True,
)  # fmt: skip
def seal(*, case: Case, by: Actor, at: datetime, entry: UUID) -> None:
    """Put every case of the person out of sight, and their key out of the application's hands.

    What statistics may keep is counted first; a case that nobody closed is closed as completed.
    """
    with scope.opened(tree().parents):
        for one in _files(case):
            _count(one)
            if one.stage != Case.Stage.CLOSED:
                _close(one, at)
            drafts.forget_about(str(one.pk))
        seal_notices.written(_files(case), at)
    _put_away(case, at)


def _close(case: Case, at: datetime) -> None:
    Handover.objects.filter(case=case, state__in=Handover.UNANSWERED).update(
        state=Handover.State.WITHDRAWN, answered_at=at
    )
    Closure.objects.create(id=uuid7(), case=case, recorded_at=at, closed=True, happened_at=at)
    Case.objects.filter(pk=case.pk).update(
        stage=Case.Stage.CLOSED, ending=Case.Ending.COMPLETED, closed_at=at, offered_to=None
    )


def _count(case: Case) -> None:
    """Add the case to the counts that outlive it, with no trace of whose it was."""
    released = local(case.released_at).date()
    standing = Standing.objects.filter(case=case).first()
    positive = standing and standing.first_positive_at
    if positive and positive < case.released_at:
        positive = None
    last = positive or (standing and standing.last_test_at)
    days = max(0, (local(last).date() - released).days) if last else 0
    group = {
        "facility_id": case.facility_id, "unit_id": case.unit_id, "year": released.year,
        "sex": case.person.sex, "drug": case.drug, "days": days // ROUNDED_DAYS * ROUNDED_DAYS,
        "event": bool(positive),
    }  # fmt: skip
    row, new = SealedOutcome.objects.get_or_create(**group, defaults={"people": 1})
    if not new:
        SealedOutcome.objects.filter(pk=row.pk).update(people=F("people") + 1)
    for leaves in LEAVES:
        for year, figure, people in leaves(case):
            _leave(case, year, figure, people)


def _leave(case: Case, year: int, figure: str, people: int) -> None:
    """Add to a yearly figure of services what a sealed record had in it."""
    row, new = SealedFigure.objects.get_or_create(
        unit_id=case.unit_id, facility_id=case.facility_id, year=year, figure=figure,
        defaults={"people": people},
    )  # fmt: skip
    if not new:
        SealedFigure.objects.filter(pk=row.pk).update(people=F("people") + people)


def delay_is_bounded(*, until_on: date, at: datetime) -> Iterable[Reason]:
    today = local(at).date()
    if not today < until_on <= today + LONGEST_DELAY:
        yield Reason("delay.period", Words(
            "暂缓应在今天之后、半年之内；到期自动结束。",
            "A delay ends after today and within half a year, by itself."), "until_on")  # fmt: skip


def can_be_sealed_one_day(*, case: Case) -> Iterable[Reason]:
    if case.released_at is None:
        yield Reason("delay.inside", Words("尚未出所。", "Not released yet."))


@action(
    "casework.delay_sealing", Permission.SEALING_MANAGE, zh="暂缓封存", en="Delay sealing",
    records=SealingDelay, guards=(delay_is_bounded, can_be_sealed_one_day),
)  # fmt: skip
def delay_sealing(
    *,
    case: Case,
    ground: Annotated[SealingDelay.Ground, Label("法定理由", "Lawful reason")],
    until_on: Annotated[date, Label("暂缓至", "Until", help=Words(
        "最长半年，到期自动结束；本人可以看到。",
        "Half a year at most; it ends by itself, and the person can see it."))],
    note: Annotated[str | None, Label("依据(文号、说明)", "Reference", lines=2, max=300,
                                      private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> SealingDelay:  # fmt: skip
    """Let sealing wait, for a reason that the law names."""
    return SealingDelay.objects.create(
        id=entry, case=case, recorded_at=at, ground=ground, until_on=until_on,
        **sealed_texts(SealingDelay, case.cipher, entry, note=note or ""),
    )  # fmt: skip


def due_for_sealing(
    today: date, *, after: UUID | None = None, limit: int = 1000
) -> tuple[UUID | None, list[UUID]]:
    """Return a case of each person whose records may be due, and where to go on (None at the end).

    The guards have the last word; whom they refuse is passed by, so that nobody waits behind them.
    """
    latest = sealing.latest_release(today)
    rows = Case.objects.filter(
        Q(stage=Case.Stage.CLOSED) | ~Q(consent=Case.Consent.GIVEN),
        released_at__isnull=False, released_at__date__lte=latest,
    )  # fmt: skip
    if after:
        rows = rows.filter(person_id__gt=after)
    delayed = SealingDelay.objects.filter(superseded_by_id=None, until_on__gt=today)
    found = list(
        rows.exclude(pk__in=delayed.values("case_id"))
        .order_by("person_id", "released_at").distinct("person_id")
        .values_list("person_id", "id")[:limit]
    )  # fmt: skip
    return found[-1][0] if len(found) == limit else None, [case for _, case in found]
