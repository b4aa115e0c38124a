"""What the person does with their own file. Each is an entry that says 本人 and no member of staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from guihang.cases import complaints
from guihang.cases.grants import Disclosure, Grant
from guihang.cases.models import Case, ConsentRecord
from guihang.cases.own import case_of_person
from guihang.cases.queries import one
from guihang.cases.requests import Complaint, OwnRequest
from guihang.cases.sharing import can_be_withdrawn
from guihang.casework import consents
from guihang.core.action import Actor, action
from guihang.core.china import calendar
from guihang.core.fields import Label
from guihang.core.models import Access, sealed_texts
from guihang.core.refusal import OutOfReach, Reason
from guihang.engines.calendar import local
from guihang.engines.rights import Asked, due_at
from guihang.engines.words import Words
from guihang.people.models import Tenure, Unit, User
from guihang.people.permissions import OWN, Permission
from guihang.people.queries import tree


@dataclass(frozen=True, slots=True)
class PersonActor:
    """The person in recovery. Their reach is what the row policies give to ``guihang_person()``."""

    person_id: UUID
    user_id: int | None = None

    def units(self, permission: StrEnum) -> frozenset[int]:
        return frozenset(tree().parents) if permission in OWN else frozenset()


TEXT = Label("想说的话", "What you want to say", lines=5, max=2000, private=True)


@action(
    "own.ask_for_help", Permission.OWN_FILE, zh="本人求助", en="The person asks for help", own=True
)
def ask_for_help(
    *,
    case: Case,
    topic: Annotated[OwnRequest.Topic, Label("关于什么", "About what")],
    text: Annotated[str | None, TEXT] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> OwnRequest:
    """Ask the responsible unit for help; how long it may take depends on what it is."""
    asked = Asked.HARD_MOMENT if topic == OwnRequest.Topic.HARD else Asked.HELP
    return OwnRequest.objects.create(
        id=entry, case=case, kind=OwnRequest.Kind.HELP, topic=topic, asked_at=at,
        due_at=due_at(asked, at, calendar()),
        **sealed_texts(OwnRequest, case.cipher, entry, text=text or ""),
    )  # fmt: skip


@action(
    "own.ask_for_legal_aid", Permission.OWN_FILE, zh="本人申请法律援助",
    en="The person asks for legal aid", own=True,
)  # fmt: skip
def ask_for_legal_aid(
    *,
    case: Case,
    text: Annotated[str | None, TEXT] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> OwnRequest:
    """Ask for legal aid, to be passed on within 24 hours (Legal Aid Law art 39)."""
    return OwnRequest.objects.create(
        id=entry, case=case, kind=OwnRequest.Kind.LEGAL_AID, asked_at=at,
        due_at=due_at(Asked.LEGAL_AID, at, calendar()),
        **sealed_texts(OwnRequest, case.cipher, entry, text=text or ""),
    )  # fmt: skip


@action(
    "own.ask_for_correction", Permission.OWN_FILE, zh="本人申请更正",
    en="The person asks for a correction", own=True,
)  # fmt: skip
def ask_for_correction(
    *,
    case: Case,
    which: Annotated[OwnRequest.Which, Label("哪里写错了", "What is wrong")],
    old: Annotated[str, Label("现在写的是什么", "What it says now", max=500, private=True)],
    new: Annotated[str, Label("应该是什么", "What it should say", max=500, private=True)],
    text: Annotated[str | None, Label("为什么", "Why", lines=4, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> OwnRequest:
    """Ask for something in the file to be corrected: old value, new value, and why."""
    return OwnRequest.objects.create(
        id=entry, case=case, kind=OwnRequest.Kind.CORRECTION, which=which, asked_at=at,
        due_at=due_at(Asked.CORRECTION, at, calendar()),
        **sealed_texts(OwnRequest, case.cipher, entry, text=text or "", old=old, new=new),
    )  # fmt: skip


def was_refused(*, request: OwnRequest) -> Iterable[Reason]:
    """A statement stands against a refusal, once."""
    if request.state != OwnRequest.State.REFUSED or request.statement_sealed:
        yield Reason("statement", Words(
            "只有未被更正的内容可以附上本人说明，且只附一次。",
            "A statement can be added once, where a correction was refused."))  # fmt: skip


@action(
    "own.state", Permission.OWN_FILE, zh="本人说明", en="The person's statement",
    where="request.case.unit_id", guards=(was_refused,), own=True,
)  # fmt: skip
def state(
    *,
    request: OwnRequest,
    text: Annotated[str, Label("我的说明", "My statement", lines=5, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Attach the person's statement to what was not corrected; it is shown wherever that is."""
    sealed = sealed_texts(OwnRequest, request.cipher, request.pk, statement=text)
    OwnRequest.objects.filter(pk=request.pk).update(**sealed, stated_at=at)


@action(
    "own.withdraw_consent", Permission.OWN_FILE, zh="本人撤回同意",
    en="The person withdraws a consent", where="grant.unit_id", guards=(can_be_withdrawn,), own=True,
)  # fmt: skip
def withdraw_consent(*, grant: Grant, by: Actor, at: datetime, entry: UUID) -> None:
    """End a consent now: the next statement of the recipient finds nothing."""
    Grant.objects.filter(pk=grant.pk).update(revoked_at=at)


def takes_part(*, case: Case) -> Iterable[Reason]:
    if case.consent != Case.Consent.GIVEN or case.stage == Case.Stage.CLOSED:
        yield Reason("leave.none", Words(
            "您现在没有参加后续照管。", "You do not take part in aftercare at the moment."))  # fmt: skip


@action(
    "own.leave_aftercare", Permission.OWN_FILE, zh="本人退出照管",
    en="The person leaves aftercare", guards=(takes_part,), own=True,
)  # fmt: skip
def leave_aftercare(*, case: Case, by: Actor, at: datetime, entry: UUID) -> ConsentRecord:
    """Leave aftercare: at once, without a reason, with no consequence of any kind."""
    return consents.decided(case, ConsentRecord.Decision.WITHDRAWN, at, at=at, entry=entry)


def handler_is_above(
    *, unit: Unit, about_unit: Unit, about_user: User | None, look: int | None, at: datetime
) -> Iterable[Reason]:
    """It goes to whoever stands above what it is about, never to the unit itself."""
    named = complaints.look_of(look).by_id if look else about_user and about_user.pk
    if unit.pk != complaints.handler_of(about_unit.pk, named, on=local(at).date()):
        yield Reason("complaint.handler", Words(
            "受理单位有误，请重新提交。", "It would go to the wrong unit; send it again."))  # fmt: skip


def works_there(*, about_unit: Unit, about_user: User | None, at: datetime) -> Iterable[Reason]:
    if about_user is None:
        return
    held = Tenure.objects.on(local(at).date()).filter(user=about_user)
    if not held.filter(post__unit_id__in=complaints.barred(about_unit.pk)).exists():
        yield Reason("complaint.user", Words(
            "此人不在所选单位任职。", "This person does not work at that unit."), "about_user")  # fmt: skip


@action(
    "own.complain", Permission.OWN_FILE, zh="投诉", en="A complaint", where="unit.id",
    guards=(works_there, handler_is_above), own=True,
)  # fmt: skip
def complain(
    *,
    unit: Unit,
    about_unit: Unit,
    about_user: User | None = None,
    topic: Annotated[Complaint.Topic, Label("什么事", "What it is about")],
    text: Annotated[str, TEXT],
    look: Annotated[int | None, Label("查阅记录编号", "Line of the log", max=2**62)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Complaint:
    """Complain to the unit above. With ``look``, about whoever made that line of the log."""
    case = case_of_person()
    if case is None:
        raise OutOfReach
    row: Access | None = complaints.look_of(look) if look else None
    about_user_id = row.by_id if row else about_user and about_user.pk
    made = Complaint(
        id=entry, case=case, person_id=case.person_id, topic=topic, about_unit=about_unit,
        about_user_id=about_user_id, about_access=look, handler=unit,
        barred=complaints.barred(about_unit.pk), asked_at=at,
        due_at=due_at(Asked.COMPLAINT, at, calendar()),
    )  # fmt: skip
    who = f"{case.person.name or '—'} · {case.person.number}"
    sealed = sealed_texts(Complaint, made.cipher, entry, text=text, who=who)
    made.text_sealed, made.who_sealed = sealed["text_sealed"], sealed["who_sealed"]
    made.save(force_insert=True)
    return made


def about_choice(case: Case, chosen: str, *, at: datetime) -> dict[str, Any]:
    """Return what a complaint is about, from ``u<unit>`` or ``p<user>``, and who answers it."""
    on, unit_id, user = local(at).date(), case.unit_id, None
    answerable = {f"u{pk}": pk for pk in (case.facility_id, *tree().above(case.unit_id))}
    if chosen in answerable:
        unit_id = answerable[chosen]
    elif chosen.startswith("p") and chosen[1:].isascii() and chosen[1:].isdigit():
        held = Tenure.objects.on(on).filter(user_id=int(chosen[1:]), post__unit_id=case.unit_id)
        tenure = held.select_related("user").first()
        user = tenure.user if tenure else None
    named = user and user.pk
    handler = complaints.handler_of(unit_id, named, on=on)
    return {
        "unit": Unit.objects.get(pk=handler), "about_unit": Unit.objects.get(pk=unit_id),
        "about_user": user,
    }  # fmt: skip


def about_look(look: int, *, at: datetime) -> dict[str, Any]:
    """Return the same for whoever made a line of the log about this person. Raises OutOfReach."""
    row = complaints.look_of(look)
    unit = Unit.objects.filter(pk=row.unit_id).first()
    if unit is None:
        raise OutOfReach
    handler = complaints.handler_of(unit.pk, row.by_id, on=local(at).date())
    return {"unit": Unit.objects.get(pk=handler), "about_unit": unit, "look": look}


def grant_of(pk: UUID) -> Grant:
    """Return a consent of the person whose scope is open. Raises OutOfReach."""
    found: Grant = one(Grant.objects.filter(kind=Grant.Kind.CONSENT), pk=pk)
    return found


def grants_of(case: Case) -> list[Grant]:
    """Return what the person agreed to, newest first."""
    rows = Grant.objects.filter(person_id=case.person_id, kind=Grant.Kind.CONSENT, declined=False)
    return list(rows.select_related("recipient").order_by("-given_at"))


def openings_of(person_id: UUID) -> list[Grant]:
    """Return when a sealed record of the person was opened by law, newest first."""
    rows = Grant.objects.filter(person_id=person_id, kind=Grant.Kind.OPENING)
    return list(rows.select_related("unit").order_by("-given_at"))


def disclosures_of(case: Case) -> list[Disclosure]:
    """Return everything that was told to somebody outside, newest first."""
    rows = Disclosure.objects.filter(case__person_id=case.person_id)
    found = list(rows.select_related("recipient", "grant").order_by("-happened_at"))
    for row in found:
        row.case = case
        if row.grant:
            row.grant.case = case
    return found


def whom(row: Disclosure) -> str:
    """Return to whom something was told: a partner, somebody outside, or who stood by in an emergency."""
    outside = str(row.recipient) if row.recipient_id else row.opened("told_sealed")
    return outside or (row.grant.opened("told_sealed") if row.grant else "")
