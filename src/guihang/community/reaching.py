"""Associations with their members, campaigns with their reach, questions before and after."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.community.alliance import Association, Member
from guihang.community.campaigns import Campaign, Stop, Survey
from guihang.community.days import in_order, not_tomorrow
from guihang.core import crypto
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines import awareness
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission


@action(
    "community.found_association", Permission.COMMUNITY_RECORD, zh="登记社团",
    en="Record an association", where="host.id", guards=(not_tomorrow,),
    purpose=Words(
        "社团须有业务主管单位同意并登记。先登记社团，再登记会员单位。",
        "An association has a supervising unit and a registration. The association first, then its members.",
    ),
)  # fmt: skip
def found_association(
    *,
    host: Unit,
    name: Annotated[str, Label("名称", "Name", max=80)],
    seat: Annotated[str, Label("住所", "Seat", max=80)],
    purpose: Annotated[str, Label("宗旨和业务范围", "Purpose and scope", max=300, lines=2)],
    supervised_by: Annotated[str, Label("业务主管单位", "Supervising unit", max=80)],
    on: Annotated[date, Label("登记日期", "Registered on")],
    head: Annotated[str, Label("法定代表人", "Legal representative", max=60, private=True)],
    registration: Annotated[str | None, Label("登记号", "Registration number", max=60)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Association:
    """Put an association on file."""
    return Association.objects.create(
        id=entry, unit=host, recorded_at=at, name=name, seat=seat, purpose=purpose,
        supervised_by=supervised_by, registration=registration or "", founded_on=on,
        **sealed_texts(Association, crypto.house_key(), entry, head=head),
    )  # fmt: skip


def is_no_member(*, association: Association, name: str) -> Iterable[Reason]:
    if Member.objects.filter(association=association, name=name, left_on=None).exists():
        yield MEMBER


MEMBER = Reason("member.twice", Words(
    "已是会员单位。", "This is a member already."), "name")  # fmt: skip
CONSTRAINTS["one_membership_a_name"] = MEMBER


@action(
    "community.add_member", Permission.COMMUNITY_RECORD, zh="登记会员单位", en="Add a member",
    where="association.unit_id", guards=(is_no_member, not_tomorrow),
    purpose=Words(
        "登记加入社团的会员单位或学校社团；联盟图上随即出现。",
        "A member unit or a school club joins; the map of the alliance shows it at once.",
    ),
)  # fmt: skip
def add_member(
    *,
    association: Association,
    name: Annotated[str, Label("名称", "Name", max=80)],
    kind: Annotated[Member.Kind, Label("类别", "Kind")],
    on: Annotated[date, Label("加入日期", "Joined on")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Member:
    """Add a member unit or a school club."""
    return Member.objects.create(
        id=entry, unit_id=association.unit_id, recorded_at=at, association=association, name=name,
        kind=kind, joined_on=on,
    )  # fmt: skip


def is_in(*, member: Member) -> Iterable[Reason]:
    if member.left_on:
        yield Reason("member.left", Words("已退会。", "This member has left."))


def comes_after_joining(*, member: Member, on: date) -> Iterable[Reason]:
    if on < member.joined_on:
        yield Reason("member.order", Words(
            "不能早于加入日期。", "It cannot come before the joining."), "on")  # fmt: skip


def has_no_plaque(*, member: Member) -> Iterable[Reason]:
    if member.plaque_on:
        yield Reason("member.plaque", Words("已授牌。", "The plaque was awarded already."))


@action(
    "community.award_plaque", Permission.COMMUNITY_RECORD, zh="授牌", en="Award a plaque",
    where="member.unit_id", guards=(is_in, has_no_plaque, comes_after_joining, not_tomorrow),
    purpose=Words(
        "登记授牌日期；联盟图按是否授牌标示。",
        "The day on which the plaque was given; the map of the alliance marks who has one.",
    ),
)  # fmt: skip
def award_plaque(
    *, member: Member, on: Annotated[date, Label("授牌日期", "Awarded on")],
    by: Actor, at: datetime, entry: UUID,
) -> None:  # fmt: skip
    """Record the day on which a member was given its plaque."""
    Member.objects.filter(pk=member.pk).update(plaque_on=on)


@action(
    "community.end_membership", Permission.COMMUNITY_RECORD, zh="登记退会", en="Record a leaving",
    where="member.unit_id", guards=(is_in, comes_after_joining, not_tomorrow),
    purpose=Words(
        "退会后不再计入会员，历史记录保留。",
        "It counts as a member no longer; what was recorded stays.",
    ),
)  # fmt: skip
def end_membership(
    *, member: Member, on: Annotated[date, Label("退会日期", "Left on")],
    by: Actor, at: datetime, entry: UUID,
) -> None:  # fmt: skip
    """Record that a member left the association."""
    Member.objects.filter(pk=member.pk).update(left_on=on)


def has_begun(*, starts_on: date, at: datetime) -> Iterable[Reason]:
    if starts_on > local(at).date():
        yield Reason("campaign.future", Words(
            "活动开始后再登记。", "Record it once it has begun."), "starts_on")  # fmt: skip


@action(
    "community.hold_campaign", Permission.COMMUNITY_RECORD, zh="登记宣传活动",
    en="Record a campaign", where="host.id", guards=(has_begun, in_order),
    purpose=Words(
        "现场人数是到场的人；传播人次用平台自己的数，没有就填 0。巡演先登记活动，再逐站登记。",
        "People present, and people reached besides as the channel counts them. A tour first, then its stops.",
    ),
)  # fmt: skip
def hold_campaign(
    *,
    host: Unit,
    title: Annotated[str, Label("名称", "Title", max=80)],
    kind: Annotated[Campaign.Kind, Label("类别", "Kind")],
    starts_on: Annotated[date, Label("开始日期", "First day")],
    ends_on: Annotated[date, Label("结束日期", "Last day")],
    audience: Annotated[
        int,
        Label(
            "现场人数",
            "People present",
            Words(
                "巡演填 0：每一站的观众逐站登记，不重复算。",
                "For a tour 0: the audience of each stop is recorded with it and counts once.",
            ),
            max=10_000_000,
        ),
    ],
    reach: Annotated[int, Label("传播人次", "People reached besides", max=100_000_000)] = 0,
    association: Annotated[Association | None, Label("主办社团", "Association")] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Campaign:
    """Record a prevention event or tour with its reach."""
    return Campaign.objects.create(
        id=entry, unit=host, recorded_at=at, title=title, kind=kind, starts_on=starts_on,
        ends_on=ends_on, audience=audience, reach=reach, association=association,
    )  # fmt: skip


def is_a_tour(*, campaign: Campaign) -> Iterable[Reason]:
    if campaign.kind != Campaign.Kind.TOUR:
        yield Reason("stop.kind", Words(
            "只有巡演才逐站登记。", "Only a tour has stops."))  # fmt: skip


def lies_in_the_tour(*, campaign: Campaign, on: date) -> Iterable[Reason]:
    if not campaign.starts_on <= on <= campaign.ends_on:
        yield Reason("stop.day", Words(
            f"应在巡演期间({campaign.starts_on} 至 {campaign.ends_on})。",
            f"It lies within the tour ({campaign.starts_on} to {campaign.ends_on})."), "on")  # fmt: skip


def is_another_stop(*, campaign: Campaign, on: date, place: str) -> Iterable[Reason]:
    if Stop.objects.filter(campaign=campaign, held_on=on, place=place).exists():
        yield STOP


STOP = Reason("stop.twice", Words("这一站已登记。", "This stop is on record."), "place")
CONSTRAINTS["one_stop_a_day_and_place"] = STOP


@action(
    "community.add_stop", Permission.COMMUNITY_RECORD, zh="登记巡演一站", en="Add a stop",
    where="campaign.unit_id", guards=(is_a_tour, lies_in_the_tour, is_another_stop),
)  # fmt: skip
def add_stop(
    *,
    campaign: Campaign,
    on: Annotated[date, Label("日期", "Day")],
    place: Annotated[
        str, Label("苏木乡镇、嘎查村或单位", "Township, village or organisation", max=80)
    ],
    programme: Annotated[str, Label("节目", "Programme", max=120)],
    audience: Annotated[int, Label("观众人数", "Audience", max=1_000_000)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Stop:
    """Record one stop of a tour."""
    return Stop.objects.create(
        id=entry, unit_id=campaign.unit_id, recorded_at=at, campaign=campaign, held_on=on,
        place=place, programme=programme, audience=audience,
    )  # fmt: skip


def totals_are_possible(*, people: int, right: int, attitude: int) -> Iterable[Reason]:
    if not people:
        yield Reason("survey.nobody", Words("至少一份问卷。", "At least one sheet."), "people")
    elif not awareness.possible(awareness.Sheet(people, right, attitude)):
        yield Reason("survey.totals", Words(
            f"{people} 人：答对总数在 0 与 {people * 10} 之间，态度总分在 {people * 6} 与 {people * 30} 之间。",
            f"{people} people: right answers between 0 and {people * 10}, attitude between {people * 6} "
            f"and {people * 30}."), "right")  # fmt: skip


@action(
    "community.record_survey", Permission.COMMUNITY_RECORD, zh="登记前后测",
    en="Record questions before or after", where="campaign.unit_id", guards=(totals_are_possible,),
    purpose=Words(
        "不记名：只登记一组人的合计。题目印在“前后测题目”页上。",
        "Nobody is named: only the totals of a group. The questions stand on the page “Questions”.",
    ),
)  # fmt: skip
def record_survey(
    *,
    campaign: Campaign,
    moment: Annotated[Survey.Moment, Label("什么时候", "When")],
    people: Annotated[int, Label("问卷份数", "Sheets", max=100_000)],
    right: Annotated[
        int,
        Label("10 道判断题答对总数", "Right answers to the 10 statements, in all", max=1_000_000),
    ],
    attitude: Annotated[
        int, Label("6 道态度题总分", "Sum of the 6 attitude answers", max=3_000_000)
    ],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Survey:
    """Record the totals of a group's answers before or after a campaign."""
    return Survey.objects.create(
        id=entry, unit_id=campaign.unit_id, recorded_at=at, campaign=campaign, moment=moment,
        version=awareness.VERSION, people=people, right=right, attitude=attitude,
    )  # fmt: skip
