"""今日: what I must do, why, by when."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode

from guihang.assessments import queries as assessments
from guihang.casework import seal_notices
from guihang.core.words import W
from guihang.engines.reach import quiet
from guihang.engines.words import Words
from guihang.followup import queries as followup
from guihang.followup import silence
from guihang.followup.queries import WorkRow
from guihang.people import access_review
from guihang.people import queries as people
from guihang.people import register as registers
from guihang.people.permissions import Fields, Permission
from guihang.web import work
from guihang.web.context import navigation
from guihang.web.page import Request, page
from guihang.web.purposes import NO_TASKS
from guihang.web.sheet import export_url, sheet
from guihang.web.templatetags.days import due
from guihang.web.templatetags.ui import STATES
from guihang.web.views import handovers, requests
from guihang.web.views.people import person_line

PAGE = 25
EXPORT_PAGE = 1000
OFFERS = 10
"""Handovers shown above the tasks; the others are a link away."""
TITLE = Words("待办任务", "Tasks")
COLUMNS = (
    Words("姓名", "Name"), Words("人员编号", "Number"), Words("责任单位", "Responsible unit"),
    Words("任务", "Task"), Words("为什么", "Because"), Words("截止", "Due"), Words("状态", "State"),
    Words("负责岗位", "Post in charge"),
)  # fmt: skip


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
    everyone, late, ask = _asked(request)
    now = ask["now"]
    silence.notice(units=request.units, now=now)
    after = _cursor(request.GET.get("after", ""))
    overdue = [] if after or late else followup.worklist(**ask, overdue=True, limit=PAGE)
    found = followup.worklist(**ask, overdue=late, after=after, limit=PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    offers = handovers.waiting(request.units, now, limit=OFFERS)
    wanting = assessments.wanting_help(request.actor.units(Permission.INSTRUMENT_GIVE))
    request.saw({row.case_id for row in (*overdue[:PAGE], *shown, *offers[:OFFERS], *wanting)})
    following = f"{shown[-1].closes_at.isoformat()}_{shown[-1].task_id}" if more else ""
    about = {
        "overdue": work.rows(overdue[:PAGE], request.actor), "overdue_more": len(overdue) > PAGE,
        "rows": work.rows(shown, request.actor), "page": {"shown": len(shown), "next": following},
        "tiles": _tiles(request, ask), "wanting": [(row, person_line(row.case)) for row in wanting],
        "everyone": everyone, "late": late,
        "decisions": _decisions(request),
        "handovers": offers[:OFFERS], "handovers_more": len(offers) > OFFERS, "now": now,
        "quiet": quiet(now), "no_tasks": _no_tasks(request),
        "export_url": export_url(request, "today-export"),
        "seal_notices": len(seal_notices.waiting(
            units=request.actor.offices(Permission.SEAL_NOTICE), now=now)),
        "posts_overdue": access_review.overdue(
            units=request.actor.offices(Permission.TEAM_MANAGE), today=timezone.localdate(now)),
    } | requests.waiting(request)  # fmt: skip
    return render(request, "today/today.html", about)


def _decisions(request: Request) -> list[tuple[Words, Any, str, int]]:
    """Return what waits for a decision of mine: register, state in words, address, how many."""
    found = []
    for made, chosen, n in registers.waiting(request.actor):
        fields: list[Any] = [made.model._meta.get_field(name) for name in chosen]
        states = [dict(one.flatchoices)[chosen[one.name]] for one in fields]
        url = f"{reverse('register', args=[made.slug])}?{urlencode(chosen)}"
        found.append((made.words, states, url, n))
    return found


def _no_tasks(request: Request) -> list[Words]:
    """Return why the posts of this user own no tasks; empty where one of them may."""
    told = [NO_TASKS.get(post.role) for post in request.actor.posts]
    return [] if None in told else [words for words in dict.fromkeys(told) if words]


def _asked(request: Request) -> tuple[bool, bool, dict[str, Any]]:
    """Return what the address asks for: all posts or mine, overdue only, and the query."""
    everyone, late = request.GET.get("all") == "1", request.GET.get("late") == "1"
    roles = [] if everyone else request.actor.works_for
    planned = [unit for unit in request.units if Fields.PLAN in request.actor.sees(unit)]
    return everyone, late, {"units": planned, "now": timezone.now(), "roles": roles}


@page(Permission.DATA_EXPORT, step_up=True)
def export(request: Request) -> FileResponse:
    """Every task that the page shows over its pages, overdue first."""
    everyone, late, ask = _asked(request)
    silence.notice(units=request.units, now=ask["now"])
    rows = [row for overdue in ((True,) if late else (True, False)) for row in _every(ask, overdue)]
    request.saw({row.case_id for row in rows})
    names = dict(people.named(request.units))
    told = [W("全单位", "Whole unit") if everyone else W("我的岗位", "My posts")]
    told += [W("已逾期", "Overdue")] if late else []
    cells = (
        (row.name, row.number, names.get(row.unit_id), row.words, row.why, due(row.due_at),
         STATES[str(row.state)][1], work.role_label(row.role))
        for row in rows
    )  # fmt: skip
    return sheet(request, TITLE, COLUMNS, cells, told)


def _every(ask: dict[str, Any], overdue: bool) -> Iterator[WorkRow]:
    after = None
    while True:
        found = followup.worklist(**ask, overdue=overdue, after=after, limit=EXPORT_PAGE)
        yield from found[:EXPORT_PAGE]
        if len(found) <= EXPORT_PAGE:
            return
        last = found[EXPORT_PAGE - 1]
        after = (last.closes_at, last.task_id)


def _elsewhere(request: Request) -> HttpResponse:
    first = next(iter(navigation(request.actor, request)[0]), None)
    if first:
        return redirect(first["url"])
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
