"""六无: the six zero goals, with near misses, complaints and restraint beside them."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guihang.core.words import W
from guihang.custody import queries
from guihang.custody.queries import Beside
from guihang.engines.safety import NAMES
from guihang.people import queries as people
from guihang.people.models import Unit
from guihang.people.permissions import Permission
from guihang.web.page import Request, page


class WhichFacility(forms.Form):
    """One facility, or all within reach."""

    unit = forms.ChoiceField(label=W("戒毒所", "Facility"), required=False)

    def __init__(self, data: Any, facilities: list[tuple[int, str]]) -> None:
        super().__init__(data)
        choices = [(str(pk), name) for pk, name in facilities]
        self.fields["unit"].choices = [("", W("全部", "All")), *choices]

    @property
    def chosen(self) -> frozenset[int]:
        self.full_clean()
        found = self.cleaned_data.get("unit")
        return frozenset({int(found)}) if found else frozenset()


@page(Permission.SAFETY_VIEW)
def six_zero(request: Request) -> HttpResponse:
    """The goals and what stands beside them, over the reach of the user or one facility."""
    kinds = people.tree().kinds
    facilities = [
        one for one in people.named(request.units) if kinds.get(one[0]) == Unit.Kind.FACILITY
    ]
    filters, now = WhichFacility(request.GET, facilities), timezone.now()
    units = filters.chosen or request.units
    goals = queries.six_zero(units=units, today=timezone.localdate(now))
    about = {
        "goals": [(NAMES[one.goal], one) for one in goals],
        "filters": filters if len(facilities) > 1 else None,
        "tiles": _tiles(queries.beside(units=units, now=now)),
        "sees_complaints": Permission.COMPLAINT_ANSWER in request.actor.permissions,
    }  # fmt: skip
    return render(request, "safety/six.html", about)


def _tiles(found: Beside) -> list[dict[str, Any]]:
    def tile(
        label: Any, value: object, slug: str = "", note: Any = "", tone: str = ""
    ) -> dict[str, Any]:
        url = reverse("register", args=[slug]) if slug else ""
        return {"label": label, "value": value, "url": url, "note": note, "tone": tone}

    return [
        tile(W("险情上报", "Near misses told"), found.near_misses, "near-misses",
             W("越多人讲越安全", "the more are told, the safer")),
        tile(W("安全事件", "Incidents"), found.incidents, "incidents",
             W(f"{found.open_incidents} 件未办结", f"{found.open_incidents} open"),
             "due" if found.open_incidents else ""),
        tile(W("投诉", "Complaints"), found.complaints,
             note=W("由上级局处理，被投诉单位看不到", "answered above; hidden from the unit concerned")),
        tile(W("约束", "Restraint"), found.restraints, "restraints",
             W(f"共 {found.restraint_hours:.1f} 小时", f"{found.restraint_hours:.1f} hours in all")),
        tile(W("漏观察", "Missed looks"), found.missed_looks, "restraints",
             W("每 15 分钟应有一次", "one is owed every 15 minutes"),
             "overdue" if found.missed_looks else ""),
        tile(W("自伤筛查", "Screens for self-harm"), found.screens, "health"),
        tile(W("应急演练", "Drills"), found.drills, "drills"),
        tile(W("整改任务", "Tasks open"), found.open_tasks, "corrective-tasks",
             W(f"{found.late_tasks} 项逾期", f"{found.late_tasks} overdue"),
             "overdue" if found.late_tasks else ""),
        tile(W("点名有差异", "Counts that differed"), found.counts_that_differed, "headcounts"),
    ]  # fmt: skip
