"""Registers of the mechanisms: universities, sister facilities, secondments."""

from guihang.engines.words import Words
from guihang.partners import actions  # noqa: F401  declares the actions named here
from guihang.partners.models import Secondment
from guihang.partners.registers.conferences import MECHANISMS
from guihang.people.permissions import Permission
from guihang.people.register import Column, Register, Section, register

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
