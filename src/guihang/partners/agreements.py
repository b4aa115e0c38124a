"""Agreements with universities and sister facilities, and what is done under them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.partners.models import Exchange, Expert, JointProject, SisterFacility, University
from guihang.people.models import Unit
from guihang.people.permissions import Permission

CONSTRAINTS["a_pair_stands_once"] = Reason("sister.twice", Words(
    "这个友好所已登记。", "This pair is on record already."), "name")  # fmt: skip


def signed_by_today(*, signed_on: date, at: datetime) -> Iterable[Reason]:
    if signed_on > local(at).date():
        yield Reason("agreement.day", Words(
            "签订日期不能晚于今天。", "It cannot be signed after today."), "signed_on")  # fmt: skip


def ends_after_signing(*, signed_on: date, until_on: date | None) -> Iterable[Reason]:
    if until_on and until_on <= signed_on:
        yield Reason("agreement.until", Words(
            "到期日期应晚于签订日期。", "It ends after it is signed."), "until_on")  # fmt: skip


CONTENT = Label("合作内容", "What is agreed", max=500, lines=3)


@action(
    "partners.agree_with_university", Permission.PARTNER_RECORD, zh="登记合作高校",
    en="Record an agreement with a university", where="host.id",
    guards=(signed_by_today, ends_after_signing),
    purpose=Words(
        "高校的教师、课程和研究力量怎么用。给高校的数据只能是去标识化的，协议里要写明。",
        "How teachers, courses and research are used. Data that a university gets are "
        "de-identified, and the agreement says so.",
    ),
)  # fmt: skip
def agree_with_university(
    *,
    host: Unit,
    name: Annotated[str, Label("高校名称", "University", max=80)],
    field: Annotated[University.Field, Label("主要方向", "Main field")],
    content: Annotated[str, CONTENT],
    deidentified_only: Annotated[bool, Label(
        "协议写明：只提供去标识化数据", "The agreement says: de-identified data only")],
    signed_on: Annotated[date, Label("签订日期", "Signed on")],
    until_on: Annotated[date | None, Label("到期日期", "Until")] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> University:  # fmt: skip
    """Record an agreement with a university."""
    return University.objects.create(
        id=entry, unit=host, recorded_at=at, name=name, field=field, content=content,
        deidentified_only=deidentified_only, signed_on=signed_on, until_on=until_on,
    )  # fmt: skip


def runs(*, university: University) -> Iterable[Reason]:
    if university.ended_on:
        yield Reason("university.ended", Words("协议已终止。", "The agreement has ended."))


@action(
    "partners.end_university", Permission.PARTNER_RECORD, zh="终止协议", en="End an agreement",
    where="university.unit_id", guards=(runs,),
)  # fmt: skip
def end_university(
    *,
    university: University,
    why: Annotated[str, Label("原因", "Reason", max=200)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """End an agreement as of today."""
    University.objects.filter(pk=university.pk).update(ended_on=local(at).date())


@action(
    "partners.invite_expert", Permission.PARTNER_RECORD, zh="聘请专家", en="Invite an expert",
    where="university.unit_id", guards=(runs,),
)  # fmt: skip
def invite_expert(
    *,
    university: University,
    name: Annotated[str, Label("姓名", "Name", max=60)],
    title: Annotated[str, Label("职称或职务", "Title", max=60)],
    field: Annotated[University.Field, Label("方向", "Field")],
    since_on: Annotated[date, Label("聘期开始", "From")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Expert:
    """Invite somebody of a university to advise."""
    return Expert.objects.create(
        id=entry, unit_id=university.unit_id, recorded_at=at, university=university, name=name,
        title=title, field=field, since_on=since_on,
    )  # fmt: skip


def due_after_start(*, starts_on: date, due_on: date) -> Iterable[Reason]:
    if due_on <= starts_on:
        yield Reason("joint.due", Words(
            "计划完成日期应晚于开始日期。", "It is due after it starts."), "due_on")  # fmt: skip


@action(
    "partners.start_joint_project", Permission.PARTNER_RECORD, zh="登记联合项目",
    en="Start a joint project", where="university.unit_id", guards=(runs, due_after_start),
)  # fmt: skip
def start_joint_project(
    *,
    university: University,
    title: Annotated[str, Label("项目名称", "Title", max=120)],
    starts_on: Annotated[date, Label("开始日期", "From")],
    due_on: Annotated[date, Label("计划完成", "Due")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> JointProject:
    """Begin something together with a university."""
    return JointProject.objects.create(
        id=entry, unit_id=university.unit_id, recorded_at=at, university=university, title=title,
        starts_on=starts_on, due_on=due_on,
    )  # fmt: skip


def is_running(*, project: JointProject) -> Iterable[Reason]:
    if project.finished_on:
        yield Reason("joint.finished", Words("项目已完成。", "The project is finished."))


@action(
    "partners.finish_joint_project", Permission.PARTNER_RECORD, zh="登记项目完成",
    en="Finish a joint project", where="project.unit_id", guards=(is_running,),
)  # fmt: skip
def finish_joint_project(
    *,
    project: JointProject,
    result: Annotated[str, Label("成果", "Result", lines=4)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record what a joint project brought, as of today."""
    JointProject.objects.filter(pk=project.pk).update(finished_on=local(at).date(), result=result)


@action(
    "partners.pair_up", Permission.PARTNER_RECORD, zh="登记友好所", en="Record a sister facility",
    where="host.id", guards=(signed_by_today,),
    purpose=Words(
        "与外省区市戒毒所结对：互通、借鉴、互促。每次交流写明借鉴了什么。",
        "Pair up with a facility of another province; each exchange says what was taken over.",
    ),
)  # fmt: skip
def pair_up(
    *,
    host: Unit,
    name: Annotated[str, Label("对方单位", "The other facility", max=80)],
    province: Annotated[str, Label("所在省份", "Province", max=20)],
    content: Annotated[str, CONTENT],
    signed_on: Annotated[date, Label("签订日期", "Signed on")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> SisterFacility:
    """Record that a facility of ours and one elsewhere are paired."""
    return SisterFacility.objects.create(
        id=entry, unit=host, recorded_at=at, name=name, province=province, content=content,
        signed_on=signed_on,
    )  # fmt: skip


def is_paired(*, sister: SisterFacility) -> Iterable[Reason]:
    if sister.ended_on:
        yield Reason("sister.ended", Words("结对已终止。", "The pair has ended."))


@action(
    "partners.exchange", Permission.PARTNER_RECORD, zh="登记交流", en="Record an exchange",
    where="sister.unit_id", guards=(is_paired,),
)  # fmt: skip
def exchange(
    *,
    sister: SisterFacility,
    kind: Annotated[Exchange.Kind, Label("方式", "Kind")],
    happened_on: Annotated[date, Label("日期", "Day")],
    people: Annotated[int, Label("我方人数", "People of ours", max=500)],
    content: Annotated[str, Label("内容", "Content", max=300, lines=2)],
    taken_over: Annotated[str | None, Label("借鉴了什么", "What was taken over", max=300)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Exchange:
    """Record one exchange with a sister facility."""
    return Exchange.objects.create(
        id=entry, unit_id=sister.unit_id, recorded_at=at, sister=sister, kind=kind,
        happened_on=happened_on, people=people, content=content, taken_over=taken_over or "",
    )  # fmt: skip


@action(
    "partners.end_pair", Permission.PARTNER_RECORD, zh="终止结对", en="End a pair",
    where="sister.unit_id", guards=(is_paired,),
)  # fmt: skip
def end_pair(
    *,
    sister: SisterFacility,
    why: Annotated[str, Label("原因", "Reason", max=200)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """End a pair as of today."""
    SisterFacility.objects.filter(pk=sister.pk).update(ended_on=local(at).date())
