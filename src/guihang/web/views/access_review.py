"""岗位复核: who holds which post and what it allows; confirmed or ended, each quarter."""

from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guihang.core.ids import uuid7
from guihang.core.words import W, say
from guihang.engines.access_review import EVERY, State
from guihang.engines.words import Words
from guihang.people import access_review
from guihang.people import queries as people
from guihang.people.access_review import Cursor, Holder
from guihang.people.permissions import Permission
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet

PAGE, EXPORT_PAGE = 25, 1000
TITLE = Words("岗位复核", "Access review")
COLUMNS = (
    Words("单位", "Unit"), Words("岗位", "Post"), Words("姓名", "Name"), Words("账号", "Account"),
    Words("任职", "Since"), Words("权限", "Allows"), Words("上次复核", "Last confirmed"),
    Words("复核期限", "Review by"), Words("状态", "State"),
)  # fmt: skip
STATES = {
    State.CONFIRMED: W("已复核", "Confirmed"), State.DUE: W("待复核", "Due"),
    State.OVERDUE: W("逾期", "Overdue"),
}  # fmt: skip


class PostFilter(forms.Form):
    """The query above the list."""

    unit = forms.ChoiceField(label=W("单位", "Unit"), required=False)
    late = forms.ChoiceField(
        label=W("状态", "State"), required=False,
        choices=[("", W("全部", "All")), ("1", W("只看逾期", "Overdue only"))],
    )  # fmt: skip

    def __init__(self, data: Any, *, units: list[tuple[int, str]]) -> None:
        super().__init__(data)
        choices = [("", W("全部", "All")), *((str(pk), name) for pk, name in units)]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]


def _asked(request: Request) -> dict[str, Any]:
    """Return what the address asks for; an administrator reviews the posts of the own unit."""
    units, unit = request.units & request.actor.all_units, request.GET.get("unit", "")
    if unit.isascii() and unit.isdigit():
        units &= {int(unit)}
    return {"units": units, "today": timezone.localdate(), "late": request.GET.get("late") == "1"}


@page(Permission.TEAM_MANAGE)
def index(request: Request) -> HttpResponse:
    """Posts within reach, the longest unseen first."""
    after = Cursor.parse(request.GET.get("after", ""))
    found = access_review.holders(**_asked(request), after=after, limit=PAGE)
    rows = found[:PAGE]
    known = people.named(request.units & request.actor.all_units)
    about = {
        "rows": [(row, STATES[row.state], uuid7()) for row in rows], "days": EVERY.days,
        "filters": PostFilter(request.GET, units=known), "me": request.actor.user_id,
        "page": {"shown": len(rows), "next": str(rows[-1].cursor) if len(found) > PAGE else ""},
        "export_url": export_url(request, "access-review-export", Permission.TEAM_MANAGE),
    }  # fmt: skip
    return render(request, "accounts/review.html", about)


@page(Permission.TEAM_MANAGE, step_up=True)
def export(request: Request) -> FileResponse:
    """The whole list of the filter, for whoever keeps the record on paper."""
    asked, rows, after = _asked(request), list[Holder](), None
    while True:
        found = access_review.holders(**asked, after=after, limit=EXPORT_PAGE)
        rows += found[:EXPORT_PAGE]
        if len(found) <= EXPORT_PAGE:
            break
        after = rows[-1].cursor
    names = dict(people.named(asked["units"]))
    told = [*names.values()] if request.GET.get("unit") else []
    told += [STATES[State.OVERDUE]] if asked["late"] else []
    return sheet(request, TITLE, COLUMNS, (_cells(row) for row in rows), told)


def _cells(row: Holder) -> list[Any]:
    tenure = row.tenure
    return [
        str(tenure.post.unit), str(tenure.post), tenure.user.name, tenure.user.username,
        tenure.starts_on.isoformat(), say(W("、", ", ")).join(map(say, row.allows)),
        row.last.isoformat() if row.confirmed else "", row.due_on.isoformat(), STATES[row.state],
    ]  # fmt: skip
