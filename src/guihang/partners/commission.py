"""Member units: who they are, and what each can give."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.partners.models import MemberUnit
from guihang.people.models import Unit
from guihang.people.permissions import Permission

CONSTRAINTS |= {
    "a_member_unit_is_listed_once": Reason("member.listed", Words(
        "这个单位已在名单中，请在原记录上更新。",
        "This body is on the list already; bring that record up to date."), "name"),
}  # fmt: skip

LIAISON = Label("联络方式", "How to reach it", max=120, help=Words(
    "办公室和办公电话，不写个人手机号。", "An office and its telephone, nobody's own number."))  # fmt: skip
OFFERS = Label("能提供的支持", "What it can give", max=300, help=Words(
    "政策、资金、场地、设施等，逐项写明。", "Policy, funds, sites, facilities: one by one."), lines=2)  # fmt: skip


@action(
    "partners.list_member", Permission.PARTNER_RECORD, zh="登记成员单位", en="List a member unit",
    where="host.id",
    purpose=Words(
        "禁毒委成员单位和其他合作部门：能提供什么、找谁联系。联席会议的到会和决议都从这里选。",
        "Bodies of the narcotics commission and others: what each can give and how to reach it. "
        "Meetings and resolutions choose from this list.",
    ),
)  # fmt: skip
def list_member(
    *,
    host: Unit,
    name: Annotated[str, Label("单位名称", "Name", max=80)],
    field: Annotated[MemberUnit.Field, Label("系统", "Field")],
    in_commission: Annotated[bool, Label("是禁毒委成员单位", "Sits in the narcotics commission")],
    offers: Annotated[str | None, OFFERS] = None,
    liaison: Annotated[str | None, LIAISON] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> MemberUnit:
    """Put a body on the list of a unit."""
    return MemberUnit.objects.create(
        id=entry, unit=host, recorded_at=at, name=name, field=field, in_commission=in_commission,
        offers=offers or "", liaison=liaison or "",
    )  # fmt: skip


def is_listed(*, member: MemberUnit) -> Iterable[Reason]:
    if member.ended_on:
        yield Reason("member.ended", Words(
            "这个单位已停止合作，请重新登记。",
            "Work with this body has ended; list it again."), "member")  # fmt: skip


@action(
    "partners.update_member", Permission.PARTNER_RECORD, zh="更新成员单位",
    en="Bring a member unit up to date", where="member.unit_id", guards=(is_listed,),
)  # fmt: skip
def update_member(
    *,
    member: MemberUnit,
    offers: Annotated[str, OFFERS],
    liaison: Annotated[str | None, LIAISON] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Replace what a body can give and how to reach it."""
    MemberUnit.objects.filter(pk=member.pk).update(offers=offers, liaison=liaison or "")


def ends_by_today(*, ended_on: date, at: datetime) -> Iterable[Reason]:
    if ended_on > local(at).date():
        yield Reason("member.day", Words(
            "停止日期不能晚于今天。", "The last day cannot lie after today."), "ended_on")  # fmt: skip


@action(
    "partners.end_member", Permission.PARTNER_RECORD, zh="停止合作", en="End work with a member unit",
    where="member.unit_id", guards=(is_listed, ends_by_today),
)  # fmt: skip
def end_member(
    *,
    member: MemberUnit,
    ended_on: Annotated[date, Label("停止日期", "Last day")],
    why: Annotated[str, Label("原因", "Reason", max=200)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Take a body off the list; what it did stays."""
    MemberUnit.objects.filter(pk=member.pk).update(ended_on=ended_on)
