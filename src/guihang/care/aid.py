"""资源链接: from a need to what was received."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.care.models import AidApplication
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open, stands
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.aid import PRIVACY
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.permissions import Permission

State = AidApplication.State
YUAN = Label("金额(元，按月或一次)", "Amount (yuan, a month or once)", max=10_000_000)

OPEN = Reason("aid.open", Words(
    "该项救助已有一份在办，请在那一份上继续。",
    "An application to this scheme is under way; go on with it."), "scheme")  # fmt: skip
CONSTRAINTS["one_open_application_a_scheme"] = OPEN


def none_is_open(*, case: Case, scheme: AidApplication.Scheme) -> Iterable[Reason]:
    """One scheme is asked once at a time."""
    known = AidApplication.objects.filter(case=case, scheme=scheme)
    if known.filter(state__in=(State.NEED, State.APPLIED)).exists():
        yield OPEN


@action(
    "care.note_aid_need", Permission.CARE_RECORD, zh="登记救助需要", en="Record a need for aid",
    guards=(case_is_open, none_is_open), purpose=PRIVACY,
)  # fmt: skip
def note_aid_need(
    *,
    case: Case,
    scheme: Annotated[AidApplication.Scheme, Label("救助项目", "Scheme")],
    need: Annotated[str, Label("遇到的困难", "What the person lacks", lines=3, private=True)],
    away: Annotated[bool, Label(
        "户籍地与居住地不一致", "Registered household elsewhere than the residence")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> AidApplication:  # fmt: skip
    """Put a need on file, so that somebody applies for it."""
    return AidApplication.objects.create(
        id=entry, case=case, recorded_at=at, scheme=scheme, away=away,
        **sealed_texts(AidApplication, case.cipher, entry, need=need),
    )  # fmt: skip


def applied_in_time(*, application: AidApplication, on: date) -> Iterable[Reason]:
    if on < local(application.recorded_at).date():
        yield Reason("aid.order", Words(
            "申请日期不能早于登记需要的日期。",
            "Nothing is applied for before the need is on file."), "on")  # fmt: skip


@action(
    "care.apply_for_aid", Permission.CARE_RECORD, zh="登记已申请", en="Record the application",
    where="application.case.unit_id",
    guards=(stands("application", State.NEED), not_in_the_future, applied_in_time), purpose=PRIVACY,
)  # fmt: skip
def apply_for_aid(
    *,
    application: AidApplication,
    on: Annotated[date, Label("受理日期", "Day it was taken in")],
    office: Annotated[str, Label("受理单位", "Taken in by", max=80)],
    documents: Annotated[str, Label("已交材料", "Papers handed in", max=300)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """An office has taken the application in; from here its time to decide runs."""
    AidApplication.objects.filter(pk=application.pk).update(
        state=State.APPLIED, applied_on=on, office=office, documents=documents
    )


def decided_in_order(*, application: AidApplication, on: date) -> Iterable[Reason]:
    if application.applied_on and on < application.applied_on:
        yield Reason("aid.order", Words(
            f"决定日期不能早于受理日期({application.applied_on})。",
            f"It cannot be decided before it was taken in ({application.applied_on})."), "on")  # fmt: skip


def refusal_says_why(*, granted: bool, refusal: str | None) -> Iterable[Reason]:
    """An office that refuses gives its reason in writing (社会救助暂行办法第11条)."""
    if not granted and not refusal:
        yield Reason("aid.why", Words(
            "未获批的须写明书面理由；没有书面理由的，请向受理单位索取。",
            "A refusal has its reason in writing; ask the office for it."), "refusal")  # fmt: skip


@action(
    "care.record_aid_decision", Permission.CARE_RECORD, zh="登记决定", en="Record the decision",
    where="application.case.unit_id",
    guards=(
        stands("application", State.APPLIED), not_in_the_future, decided_in_order, refusal_says_why,
    ),
    purpose=Words(
        "登记受理单位的决定；未批准的，系统给出可以申请复议的最后日期。",
        "What the office decided. After a refusal the record says until when it can be "
        "challenged.",
    ),
)  # fmt: skip
def record_aid_decision(
    *,
    application: AidApplication,
    on: Annotated[date, Label("决定日期", "Day of the decision")],
    granted: Annotated[bool, Label("获批", "Granted")] = False,
    amount: Annotated[int | None, YUAN] = None,
    refusal: Annotated[str | None, Label(
        "未获批的理由", "Reason of a refusal", lines=2, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """What the office decided. A refusal can be challenged; the record says until when."""
    AidApplication.objects.filter(pk=application.pk).update(
        state=State.GRANTED if granted else State.REFUSED, decided_on=on, amount=amount,
        **sealed_texts(AidApplication, application.cipher, application.pk, refusal=refusal or ""),
    )  # fmt: skip


def received_in_order(*, application: AidApplication, on: date) -> Iterable[Reason]:
    if application.decided_on and on < application.decided_on:
        yield Reason("aid.order", Words(
            f"落实日期不能早于决定日期({application.decided_on})。",
            f"It cannot be received before it was granted ({application.decided_on})."), "on")  # fmt: skip


@action(
    "care.record_aid_received", Permission.CARE_RECORD, zh="登记已落实", en="Record what was received",
    where="application.case.unit_id",
    guards=(stands("application", State.GRANTED), not_in_the_future, received_in_order),
    purpose=Words(
        "本人确实拿到了才登记；成效只计已落实的。",
        "Only when the person has it in hand: results count nothing else.",
    ),
)  # fmt: skip
def record_aid_received(
    *,
    application: AidApplication,
    on: Annotated[date, Label("落实日期", "Day it was received")],
    renew_on: Annotated[date | None, Label("复核或续办日期", "To be renewed on")] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """The person has it."""
    AidApplication.objects.filter(pk=application.pk).update(
        state=State.RECEIVED, received_on=on, renew_on=renew_on
    )


@action(
    "care.drop_aid", Permission.CARE_RECORD, zh="本人不再申请", en="The person no longer asks",
    where="application.case.unit_id", guards=(stands("application", State.NEED, State.APPLIED),),
    purpose=Words(
        "本人改变主意即登记，不影响以后再申请，也不影响任何评价。",
        "Whenever the person changes their mind; they may apply again, and it counts against "
        "them nowhere.",
    ),
)  # fmt: skip
def drop_aid(
    *,
    application: AidApplication,
    why: Annotated[str, Label("原因", "Reason", max=200, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """The person changed their mind; it counts nowhere against them."""
    AidApplication.objects.filter(pk=application.pk).update(state=State.DROPPED)
