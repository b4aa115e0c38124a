"""今日: what I must do, why, by when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from guihang.cases import queries as cases
from guihang.engines.reach import quiet
from guihang.followup import queries as followup
from guihang.people.permissions import Permission
from guihang.web.page import Request, page

PAGE = 25


@page(Permission.PERSON_VIEW)
def today(request: Request) -> HttpResponse:
    """Open tasks of my posts, overdue first; ``?all=1`` shows those of the whole unit."""
    now, everyone = timezone.now(), request.GET.get("all") == "1"
    roles = [] if everyone else [str(post.role) for post in request.actor.posts]
    units = request.units
    after = _cursor(request.GET.get("after", ""))
    overdue = [] if after else followup.worklist(
        units=units, now=now, roles=roles, overdue=True, limit=PAGE
    )  # fmt: skip
    due = followup.worklist(
        units=units, now=now, roles=roles, overdue=False, after=after, limit=PAGE
    )
    rows, more = due[:PAGE], len(due) > PAGE
    request.saw({row.case_id for row in (*overdue, *rows)})
    about = {
        "overdue": overdue[:PAGE], "overdue_more": len(overdue) > PAGE, "rows": rows,
        "next": f"{rows[-1].closes_at.isoformat()}_{rows[-1].task_id}" if more else "",
        "counts": followup.counts(units=units, now=now, roles=roles), "everyone": everyone,
        "handovers": cases.open_handovers(units=units)[:10], "now": now, "quiet": quiet(now),
    }  # fmt: skip
    return render(request, "today/today.html", about)


def _cursor(text: str):  # type: ignore[no-untyped-def]
    moment, _, task = text.partition("_")
    at = parse_datetime(moment) if moment else None
    return (at, int(task)) if at and task.isdigit() else None
