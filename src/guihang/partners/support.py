"""Ask a member unit for policy, funds, a site or facilities; record what it gives, and renew it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import F

from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.partners.commission import is_listed
from guihang.partners.models import MemberUnit, Support
from guihang.people.permissions import Permission


def not_after_today(*, on: date, at: datetime) -> Iterable[Reason]:
    if on > local(at).date():
        yield Reason("future", Words(
            "日期不能晚于今天。", "The day cannot lie after today."), "on")  # fmt: skip


@action(
    "partners.ask_support", Permission.PARTNER_RECORD, zh="提出支持申请", en="Ask for support",
    where="member.unit_id", guards=(is_listed, not_after_today),
    purpose=Words(
        "请成员单位提供政策、资金、场地或设施。答复和到期续办都记在这一条上。",
        "Ask a member unit for policy, funds, a site or facilities; its answer and renewals follow.",
    ),
)  # fmt: skip
def ask_support(
    *,
    member: MemberUnit,
    kind: Annotated[Support.Kind, Label("类别", "Kind")],
    content: Annotated[str, Label("申请什么", "What is asked for", max=300, lines=2)],
    on: Annotated[date, Label("申请日期", "Day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Support:
    """Ask a member unit for something it can give."""
    return Support.objects.create(
        id=entry, unit_id=member.unit_id, recorded_at=at, member=member, kind=kind, content=content,
        asked_on=on,
    )  # fmt: skip


def waits(*, support: Support) -> Iterable[Reason]:
    if support.state != Support.State.ASKED:
        yield Reason("support.answered", Words("已经答复过。", "It was answered already."))


def not_before_asked(*, support: Support, on: date) -> Iterable[Reason]:
    if on < support.asked_on:
        yield Reason("support.day", Words(
            f"日期不能早于申请日期 {support.asked_on}。",
            f"The day cannot come before {support.asked_on}."), "on")  # fmt: skip


def ends_later(*, on: date, until_on: date | None) -> Iterable[Reason]:
    if until_on and until_on <= on:
        yield Reason("support.until", Words(
            "到期日期应晚于落实日期。", "It ends after it begins."), "until_on")  # fmt: skip


UNTIL = Label("到期日期", "Until", help=Words("没有期限的不填。", "Leave empty without an end."))


@action(
    "partners.grant_support", Permission.PARTNER_RECORD, zh="登记落实", en="Record what was given",
    where="support.unit_id", guards=(waits, not_after_today, not_before_asked, ends_later),
)  # fmt: skip
def grant_support(
    *,
    support: Support,
    on: Annotated[date, Label("落实日期", "Day")],
    answer: Annotated[
        str, Label("落实内容和依据", "What was given, by which paper", max=300, lines=2)
    ],
    yuan: Annotated[int | None, Label("金额(元)", "Amount in yuan", max=10**9)] = None,
    until_on: Annotated[date | None, UNTIL] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record what a member unit gives."""
    Support.objects.filter(pk=support.pk).update(
        state=Support.State.GRANTED, answered_on=on, answer=answer, yuan=yuan, until_on=until_on
    )


@action(
    "partners.refuse_support", Permission.PARTNER_RECORD, zh="登记未同意", en="Record a refusal",
    where="support.unit_id", guards=(waits, not_after_today, not_before_asked),
)  # fmt: skip
def refuse_support(
    *,
    support: Support,
    on: Annotated[date, Label("答复日期", "Day")],
    answer: Annotated[str, Label("对方的理由", "Their reason", max=300, lines=2)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record that a member unit does not give it, and why."""
    Support.objects.filter(pk=support.pk).update(
        state=Support.State.REFUSED, answered_on=on, answer=answer
    )


def is_given(*, support: Support) -> Iterable[Reason]:
    if support.state != Support.State.GRANTED:
        yield Reason("support.not_given", Words(
            "只有已落实的事项可以续办或结束。", "Only what is given can be renewed or ended."))  # fmt: skip


def renewed_longer(*, support: Support, until_on: date) -> Iterable[Reason]:
    if support.until_on is None or until_on <= support.until_on:
        yield Reason("support.longer", Words(
            f"新的到期日期应晚于 {support.until_on or '—'}。",
            f"The new day comes after {support.until_on or '—'}."), "until_on")  # fmt: skip


@action(
    "partners.renew_support", Permission.PARTNER_RECORD, zh="续办", en="Renew",
    where="support.unit_id", guards=(is_given, renewed_longer),
)  # fmt: skip
def renew_support(
    *,
    support: Support,
    until_on: Annotated[date, Label("新的到期日期", "New last day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Extend what is given."""
    Support.objects.filter(pk=support.pk).update(until_on=until_on, renewals=F("renewals") + 1)


@action(
    "partners.end_support", Permission.PARTNER_RECORD, zh="结束", en="End", where="support.unit_id",
    guards=(is_given,),
)  # fmt: skip
def end_support(
    *,
    support: Support,
    why: Annotated[str, Label("原因", "Reason", max=200)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record that nothing is given any more."""
    Support.objects.filter(pk=support.pk).update(state=Support.State.ENDED)
