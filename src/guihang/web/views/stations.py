"""站点: the aftercare stations, their 1+N+警 team, and what they carry."""

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guihang.care import stations as building
from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.followup import queries as followup
from guihang.people import queries as people
from guihang.people.models import Unit
from guihang.people.permissions import Permission, Role
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet

FORMULA = (Role.STATION_HEAD, Role.SOCIAL_WORKER, Role.DRUG_SOCIAL_WORKER, Role.OFFICER,
           Role.LOCAL_POLICE)  # fmt: skip
"""1+N+警 as the region works it: head (1), workers (N), facility officer and local police (警)."""

TITLE = Words("后续照管工作站", "Aftercare stations")
COLUMNS = (
    Words("工作站", "Station"), Words("盟市", "League or city"), Words("到岗", "Posts filled"),
    Words("岗位", "Posts"), Words("空缺", "Vacant"), Words("照管人数", "People"),
    Words("待办", "To do"), Words("逾期", "Overdue"), Words("失去联系", "Out of contact"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StationRow:
    """One station with its load."""

    unit: Unit
    filled: int
    posts: int
    missing: list[str]
    people: int
    open: int
    overdue: int
    silent: int


def _row(unit: Unit, load: dict[int, dict[str, int]]) -> StationRow:
    posts = list(unit.posts.all())
    held = {Role(post.role) for post in posts if post.tenures.all()}
    counts = load.get(unit.pk, {})
    return StationRow(
        unit, sum(bool(post.tenures.all()) for post in posts), len(posts),
        [str(role.label) for role in FORMULA if role not in held],
        *(counts.get(name, 0) for name in ("people", "open", "overdue", "silent")),
    )  # fmt: skip


@page(Permission.PERSON_VIEW)
def index(request: Request) -> HttpResponse:
    """All stations within reach: team complete or not, people, tasks."""
    about = {"rows": _rows(request), "export_url": export_url(request, "stations-export")}
    return render(request, "stations/index.html", about)


def _rows(request: Request) -> list[StationRow]:
    load = followup.load_by_unit(units=request.units, now=timezone.now())
    return [_row(unit, load) for unit in people.stations(request.units)]


@page(Permission.DATA_EXPORT, step_up=True)
def export(request: Request) -> FileResponse:
    """The list of stations as a file; it names nobody."""
    cells = (
        (str(row.unit), str(row.unit.parent.parent), row.filled, row.posts,
         say(W("、", ", ")).join(row.missing), row.people, row.open, row.overdue, row.silent)
        for row in _rows(request)
    )  # fmt: skip
    return sheet(request, TITLE, COLUMNS, cells)


@page(Permission.PERSON_VIEW)
def station(request: Request, pk: int) -> HttpResponse:
    """One station: who holds which post, rooms, and what the posts carry."""
    unit = people.unit(pk, units=request.units)
    load = followup.load_by_unit(units=[pk], now=timezone.now())
    about: dict[str, Any] = {
        "row": _row(unit, load), "posts": unit.posts.all(),
        "manages": pk in request.actor.units(Permission.TEAM_MANAGE),
        "rooms": unit.room_names(),
    }  # fmt: skip
    if pk in request.actor.units(Permission.CARE_VIEW):
        about["built"] = building.built(unit, timezone.localdate())
        about["builds"] = pk in request.actor.units(Permission.STATION_RECORD)
    return render(request, "stations/station.html", about)
