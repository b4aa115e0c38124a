"""后续照管工作站: rooms and beds, stays, plans, and the opening once everything is in place."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from guihang.care.models import Opening, Room, StationPlan, Stay
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.stations import lacking, longest_stay
from guihang.engines.words import Words
from guihang.people.models import Tenure, Unit
from guihang.people.permissions import Permission

BEDS = Label("床位", "Beds", max=200)
EQUIPMENT = Label("设备(每行一项)", "Equipment, one thing a line", lines=4)


def is_a_station(*, station: Unit) -> Iterable[Reason]:
    if station.kind != Unit.Kind.STATION:
        yield Reason("station.kind", Words("请选择工作站。", "Choose a station."), "station")


def beds_fit(*, kind: Room.Kind, beds: int) -> Iterable[Reason]:
    if (kind == Room.Kind.DORMITORY) != (beds > 0):
        yield Reason("room.beds", Words(
            "临时安置宿舍须有床位，其他房间没有。",
            "A dormitory has beds, the other rooms have none."), "beds")  # fmt: skip


@action(
    "care.set_up_room", Permission.STATION_RECORD, zh="登记房间", en="Record a room",
    where="station.id", guards=(is_a_station, beds_fit),
    purpose=Words(
        "照管办公室、心理咨询室、临时宿舍、社区康复办公室、尿检室各登记一间；只有临时宿舍有床位。",
        "Aftercare office, counselling room, temporary dormitory, community-rehabilitation "
        "office, test room. Only a dormitory has beds.",
    ),
)  # fmt: skip
def set_up_room(
    *,
    station: Unit,
    kind: Annotated[Room.Kind, Label("用途", "Use")],
    name: Annotated[str, Label("名称或门牌", "Name or door", max=60)],
    beds: Annotated[int, BEDS] = 0,
    equipment: Annotated[str | None, EQUIPMENT] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Room:
    """A station has one more room."""
    return Room.objects.create(
        id=entry, unit=station, recorded_at=at, kind=kind, name=name, beds=beds,
        equipment=equipment or "",
    )  # fmt: skip


def staying(room: Room) -> QuerySet[Stay]:
    """Return who sleeps in a room now."""
    return Stay.objects.filter(room=room, ended_on=None)


def nobody_loses_a_bed(*, room: Room, beds: int, closed: bool) -> Iterable[Reason]:
    highest = max(staying(room).values_list("bed", flat=True), default=0)
    if beds < highest or (closed and highest):
        yield Reason("room.taken", Words(
            f"{highest} 号床有人住，床位不能少于此数，也不能停用。",
            f"Somebody sleeps in bed {highest}: there cannot be fewer, nor can the room close."),
            "beds")  # fmt: skip


def beds_fit_the_room(*, room: Room, beds: int) -> Iterable[Reason]:
    yield from beds_fit(kind=Room.Kind(room.kind), beds=beds)


@action(
    "care.change_room", Permission.STATION_RECORD, zh="变更房间", en="Change a room",
    where="room.unit_id", guards=(nobody_loses_a_bed, beds_fit_the_room),
    purpose=Words(
        "改床位数、设备，或停用。有人住的床位不能减。",
        "Other beds, other equipment, or closed. A bed that somebody sleeps in stays.",
    ),
)  # fmt: skip
def change_room(
    *,
    room: Room,
    beds: Annotated[int, BEDS] = 0,
    equipment: Annotated[str | None, EQUIPMENT] = None,
    closed: Annotated[bool, Label("停用", "No longer used")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Other beds, other equipment, or closed."""
    Room.objects.filter(pk=room.pk).update(
        beds=beds, equipment=equipment or "", closed_on=local(at).date() if closed else None
    )


FIRST_YEAR = 2000
"""No station is older; a year below is a slip of the pen."""


def year_is_of_our_time(*, year: int) -> Iterable[Reason]:
    if year < FIRST_YEAR:
        yield Reason("plan.year", Words(
            "请写四位数的年份，如 2026。", "Write the year with four digits, such as 2026."), "year")  # fmt: skip


@action(
    "care.write_station_plan", Permission.STATION_RECORD, zh="登记方案或计划", en="Record a plan",
    where="station.id", guards=(is_a_station, year_is_of_our_time),
    purpose=Words(
        "登记站点的工作方案，或某一年的工作计划。",
        "The scheme of the station, or its plan for a year.",
    ),
)  # fmt: skip
def write_station_plan(
    *,
    station: Unit,
    kind: Annotated[StationPlan.Kind, Label("类型", "Kind")],
    year: Annotated[int, Label("年度", "Year", max=2199)],
    title: Annotated[str, Label("标题", "Title", max=120)],
    body: Annotated[str, Label("内容", "Text", lines=10)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> StationPlan:
    """The scheme of a station, or its plan for a year."""
    return StationPlan.objects.create(
        id=entry, unit=station, recorded_at=at, kind=kind, year=year, title=title, body=body
    )


def readiness(station: Unit, on: date) -> Mapping[str, Words]:
    """Return what a station lacks on a day to be opened, by code; empty when it is ready."""
    rooms = Room.objects.filter(unit=station, closed_on=None).values_list("kind", flat=True)
    held = Tenure.objects.on(on).filter(post__unit=station).values_list("post__role", flat=True)
    plans = StationPlan.objects.filter(unit=station)
    this_year = plans.filter(kind=StationPlan.Kind.YEAR, year=on.year).exists()
    return lacking(
        rooms=frozenset(rooms), team=frozenset(held), plan=this_year,
        scheme=plans.filter(kind=StationPlan.Kind.SCHEME).exists(),
    )  # fmt: skip


OPENED = Reason("station.opened", Words("该站已启用。", "The station is open already."))
CONSTRAINTS["a_station_opens_once"] = OPENED


def is_ready(*, station: Unit, on: date) -> Iterable[Reason]:
    """Everything that is missing, not the first thing."""
    if Opening.objects.filter(unit=station).exists():
        yield OPENED
    for code, words in readiness(station, on).items():
        yield Reason(f"station.{code}", words)


@action(
    "care.open_station", Permission.STATION_RECORD, zh="启用工作站", en="Open the station",
    where="station.id", guards=(is_a_station, not_in_the_future, is_ready),
    purpose=Words(
        "五类房间、1+N+警 队伍、实施方案与本年度计划齐备后启用；缺什么会一次列出。",
        "Five kinds of rooms, the team 1+N+police, the scheme and this year's plan; whatever lacks "
        "is named at once.",
    ),
)  # fmt: skip
def open_station(
    *,
    station: Unit,
    on: Annotated[date, Label("启用日期", "Opened on")],
    address: Annotated[str, Label("地址", "Address", max=200)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Opening:
    """The station is open to people."""
    return Opening.objects.create(
        id=entry, unit=station, recorded_at=at, opened_on=on, address=address
    )


FULL = Reason("stay.full", Words(
    "这间宿舍没有空床位。", "There is no free bed in this room."), "room")  # fmt: skip
CONSTRAINTS["one_person_a_bed"] = FULL
HAS_A_BED = Reason("stay.one", Words("本人已有床位。", "The person has a bed already."))
CONSTRAINTS["one_bed_a_person"] = HAS_A_BED


def free_beds(room: Room) -> list[int]:
    """Return the numbers of the free beds of a room, lowest first."""
    taken = set(staying(room).values_list("bed", flat=True))
    return [bed for bed in range(1, room.beds + 1) if bed not in taken]


def there_is_a_bed(*, case: Case, room: Room) -> Iterable[Reason]:
    """The room is locked: two people cannot take the last bed."""
    if room.closed_on or not free_beds(room):
        yield FULL
    if Stay.objects.filter(case=case, ended_on=None).exists():
        yield HAS_A_BED


def stay_is_short(*, on: date, planned_until_on: date) -> Iterable[Reason]:
    latest = longest_stay(on)
    if not on <= planned_until_on <= latest:
        yield Reason("stay.period", Words(
            f"临时住宿从入住日起，最长到 {latest}；到期可重新商定。",
            f"A stay runs from its first night until {latest} at most; then it is agreed anew."),
            "planned_until_on")  # fmt: skip


def freely(*, chose: bool) -> Iterable[Reason]:
    if not chose:
        yield Reason("stay.chose", Words(
            "入住须出于本人自愿，随时可以离开。",
            "People stay by their own choice, and leave when they want."), "chose")  # fmt: skip


@action(
    "care.begin_stay", Permission.STATION_RECORD, zh="登记入住", en="Begin a stay",
    guards=(case_is_open, not_in_the_future, there_is_a_bed, stay_is_short, freely),
    purpose=Words(
        "本人自愿住宿；系统分配第一张空床。到期前再商量去处。",
        "The person stays by choice and is given the first free bed. Before it ends, find where "
        "they go.",
    ),
)  # fmt: skip
def begin_stay(
    *,
    case: Case,
    room: Room,
    on: Annotated[date, Label("入住日期", "First night")],
    planned_until_on: Annotated[date, Label("预计住到", "Planned until")],
    why: Annotated[str, Label("原因", "Why", lines=2, private=True)],
    chose: Annotated[bool, Label("本人自愿入住", "By the person's own choice")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Stay:
    """Give the person the first free bed of a room."""
    return Stay.objects.create(
        id=entry, case=case, recorded_at=at, room=room, bed=free_beds(room)[0], begins_on=on,
        planned_until_on=planned_until_on, **sealed_texts(Stay, case.cipher, entry, why=why),
    )  # fmt: skip


def stay_goes_on(*, stay: Stay, on: date) -> Iterable[Reason]:
    if stay.ended_on:
        yield Reason("stay.over", Words("已登记离开。", "The stay has ended already."))
    if on < stay.begins_on:
        yield Reason("stay.order", Words(
            f"离开日期不能早于入住日期({stay.begins_on})。",
            f"It cannot end before the first night ({stay.begins_on})."), "on")  # fmt: skip


@action(
    "care.end_stay", Permission.STATION_RECORD, zh="登记离开宿舍", en="End a stay",
    where="stay.case.unit_id", guards=(not_in_the_future, stay_goes_on),
    purpose=Words(
        "登记离开，床位随即空出。",
        "The bed is free at once.",
    ),
)  # fmt: skip
def end_stay(
    *,
    stay: Stay,
    on: Annotated[date, Label("离开日期", "Last day")],
    goes_to: Annotated[str, Label("去向", "Goes to", max=120, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """The bed is free again."""
    Stay.objects.filter(pk=stay.pk).update(
        ended_on=on, **sealed_texts(Stay, stay.cipher, stay.pk, goes_to=goes_to)
    )


class Built(NamedTuple):
    """A station as it is built: rooms with beds and who stays, what lacks, since when it is open."""

    rooms: list[tuple[Room, int]]
    lacks: list[Words]
    opening: Opening | None
    plans: list[StationPlan]

    @property
    def beds(self) -> int:
        return sum(room.beds for room, _ in self.rooms)

    @property
    def staying(self) -> int:
        return sum(count for _, count in self.rooms)


def built(station: Unit, on: date) -> Built:
    """Return how far a station is built on a day."""
    rooms = (
        Room.objects.filter(unit=station, closed_on=None).select_related("unit").order_by("kind")
    )
    return Built(
        [(room, staying(room).count() if room.beds else 0) for room in rooms],
        list(readiness(station, on).values()), Opening.objects.filter(unit=station).first(),
        list(StationPlan.objects.filter(unit=station).order_by("-year", "kind")[:6]),
    )  # fmt: skip
