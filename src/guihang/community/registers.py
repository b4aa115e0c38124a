"""The registers of society: volunteers and their hours, projects, supporters."""

from collections.abc import Iterable
from typing import Any

from guihang.community import (  # noqa: F401  their actions
    actions,
    own,
    platform,
    serving,
    supporting,
    together,
)
from guihang.community.models import (
    Certificate,
    Service,
    Shift,
    SignUp,
    Team,
    Training,
    Volunteer,
)
from guihang.community.society import Project, ProjectPartner, Supporter
from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.people.register import Column, Part, Register, Section, register

VOLUNTEERS = Words("志愿者", "Volunteers")
SOCIETY = Words("社会力量", "Society")
SHOWN = 200
"""Rows that a part of a page shows; the register holds them all."""


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}"


def _of_team(team: Team) -> Iterable[Volunteer]:
    return Volunteer.objects.filter(team=team).order_by("stage", "number")[:SHOWN]


def _shifts(**which: Any) -> Iterable[Shift]:
    return (
        Shift.objects.filter(**which).select_related("unit", "team").order_by("-starts_at")[:SHOWN]
    )


def _services(**which: Any) -> Iterable[Service]:
    rows = Service.objects.filter(**which).select_related("volunteer", "unit")
    return rows.order_by("-starts_at")[:SHOWN]


NUMBER = Column(Words("编号", "Number"), lambda row: row.number)
STAGE = Column(Words("状态", "Stage"), lambda row: row.get_stage_display())
SHIFT = (
    Column(Words("任务", "Task"), lambda row: row.task),
    Column(Words("开始", "From"), lambda row: row.starts_at),
    Column(Words("队伍", "Team"), lambda row: row.team),
    Column(Words("名额", "Places"), lambda row: f"{row.taken} / {row.seats}"),
    Column(Words("取消", "Called off"), lambda row: row.cancelled_at),
)
HOURS = (
    Column(Words("志愿者", "Volunteer"), lambda row: row.volunteer),
    Column(Words("任务", "Task"), lambda row: row.task),
    Column(Words("开始", "From"), lambda row: row.starts_at),
    Column(Words("小时", "Hours"), lambda row: _hours(row.minutes), number=True),
    Column(Words("状态", "State"), lambda row: row.state),
)


def _acts_of_team(row: Team) -> tuple[str, ...]:
    names = ("community.enrol", "community.vet_team", "community.train", "community.end_team")
    return () if row.ended_on else names


register(Register(
    "teams", Team, Words("志愿者队伍", "Volunteer teams"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=VOLUNTEERS, newest="founded_on",
    help=Words("每支队伍的队员、班次和培训。", "The members, shifts and trainings of each team."),
    columns=(
        Column(Words("名称", "Name"), lambda row: row.name),
        Column(Words("类别", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("所在单位", "Unit"), lambda row: row.unit),
        Column(Words("成立", "Founded"), lambda row: row.founded_on),
        Column(Words("解散", "Ended"), lambda row: row.ended_on),
        Column(Words("队长", "Leader"), lambda row: row.text("lead_sealed"), private=True),
    ),
    start="community.found_team", acts=_acts_of_team, filters=(("kind", Words("类别", "Kind")),),
    parts=(
        Part(Words("队员", "Members"), _of_team, (
            NUMBER, Column(Words("姓名", "Name"), lambda row: row.masked), STAGE,
            Column(Words("培训", "Trained"), lambda row: row.trained_on)), slug="volunteers"),
        Part(Words("班次", "Shifts"), lambda team: _shifts(team=team), SHIFT, slug="shifts"),
    ),
))  # fmt: skip


def _acts_of_volunteer(row: Volunteer) -> tuple[str, ...]:
    if row.stage == row.Stage.APPLIED:
        return ("community.vet",)
    if row.stage == row.Stage.ACCEPTED:
        return ("community.certify", "community.give_pass", "community.end_volunteer")
    return ()


register(Register(
    "volunteers", Volunteer, Words("志愿者", "Volunteers"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=VOLUNTEERS, start="community.enrol", related=("unit", "team"),
    help=Words(
        "谁报名、谁审核通过、谁培训过。姓名在列表中隐去，打开一个人才看到。",
        "Who signed up, was vetted, was trained. Names are masked in the list; open one to see it."),
    columns=(
        NUMBER,
        Column(Words("姓名", "Name"), lambda row: row.masked),
        Column(Words("队伍", "Team"), lambda row: row.team),
        Column(Words("能做", "Offers"), lambda row: row.get_skill_display()),
        STAGE,
        Column(Words("培训", "Trained"), lambda row: row.trained_on),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("来源", "Source"), lambda row: row.get_source_display(), page_only=True),
        Column(Words("全名", "Full name"), lambda row: row.name, private=True),
        Column(Words("电话", "Phone"), lambda row: row.text("phone_sealed"), private=True),
        Column(Words("不通过的原因", "Why not"), lambda row: row.text("why_sealed"), private=True),
    ),
    acts=_acts_of_volunteer, waits=(("community.vet", {"stage": "applied"}, ()),),
    filters=(("stage", Words("状态", "Stage")), ("skill", Words("能做", "Offers"))),
    state=lambda row: "due" if row.stage == row.Stage.APPLIED else "",
    parts=(
        Part(Words("服务时长", "Hours"), lambda row: _services(volunteer=row), HOURS[1:],
             slug="hours"),
        Part(Words("培训", "Trainings"),
             lambda row: Training.objects.filter(attended__contains=[row.number]), (
            Column(Words("内容", "Course"), lambda row: row.course),
            Column(Words("日期", "Day"), lambda row: row.held_on),
            Column(Words("学时", "Hours"), lambda row: row.hours, number=True)), slug="trainings"),
        Part(Words("证明", "Certificates"), lambda row: row.certificates.order_by("-until"), (
            NUMBER, Column(Words("至", "Until"), lambda row: row.until),
            Column(Words("小时", "Hours"), lambda row: _hours(row.minutes), number=True)),
            slug="certificates"),
    ),
))  # fmt: skip


def _acts_of_shift(row: Shift) -> tuple[str, ...]:
    if row.cancelled_at:
        return ()
    return ("community.record_hours", "community.confirm_hours", "community.cancel_shift")


register(Register(
    "shifts", Shift, Words("服务班次", "Shifts"), Permission.TOGETHER_VIEW, Section.TOGETHER,
    group=VOLUNTEERS, newest="starts_at", related=("unit", "team", "project"),
    help=Words(
        "什么时候、在哪里、需要几个人；结束后登记时长，由另一人确认。",
        "When, where and how many; afterwards hours are recorded, and confirmed by somebody else."),
    columns=(
        *SHIFT,
        Column(Words("接待单位", "Host"), lambda row: row.unit),
        Column(Words("地点", "Where"), lambda row: row.where, page_only=True),
        Column(Words("结束", "To"), lambda row: row.ends_at, page_only=True),
        Column(Words("项目", "Project"), lambda row: row.project, page_only=True),
    ),
    start="community.plan_shift", acts=_acts_of_shift, filters=(("kind", Words("类别", "Kind")),),
    parts=(
        Part(Words("报名", "Places taken"), lambda row: SignUp.objects.filter(
            shift=row, left_at=None).select_related("volunteer"), (
            Column(Words("志愿者", "Volunteer"), lambda row: row.volunteer),
            Column(Words("报名时间", "Since"), lambda row: row.recorded_at))),
        Part(Words("时长", "Hours"), lambda row: _services(shift=row), HOURS, slug="hours"),
    ),
))  # fmt: skip


def _acts_of_hours(row: Service) -> tuple[str, ...]:
    if row.dropped_at:
        return ()
    return (
        ("community.drop_hours",)
        if row.confirmed_at
        else ("community.confirm_one", "community.drop_hours")
    )


register(Register(
    "hours", Service, Words("服务时长", "Hours served"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=VOLUNTEERS, start="community.record_hours", newest="starts_at",
    related=("unit", "volunteer"),
    help=Words(
        "一方登记、另一方确认才计入；时间重叠的不能确认。",
        "Recorded by one side, confirmed by the other; what overlaps is not confirmed."),
    columns=(
        *HOURS,
        Column(Words("接待单位", "Host"), lambda row: row.unit),
        Column(Words("平台编号", "Platform id"), lambda row: row.outside_id, page_only=True),
        Column(Words("核实情况", "Note"), lambda row: row.text("note_sealed"), private=True),
    ),
    acts=_acts_of_hours,
    state=lambda row: "" if row.confirmed_at or row.dropped_at else "due",
))  # fmt: skip

register(Register(
    "trainings", Training, Words("志愿者培训", "Trainings"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=VOLUNTEERS, start="community.train", newest="held_on",
    help=Words("讲了什么、谁参加。", "What was taught and who came."),
    columns=(
        Column(Words("内容", "Course"), lambda row: row.course),
        Column(Words("日期", "Day"), lambda row: row.held_on),
        Column(Words("学时", "Hours"), lambda row: row.hours, number=True),
        Column(Words("人数", "People"), lambda row: len(row.attended), number=True),
        Column(Words("主办", "Taught by"), lambda row: row.taught_by),
        Column(Words("参加的人", "Who came"), lambda row: "\n".join(row.attended), page_only=True),
    ),
))  # fmt: skip

register(Register(
    "certificates", Certificate, Words("服务证明", "Certificates"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=VOLUNTEERS, related=("unit", "volunteer"),
    help=Words("出具过的志愿服务记录证明。从志愿者页出具。", "Certificates issued. Issued from a volunteer's page."),
    columns=(
        NUMBER,
        Column(Words("志愿者", "Volunteer"), lambda row: row.volunteer),
        Column(Words("从", "From"), lambda row: row.since),
        Column(Words("至", "Until"), lambda row: row.until),
        Column(Words("次数", "Times"), lambda row: row.times, number=True),
        Column(Words("小时", "Hours"), lambda row: _hours(row.minutes), number=True),
    ),
    more=(("certificate-paper", Words("取证明(PDF)", "Take it (PDF)")),),
))  # fmt: skip

register(Register(
    "supporters", Supporter, Words("社会力量", "Supporters"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=SOCIETY, newest="since",
    help=Words(
        "社工机构、慈善组织、企业、居民、爱心人士和爱心大使。",
        "Agencies, charities, enterprises, residents, caring people and ambassadors."),
    columns=(
        Column(Words("名称", "Name"), lambda row: row.shown),
        Column(Words("类别", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("提供", "Offers"), lambda row: row.get_offer_display()),
        Column(Words("开始", "Since"), lambda row: row.since),
        Column(Words("结束", "Ended"), lambda row: row.ended_on),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("全名", "Full name"), lambda row: row.text("name_sealed"), private=True),
        Column(Words("联系方式", "Contact"), lambda row: row.text("contact_sealed"), private=True),
    ),
    start="community.add_supporter", filters=(("kind", Words("类别", "Kind")),),
    acts=lambda row: () if row.ended_on else ("community.end_supporter",),
))  # fmt: skip

register(Register(
    "projects", Project, Words("“1+X”项目", "1+X projects"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=SOCIETY, newest="starts_on",
    help=Words("一个牵头方，若干参与方，一件事。", "One lead, X partners, one aim."),
    columns=(
        Column(Words("名称", "Name"), lambda row: row.name),
        Column(Words("领域", "Field"), lambda row: row.get_field_display()),
        Column(Words("牵头方", "Lead"), lambda row: row.lead),
        Column(Words("开始", "From day"), lambda row: row.starts_on),
        Column(Words("结束", "To day"), lambda row: row.ends_on),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("目标", "Aim"), lambda row: row.aim, page_only=True),
        Column(Words("成果", "Result"), lambda row: row.result, page_only=True),
        Column(Words("平台编号", "Platform id"), lambda row: row.outside_id, page_only=True),
    ),
    start="community.start_project", filters=(("field", Words("领域", "Field")),),
    acts=lambda row: () if row.result else ("community.join_project", "community.finish_project"),
    parts=(
        Part(Words("参与方(X)", "Partners (X)"),
             lambda row: ProjectPartner.objects.filter(project=row).order_by("since"), (
            Column(Words("名称", "Name"), lambda one: one.name),
            Column(Words("提供", "Adds"), lambda one: one.get_adds_display()),
            Column(Words("加入", "Since"), lambda one: one.since))),
        Part(Words("班次", "Shifts"), lambda row: _shifts(project=row), SHIFT, slug="shifts"),
    ),
))  # fmt: skip
