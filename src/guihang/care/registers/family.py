"""The registers of family work."""

from guihang.care import family  # noqa: F401  declares the actions named here
from guihang.care.models import Attendance, FamilyClass, FamilyMeasure, Tie, TieLook
from guihang.cases.register import PERSON, register_of_cases
from guihang.engines.family import ANSWERS, ITEMS
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Part, Register, Section, register

FAMILY = Words("家庭为本", "Family")
CAME = (
    Column(Words("到场家属", "Relatives"), lambda row: row.relatives, number=True),
    Column(Words("其中未成年人", "Children"), lambda row: row.children, number=True),
)

register(Register(
    "family-classes", FamilyClass, Words("家属学校", "Family school"), Permission.CARE_VIEW,
    Section.CARE, group=FAMILY, help=Words("上了哪些课，来了多少家属。",
                                           "Which classes, and how many relatives came."),
    columns=(
        Column(Words("日期", "Day"), lambda row: row.held_on),
        Column(Words("主题", "Topic"), lambda row: row.topic),
        Column(Words("类型", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("授课", "Held by"), lambda row: row.teacher),
        Column(Words("分钟", "Minutes"), lambda row: row.minutes, number=True),
    ),
    start="care.hold_class", newest="held_on", filters=(("kind", Words("类型", "Kind")),),
    parts=(Part(
        Words("谁的家属来了", "Whose relatives came"),
        lambda row: row.attendances.filter(superseded_by_id=None).select_related("case__person"),
        (*PERSON, *CAME), slug="attendances",
    ),),
))  # fmt: skip

register_of_cases(Register(
    "attendances", Attendance, Words("家属出席", "Relatives at classes"), Permission.CARE_VIEW,
    Section.CARE, group=FAMILY, help=Words("每个人的家属参加了哪些课。",
                                           "Which classes the relatives of each person came to."),
    columns=(
        Column(Words("课", "Class"), lambda row: row.family_class), *CAME,
        Column(Words("备注", "Note"), lambda row: row.opened("note_sealed"), page_only=True, private=True),
    ),
    start="care.record_attendance", related=("family_class",), fields=Fields.FAMILY,
))  # fmt: skip

register_of_cases(Register(
    "family-measures", FamilyMeasure, Words("家庭关系量表", "Family scale"), Permission.CARE_VIEW,
    Section.CARE, group=FAMILY,
    help=Words("服务前后各一次；变化 3 分以上才算改善或变差。",
               "Before and after; three points or more count as better or worse."),
    columns=(
        Column(Words("日期", "Day"), lambda row: row.held_on),
        Column(Words("谁回答", "Answered by"), lambda row: row.get_answers_by_display()),
        Column(Words("总分(0–20)", "Total (0–20)"), lambda row: row.total, number=True),
        *(
            Column(words, lambda row, item=item: ANSWERS[row.answers[item]], page_only=True)
            for item, words in ITEMS.items()
        ),
    ),
    start="care.measure_family", newest="held_on", fields=Fields.FAMILY,
))  # fmt: skip


def looks(row: Tie) -> list[TieLook]:
    """Return how a tie stood, newest first."""
    found = [one for one in row.looks.all() if one.superseded_by_id is None]
    return sorted(found, key=lambda one: (one.on, one.recorded_at), reverse=True)


register_of_cases(Register(
    "ties", Tie, Words("支持网络", "Support network"), Permission.CARE_VIEW, Section.CARE,
    group=FAMILY, help=Words("每个人身边的关系，画成支持网络图。",
                             "The ties round each person, drawn as an eco-map."),
    columns=(
        Column(Words("谁", "Who"), lambda row: row.text("who_sealed"), private=True),
        Column(Words("属于", "Belongs to"), lambda row: row.get_sphere_display()),
        Column(Words("关系", "How it stands"), lambda row: looks(row)[0].get_strength_display()),
        Column(Words("方向", "Direction"), lambda row: looks(row)[0].get_direction_display()),
    ),
    start="care.add_tie", acts=lambda row: ("care.look_at_tie",),
    filters=(("sphere", Words("属于", "Belongs to")),), fields=Fields.FAMILY,
    parts=(Part(Words("历次", "Over time"), looks, (
        Column(Words("日期", "Day"), lambda one: one.on),
        Column(Words("关系", "How it stands"), lambda one: one.get_strength_display()),
        Column(Words("方向", "Direction"), lambda one: one.get_direction_display()),
    )),),
))  # fmt: skip
