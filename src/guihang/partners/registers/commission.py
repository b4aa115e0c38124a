"""Registers of the forces of government."""

from django.utils import timezone

from guihang.engines.words import Words
from guihang.partners import commission, support  # noqa: F401  declare the actions named here
from guihang.partners.models import MemberUnit, Support
from guihang.people.permissions import Permission
from guihang.people.register import Column, Part, Register, Section, register

GOVERNMENT = Words("政府力量", "Forces of government")

_SUPPORT = (
    Column(Words("事项", "What"), lambda row: row.content),
    Column(Words("类别", "Kind"), lambda row: row.get_kind_display()),
    Column(Words("状态", "State"), lambda row: row.get_state_display()),
    Column(Words("金额(元)", "Yuan"), lambda row: row.yuan, number=True),
    Column(Words("到期", "Until"), lambda row: row.until_on),
)

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
        Column(Words("社会治理中的角色", "Part in governance"), lambda row: row.part, page_only=True),
        Column(Words("停止合作", "Ended"), lambda row: row.ended_on, page_only=True),
    ),
    start="partners.list_member", filters=(("field", Words("系统", "Field")),),
    acts=lambda row: () if row.ended_on else (
        "partners.ask_support", "partners.update_member", "partners.end_member",
    ),
    parts=(
        Part(
            Words("支持事项", "Support"), lambda row: row.supports.order_by("-asked_on"), _SUPPORT,
            slug="supports",
        ),
    ),
))  # fmt: skip


def _support_acts(row: Support) -> tuple[str, ...]:
    if row.state == Support.State.ASKED:
        return "partners.grant_support", "partners.refuse_support"
    if row.state == Support.State.GRANTED:
        return "partners.renew_support", "partners.end_support"
    return ()


def _support_state(row: Support) -> str:
    """Mark what runs out within a month, and what has run out unnoticed."""
    if row.state != Support.State.GRANTED or row.until_on is None:
        return ""
    left = (row.until_on - timezone.localdate()).days
    return "overdue" if left < 0 else "due" if left <= 30 else ""


register(Register(
    "supports", Support, Words("支持事项", "Support by government"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=GOVERNMENT,
    help=Words(
        "向成员单位申请了什么、落实了没有、哪天到期。",
        "What was asked of member units, what was given, and until when.",
    ),
    columns=(
        *_SUPPORT,
        Column(Words("成员单位", "Member unit"), lambda row: row.member),
        Column(Words("落实内容和依据", "What was given"), lambda row: row.answer, page_only=True),
        Column(Words("申请日期", "Asked on"), lambda row: row.asked_on, page_only=True),
        Column(Words("答复日期", "Answered on"), lambda row: row.answered_on, page_only=True),
        Column(Words("续办次数", "Renewals"), lambda row: row.renewals, number=True, page_only=True),
    ),
    start="partners.ask_support", newest="asked_on", related=("unit", "member"),
    acts=_support_acts, state=_support_state,
    filters=(("kind", Words("类别", "Kind")), ("state", Words("状态", "State"))),
))  # fmt: skip
