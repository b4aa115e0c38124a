"""Society's part: supporters and caring ambassadors, 1+X projects and who joins them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.community.days import in_order, not_tomorrow
from guihang.community.society import Project, ProjectPartner, Supporter
from guihang.core import crypto
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission


@action(
    "community.add_supporter", Permission.COMMUNITY_RECORD, zh="登记社会力量",
    en="Record a supporter", where="host.id", guards=(not_tomorrow,),
    purpose=Words(
        "社工机构、慈善组织、企业、居民组织、爱心人士，或聘任的爱心大使。个人姓名加密保存，列表中隐去。",
        "An organisation, a caring person or a caring ambassador. Names of people are sealed and masked.",
    ),
)  # fmt: skip
def add_supporter(
    *,
    host: Unit,
    kind: Annotated[Supporter.Kind, Label("类别", "Kind")],
    name: Annotated[str, Label("名称或姓名", "Name", max=80, private=True)],
    offer: Annotated[Supporter.Offer, Label("提供什么", "What they offer")],
    on: Annotated[date, Label("开始或聘任日期", "Since")],
    contact: Annotated[str | None, Label("联系方式", "Contact", max=80, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Supporter:
    """Put somebody of society who helps on file."""
    return Supporter.objects.create(
        id=entry, unit=host, recorded_at=at, kind=kind, offer=offer, since=on,
        **sealed_texts(Supporter, crypto.house_key(), entry, name=name, contact=contact or ""),
    )  # fmt: skip


def still_helps(*, supporter: Supporter) -> Iterable[Reason]:
    if supporter.ended_on:
        yield Reason("supporter.ended", Words("已结束。", "This has ended."))


def helped_first(*, supporter: Supporter, on: date) -> Iterable[Reason]:
    if on < supporter.since:
        yield Reason("supporter.order", Words(
            "结束不能早于开始。", "The end cannot come before the start."), "on")  # fmt: skip


@action(
    "community.end_supporter", Permission.COMMUNITY_RECORD, zh="登记结束", en="Record the end",
    where="supporter.unit_id", guards=(still_helps, helped_first, not_tomorrow),
)  # fmt: skip
def end_supporter(
    *,
    supporter: Supporter,
    on: Annotated[date, Label("结束日期", "Ended on")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record that a supporter no longer helps, or an appointment ended."""
    Supporter.objects.filter(pk=supporter.pk).update(ended_on=on)


@action(
    "community.start_project", Permission.COMMUNITY_RECORD, zh="立项“1+X”项目",
    en="Start a 1+X project", where="host.id", guards=(in_order,),
    purpose=Words(
        "一个牵头方，若干参与方。先立项，再逐个登记参与方。",
        "One lead and X partners: the project first, then each partner.",
    ),
)  # fmt: skip
def start_project(
    *,
    host: Unit,
    name: Annotated[str, Label("项目名称", "Name", max=80)],
    field: Annotated[Project.Field, Label("领域", "Field")],
    lead: Annotated[str, Label("牵头方", "Lead", max=80)],
    aim: Annotated[str, Label("目标", "Aim", max=300, lines=2)],
    starts_on: Annotated[date, Label("开始日期", "First day")],
    ends_on: Annotated[date | None, Label("计划结束", "Planned end")] = None,
    outside_id: Annotated[
        str | None, Label("云公益平台编号", "Id on the public-benefit platform", max=60)
    ] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Project:
    """Begin a project of volunteers under one lead."""
    return Project.objects.create(
        id=entry, unit=host, recorded_at=at, name=name, field=field, lead=lead, aim=aim,
        starts_on=starts_on, ends_on=ends_on, outside_id=outside_id,
    )  # fmt: skip


OUTSIDE = Reason("project.outside", Words(
    "这个平台编号已登记在另一个项目。", "Another project has this id of the platform."), "outside_id")  # fmt: skip
CONSTRAINTS["community_project_outside_id_key"] = OUTSIDE


def goes_on(*, project: Project) -> Iterable[Reason]:
    if project.result:
        yield Reason("project.over", Words("项目已结项。", "This project is finished."))


def is_another(*, project: Project, name: str) -> Iterable[Reason]:
    if name == project.lead:
        yield Reason("partner.lead", Words(
            "这是牵头方，不必再登记。", "This is the lead already."), "name")  # fmt: skip
    elif ProjectPartner.objects.filter(project=project, name=name).exists():
        yield TWICE


TWICE = Reason("partner.twice", Words(
    "这个参与方已登记。", "This partner is on record already."), "name")  # fmt: skip
CONSTRAINTS["one_partner_a_project"] = TWICE


@action(
    "community.join_project", Permission.COMMUNITY_RECORD, zh="登记参与方", en="Add a partner",
    where="project.unit_id", guards=(goes_on, is_another, not_tomorrow),
)  # fmt: skip
def join_project(
    *,
    project: Project,
    name: Annotated[str, Label("参与方", "Partner", max=80)],
    adds: Annotated[Supporter.Offer, Label("提供什么", "What it adds")],
    on: Annotated[date, Label("加入日期", "Since")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> ProjectPartner:
    """Add one of the X partners."""
    return ProjectPartner.objects.create(
        id=entry, unit_id=project.unit_id, recorded_at=at, project=project, name=name, adds=adds,
        since=on,
    )  # fmt: skip


def ends_after_the_start(*, project: Project, on: date) -> Iterable[Reason]:
    if on < project.starts_on:
        yield Reason("project.order", Words(
            "结项不能早于开始。", "It cannot end before it began."), "on")  # fmt: skip


@action(
    "community.finish_project", Permission.COMMUNITY_RECORD, zh="结项", en="Finish a project",
    where="project.unit_id", guards=(goes_on, ends_after_the_start, not_tomorrow),
)  # fmt: skip
def finish_project(
    *,
    project: Project,
    on: Annotated[date, Label("结项日期", "Finished on")],
    result: Annotated[str, Label("做成了什么", "What came of it", max=300, lines=3)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """End a project with what came of it."""
    Project.objects.filter(pk=project.pk).update(ends_on=on, result=result)
