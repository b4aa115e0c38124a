"""Safety: incidents, near misses, headcounts, drills, what they ask for; restraint."""

from django.utils import timezone

from guihang.cases.register import register_of_cases
from guihang.custody import restraints
from guihang.custody.models import (
    CorrectiveTask,
    EmergencyDrill,
    Headcount,
    Incident,
    NearMiss,
    Observation,
    Restraint,
)
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Part, Register, Section, register

SAFETY = Words("安全", "Safety")
UNIT = Column(Words("单位", "Unit"), lambda row: row.unit)

register(Register(
    "incidents", Incident, Words("安全事件", "Incidents"), Permission.SAFETY_VIEW, Section.INSIDE,
    group=SAFETY,
    help=Words("发生了什么、何时报告、怎样改进。经过加密，只在详情页显示。",
               "What happened, when it was reported, what changes. The account is encrypted."),
    columns=(
        Column(Words("类别", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("级别", "Level"), lambda row: row.get_level_display()),
        Column(Words("发生", "Happened"), lambda row: row.happened_at),
        Column(Words("报告", "Reported"), lambda row: row.reported_at),
        Column(Words("突破六无", "Breaks a zero goal"), lambda row: row.breach),
        UNIT,
        Column(Words("办结", "Closed"), lambda row: row.closed_on),
        Column(Words("经过与处置", "Account"), lambda row: row.text("account_sealed"), page_only=True),
        Column(Words("原因与改进", "Lesson"), lambda row: row.text("lesson_sealed"), page_only=True),
    ),
    start="custody.record_incident", newest="happened_at",
    filters=(("kind", Words("类别", "Kind")), ("level", Words("级别", "Level"))),
    acts=lambda row: () if row.closed_on else ("custody.close_incident",),
    state=lambda row: "" if row.closed_on else "due",
))  # fmt: skip

register(Register(
    "near-misses", NearMiss, Words("险情(不追责)", "Near misses"), Permission.SAFETY_VIEW,
    Section.INSIDE, group=SAFETY,
    help=Words("差一点出的事。上报不追责、不排名，越多人讲越安全。",
               "What nearly went wrong. Nobody is blamed or ranked for telling."),
    columns=(
        Column(Words("类别", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("日期", "Day"), lambda row: row.happened_on),
        Column(Words("怎样避免", "How to avoid it"), lambda row: row.learned),
        UNIT,
        Column(Words("差一点发生了什么", "What nearly happened"), lambda row: row.text("told_sealed"),
               page_only=True),
    ),
    start="custody.record_near_miss", newest="happened_on",
    filters=(("kind", Words("类别", "Kind")),),
))  # fmt: skip

register(Register(
    "headcounts", Headcount, Words("点名", "Headcounts"), Permission.SAFETY_VIEW, Section.INSIDE,
    group=SAFETY,
    help=Words("在册、实到、外出三个数对得上才算清。", "On file, found and away must add up."),
    columns=(
        Column(Words("时间", "When"), lambda row: row.counted_at),
        Column(Words("在册", "On file"), lambda row: row.expected, number=True),
        Column(Words("实到", "Found"), lambda row: row.found, number=True),
        Column(Words("外出", "Away"), lambda row: row.away, number=True),
        Column(Words("差异", "Difference"), lambda row: row.expected - row.found - row.away, number=True),
        UNIT,
        Column(Words("差异说明", "Explained"), lambda row: row.note, page_only=True),
    ),
    start="custody.record_headcount", newest="counted_at",
    state=lambda row: "overdue" if row.expected != row.found + row.away else "",
))  # fmt: skip

TASK_COLUMNS = (
    Column(Words("发现的问题", "Found"), lambda row: row.found),
    Column(Words("整改措施", "Task"), lambda row: row.task),
    Column(Words("责任人", "Owner"), lambda row: row.owner),
    Column(Words("期限", "Due"), lambda row: row.due_on),
    Column(Words("状态", "State"), lambda row: row.get_state_display()),
    Column(Words("销号", "Closed"), lambda row: row.closed_on),
)


def task_acts(row: CorrectiveTask) -> tuple[str, ...]:
    """Return what follows for a corrective task."""
    steps = {"open": ("custody.report_task_done",), "reported": ("custody.close_task",)}
    return steps.get(row.state, ())


def task_state(row: CorrectiveTask) -> str:
    """Mark a task that is not done in time, and one that waits to be checked."""
    if row.state == CorrectiveTask.State.OPEN and row.due_on < timezone.localdate():
        return "overdue"
    return "due" if row.state == CorrectiveTask.State.REPORTED else ""


register(Register(
    "drills", EmergencyDrill, Words("应急演练", "Emergency drills"), Permission.SAFETY_VIEW,
    Section.INSIDE, group=SAFETY,
    help=Words("练什么、在什么条件下练、发现了什么、改了没有。",
               "What was exercised, under which conditions, what it found and whether that was put right."),
    columns=(
        Column(Words("科目", "Scenario"), lambda row: row.get_scenario_display()),
        Column(Words("条件", "Condition"), lambda row: row.get_condition_display()),
        Column(Words("时间", "When"), lambda row: row.held_at),
        Column(Words("分钟", "Minutes"), lambda row: row.minutes, number=True),
        Column(Words("人数", "People"), lambda row: row.people, number=True),
        UNIT,
        Column(Words("过程", "Course"), lambda row: row.course, page_only=True),
    ),
    start="custody.record_drill", newest="held_at",
    filters=(("scenario", Words("科目", "Scenario")), ("condition", Words("条件", "Condition"))),
    parts=(Part(
        Words("整改任务", "Corrective tasks"),
        lambda row: row.tasks.select_related("owner", "unit").order_by("due_on"), TASK_COLUMNS,
        add="custody.add_corrective_task", slug="corrective-tasks", acts=task_acts,
    ),),
))  # fmt: skip

register(Register(
    "corrective-tasks", CorrectiveTask, Words("整改任务", "Corrective tasks"), Permission.SAFETY_VIEW,
    Section.INSIDE, group=SAFETY,
    help=Words("演练发现的问题，谁负责、何时完成，由他人查验后销号。",
               "What drills found: owner, day, and closed after somebody else has looked."),
    columns=(*TASK_COLUMNS, UNIT,
             Column(Words("做了什么", "What was done"), lambda row: row.done_note, page_only=True),
             Column(Words("查验人", "Checked by"), lambda row: row.closed_by or "", page_only=True)),
    newest="due_on", related=("unit", "owner", "closed_by"),
    waits=(("custody.close_task", {"state": "reported"}, ("owner",)),),
    filters=(("state", Words("状态", "State")),), acts=task_acts, state=task_state,
))  # fmt: skip


def missed(row: Restraint) -> object:
    """Return how many quarters of an hour saw no observation."""
    found = restraints.watch_of(row, timezone.now())
    return len(found.missed) if found else ""


def missed_at(row: Restraint) -> str:
    found = restraints.watch_of(row, timezone.now())
    return " ".join(f"{timezone.localtime(at):%H:%M}" for at in found.missed) if found else ""


def doctor(row: Restraint) -> object:
    """Return when a doctor examined the person, or that none did."""
    if row.started_at is None:
        return ""
    return restraints.doctor_at(row) or Words("尚无医生检查", "No doctor yet")


def restraint_state(row: Restraint) -> str:
    """Mark an episode that must end, or where an observation was missed."""
    found = restraints.watch_of(row, timezone.now())
    if found and (found.must_end or (row.ended_at is None and found.missed)):
        return "overdue"
    return "due" if row.state in ("proposed", "running", "ended") else ""


def advice(row: Restraint) -> object:
    """Return what follows now, in words."""
    found = restraints.watch_of(row, timezone.now())
    if found is None or row.ended_at:
        return ""
    if found.must_end:
        return Words("危险已消除：立即解除。", "The danger has gone: end it now.")
    due = f"{timezone.localtime(found.due_at):%H:%M}"
    return Words(f"下一次观察不晚于 {due}", f"Next observation by {due}")


RESTRAINT_ACTS = {
    "proposed": ("custody.decide_restraint",),
    "running": ("custody.observe_restraint", "custody.end_restraint"),
    "ended": ("custody.review_restraint",),
}


MEDICAL, POLICE = Words("医务人员", "Medical staff"), Words("民警", "Police")


def observations(row: Restraint) -> list[Observation]:
    found = list(row.observations.filter(superseded_by_id=None).order_by("observed_at"))
    for one in found:
        one.case = row.case
    return found


register_of_cases(Register(
    "restraints", Restraint, Words("保护性约束", "Protective restraint"), Permission.SAFETY_VIEW,
    Section.INSIDE, group=SAFETY,
    help=Words("批准、每 15 分钟观察、医生检查、解除、第三人复核；漏看的观察一直可见。",
               "Approval, a look every 15 minutes, a doctor, the end, a review; a missed look stays visible."),
    columns=(
        Column(Words("情形", "Ground"), lambda row: row.get_ground_display()),
        Column(Words("状态", "State"), lambda row: row.get_state_display()),
        Column(Words("开始", "Began"), lambda row: row.started_at),
        Column(Words("解除", "Ended"), lambda row: row.ended_at),
        Column(Words("漏观察", "Missed looks"), missed, number=True),
        Column(Words("医生检查", "Doctor"), doctor),
        Column(Words("接下来", "What follows"), advice, page_only=True),
        Column(Words("漏观察的时段(截至)", "Missed, up to"), missed_at, page_only=True),
        Column(Words("已尝试的其他办法", "Tried before"), lambda row: row.text("tried_sealed"), page_only=True),
        Column(Words("批准人", "Approved by"), lambda row: row.approved_by or "", page_only=True),
        Column(Words("发现伤情", "Injury found"), lambda row: row.injured, page_only=True),
        Column(Words("已告知家属", "Family told"), lambda row: row.family_told, page_only=True),
        Column(Words("与本人谈话", "Talk afterwards"), lambda row: row.text("debrief_sealed"), page_only=True),
        Column(Words("复核人", "Reviewed by"), lambda row: row.reviewed_by or "", page_only=True),
        Column(Words("复核意见", "Review"), lambda row: row.text("review_sealed"), page_only=True),
    ),
    waits=(("custody.decide_restraint", {"state": "proposed"}, ("proposed_by",)),
           ("custody.review_restraint", {"state": "ended"}, ("proposed_by", "approved_by"))),
    start="custody.propose_restraint", fields=Fields.HEALTH, related=("approved_by", "reviewed_by"),
    acts=lambda row: RESTRAINT_ACTS.get(row.state, ()), state=restraint_state,
    filters=(("state", Words("状态", "State")),),
    parts=(Part(
        Words("观察", "Observations"), observations,
        (Column(Words("时间", "When"), lambda one: one.observed_at),
         Column(Words("由谁", "By"), lambda one: MEDICAL if one.medical else POLICE),
         Column(Words("危险仍在", "Danger there"), lambda one: one.still_needed),
         Column(Words("情况", "How"), lambda one: one.opened("note_sealed"))),
    ),),
))  # fmt: skip
