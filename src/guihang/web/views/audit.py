"""审计: the whole log for the audit administrator, and how its sealing stands."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guihang.cases import looked
from guihang.core.audit import state, trail
from guihang.core.models import Access
from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.people import queries as people
from guihang.people.permissions import LABELS, Permission
from guihang.people.queries import tree
from guihang.web.named import called
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet

PAGE, LONGEST = 50, 10_000
TOLD = timedelta(days=7)
"""How long the page says above everything that somebody went beyond the budget of reads."""

SHOWN = 3
"""Person numbers in a cell; the rest is counted."""

TITLE = Words("审计日志", "Audit log")
COLUMNS = (
    Words("时间", "At"), Words("类别", "Kind"), Words("何人", "Who"), Words("单位", "Unit"),
    Words("操作或页面", "Action or page"), Words("凭何权限", "By which permission"),
    Words("人员编号", "Person numbers"), Words("涉及人数", "People"), Words("来源地址", "Address"),
)  # fmt: skip
KINDS = [("", W("全部", "All")), (trail.DONE, W("操作", "Action")), *Access.Kind.choices]
SYSTEM = Words("系统", "the system")


class LogFilter(forms.Form):
    """The query above the log."""

    number = forms.CharField(label=W("人员编号", "Person number"), required=False, max_length=40)
    user = forms.CharField(label=W("账号", "Account"), required=False, max_length=60)
    unit = forms.ChoiceField(label=W("单位", "Unit"), required=False)
    kind = forms.ChoiceField(label=W("类别", "Kind"), required=False, choices=KINDS)
    what = forms.CharField(label=W("操作或页面", "Action or page"), required=False, max_length=60)
    since = forms.DateField(
        label=W("从", "From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=W("到", "To"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, data: Any, *, units: list[tuple[int, str]]) -> None:
        super().__init__(data)
        choices = [("", W("全部", "All")), *((str(pk), name) for pk, name in units)]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]

    def query(self) -> trail.Query:
        """Return what was asked for; what makes no sense is left out."""
        self.full_clean()
        given = self.cleaned_data
        number, user = given.get("number", ""), given.get("user", "")
        return trail.Query(
            subjects=looked.cases_numbered(number) if number else None,
            by_id=(people.account_id(user) or -1) if user else None,
            unit_id=int(given["unit"]) if given.get("unit") else None,
            kind=given.get("kind", ""), what=given.get("what", ""),
            since=_midnight(given.get("since")), until=_midnight(given.get("until"), days=1),
        )  # fmt: skip

    def told(self) -> list[str]:
        """Return the filter in words, for the head of the file."""
        return [
            f"{say(self.fields[name].label)}: {dict(getattr(self.fields[name], 'choices', ())).get(str(value), value)}"
            for name, value in self.cleaned_data.items() if value
        ]  # fmt: skip


def _midnight(day: Any, *, days: int = 0) -> datetime | None:
    if not day:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))


@page(Permission.AUDIT_VIEW)
def index(request: Request) -> HttpResponse:
    """The log, newest first, page by page at constant cost, and the state of its sealing."""
    filters = LogFilter(request.GET, units=people.named(request.units))
    after = trail.Cursor.parse(request.GET.get("after", ""))
    found = trail.lines(filters.query(), limit=PAGE + 1, after=after)
    rows = found[:PAGE]
    following = str(rows[-1].cursor) if len(found) > PAGE else ""
    now = state.now()
    about = {
        "filters": filters, "columns": [{"label": say(words)} for words in COLUMNS],
        "rows": [{"cells": _cells(row)} for row in _lines(request, rows)], "title": TITLE,
        "page": {"shown": len(rows), "next": following}, "state": now,
        "late": now.late(timezone.now()), "told_days": TOLD.days,
        "over_budget": trail.over_budget(timezone.now() - TOLD),
        "export_url": export_url(request, "audit-export", Permission.AUDIT_VIEW),
    }  # fmt: skip
    return render(request, "system/audit.html", about)


@page(Permission.AUDIT_VIEW, step_up=True)
def export(request: Request) -> FileResponse:
    """The log as the filter shows it, the newest 10,000 lines."""
    filters = LogFilter(request.GET, units=people.named(request.units))
    rows = _lines(request, trail.lines(filters.query(), limit=LONGEST))
    return sheet(request, TITLE, COLUMNS, rows, filters.told())


type Cells = tuple[Any, ...]


def _lines(request: Request, rows: Sequence[trail.Line]) -> list[Cells]:
    """Return the lines in words: time, kind, who, unit, what, why, whom, how many, from where."""
    numbers = looked.numbers_of(case for row in rows for case in row.subjects[:SHOWN])
    request.searched(map(UUID, numbers))
    kinds = {value: str(label) for value, label in KINDS}
    names = tree().names
    found: list[Cells] = []
    for row in rows:
        known = [numbers[case] for case in row.subjects[:SHOWN] if case in numbers]
        more = len(row.subjects) - SHOWN
        found.append((
            row.at, kinds.get(row.kind, row.kind), row.by or _nobody(row),
            say(Words(*names.get(row.unit_id, ("", "")))), say(row.words or called(row.what)),
            say(LABELS[Permission(row.permission)]) if row.permission in LABELS else "",
            say(W("、", ", ")).join(known) + (f" +{more}" if more > 0 else ""), row.found, row.address,
        ))  # fmt: skip
    return found


def _nobody(row: trail.Line) -> str:
    return "—" if row.kind == Access.Kind.NOT_SIGNED_IN else say(SYSTEM)


def _cells(row: Cells) -> Cells:
    # Hyphens that do not break: a day is read in one piece.
    at = f"{timezone.localtime(row[0]):%Y-%m-%d %H:%M:%S}".replace("-", "\N{NON-BREAKING HYPHEN}")
    return (at, *row[1:])
