"""The registers of new-life experience."""

from guihang.care import activities  # noqa: F401  declares the actions named here
from guihang.care.models import Activity, Participation
from guihang.cases.register import PERSON, register_of_cases
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Part, Register, Section, register

NEW_LIFE = Words("新生活体验", "New-life experience")
HOW = (
    Column(Words("还参与了组织", "Helped to run it"), lambda row: row.helped),
    Column(Words("感受", "How it was"), lambda row: row.get_feeling_display()),
)

register(Register(
    "activities", Activity, Words("新生活体验", "Activities"), Permission.CARE_VIEW, Section.CARE,
    group=NEW_LIFE, help=Words("健身、社团、村社礼俗：和当地人一起。",
                               "Sport, clubs, customs: together with the people of the place."),
    columns=(
        Column(Words("日期", "Day"), lambda row: row.held_on),
        Column(Words("活动", "Activity"), lambda row: row.title),
        Column(Words("类型", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("地点", "Place"), lambda row: row.place),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("当地参加人数", "People of the place"), lambda row: row.others, number=True),
    ),
    start="care.hold_activity", newest="held_on", filters=(("kind", Words("类型", "Kind")),),
    parts=(Part(
        Words("参加的人", "Who took part"),
        lambda row: row.participations.filter(superseded_by_id=None).select_related("case__person"),
        (*PERSON, *HOW), slug="participations",
    ),),
))  # fmt: skip

register_of_cases(Register(
    "participations", Participation, Words("参加新生活体验", "Taking part"), Permission.CARE_VIEW,
    Section.CARE, group=NEW_LIFE, help=Words("每个人自愿参加了什么、感受如何。",
                                             "What people chose to take part in, and how it was."),
    columns=(
        Column(Words("活动", "Activity"), lambda row: row.activity), *HOW,
        Column(Words("备注", "Note"), lambda row: row.opened("note_sealed"), page_only=True, private=True),
    ),
    start="care.take_part", related=("activity",), filters=(("feeling", Words("感受", "How it was")),),
    fields=Fields.PLAN,
))  # fmt: skip
