"""Registers of programmes and standards."""

from guihang.engines.words import Words
from guihang.knowledge import projects, standards  # noqa: F401  declare the actions named here
from guihang.knowledge.models import Project, Standard
from guihang.people.permissions import Permission
from guihang.people.register import Column, Part, Register, Section, register

SCIENCE = Words("科学戒治", "Treatment by science")

_NEXT = {
    Project.State.PROPOSED: ("knowledge.decide_project", "knowledge.write_protocol"),
    Project.State.APPROVED: ("knowledge.start_project", "knowledge.write_protocol"),
    Project.State.PILOT: (
        "knowledge.report_project", "knowledge.evaluate_project", "knowledge.write_protocol",
    ),
    Project.State.EVALUATED: ("knowledge.promote_project", "knowledge.report_project"),
    Project.State.PROMOTED: ("knowledge.promote_project", "knowledge.report_project"),
}  # fmt: skip
_STANDARD = (
    Column(Words("编号", "Code"), lambda row: row.code),
    Column(Words("名称", "Title"), lambda row: row.title),
    Column(Words("版本", "Version"), lambda row: row.version, number=True),
    Column(Words("效力", "Stands"), lambda row: row.stands),
    Column(Words("施行", "In force from"), lambda row: row.in_force_on),
)


def _acts(row: Project) -> tuple[str, ...]:
    found = _NEXT.get(Project.State(row.state), ())
    return (*found, "knowledge.end_project") if found else ()


register(Register(
    "advantage-projects", Project, Words("教育矫治优势项目", "Advantage projects"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=SCIENCE,
    help=Words(
        "从申报、试点、评价到推广；有方案又有数据的，才算数。",
        "From proposal through pilot and evaluation to promotion; protocol and data make it count.",
    ),
    columns=(
        Column(Words("项目", "Project"), lambda row: row.name),
        Column(Words("领域", "Field"), lambda row: row.get_field_display()),
        Column(Words("牵头单位", "Lead"), lambda row: row.unit),
        Column(Words("状态", "State"), lambda row: row.get_state_display()),
        Column(Words("推广范围", "Level"), lambda row: row.get_level_display()),
        Column(Words("开始", "From"), lambda row: row.starts_on),
        Column(Words("编号", "Code"), lambda row: row.code, page_only=True),
        Column(Words("合作高校", "University"), lambda row: row.university, page_only=True),
        Column(Words("假设", "What is supposed"), lambda row: row.hypothesis, page_only=True),
        Column(Words("结果指标", "Measure"), lambda row: row.measure, page_only=True),
        Column(Words("评价设计", "Design"), lambda row: row.get_design_display(), page_only=True),
        Column(Words("计划人数", "People planned"), lambda row: row.sample, number=True,
               page_only=True),
        Column(Words("对照", "Compared with"), lambda row: row.control, page_only=True),
        Column(Words("伦理审查批号", "Ethics approval"), lambda row: row.ethics, page_only=True),
        Column(Words("方案版本", "Protocol version"), lambda row: row.protocol_version or "",
               number=True, page_only=True),
        Column(Words("方案", "Protocol"), lambda row: row.protocol, page_only=True),
        Column(Words("结论", "Verdict"), lambda row: row.get_verdict_display(), page_only=True),
        Column(Words("发现和局限", "Findings"), lambda row: row.findings, page_only=True),
        Column(Words("推广依据", "Promoted by"), lambda row: row.promoted_by, page_only=True),
    ),
    start="knowledge.propose_project", acts=_acts,
    filters=(("field", Words("领域", "Field")), ("state", Words("状态", "State"))),
    parts=(
        Part(
            Words("项目数据", "Data"), lambda row: row.reports.order_by("-month"),
            (
                Column(Words("月份", "Month"), lambda row: f"{row.month:%Y-%m}"),
                Column(Words("参加", "People"), lambda row: row.people, number=True),
                Column(Words("好转", "Better"), lambda row: row.better, number=True),
                Column(Words("不变", "Same"), lambda row: row.same, number=True),
                Column(Words("变差", "Worse"), lambda row: row.worse, number=True),
                Column(Words("未测", "Not measured"), lambda row: row.not_measured, number=True),
            ),
        ),
        Part(Words("产出的标准", "Standards"), lambda row: row.standards.order_by("code", "-version"),
             _STANDARD, slug="standards"),
    ),
))  # fmt: skip

register(Register(
    "standards", Standard, Words("技术标准库", "Standards"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=SCIENCE,
    help=Words(
        "戒毒技术标准的各个版本，哪一版现行。", "Technical standards, their versions, which is in force.",
    ),
    columns=(
        *_STANDARD,
        Column(Words("来自项目", "From"), lambda row: row.project, page_only=True),
        Column(Words("废止", "Ended"), lambda row: row.ended_on, page_only=True),
        Column(Words("内容", "Content"), lambda row: row.content, page_only=True),
    ),
    start="knowledge.draft_standard", related=("unit", "project"),
    acts=lambda row: () if row.in_force_on else ("knowledge.adopt_standard",),
))  # fmt: skip
