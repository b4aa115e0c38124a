"""Registers of the mechanisms: universities, sister facilities, secondments."""

from guihang.engines.words import Words
from guihang.partners import actions, agreements  # noqa: F401  declare the actions named here
from guihang.partners.models import (
    Exchange,
    Expert,
    JointProject,
    Secondment,
    SisterFacility,
    University,
)
from guihang.partners.registers.conferences import MECHANISMS
from guihang.people.permissions import Permission
from guihang.people.register import Column, Part, Register, Section, register

_EXPERT = (
    Column(Words("姓名", "Name"), lambda row: row.name),
    Column(Words("职称职务", "Title"), lambda row: row.title),
    Column(Words("方向", "Field"), lambda row: row.get_field_display()),
    Column(Words("聘期开始", "From"), lambda row: row.since_on),
)
_PROJECT = (
    Column(Words("项目", "Project"), lambda row: row.title),
    Column(Words("开始", "From"), lambda row: row.starts_on),
    Column(Words("计划完成", "Due"), lambda row: row.due_on),
    Column(Words("完成", "Finished"), lambda row: row.finished_on),
)
_EXCHANGE = (
    Column(Words("日期", "Day"), lambda row: row.happened_on),
    Column(Words("方式", "Kind"), lambda row: row.get_kind_display()),
    Column(Words("内容", "Content"), lambda row: row.content),
    Column(Words("我方人数", "People"), lambda row: row.people, number=True),
    Column(Words("借鉴了什么", "Taken over"), lambda row: row.taken_over),
)
_UNIVERSITY = Column(Words("高校", "University"), lambda row: row.university)

register(Register(
    "universities", University, Words("合作高校", "Universities"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=MECHANISMS,
    help=Words(
        "与哪些高校有协议、请了哪些专家、一起做什么项目。",
        "Agreements with universities, their experts, and projects together.",
    ),
    columns=(
        Column(Words("高校", "University"), lambda row: row.name),
        Column(Words("主要方向", "Field"), lambda row: row.get_field_display()),
        Column(Words("本方单位", "With"), lambda row: row.unit),
        Column(Words("签订", "Signed"), lambda row: row.signed_on),
        Column(Words("到期", "Until"), lambda row: row.ended_on or row.until_on),
        Column(Words("只提供去标识化数据", "De-identified data only"),
               lambda row: row.deidentified_only),
        Column(Words("合作内容", "What is agreed"), lambda row: row.content, page_only=True),
    ),
    start="partners.agree_with_university", newest="signed_on",
    filters=(("field", Words("主要方向", "Field")),),
    acts=lambda row: () if row.ended_on else (
        "partners.invite_expert", "partners.start_joint_project", "partners.end_university",
    ),
    parts=(
        Part(Words("专家", "Experts"), lambda row: row.experts.order_by("name"), _EXPERT),
        Part(Words("联合项目", "Joint projects"), lambda row: row.projects.order_by("-starts_on"),
             _PROJECT, slug="joint-projects"),
    ),
))  # fmt: skip

register(Register(
    "experts", Expert, Words("专家", "Experts"), Permission.TOGETHER_VIEW, Section.TOGETHER,
    group=MECHANISMS,
    help=Words("高校请来的专家，按方向查找。", "Experts of universities, by field."),
    columns=(*_EXPERT, _UNIVERSITY), start="partners.invite_expert", newest="since_on", related=("unit", "university"),
    filters=(("field", Words("方向", "Field")),),
))  # fmt: skip

register(Register(
    "joint-projects", JointProject, Words("联合项目", "Joint projects"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=MECHANISMS,
    help=Words("与高校一起做的项目和成果。", "What is done with universities, and its results."),
    columns=(
        *_PROJECT, _UNIVERSITY,
        Column(Words("成果", "Result"), lambda row: row.result, page_only=True),
    ),
    start="partners.start_joint_project", newest="starts_on", related=("unit", "university"),
    acts=lambda row: () if row.finished_on else ("partners.finish_joint_project",),
))  # fmt: skip

register(Register(
    "sister-facilities", SisterFacility, Words("友好所", "Sister facilities"),
    Permission.TOGETHER_VIEW, Section.TOGETHER, group=MECHANISMS,
    help=Words(
        "与外省区市哪些戒毒所结对、交流了几次、借鉴了什么。",
        "Pairs with facilities of other provinces, their exchanges, and what was taken over.",
    ),
    columns=(
        Column(Words("对方单位", "The other facility"), lambda row: row.name),
        Column(Words("省份", "Province"), lambda row: row.province),
        Column(Words("本方单位", "Ours"), lambda row: row.unit),
        Column(Words("签订", "Signed"), lambda row: row.signed_on),
        Column(Words("终止", "Ended"), lambda row: row.ended_on),
        Column(Words("合作内容", "What is agreed"), lambda row: row.content, page_only=True),
    ),
    start="partners.pair_up", newest="signed_on",
    acts=lambda row: () if row.ended_on else ("partners.exchange", "partners.end_pair"),
    parts=(
        Part(Words("交流", "Exchanges"), lambda row: row.exchanges.order_by("-happened_on"),
             _EXCHANGE),
    ),
))  # fmt: skip

register(Register(
    "exchanges", Exchange, Words("友好所交流", "Exchanges"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=MECHANISMS,
    help=Words("每次交流和借鉴的内容。", "Each exchange, and what was taken over."),
    columns=(*_EXCHANGE, Column(Words("友好所", "Sister facility"), lambda row: row.sister)),
    start="partners.exchange", newest="happened_on", related=("unit", "sister"),
    filters=(("kind", Words("方式", "Kind")),),
))  # fmt: skip

register(Register(
    "secondments", Secondment, Words("挂职锻炼", "Secondments"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=MECHANISMS,
    help=Words("谁在外地挂职、学什么、带回了什么。", "Who works elsewhere, to learn what, and what came back."),
    columns=(
        Column(Words("民警", "Officer"), lambda row: row.officer),
        Column(Words("派出单位", "From"), lambda row: row.unit),
        Column(Words("挂职单位", "Host"), lambda row: row.where),
        Column(Words("方向", "Field"), lambda row: row.get_subject_display()),
        Column(Words("开始", "From day"), lambda row: row.starts_on),
        Column(Words("结束", "To day"), lambda row: row.ends_on),
        Column(Words("返回", "Returned"), lambda row: row.returned_on),
        Column(Words("要带回的成果", "To bring back"), lambda row: row.deliverable, page_only=True),
        Column(Words("汇报要点", "Briefing"), lambda row: row.briefing, page_only=True),
    ),
    start="partners.second", newest="starts_on", related=("unit", "officer"),
    filters=(("subject", Words("方向", "Field")),),
    acts=lambda row: () if row.returned_on else ("partners.return_secondment",),
))  # fmt: skip
