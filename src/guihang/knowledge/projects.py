"""Advantage projects: proposed, approved, piloted by a protocol, measured, evaluated, promoted.

Who proposes does not decide (PROGRAMME_DECIDE, and another person).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db import models
from django.db.models import F

from guihang.core.action import CONSTRAINTS, Actor, Guard, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.core.words import W
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.knowledge.models import Project, ProjectReport
from guihang.people.models import Unit
from guihang.people.permissions import Permission

CONSTRAINTS |= {
    "one_project_a_code": Reason("project.code", Words(
        "这个编号已用过。", "This code is taken."), "code"),
    "one_report_a_month": Reason("project.month", Words(
        "这个月的数据已登记。", "This month is reported already."), "month"),
}  # fmt: skip


def comparison_is_named(*, design: Project.Design, control: str | None) -> Iterable[Reason]:
    if design in (Project.Design.COMPARED, Project.Design.RANDOMISED) and not control:
        yield Reason("project.control", Words(
            "有对照组的设计，请写明和谁比。", "Say with whom it is compared."), "control")  # fmt: skip


@action(
    "knowledge.propose_project", Permission.PROGRAMME_RECORD, zh="申报优势项目",
    en="Propose an advantage project", where="host.id", guards=(comparison_is_named,),
    purpose=Words(
        "写清假设、怎么测、和谁比。只有方案和数据都有的项目，才计入“每年研发10个以上”。",
        "Say what is supposed, how it is measured and against whom. Only a project with a protocol "
        "and data counts toward the ten a year.",
    ),
)  # fmt: skip
def propose_project(
    *,
    host: Unit,
    code: Annotated[str, Label("编号", "Code", max=20)],
    name: Annotated[str, Label("项目名称", "Name", max=80)],
    field: Annotated[Project.Field, Label("领域", "Field")],
    hypothesis: Annotated[str, Label("假设", "What is supposed", max=500, lines=3)],
    measure: Annotated[str, Label("结果指标", "Measure of the outcome", max=200)],
    design: Annotated[Project.Design, Label("评价设计", "Design of the evaluation")],
    sample: Annotated[int, Label("计划人数", "People planned", max=100000)],
    control: Annotated[str | None, Label("对照", "Compared with", max=200)] = None,
    university: Annotated[str | None, Label("合作高校", "University", max=80)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Project:
    """Propose a way of treatment to be tried."""
    return Project.objects.create(
        id=entry, unit=host, recorded_at=at, code=code, name=name, field=field,
        hypothesis=hypothesis, measure=measure, design=design, sample=sample,
        control=control or "", university=university or "", proposed_by_id=by.user_id,
    )  # fmt: skip


def another_person(*, project: Project, by: Actor) -> Iterable[Reason]:
    """Whoever proposed it does not decide on it."""
    if by.user_id is not None and by.user_id == project.proposed_by_id:
        yield Reason("project.own", Words(
            "申报人不能审定自己的项目，请另一位有权限的人审定。",
            "Whoever proposed it does not decide; another person must."))  # fmt: skip


def stands_at(*states: Project.State) -> Guard:
    """Return a guard: the project stands at one of ``states``."""

    def guard(*, project: Project) -> Iterable[Reason]:
        if project.state not in states:
            now = Project.State(project.state)
            yield Reason("project.state", Words(
                f"项目现在是“{now.label}”，这一步还不能办或已办过。",
                f"The project is {now.value}; this step does not come now."))  # fmt: skip

    return guard


class Decision(models.TextChoices):
    APPROVED = "approved", W("同意立项", "Approve")
    NOT_APPROVED = "not_approved", W("不予立项", "Do not approve")


@action(
    "knowledge.decide_project", Permission.PROGRAMME_DECIDE, zh="审定立项", en="Decide on a project",
    where="project.unit_id", guards=(stands_at(Project.State.PROPOSED), another_person),
)  # fmt: skip
def decide_project(
    *,
    project: Project,
    decision: Annotated[Decision, Label("意见", "Decision")],
    why: Annotated[str, Label("理由", "Reason", max=500, lines=3)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Approve a project or not, with a reason; by somebody else than who proposed it."""
    Project.objects.filter(pk=project.pk).update(state=decision)


def is_not_over(*, project: Project) -> Iterable[Reason]:
    if project.state in (Project.State.NOT_APPROVED, Project.State.ENDED):
        yield Reason("project.over", Words("项目已终止。", "The project has ended."))


@action(
    "knowledge.write_protocol", Permission.PROGRAMME_RECORD, zh="写项目方案", en="Write the protocol",
    where="project.unit_id", guards=(is_not_over,),
)  # fmt: skip
def write_protocol(
    *,
    project: Project,
    protocol: Annotated[str, Label("方案", "Protocol", lines=8, max=8000, help=Words(
        "对象、疗程、每次做什么、谁来做、何时停、怎么测。",
        "Who, how often, what happens each time, by whom, when to stop, how it is measured."))],
    ethics: Annotated[str | None, Label("伦理审查批号", "Ethics approval", max=80)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Write a new version of the protocol; earlier ones stay in the history."""
    Project.objects.filter(pk=project.pk).update(
        protocol=protocol, protocol_version=F("protocol_version") + 1,
        ethics=ethics or project.ethics,
    )  # fmt: skip


def has_a_protocol(*, project: Project) -> Iterable[Reason]:
    if not project.protocol:
        yield Reason("project.protocol", Words(
            "先写项目方案，再开始试点。", "Write the protocol before the pilot starts."))  # fmt: skip


@action(
    "knowledge.start_project", Permission.PROGRAMME_RECORD, zh="开始试点", en="Start the pilot",
    where="project.unit_id", guards=(stands_at(Project.State.APPROVED), has_a_protocol),
)  # fmt: skip
def start_project(
    *,
    project: Project,
    starts_on: Annotated[date, Label("开始日期", "From")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Begin the pilot on a day."""
    Project.objects.filter(pk=project.pk).update(state=Project.State.PILOT, starts_on=starts_on)


def month_of_the_pilot(*, project: Project, month: date, at: datetime) -> Iterable[Reason]:
    starts = (project.starts_on or local(at).date()).replace(day=1)
    if not starts <= month.replace(day=1) <= local(at).date():
        yield Reason("project.when", Words(
            f"月份应在 {starts:%Y-%m} 与本月之间。",
            f"The month lies between {starts:%Y-%m} and this one."), "month")  # fmt: skip


def adds_up(*, people: int, better: int, same: int, worse: int) -> Iterable[Reason]:
    if better + same + worse > people:
        yield Reason("project.sum", Words(
            "好转、不变、变差之和不能超过参加人数；没测的人不用填，系统会单列。",
            "Better, same and worse cannot exceed those who took part; whoever was not measured "
            "is shown apart."), "people")  # fmt: skip


@action(
    "knowledge.report_project", Permission.PROGRAMME_RECORD, zh="登记项目数据",
    en="Report data of a project", where="project.unit_id",
    guards=(stands_at(Project.State.PILOT, Project.State.EVALUATED, Project.State.PROMOTED),
            month_of_the_pilot, adds_up),
)  # fmt: skip
def report_project(
    *,
    project: Project,
    month: Annotated[date, Label("月份(填当月任一天)", "Any day of the month")],
    people: Annotated[int, Label("参加人数", "People", max=100000)],
    better: Annotated[int, Label("好转", "Better", max=100000)],
    same: Annotated[int, Label("不变", "Same", max=100000)],
    worse: Annotated[int, Label("变差", "Worse", max=100000)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> ProjectReport:
    """Report one month: who took part and what the measure says of them."""
    return ProjectReport.objects.create(
        id=entry, unit_id=project.unit_id, recorded_at=at, project=project,
        month=month.replace(day=1), people=people, better=better, same=same, worse=worse,
    )  # fmt: skip


def has_data(*, project: Project) -> Iterable[Reason]:
    if not project.reports.exists():
        yield Reason("project.data", Words(
            "还没有数据，不能结项。先登记项目数据。",
            "Without data it cannot be evaluated; report some first."))  # fmt: skip


@action(
    "knowledge.evaluate_project", Permission.PROGRAMME_DECIDE, zh="结项评价", en="Evaluate a project",
    where="project.unit_id", guards=(stands_at(Project.State.PILOT), has_data, another_person),
)  # fmt: skip
def evaluate_project(
    *,
    project: Project,
    verdict: Annotated[Project.Verdict, Label("结论", "Verdict")],
    findings: Annotated[str, Label("发现和局限", "Findings and limits", lines=6)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Say what came of a pilot, by somebody else than who proposed it."""
    Project.objects.filter(pk=project.pk).update(
        state=Project.State.EVALUATED, verdict=verdict, findings=findings,
        evaluated_on=local(at).date(),
    )  # fmt: skip


def it_holds(*, project: Project) -> Iterable[Reason]:
    if project.verdict not in (Project.Verdict.EFFECTIVE, Project.Verdict.PROMISING):
        yield Reason("project.verdict", Words(
            "评价为未见效果或弊大于利的项目不推广。",
            "What has no effect, or does harm, is not promoted."))  # fmt: skip


def goes_beyond(*, level: Project.Level) -> Iterable[Reason]:
    if level == Project.Level.FACILITY:
        yield Reason("project.level", Words(
            "推广到自治区或全国。", "Promote it to the region or the nation."), "level")  # fmt: skip


@action(
    "knowledge.promote_project", Permission.PROGRAMME_DECIDE, zh="推广", en="Promote a project",
    where="project.unit_id",
    guards=(stands_at(Project.State.EVALUATED, Project.State.PROMOTED), it_holds, goes_beyond,
            another_person),
)  # fmt: skip
def promote_project(
    *,
    project: Project,
    level: Annotated[Project.Level, Label("推广范围", "Where")],
    promoted_by: Annotated[str, Label("推广文件或通知", "By which paper", max=120)],
    promoted_on: Annotated[date, Label("日期", "Day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record that a project is taken up beyond where it was tried."""
    Project.objects.filter(pk=project.pk).update(
        state=Project.State.PROMOTED, level=level, promoted_by=promoted_by, promoted_on=promoted_on
    )


@action(
    "knowledge.end_project", Permission.PROGRAMME_RECORD, zh="终止项目", en="End a project",
    where="project.unit_id", guards=(is_not_over,),
)  # fmt: skip
def end_project(
    *,
    project: Project,
    why: Annotated[str, Label("原因", "Reason", max=500, lines=2)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Stop a project; what was measured stays."""
    Project.objects.filter(pk=project.pk).update(state=Project.State.ENDED)
