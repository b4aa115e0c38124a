"""The registers of work: placements, courses, job bases."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from guihang.care import training, work
from guihang.care.models import Course, Enrolment, JobBase, Placement
from guihang.cases.register import PERSON, register_of_cases
from guihang.engines.placement import next_mark
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Part, Register, Section, register

WORK = Words("职业为本", "Work")


def asked_next(row: Placement) -> date | None:
    """Return when it is next asked whether the person still works."""
    if row.state != Placement.State.STARTED or row.started_on is None or row.case.closed_at:
        return None
    asked = frozenset(
        int(one.mark) for one in row.confirmations.all() if one.superseded_by_id is None
    )
    following = next_mark(row.started_on, asked)
    return following[1] if following else None


def is_due(row: Placement) -> str:
    day = asked_next(row)
    return "due" if day and day <= timezone.localdate() else ""


def acts(row: Placement) -> Sequence[str]:
    if row.state in work.LOOKING:
        return ("care.start_work", "care.move_placement", "care.end_placement")
    if row.state == Placement.State.STARTED:
        return ("care.confirm_work", "care.end_placement")
    return ("care.confirm_work",)


def trainee_acts(row: Enrolment) -> Sequence[str]:
    return ("care.finish_course",) if row.state == training.State.ENROLLED else ()


register_of_cases(Register(
    "placements", Placement, Words("就业帮扶", "Into work"), Permission.CARE_VIEW, Section.CARE,
    group=WORK,
    help=Words("从意向到上岗，满 30、90、180 天各核实一次。",
               "From the first interest to the job, asked again after 30, 90 and 180 days."),
    columns=(
        Column(Words("方式", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("状态", "Stands at"), lambda row: row.get_state_display()),
        Column(Words("上岗", "Started"), lambda row: row.started_on),
        Column(Words("下次核实", "Asked next"), asked_next),
        Column(Words("结束", "Ended"), lambda row: row.ended_on),
        Column(Words("本人的想法",
                     "In the person's words"), lambda row: row.text("wish_sealed"), page_only=True, private=True),
        Column(Words("基地", "Base"), lambda row: row.base, page_only=True),
        Column(Words("单位或项目",
                     "Employer or business"), lambda row: row.text("employer_sealed"), page_only=True, private=True),
        Column(Words("经本人同意告知单位",
                     "Employer told, by consent"), lambda row: row.told_employer, page_only=True),
        Column(Words("工资(元/月)", "Wage (yuan a month)"), lambda row: row.wage, page_only=True),
        Column(Words("书面合同", "Written contract"), lambda row: row.contract, page_only=True),
        Column(Words("结束原因", "Why it ended"), lambda row: row.get_ending_display(), page_only=True),
    ),
    start="care.register_interest", acts=acts, state=is_due, related=("base",),
    filters=(("kind", Words("方式", "Kind")), ("state", Words("状态", "Stands at"))),
    fields=Fields.PLAN,
    parts=(Part(
        Words("核实",
              "Confirmations"), lambda row: row.confirmations.filter(superseded_by_id=None).order_by("asked_on"),
        (
            Column(Words("节点", "Point"), lambda one: one.get_mark_display()),
            Column(Words("核实日期", "Asked on"), lambda one: one.asked_on),
            Column(Words("仍在岗", "Still works"), lambda one: one.works),
            Column(Words("依据", "By"), lambda one: one.get_source_display()),
        ),
    ),),
))  # fmt: skip

TRAINEES = (
    *PERSON,
    Column(Words("状态", "Stands at"), lambda row: row.get_state_display()),
    Column(Words("证书", "Certificate"), lambda row: row.get_certificate_display()),
    Column(Words("等级", "Level"), lambda row: row.level),
)

register(Register(
    "courses", Course, Words("技能培训", "Vocational courses"), Permission.CARE_VIEW, Section.CARE,
    group=WORK, help=Words("办了哪些课、还有几个名额。", "Which courses, and how many places are left."),
    columns=(
        Column(Words("课程", "Course"), lambda row: row.name),
        Column(Words("工种", "Trade"), lambda row: row.get_trade_display()),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("开始", "From day"), lambda row: row.starts_on),
        Column(Words("结束", "To day"), lambda row: row.ends_on),
        Column(Words("课时", "Hours"), lambda row: row.hours, number=True),
        Column(Words("名额", "Places"), lambda row: row.places, number=True),
    ),
    start="care.open_course", newest="starts_on", filters=(("trade", Words("工种", "Trade")),),
    parts=(Part(
        Words("学员", "Trainees"),
        lambda row: row.enrolments.select_related("case__person").order_by("recorded_at"),
        TRAINEES, slug="enrolments", acts=trainee_acts,
    ),),
))  # fmt: skip


register_of_cases(Register(
    "enrolments", Enrolment, Words("培训与证书", "Training and certificates"), Permission.CARE_VIEW,
    Section.CARE, group=WORK, help=Words("谁学了什么、拿到什么证书。", "Who learned what, with which certificate."),
    columns=(
        Column(Words("课程", "Course"), lambda row: row.course),
        *TRAINEES[2:],
        Column(Words("结业", "Ended"), lambda row: row.ended_on),
        Column(Words("发证单位", "Issued by"), lambda row: row.issuer, page_only=True),
        Column(Words("证书编号", "Number"), lambda row: row.text("number_sealed"), page_only=True, private=True),
    ),
    start="care.enrol", acts=trainee_acts, related=("course",),
    filters=(("state", Words("状态", "Stands at")), ("certificate", Words("证书", "Certificate"))),
    fields=Fields.PLAN,
))  # fmt: skip

register(Register(
    "job-bases", JobBase, Words("就业基地", "Job bases"), Permission.CARE_VIEW, Section.CARE,
    group=WORK, help=Words("岗位、工资、住宿、保险与合同，现有多少人在岗。",
                           "Seats and conditions, and how many work there."),
    columns=(
        Column(Words("基地", "Base"), lambda row: row.name),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("岗位数", "Seats"), lambda row: row.seats, number=True),
        Column(Words("在岗", "Taken"), work.taken, number=True),
        Column(Words("工资(元/月)", "Wage (yuan a month)"), lambda row: row.wage, number=True),
        Column(Words("检查", "Inspected"), lambda row: row.inspected_on),
        Column(Words("经营单位", "Operator"), lambda row: row.operator, page_only=True),
        Column(Words("提供住宿", "Housing"), lambda row: row.housing, page_only=True),
        Column(Words("社会保险", "Social insurance"), lambda row: row.insurance, page_only=True),
        Column(Words("书面合同", "Written contract"), lambda row: row.contract, page_only=True),
        Column(Words("告知约定", "What the employer is told"), lambda row: row.disclosure, page_only=True),
        Column(Words("投诉联系", "Complaints go to"), lambda row: row.complaints_to, page_only=True),
        Column(Words("检查发现", "Findings"), lambda row: row.finding, page_only=True),
    ),
    start="care.open_base", acts=lambda row: ("care.inspect_base",),
    parts=(Part(
        Words("在这里工作过的人", "Who has worked here"),
        lambda row: row.placements.select_related("case__person").order_by("-started_on"),
        (
            *PERSON, Column(Words("状态", "Stands at"), lambda one: one.get_state_display()),
            Column(Words("上岗", "Started"), lambda one: one.started_on),
            Column(Words("结束", "Ended"), lambda one: one.ended_on),
        ),
        slug="placements",
    ),),
))  # fmt: skip
