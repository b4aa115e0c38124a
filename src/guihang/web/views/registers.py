"""Every register: its list, one record, the file that leaves, and the page that leads to them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from guihang.cases import queries as cases
from guihang.core import journal
from guihang.core.action import ACTIONS, Action, Subject
from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.people import queries as people
from guihang.people import register as registers
from guihang.people.permissions import Permission
from guihang.people.register import REGISTERS, Column, Part, Register, Section
from guihang.web.page import Request, page
from guihang.web.sheet import sheet
from guihang.web.views.people import person_line
from guihang.web.views.whole import whole

PAGE = 25

SECTIONS = {
    Section.INSIDE: Words("所内", "Inside"),
    Section.CARE: Words("服务", "Services"),
    Section.AFTERCARE: Words("照管", "Aftercare"),
    Section.TOGETHER: Words("协同", "Together"),
    Section.OUTCOMES: Words("目标", "Targets"),
}
LEADS = {
    Section.INSIDE: Words(
        "所内的安全、分区、评估与医疗：点开一类，可查、可登记、可导出。",
        "Safety, zones, assessment and health in the facility: open a kind to look, record or export.",
    ),
    Section.CARE: Words(
        "为人做的事：个案、家庭、就业、救助与评估量表。也可从某个人的旅程进入。",
        "What is done for people: casework, family, work, aid, scales. A person's journey leads here too.",
    ),
    Section.AFTERCARE: Words(
        "工作站的房间、队伍、床位与计划。", "Rooms, teams, beds and plans of the stations."
    ),
    Section.TOGETHER: Words(
        "和谁一起做、卡在哪里、谁负责：合作单位、联席会议、志愿者、项目。",
        "With whom, what is stuck, who owns it: partners, conferences, volunteers, programmes.",
    ),
    Section.OUTCOMES: Words(
        "每个单位、每一年要达到多少，用哪个指标、哪一版定义。",
        "What each unit is to reach in a year, by which indicator in which version.",
    ),
}


@page(None)
def hub(request: Request, section: str) -> HttpResponse:
    """The registers of one section within the user's permissions, each with how many it holds."""
    if section not in set(Section):
        raise Http404
    known = Section(section)
    mine = [
        one for one in REGISTERS.values()
        if one.section == known and one.permission in request.actor.permissions
    ]  # fmt: skip
    if not mine:
        raise Http404
    # Sorted by first appearance: a group stands where its first register was declared.
    order = {words: n for n, words in reversed([*enumerate(one.group for one in mine)])}
    mine.sort(key=lambda one: order[one.group])
    groups = [
        (words, [
            (one, registers.count(one, units=request.actor.units(one.permission)))
            for one in found
        ])
        for words, found in groupby(mine, key=lambda one: one.group)
    ]  # fmt: skip
    about = {"heading": SECTIONS[known], "lead": LEADS[known], "groups": groups}
    return render(request, "registers/hub.html", about)


def _known(request: Request, slug: str) -> tuple[Register, frozenset[int]]:
    """Return a register and the units at which it may be seen. Raises NotGranted."""
    made = REGISTERS.get(slug)
    if made is None:
        raise Http404
    request.may(made.permission)
    return made, registers.reach(made, request.actor)


class Narrowed(forms.Form):
    """The filter above a list: the choices of its fields, and the unit."""

    def __init__(self, data: Any, made: Register, units: list[tuple[int, str]]) -> None:
        super().__init__(data)
        everything = [("", W("全部", "All"))]
        for name, words in made.filters:
            column: Any = made.model._meta.get_field(name)
            self.fields[name] = forms.ChoiceField(
                label=W(*words), required=False, choices=everything + column.choices
            )
        if len(units) > 1 and made.case_of is None:
            self.fields["unit_id"] = forms.ChoiceField(
                label=W("单位", "Unit"), required=False,
                choices=[*everything, *((str(pk), name) for pk, name in units)],
            )  # fmt: skip

    def chosen(self) -> dict[str, str]:
        """Return what is asked for; what makes no sense is left out."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def told(self) -> list[str]:
        """Return the filter in words."""
        return [
            str(dict(self.fields[name].choices)[value])  # type: ignore[attr-defined]
            for name, value in self.chosen().items()
        ]


@page(None)
def index(request: Request, slug: str) -> HttpResponse:
    """One register, newest first, at constant cost a page."""
    made, units = _known(request, slug)
    narrowed = Narrowed(request.GET, made, people.named(units))
    found = registers.rows(
        made, units=units, after=request.GET.get("after", ""), **narrowed.chosen()
    )
    shown = list(found[: PAGE + 1])
    rows, more = shown[:PAGE], len(shown) > PAGE
    _saw(request, made, rows)
    columns = [one for one in made.carried if not one.page_only]
    about = {
        "register": made, "columns": _headings(columns), "filters": narrowed,
        "rows": [
            {"url": reverse("record", args=[slug, row.pk]), "state": made.state(row),
             "cells": cells(columns, row)} for row in rows
        ],
        "page": {"shown": len(rows), "next": registers.place_of(made, rows[-1]) if more else ""},
        "start_url": _start_url(request, made),
        "starts_at_person": made.case_of is not None and made.start in ACTIONS
        and ACTIONS[made.start].permission in request.actor.permissions,
        "export_url": reverse("register-export", args=[slug])
        if Permission.DATA_EXPORT in request.actor.permissions else "",
        "section_url": reverse("registers", args=[made.section]),
        "section": SECTIONS[made.section],
    }  # fmt: skip
    return render(request, "registers/index.html", about)


@page(Permission.DATA_EXPORT, step_up=True)
def export(request: Request, slug: str) -> FileResponse:
    """The register exactly as the filter shows it, with every column."""
    exporting = request.units
    made, units = _known(request, slug)
    narrowed = Narrowed(request.GET, made, people.named(units))
    found = registers.rows(made, units=units & exporting, **narrowed.chosen())
    rows = list(found)
    _saw(request, made, rows)
    return sheet(
        request, made.words, [one.words for one in made.carried],
        ([registers.text(one.value(row)) for one in made.carried] for row in rows),
        narrowed.told(),
    )  # fmt: skip


@page(None)
def record(request: Request, slug: str, pk: UUID) -> HttpResponse:
    """One record: its facts, what belongs to it, what was done and what can be done."""
    made, units = _known(request, slug)
    row = registers.row(made, pk, units=units)
    _saw(request, made, [row])
    if any(one.private for one in made.columns):
        request.saw([row.subject_id])
    case = made.case_of(row) if made.case_of else None
    here = request.path
    about = {
        "register": made, "row": row, "alert": made.alert(row), "facts": _facts(made, row),
        "acts": [
            (action, _act_url(action, slug, row.pk, here))
            for name in made.acts(row) if (action := _offered(request, name, row))
        ],
        "parts": [_part(request, part, slug, row, here) for part in made.parts],
        "timeline": journal.lines_of(row.subject_id, row.cipher)
        if isinstance(row, Subject) and case is None else [],
        "readable": set(made.acts(row)) | {made.start}, "case": case,
        "person": person_line(case) if case else None, "more": made.more,
    }  # fmt: skip
    return render(request, "registers/record.html", about)


def _facts(made: Register, row: Any) -> list[tuple[Words, str]]:
    """Return the columns of a row; what stands only here is left out until it is known."""
    found = [(one, registers.text(one.value(row))) for one in made.columns]
    return [(one.words, _said(value)) for one, value in found if value != "" or not one.page_only]


def _part(request: Request, part: Part, slug: str, row: Any, here: str) -> dict[str, Any]:
    action = _offered(request, part.add, row) if part.add else None
    held = list(part.rows(row))
    request.saw({one.case_id for one in held if hasattr(one, "case_id")})
    rows = [
        {"url": reverse("record", args=[part.slug, one.pk]) if part.slug else "",
         "cells": cells(part.columns, one),
         "acts": [
             (found, _act_url(found, part.slug, one.pk, here)) for name in part.acts(one)
             if part.slug and (found := _offered(request, name, one))
         ]}
        for one in held
    ]  # fmt: skip
    return {
        "words": part.words, "columns": _headings(part.columns), "rows": rows,
        "add": action, "add_url": _act_url(action, slug, row.pk, here) if action else "",
    }  # fmt: skip


@page(Permission.PERSON_VIEW)
def of_person(request: Request, pk: UUID) -> HttpResponse:
    """All services for one person: each register with its records of this case."""
    case = cases.case(pk, units=request.units)
    request.saw([case.pk])
    sees = request.actor.sees(case.unit_id, case.facility_id, case.offered_to_id)
    found = []
    for made in REGISTERS.values():
        if made.case_of is None or case.unit_id not in request.actor.units(made.permission):
            continue
        if made.fields is not None and made.fields not in sees:
            continue
        columns = [one for one in made.columns[2:] if not one.page_only]
        rows = [
            {"url": reverse("record", args=[made.slug, row.pk]), "cells": cells(columns, row)}
            for row in registers.of_case(made, case.pk)
        ]  # fmt: skip
        action = ACTIONS.get(made.start)
        may = action is not None and case.unit_id in request.actor.units(action.permission)
        url = _act_url(action, "case", case.pk, request.path) if may and action else ""
        if rows or url:
            found.append((made, _headings(columns), rows, url))
    found.sort(key=lambda one: not one[2])  # what there is before what there could be
    about = {"case": case, "person": person_line(case), "found": found}
    about |= whole(request, case, sees, [(one[0], len(one[2])) for one in found])
    return render(request, "registers/person.html", about)


def _headings(columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [{"label": say(one.words), "number": one.number} for one in columns]


def cells(columns: Sequence[Column], row: Any) -> list[str]:
    """Return the values of a row as texts in the active language."""
    return [_said(registers.text(one.value(row))) for one in columns]


def _said(value: Any) -> str:
    return say(value) if isinstance(value, Words) else str(value) if value != "" else "—"


def _saw(request: Request, made: Register, rows: Sequence[Any]) -> None:
    if made.case_of:
        request.saw({made.case_of(row).pk for row in rows})


def _start_url(request: Request, made: Register) -> str:
    """Return where a new record is started; one about a person starts from the person."""
    action = ACTIONS.get(made.start)
    if action is None or made.case_of or action.permission not in request.actor.permissions:
        return ""
    back = reverse("register", args=[made.slug])
    return f"{reverse('start', args=[action.name])}?{urlencode({'back': back})}"


def _offered(request: Request, name: str, row: Any) -> Action | None:
    """Return an action if the user may do it somewhere; where, its own check says."""
    action = ACTIONS[name]
    unit = getattr(row, "unit_id", None) or getattr(getattr(row, "case", None), "unit_id", None)
    units = request.actor.units(action.permission)
    return action if units and (unit is None or unit in units) else None


def _act_url(action: Action, subject: str, pk: UUID, back: str) -> str:
    return f"{reverse('act', args=[action.name, subject, pk])}?{urlencode({'back': back})}"
