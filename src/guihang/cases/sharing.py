"""Consent to share, its withdrawal, and the account of every disclosure."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least

from guihang.cases.grants import Disclosure, Grant
from guihang.cases.models import Case
from guihang.cases.queries import one
from guihang.core import scope
from guihang.core.action import REFERENCES, Actor, action
from guihang.core.fields import Label
from guihang.core.ids import uuid7
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.core.words import W
from guihang.engines.calendar import ends_at as day_ends_at
from guihang.engines.calendar import local
from guihang.engines.consents import ASK_AGAIN, LONGEST_CONSENT, REDISCLOSURE, text_on
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import SHARED, Fields, Permission, Purpose


class Aim(models.TextChoices):
    """The purposes that a person can agree to; the others rest on the law."""

    EMPLOYMENT = Purpose.EMPLOYMENT.value, Purpose.EMPLOYMENT.label
    TREATMENT = Purpose.TREATMENT.value, Purpose.TREATMENT.label
    ASSISTANCE = Purpose.ASSISTANCE.value, Purpose.ASSISTANCE.label
    LEGAL_AID = Purpose.LEGAL_AID.value, Purpose.LEGAL_AID.label


class Carried(models.TextChoices):
    """The classes of fields that some purpose of a consent carries."""

    IDENTITY = Fields.IDENTITY.value, Fields.IDENTITY.label
    CONTACT = Fields.CONTACT.value, Fields.CONTACT.label
    CUSTODY = Fields.CUSTODY.value, Fields.CUSTODY.label
    HEALTH = Fields.HEALTH.value, Fields.HEALTH.label
    FAMILY = Fields.FAMILY.value, Fields.FAMILY.label


class Answer(models.TextChoices):
    """Yes and no weigh the same: both are recorded, and a no has no consequence."""

    YES = "yes", W("同意", "Agrees")
    NO = "no", W("不同意", "Does not agree")


def receiver_is_a_partner(*, recipient: Unit) -> Iterable[Reason]:
    if recipient.kind != Unit.Kind.PARTNER:
        yield Reason("share.recipient", Words(
            "只能共享给合作单位。", "Only a partner can receive it."), "recipient")  # fmt: skip


def purpose_carries_it(*, purpose: Aim, fields: frozenset[Carried]) -> Iterable[Reason]:
    """A purpose carries what it needs and no more (个人信息保护法第6条)."""
    carries = SHARED[Purpose(purpose)]
    over = [one for one in Carried if one in fields and Fields(one.value) not in carries]
    if over:
        zh, en = (
            "、".join(str(one.label) for one in over),
            ", ".join(str(one.label) for one in over),
        )
        yield Reason("share.fields", Words(
            f"“{purpose.label}”不需要：{zh}。", f"Not needed for “{purpose.label}”: {en}."),
            "fields")  # fmt: skip
    if not fields:
        yield Reason("share.fields", Words("请至少选择一类信息。", "Choose at least one class."),
                     "fields")  # fmt: skip


def period_is_bounded(*, until_on: date, at: datetime) -> Iterable[Reason]:
    today = local(at).date()
    if not today <= until_on <= today + LONGEST_CONSENT:
        yield Reason("share.period", Words(
            "期限应在今天至一年之内；到期可以再次征询。",
            "The period ends within a year from today; the person can be asked again."),
            "until_on")  # fmt: skip


@action(
    "cases.share", Permission.SHARING_RECORD, zh="征询信息共享意愿", en="Ask for consent to share",
    guards=(receiver_is_a_partner, purpose_carries_it, period_is_bounded),
)  # fmt: skip
def share(
    *,
    case: Case,
    recipient: Annotated[Unit, Label("接收单位", "Receiver")],
    purpose: Annotated[Aim, Label("目的", "Purpose")],
    fields: Annotated[frozenset[Carried], Label("共享的信息", "What is shared")],
    until_on: Annotated[date, Label("到哪一天为止", "Until", help=Words(
        "最长一年。出所以前作出的同意，出所 30 天后失效，需重新征询。",
        "A year at most. Given before the release, it ends 30 days after it."))],
    answer: Annotated[Answer, Label("本人的回答", "The person's answer", help=Words(
        "同意与不同意同等对待；不同意不产生任何不利影响。",
        "Yes and no weigh the same; a no has no consequence of any kind."))],
    language: Annotated[Grant.Language, Label("说明所用语言", "Language")],
    explained: Annotated[Grant.Explained, Label("如何说明", "How it was explained")],
    witness: Annotated[str | None, Label("见证人", "Witness", max=60, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Grant:  # fmt: skip
    """Record what the person answered to the consent text in force (42 CFR §2.31)."""
    text = text_on(local(at).date())
    return Grant.objects.create(
        id=entry, case=case, person_id=case.person_id, unit_id=case.unit_id,
        facility_id=case.facility_id, kind=Grant.Kind.CONSENT, purpose=purpose.value,
        fields=sorted(one.value for one in fields), recipient=recipient, given_at=at,
        ends_at=day_ends_at(until_on), declined=answer == Answer.NO,
        text=text.code, text_hash=text.sha256, language=language, explained=explained,
        **sealed_texts(Grant, case.cipher, entry, witness=witness or ""),
    )  # fmt: skip


def can_be_withdrawn(*, grant: Grant, at: datetime) -> Iterable[Reason]:
    if grant.kind != Grant.Kind.CONSENT or not grant.runs or grant.ends_at <= at:
        yield Reason("share.over", Words(
            "这项共享已经结束。", "This sharing is over already."))  # fmt: skip


@action(
    "cases.stop_sharing", Permission.SHARING_RECORD, zh="撤回信息共享", en="Withdraw consent to share",
    where="grant.unit_id", guards=(can_be_withdrawn,),
)  # fmt: skip
def stop_sharing(*, grant: Grant, by: Actor, at: datetime, entry: UUID) -> None:
    """End the sharing with the next statement of anybody. Needs no reason, has no consequence."""
    Grant.objects.filter(pk=grant.pk).update(revoked_at=at)


@action(
    "cases.record_disclosure", Permission.SHARING_RECORD, zh="登记对外提供", en="Record a disclosure",
)  # fmt: skip
def record_disclosure(
    *,
    case: Case,
    told: Annotated[str, Label("提供给谁(单位、姓名)", "To whom: agency, name", max=120, private=True)],
    purpose: Annotated[Purpose, Label("目的", "Purpose")],
    basis: Annotated[Disclosure.Basis, Label("依据", "Basis")],
    fields: Annotated[frozenset[Fields], Label("提供的信息", "What was told")],
    happened_at: Annotated[datetime, Label("时间", "When")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Disclosure:  # fmt: skip
    """Account for what was told outside the system, on paper or by word of mouth."""
    return Disclosure.objects.create(
        id=entry, case=case, happened_at=happened_at, basis=basis, purpose=purpose,
        fields=sorted(one.value for one in fields), user_id=by.user_id, notice=REDISCLOSURE.code,
        **sealed_texts(Disclosure, case.cipher, entry, told=told),
    )  # fmt: skip


BASES = {
    Grant.Kind.CONSENT: Disclosure.Basis.CONSENT, Grant.Kind.EMERGENCY: Disclosure.Basis.EMERGENCY,
    Grant.Kind.OPENING: Disclosure.Basis.LAW,
}  # fmt: skip


def disclosed(grant: Grant, *, user_id: int, at: datetime) -> Disclosure:
    """Account for one look at a shared file, in the transaction that shows it."""
    return Disclosure.objects.create(
        id=uuid7(), case_id=grant.case_id, happened_at=at, grant=grant,
        basis=BASES[Grant.Kind(grant.kind)], purpose=grant.purpose, fields=grant.fields,
        recipient_id=grant.recipient_id, user_id=user_id, notice=REDISCLOSURE.code,
    )  # fmt: skip


def grant(pk: UUID | str, *, units: Iterable[int]) -> Grant:
    """Return a grant of a case that ``units`` hold. Raises OutOfReach."""
    rows = Grant.objects.filter(unit_id__in=list(units))
    return one(rows.select_related("case__person", "recipient", "user", "unit"), pk=pk)


REFERENCES[Grant] = grant


def open_to(*, units: Iterable[int], user_id: int, at: datetime) -> list[Grant]:
    """Return what runs ``at`` the moment for partner ``units`` or for one user, newest first."""
    rows = Grant.objects.filter(
        Q(recipient_id__in=list(units)) | Q(user_id=user_id), declined=False, revoked_at=None,
        given_at__lte=at, ends_at__gt=at,
    ).select_related("case__person", "case__unit", "recipient")  # fmt: skip
    return list(rows.order_by("-given_at", "-id")[:500])


def shared(pk: UUID, *, units: Iterable[int], user_id: int, at: datetime) -> Grant:
    """Return one grant that runs for ``units`` or the user. Raises OutOfReach."""
    rows = Grant.objects.filter(
        Q(recipient_id__in=list(units)) | Q(user_id=user_id), declined=False, revoked_at=None,
        given_at__lte=at, ends_at__gt=at,
    )  # fmt: skip
    return one(rows.select_related("case__person", "case__unit", "recipient"), pk=pk)


def consents(case: Case) -> list[Grant]:
    """Return what the person answered, newest first."""
    rows = Grant.objects.filter(case=case, kind=Grant.Kind.CONSENT).select_related("recipient")
    return list(rows.order_by("-given_at", "-id"))


def disclosures(case: Case, *, limit: int = 100) -> list[Disclosure]:
    """Return what was told to whom, newest first, able to open who was told on paper."""
    rows = list(
        Disclosure.objects.filter(case=case).select_related("recipient", "user")
        .order_by("-happened_at", "-id")[:limit]
    )  # fmt: skip
    for row in rows:
        row.case = case
    return rows


def to_ask_again(case: Case, consents: Iterable[Grant]) -> list[Grant]:
    """Return the consents given before the release that nobody has asked about since."""
    if case.released_at is None:
        return []
    asked = {
        (one.recipient_id, one.purpose) for one in consents if one.given_at >= case.released_at
    }
    return [
        one for one in consents
        if one.given_at < case.released_at and one.runs
        and (one.recipient_id, one.purpose) not in asked
    ]  # fmt: skip


def after_release(case: Case, released_at: datetime) -> None:
    """Let what was agreed to inside end soon after the release, unless it is given again."""
    rows = Grant.objects.filter(case=case, kind=Grant.Kind.CONSENT, given_at__lt=released_at)
    rows.update(ends_at=Least(F("ends_at"), released_at + ASK_AGAIN))


def follow(case: Case, unit_id: int) -> None:
    """Let the grants of a case stand with its new custodian."""
    before = Grant.objects.filter(case=case)
    # The new custodian does not see the grants of the old one until they stand with it.
    with scope.opened({case.unit_id, case.facility_id, unit_id}):
        before.update(unit_id=unit_id)


def told(row: Disclosure) -> dict[str, Any]:
    """Return one disclosure as it is shown: to whom, for what, which classes, on what basis."""
    name = str(row.recipient) if row.recipient_id else row.opened("told_sealed")
    return {
        "at": row.happened_at, "to": name or str(row.user or ""), "basis": row.get_basis_display(),
        "purpose": row.get_purpose_display(), "fields": [Fields(one).label for one in row.fields],
    }  # fmt: skip
