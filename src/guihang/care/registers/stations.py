"""The registers of the aftercare stations."""

from collections.abc import Sequence

from django.utils import timezone

from guihang.care import stations
from guihang.care.models import Opening, Room, StationPlan, Stay
from guihang.cases.register import PERSON, register_of_cases
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Part, Register, Section, register

BUILDING = Words("站点建设", "Building a station")


def is_over(row: Stay) -> str:
    return "due" if row.ended_on is None and row.planned_until_on < timezone.localdate() else ""


def stay_acts(row: Stay) -> Sequence[str]:
    return () if row.ended_on else ("care.end_stay",)


STAY = (
    Column(Words("床", "Bed"), lambda row: row.bed, number=True),
    Column(Words("入住", "First night"), lambda row: row.begins_on),
    Column(Words("预计住到", "Planned until"), lambda row: row.planned_until_on),
    Column(Words("离开", "Left"), lambda row: row.ended_on),
)

register(Register(
    "rooms", Room, Words("房间与床位", "Rooms and beds"), Permission.CARE_VIEW, Section.AFTERCARE,
    group=BUILDING, help=Words("五类房间、设备、床位和现住人数。",
                               "The five kinds of rooms, equipment, beds and who stays."),
    columns=(
        Column(Words("工作站", "Station"), lambda row: row.unit),
        Column(Words("用途", "Use"), lambda row: row.get_kind_display()),
        Column(Words("名称", "Name"), lambda row: row.name),
        Column(Words("床位", "Beds"), lambda row: row.beds or "", number=True),
        Column(Words("现住", "Staying"), lambda row: stations.staying(row).count() if row.beds else "", number=True),
        Column(Words("停用", "Closed"), lambda row: row.closed_on),
        Column(Words("设备", "Equipment"), lambda row: row.equipment, page_only=True),
    ),
    start="care.set_up_room", acts=lambda row: () if row.closed_on else ("care.change_room",),
    filters=(("kind", Words("用途", "Use")),),
    parts=(Part(
        Words("住宿", "Stays"),
        lambda row: row.stays.select_related("case__person", "case__unit").order_by("-begins_on"),
        (*PERSON, *STAY), slug="stays", acts=stay_acts,
    ),),
))  # fmt: skip

register_of_cases(Register(
    "stays", Stay, Words("临时住宿", "Stays"), Permission.CARE_VIEW, Section.AFTERCARE,
    group=Words("住宿", "Beds"), help=Words("谁自愿住在站里、住到哪天。", "Who stays at a station, and until when."),
    columns=(
        Column(Words("房间", "Room"), lambda row: row.room), *STAY,
        Column(Words("原因", "Why"), lambda row: row.text("why_sealed"), page_only=True, private=True),
        Column(Words("去向", "Goes to"), lambda row: row.text("goes_to_sealed"), page_only=True, private=True),
    ),
    start="care.begin_stay", acts=stay_acts, state=is_over, newest="begins_on",
    related=("room__unit",), fields=Fields.PLAN,
))  # fmt: skip

register(Register(
    "station-plans", StationPlan, Words("方案与计划", "Schemes and plans"), Permission.CARE_VIEW,
    Section.AFTERCARE, group=BUILDING, help=Words("实施方案和年度工作计划。",
                                                  "The scheme of a station and its plans by year."),
    columns=(
        Column(Words("标题", "Title"), lambda row: row.title),
        Column(Words("工作站", "Station"), lambda row: row.unit),
        Column(Words("类型", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("年度", "Year"), lambda row: row.year, number=True),
        Column(Words("内容", "Text"), lambda row: row.body, page_only=True),
    ),
    start="care.write_station_plan", filters=(("kind", Words("类型", "Kind")),),
))  # fmt: skip

register(Register(
    "openings", Opening, Words("启用", "Openings"), Permission.CARE_VIEW, Section.AFTERCARE,
    group=BUILDING, help=Words("哪些站点条件齐备、已启用。", "Which stations have everything in place and are open."),
    columns=(
        Column(Words("工作站", "Station"), lambda row: row.unit),
        Column(Words("启用", "Opened"), lambda row: row.opened_on),
        Column(Words("地址", "Address"), lambda row: row.address),
    ),
    start="care.open_station", newest="opened_on",
))  # fmt: skip
