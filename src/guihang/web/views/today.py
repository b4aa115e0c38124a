"""今日: what I must do, why, by when."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from guihang.core.words import W
from guihang.engines.reach import quiet
from guihang.followup import queries as followup
from guihang.people.permissions import Permission
from guihang.web import work
from guihang.web.context import NAV
from guihang.web.page import Request, page
from guihang.web.views import handovers

PAGE = 25


@page(None)
def today(request: Request) -> HttpResponse:
    """Open tasks of my posts, overdue first; ``?all=1`` shows those of the whole unit.

    This is where a login leads; whoever has no tasks by permission is led to the first page that
    they have.
    """
    request.units = request.actor.units(Permission.PERSON_VIEW)
    request.may(Permission.PERSON_VIEW)
    if not request.units:
        return _elsewhere(request)
    now, everyone = timezone.now(), request.GET.get("all") == "1"
    late = request.GET.get("late") == "1"
    roles = [] if everyone else request.actor.works_for
    ask = {"units": request.units, "now": now, "roles": roles}
    after = _cursor(request.GET.get("after", ""))
    overdue = [] if after or late else followup.worklist(**ask, overdue=True, limit=PAGE)
    found = followup.worklist(**ask, overdue=late, after=after, limit=PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    request.saw({row.case_id for row in (*overdue, *shown)})
    following = f"{shown[-1].closes_at.isoformat()}_{shown[-1].task_id}" if more else ""
    about = {
        "overdue": work.rows(overdue[:PAGE], request.actor), "overdue_more": len(overdue) > PAGE,
        "rows": work.rows(shown, request.actor), "page": {"shown": len(shown), "next": following},
        "tiles": _tiles(request, ask), "everyone": everyone, "late": late,
        "handovers": handovers.waiting(request.units, now)[:10], "now": now, "quiet": quiet(now),
    }  # fmt: skip
    return render(request, "today/today.html", about)


def _elsewhere(request: Request) -> HttpResponse:
    for name, _, _, permission in NAV:
        if permission in request.actor.permissions:
            return redirect(name)
    return render(request, "today/no_post.html")


def _tiles(request: Request, ask: dict[str, Any]) -> list[dict[str, Any]]:
    counts = followup.counts(**ask)
    return [
        {"label": W("已逾期", "Overdue"), "value": _number(counts["overdue"]),
         "tone": "overdue" if counts["overdue"] else "",
         "note": W("期限已过，仍可登记", "past due, can still be recorded")},
        {"label": W("待办", "To do"), "value": _number(counts["open"]),
         "tone": "due" if counts["open"] else "", "note": W("期限未到", "not yet due")},
        {"label": W("失去联系", "Out of contact"), "value": _number(counts["silent"]), "tone": "",
         "note": W("正在按步骤寻找", "search under way")},
    ]  # fmt: skip


def _number(count: int) -> str:
    return f"{count - 1}+" if count >= followup.COUNTED else str(count)


def _cursor(text: str) -> tuple[datetime, int] | None:
    moment, _, task = text.partition("_")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, int(task)) if at and task.isascii() and task.isdigit() else None
