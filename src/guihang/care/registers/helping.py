"""The register of people who were served and serve."""

from guihang.care import helping  # noqa: F401  declares the actions named here
from guihang.care.models.helping import Helping
from guihang.cases.register import register_of_cases
from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.people.register import Column, Register, Section

register_of_cases(Register(
    "helping", Helping, Words("受助者也服务", "Served and serving"), Permission.CARE_VIEW,
    Section.CARE, group=Words("队伍联动", "Circle"), related=("volunteer",),
    help=Words("接受过帮助、现在帮助别人的人。志愿者台账里看不到这层关系。",
               "People who were helped and now help. The volunteers' registers do not show it."),
    columns=(
        Column(Words("志愿者编号", "Volunteer"), lambda row: row.volunteer.number),
        Column(Words("开始", "Since"), lambda row: row.since_on),
        Column(Words("结束", "Until"), lambda row: row.until_on),
        Column(Words("带教的人", "Mentor"), lambda row: row.text("mentor_sealed"), page_only=True),
    ),
    start="care.begin_helping",
    acts=lambda row: () if row.until_on else ("care.end_helping",),
))  # fmt: skip
