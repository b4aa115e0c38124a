"""The register of the circles."""

from guihang.care import circle  # noqa: F401  declares the actions named here
from guihang.care.models import CircleMember
from guihang.cases.register import register_of_cases
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Register, Section

register_of_cases(Register(
    "circle", CircleMember, Words("身边的人", "Circles"), Permission.CARE_VIEW, Section.CARE,
    group=Words("队伍联动", "Circle"),
    help=Words("民警、爱心大使、志愿者、家属：谁在帮谁、做什么。",
               "Officers, caring ambassadors, volunteers, family: who helps whom, with what."),
    columns=(
        Column(Words("角色", "Part"), lambda row: row.get_part_display()),
        Column(Words("姓名或称呼", "Name"), lambda row: row.text("name_sealed"), private=True),
        Column(Words("做什么", "Task"), lambda row: row.text("task_sealed"), private=True),
        Column(Words("开始", "Since"), lambda row: row.since_on),
        Column(Words("离开", "Until"), lambda row: row.until_on),
    ),
    start="care.join_circle",
    acts=lambda row: () if row.until_on else ("care.leave_circle",),
    filters=(("part", Words("角色", "Part")),), fields=Fields.FAMILY,
))  # fmt: skip
