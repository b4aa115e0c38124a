"""Exchange with a public-benefit platform (云公益) by file: projects and hours, as CSV.

No interface of the platform was found, so files are carried by hand. Ids are kept: what came from
there goes back under its id, and a file taken in twice is stored once. The columns stand in
``docs/platform.md``.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from guihang.community.models import Service, Volunteer
from guihang.community.society import Project
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.ids import derived
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.hours import LONGEST
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission

PROJECTS = ("project_id", "name", "field", "lead", "aim", "starts_on", "ends_on")
HOURS = ("record_id", "project_id", "volunteer", "task", "starts_at", "ends_at")
SHEETS = {
    "projects": (Words("项目", "Projects"), PROJECTS),
    "hours": (Words("服务时长", "Hours"), HOURS),
}
"""Kind of a file → its name and its columns, in this order."""

MOST_ROWS = 5000


class Row(NamedTuple):
    """One line of a file: its number, and its values by column."""

    number: int
    values: Mapping[str, str]


def read(text: str, columns: tuple[str, ...]) -> tuple[list[Row], list[Reason]]:
    """Read a file whose first line names its columns; more columns are left alone."""
    lines = csv.DictReader(StringIO(text.lstrip("\ufeff")))
    missing = [name for name in columns if name not in (lines.fieldnames or ())]
    if missing:
        return [], [Reason("file.columns", Words(
            f"文件缺少列：{'、'.join(missing)}。第一行应是列名。",
            f"Columns are missing: {', '.join(missing)}. The first line names them."), "sheet")]  # fmt: skip
    rows = [
        Row(n, {name: (line.get(name) or "").strip() for name in columns})
        for n, line in enumerate(lines, 2)
    ]
    if len(rows) > MOST_ROWS:
        return [], [Reason("file.long", Words(
            f"一次最多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows at a time."), "sheet")]  # fmt: skip
    return rows, []


def _faults(
    text: str, columns: tuple[str, ...], fault: Callable[[Mapping[str, str]], Words | None]
) -> Iterable[Reason]:
    rows, reasons = read(text, columns)
    yield from reasons
    for number, values in rows:
        if found := fault(values):
            yield Reason("file.line", Words(
                f"第 {number} 行：{found.zh}", f"Line {number}: {found.en}"), "sheet")  # fmt: skip


def _project_fault(values: Mapping[str, str]) -> Words | None:
    if not all(values[name] for name in ("project_id", "name", "lead", "aim")):
        return Words("编号、名称、牵头方、目标都要有。", "id, name, lead and aim are needed.")
    if values["field"] not in Project.Field.values:
        return Words(
            f"领域应为 {'、'.join(Project.Field.values)}。",
            f"field is one of {', '.join(Project.Field.values)}.",
        )
    starts_on, ends_on = _day(values["starts_on"]), _day(values["ends_on"])
    if starts_on is None or (values["ends_on"] and (ends_on is None or ends_on < starts_on)):
        return Words(
            "日期应为 2018-06-26 的样子，结束不早于开始。", "days look like 2018-06-26, in order."
        )
    return None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found


def _hours_fault(values: Mapping[str, str]) -> Words | None:
    if not all(values[name] for name in ("record_id", "volunteer", "task")):
        return Words(
            "记录编号、志愿者编号、任务都要有。", "record_id, volunteer and task are needed."
        )
    begins, ends = _moment(values["starts_at"]), _moment(values["ends_at"])
    if begins is None or ends is None or not timedelta() < ends - begins <= LONGEST:
        return Words(
            "时间应为 2018-06-26 14:00 的样子，一次不超过 12 小时。",
            "times look like 2018-06-26 14:00, at most 12 hours apart.",
        )
    return None


def projects_are_readable(*, sheet: str) -> Iterable[Reason]:
    yield from _faults(sheet, PROJECTS, _project_fault)


SHEET = Label("文件内容(CSV)", "Content of the file (CSV)", max=2_000_000, lines=8, private=True)


@action(
    "community.take_projects", Permission.COMMUNITY_RECORD, zh="接收平台项目",
    en="Take in projects of the platform", where="host.id", guards=(projects_are_readable,),
    purpose=Words(
        "平台导出的项目文件；编号已有的不重复登记。",
        "Projects as the platform exports them; ids on file stay as they are.",
    ),
)  # fmt: skip
def take_projects(
    *, host: Unit, sheet: Annotated[str, SHEET], by: Actor, at: datetime, entry: UUID
) -> None:
    """Record the projects of a file whose ids are not on file yet."""
    wanted = {row.values["project_id"]: row.values for row in read(sheet, PROJECTS)[0]}
    for outside_id in sorted(wanted.keys() - _projects_on_file(wanted).keys()):
        values = wanted[outside_id]
        Project.objects.create(
            id=derived("project of the platform", outside_id), unit=host, recorded_at=at,
            name=values["name"][:80], field=values["field"], lead=values["lead"][:80],
            aim=values["aim"][:300], starts_on=_day(values["starts_on"]),
            ends_on=_day(values["ends_on"]), outside_id=outside_id[:60],
        )  # fmt: skip


def _projects_on_file(wanted: Iterable[str]) -> dict[str, Project]:
    """Return the projects on file by the id that a file knows them by: the platform's, or ours."""
    ids = list(wanted)
    rows = Project.objects.filter(Q(outside_id__in=ids) | Q(pk__in=_ids(ids)))
    return {row.outside_id or str(row.pk): row for row in rows}


def hours_are_readable(*, sheet: str) -> Iterable[Reason]:
    yield from _faults(sheet, HOURS, _hours_fault)


def volunteers_are_known(*, sheet: str) -> Iterable[Reason]:
    rows = read(sheet, HOURS)[0]
    wanted = {row.values["volunteer"] for row in rows}
    known = set(
        Volunteer.objects.filter(number__in=wanted, stage=Volunteer.Stage.ACCEPTED)
        .values_list("number", flat=True)
    )  # fmt: skip
    for number, values in rows:
        if values["volunteer"] not in known:
            yield Reason("file.volunteer", Words(
                f"第 {number} 行：范围内没有已注册的 {values['volunteer']}。",
                f"Line {number}: no registered {values['volunteer']} within reach."), "sheet")  # fmt: skip


@action(
    "community.take_hours", Permission.COMMUNITY_RECORD, zh="接收平台时长",
    en="Take in hours of the platform", where="host.id",
    guards=(hours_are_readable, volunteers_are_known),
    purpose=Words(
        "平台导出的时长文件；登记后仍由接待单位另一人确认，才计入。",
        "Hours as the platform exports them; they count once somebody else of the host confirms them.",
    ),
)  # fmt: skip
def take_hours(
    *, host: Unit, sheet: Annotated[str, SHEET], by: Actor, at: datetime, entry: UUID
) -> None:
    """Record the hours of a file whose ids are not on file yet, to be confirmed."""
    wanted = {row.values["record_id"]: row.values for row in read(sheet, HOURS)[0]}
    ours = {
        str(pk) for pk in Service.objects.filter(pk__in=_ids(wanted)).values_list("pk", flat=True)
    }
    theirs = set(
        Service.objects.filter(outside_id__in=list(wanted)).values_list("outside_id", flat=True)
    )
    people = {row.number: row for row in Volunteer.objects.filter(
        number__in={values["volunteer"] for values in wanted.values()})}  # fmt: skip
    projects = _projects_on_file(values["project_id"] for values in wanted.values())
    for record_id in sorted(wanted.keys() - ours - theirs):
        values = wanted[record_id]
        begins, ends = _moment(values["starts_at"]), _moment(values["ends_at"])
        assert begins
        assert ends  # the guard has read them
        Service.objects.create(
            unit=host, recorded_at=at, volunteer=people[values["volunteer"]],
            project=projects.get(values["project_id"]), task=values["task"][:120],
            place=host.division, starts_at=begins, ends_at=ends,
            minutes=(ends - begins) // timedelta(minutes=1), outside_id=record_id[:60],
            recorded_by_id=by.user_id,
        )  # fmt: skip


def _ids(wanted: Iterable[str]) -> list[UUID]:
    """Return those of our own ids that come back in a file."""
    found = []
    for text in wanted:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


TAKES = {"projects": take_projects, "hours": take_hours}
"""Kind of a file → the action that takes it in."""

CONSTRAINTS["community_service_outside_id_key"] = Reason("hours.outside", Words(
    "文件中有时长已由另一单位登记。", "Another unit has recorded hours of this file."), "sheet")  # fmt: skip


def written(kind: str, *, units: frozenset[int]) -> str:
    """Return the projects, or the confirmed hours, of ``units`` as CSV; nobody's name is in it."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(SHEETS[kind][1])
    lines.writerows(_projects(units) if kind == "projects" else _hours(units))
    return out.getvalue()


def _projects(units: frozenset[int]) -> Iterator[list[Any]]:
    for row in Project.objects.filter(unit_id__in=units).order_by("starts_on", "pk"):
        yield [
            row.outside_id or row.pk, _plain(row.name), row.field, _plain(row.lead),
            _plain(row.aim), row.starts_on, row.ends_on or "",
        ]  # fmt: skip


def _hours(units: frozenset[int]) -> Iterator[list[Any]]:
    rows = Service.objects.filter(
        unit_id__in=units, confirmed_at__isnull=False, dropped_at=None
    ).select_related("volunteer", "project")
    for row in rows.order_by("starts_at", "pk"):
        project = row.project and (row.project.outside_id or row.project_id)
        yield [
            row.outside_id or row.pk, project or "", row.volunteer.number, _plain(row.task),
            f"{local(row.starts_at):%Y-%m-%d %H:%M}", f"{local(row.ends_at):%Y-%m-%d %H:%M}",
        ]  # fmt: skip


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
