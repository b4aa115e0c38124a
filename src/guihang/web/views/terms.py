"""期限台账: who ends when, alarms first; and the ledger of one person with every article."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from guihang.cases import queries as cases
from guihang.cases.models import Case
from guihang.cases.terms import term_of
from guihang.core.action import ACTIONS
from guihang.core.words import W, say
from guihang.custody import terms
from guihang.custody.terms import Ending
from guihang.engines.identity import mask_name
from guihang.engines.term import ALARMS
from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet
from guihang.web.views.people import person_line

PAGE = 25
EXPORT_PAGE = 1000
TITLE = Words("期限台账", "Terms")
COLUMNS = (
    Words("姓名", "Name"), Words("人员编号", "Number"), Words("单位", "Unit"), Words("分区", "Zone"),
    Words("期满日", "Term ends"), Words("还有", "Left"),
)  # fmt: skip
ON_THE_LEDGER = ("casework.release", "casework.record_term_event", "custody.record_notice")


@page(Permission.SAFETY_VIEW)
def index(request: Request) -> HttpResponse:
    """People inside by the end of their term; within 60 days, or everybody."""
    today, everyone = timezone.localdate(), request.GET.get("all") == "1"
    found = terms.endings(
        units=request.units, today=today, soon=not everyone,
        after=request.GET.get("after", ""), limit=PAGE,
    )  # fmt: skip
    shown = found[:PAGE]
    request.saw({one.case.pk for one in shown})
    counts = terms.by_alarm(units=request.units, today=today)
    following = terms.place_of(shown[-1]) if len(found) > PAGE else ""
    about = {
        "columns": [{"label": say(words)} for words in COLUMNS], "everyone": everyone,
        "rows": [
            {"url": reverse("term", args=[one.case.pk]), "cells": _cells(one), "state": _state(one)}
            for one in shown
        ],
        "page": {"shown": len(shown), "next": following}, "tiles": _tiles(counts),
        "export_url": export_url(request, "terms-export"),
    }  # fmt: skip
    return render(request, "terms/index.html", about)


@page(Permission.DATA_EXPORT, step_up=True)
def export(request: Request) -> FileResponse:
    """Everybody inside by the end of their term, masked."""
    units = request.units & request.actor.units(Permission.SAFETY_VIEW)
    today, rows, after = timezone.localdate(), [], ""
    while True:
        found = terms.endings(units=units, today=today, soon=False, after=after, limit=EXPORT_PAGE)
        rows += found[:EXPORT_PAGE]
        if len(found) <= EXPORT_PAGE:
            break
        after = terms.place_of(found[EXPORT_PAGE - 1])
    request.saw({one.case.pk for one in rows})
    return sheet(request, TITLE, COLUMNS, (_cells(one) for one in rows))


def _cells(one: Ending) -> list[str]:
    case = one.case
    zone = str(Case.Zone(case.zone).label) if case.zone else "—"
    name = mask_name(case.person.name) or "—"
    return [name, case.person.number, str(case.facility), zone, one.term.ends_on.isoformat(),
            say(_left(one))]  # fmt: skip


def _left(one: Ending) -> Words:
    if one.term.stopped_on:
        since = one.term.stopped_on
        return Words(f"脱逃，{since} 起停止计算", f"Escaped; stands still since {since}")
    if one.days_left < 0:
        return Words(f"已超 {one.days_over} 天", f"days over: {one.days_over}")
    if one.days_left == 0:
        return Words("今天期满", "Ends today")
    return Words(f"{one.days_left} 天", f"{one.days_left} days")


def _state(one: Ending) -> str:
    if one.alarm is None:
        return ""
    return "overdue" if one.alarm.is_over else "due" if one.alarm.within <= ALARMS[1] else ""


def _tiles(counts: dict[int, int]) -> list[dict[str, Any]]:
    over = counts[0]
    found = [{
        "label": W("超过期满日", "Past the end"), "value": over, "tone": "overdue" if over else "done",
        "note": W("必须立即解除或登记决定", "release at once, or record the decision")
        if over else W("没有人", "nobody"),
    }]  # fmt: skip
    floor = 0
    for days in ALARMS:
        note = W(f"{floor}–{days} 天内期满", f"ends in {floor}–{days} days")
        tone = "due" if counts[days] and days <= ALARMS[1] else ""
        found.append({"label": W(f"{days} 天", f"{days} days"), "value": counts[days],
                      "note": note, "tone": tone})  # fmt: skip
        floor = days + 1
    return found


@page(Permission.SAFETY_VIEW)
def of_person(request: Request, pk: UUID) -> HttpResponse:
    """The ledger of one term: each step with its article, and what the law wants told by when."""
    case, now = cases.case(pk, units=request.units), timezone.now()
    request.saw([case.pk])
    found, here = term_of(case), request.path
    may = {name for name in ON_THE_LEDGER
           if case.facility_id in request.actor.units(ACTIONS[name].permission)}  # fmt: skip
    notice = f"{reverse('act', args=['custody.record_notice', 'case', case.pk])}?"
    about = {
        "case": case, "person": person_line(case), "term": found,
        "duties": [
            (duty, duty.state(now), notice + urlencode({"kind": str(duty.notice), "back": here}))
            for duty in terms.duties_of(case, found, now)
        ],
        "acts": [
            (ACTIONS[name], f"{reverse('act', args=[name, 'case', case.pk])}?{urlencode({'back': here})}")
            for name in ON_THE_LEDGER
            if name in may and (case.stage == Case.Stage.INSIDE or name == "custody.record_notice")
        ],
        "may_notice": "custody.record_notice" in may,
        "left": _left(terms.ending_of(case, timezone.localdate(now))),
    }  # fmt: skip
    return render(request, "terms/term.html", about)
