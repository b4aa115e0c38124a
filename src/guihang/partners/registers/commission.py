"""Registers of the forces of government."""

from guihang.engines.words import Words
from guihang.partners import commission  # noqa: F401  declares the actions named here
from guihang.partners.models import MemberUnit
from guihang.people.permissions import Permission
from guihang.people.register import Column, Register, Section, register

GOVERNMENT = Words("政府力量", "Forces of government")

register(Register(
    "members", MemberUnit, Words("成员单位", "Member units"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=GOVERNMENT,
    help=Words(
        "禁毒委成员单位和其他合作部门：能提供什么、怎么联系。",
        "Bodies of the narcotics commission and others: what they give, how to reach them.",
    ),
    columns=(
        Column(Words("名称", "Name"), lambda row: row.name),
        Column(Words("系统", "Field"), lambda row: row.get_field_display()),
        Column(Words("禁毒委成员", "In the commission"), lambda row: row.in_commission),
        Column(Words("能提供的支持", "Can give"), lambda row: row.offers),
        Column(Words("联络方式", "How to reach it"), lambda row: row.liaison),
        Column(Words("本方单位", "With"), lambda row: row.unit),
        Column(Words("停止合作", "Ended"), lambda row: row.ended_on, page_only=True),
    ),
    start="partners.list_member", filters=(("field", Words("系统", "Field")),),
    acts=lambda row: () if row.ended_on else ("partners.update_member", "partners.end_member"),
))  # fmt: skip
