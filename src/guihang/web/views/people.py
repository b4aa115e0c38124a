"""People: the list, the search, one journey, and the identity behind the mask."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guihang.care import queries as care
from guihang.cases import complaints, sharing
from guihang.cases import queries as cases
from guihang.cases.handovers import Handover
from guihang.cases.models import Case
from guihang.cases.terms import term_of
from guihang.casework import sealing
from guihang.core import journal
from guihang.core.action import ACTIONS
from guihang.core.ids import uuid7
from guihang.core.refusal import OutOfReach
from guihang.core.words import W
from guihang.engines.identity import mask_name
from guihang.engines.protocol import Planned
from guihang.engines.words import Words
from guihang.followup import queries as followup
from guihang.people import queries as people
from guihang.people.permissions import Fields, Permission
from guihang.people.register import REGISTERS
from guihang.web import finding, sought, work
from guihang.web.journey import drawn, standing
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet
from guihang.web.views import requests

PAGE = 25
TITLE = Words("人员名单", "People")
COLUMNS = (
    Words("姓名", "Name"), Words("人员编号", "Number"), Words("阶段", "Stage"),
    Words("责任单位", "Responsible unit"), Words("入所", "Admitted"), Words("出所", "Released"),
    Words("最近联系", "Last contact"),
)  # fmt: skip
FIRST = {
    Case.Stage.INSIDE: (
        "custody.propose_zone", "casework.record_consent", "casework.offer_handover",
        "casework.release",
    ),
    Case.Stage.RELEASED: (
        "casework.offer_handover", "casework.record_consent", "followup.record_contact",
        "followup.record_attempt",
    ),
}  # fmt: skip
"""What a stage asks for first; the others follow in the order of AT_HAND."""

SOON, NEWEST = timedelta(days=14), 20
"""Steps of the plan that open later, and records older than so many, are shown when asked for."""

AT_HAND = (
    "followup.record_contact", "followup.record_attempt", "followup.record_test",
    "followup.record_review", "casework.offer_handover", "casework.record_consent",
    "casework.release", "custody.propose_zone", "casework.record_term_event", "cases.give_code",
    "cases.give_family_code", "cases.add_relative", "care.join_circle", "followup.record_evidence",
    "followup.record_meeting", "cases.share", "cases.record_disclosure", "cases.correct_identity",
    "casework.close_case", "casework.reopen_case", "casework.draft_case",
    "casework.delay_sealing", "casework.propose_erasure",
)  # fmt: skip
"""Actions offered on a journey, most used first."""

FITS = {
    "casework.release": {Case.Stage.INSIDE}, "casework.record_term_event": {Case.Stage.INSIDE},
    "cases.give_code": set(Case.Stage), "custody.propose_zone": {Case.Stage.INSIDE},
    "casework.reopen_case": {Case.Stage.CLOSED}, "casework.propose_erasure": {Case.Stage.CLOSED},
    "casework.draft_case": {Case.Stage.CLOSED},
    "cases.correct_identity": set(Case.Stage),
    "casework.delay_sealing": {Case.Stage.CLOSED, Case.Stage.AFTERCARE},
    "cases.record_disclosure": set(Case.Stage),
}  # fmt: skip
"""Stages at which an action makes sense; what is not here fits every open case."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of a list of people, masked."""

    id: UUID
    name: str
    number: str
    unit: str
    stage: str
    admitted_at: datetime
    released_at: datetime | None
    last_contact_at: datetime | None
    silent_since: datetime | None


class CaseFilter(forms.Form):
    """The query above the list of people."""

    stage = forms.ChoiceField(label=W("阶段", "Stage"), required=False)
    unit = forms.ChoiceField(label=W("责任单位", "Responsible unit"), required=False)

    def __init__(self, data: Any, *, units: list[tuple[int, str]]) -> None:
        super().__init__(data)
        everything = [("", W("全部", "All"))]
        self.fields["stage"].choices = everything + list(Case.Stage.choices)
        self.fields["unit"].choices = everything + [(str(pk), name) for pk, name in units]


@page(Permission.PERSON_VIEW)
def index(request: Request) -> HttpResponse:
    """The list of cases, newest first, by stage and unit; page by page at constant cost."""
    after = cases.Cursor.parse(request.GET.get("after", ""))
    found = cases.cases(units=request.units, limit=PAGE, after=after, **_asked(request))
    rows, more = found[:PAGE], len(found) > PAGE
    request.saw(case.pk for case in rows)
    following = str(cases.Cursor(rows[-1].admitted_at, rows[-1].id)) if more else ""
    filters = CaseFilter(request.GET, units=people.named(request.units))
    page_of = {"shown": len(rows), "next": following}
    about = {
        "rows": [_row(case, request) for case in rows], "filters": filters, "page": page_of,
        "can_admit": Permission.PERSON_ADMIT in request.actor.permissions,
        "export_url": export_url(request, "people-export"),
    }  # fmt: skip
    return render(request, "people/index.html", about)


@page(None)
def search(request: Request) -> HttpResponse:
    """Find people (by number, ID number, phone, name, pinyin, initials), pages and registers."""
    if request.method == "POST":
        return sought.led(request, "search")
    text, units = sought.text(request), request.actor.units(Permission.PERSON_VIEW)
    places = finding.places(text, request.actor)
    if not units:
        return render(request, "people/search.html", {"text": text, "places": places})
    request.may(Permission.PERSON_VIEW)
    anywhere = request.actor.units(Permission.PERSON_FIND_ANYWHERE)
    phones = units if Fields.CONTACT in request.actor.sees(*units) else ()
    rows = cases.search(text, units=units, anywhere=anywhere, phones=phones)
    request.searched(case.pk for case in rows)
    found = [_row(case, request) for case in rows]
    about = {"rows": found, "text": text, "places": places, "people": True}
    return render(request, "people/search.html", about)


def _asked(request: Request) -> dict[str, Any]:
    """Return the filter in the address; what makes no sense is left out."""
    stage, unit = request.GET.get("stage", ""), request.GET.get("unit", "")
    return {
        "stage": stage if stage in Case.Stage.values else "",
        "unit_id": int(unit) if unit.isascii() and unit.isdigit() else None,
    }


@page(Permission.DATA_EXPORT, step_up=True)
def export(request: Request) -> FileResponse:
    """The list exactly as the filter shows it, masked, with who took it and when."""
    asked = _asked(request)
    rows = [_row(case, request) for case in cases.every_case(units=request.units, **asked)]
    request.saw(row.id for row in rows)
    names = dict(people.named(request.units))
    told = [str(Case.Stage(asked["stage"]).label)] if asked["stage"] else []
    told += [names[asked["unit_id"]]] if asked["unit_id"] in names else []
    return sheet(request, TITLE, COLUMNS, (_cells(row) for row in rows), told)


def _cells(row: PersonRow) -> list[str]:
    moments = (row.admitted_at, row.released_at, row.last_contact_at)
    days = [f"{timezone.localtime(at):%Y-%m-%d}" if at else "" for at in moments]
    return [row.name, row.number, row.stage, row.unit, *days]


def _row(case: Case, request: Request) -> PersonRow:
    """Return one line; contact and silence belong to the plan, which not every role is shown."""
    plan = Fields.PLAN in request.actor.sees(case.unit_id)
    standing = getattr(case, "standing", None) if plan else None
    return PersonRow(
        case.pk, mask_name(case.person.name) or "—", case.person.number, str(case.unit),
        str(Case.Stage(case.stage).label), case.admitted_at, case.released_at,
        standing.last_contact_at if standing else None,
        standing.silent_since if standing and case.stage == Case.Stage.AFTERCARE else None,
    )  # fmt: skip


@page(Permission.PERSON_VIEW)
def journey(request: Request, pk: UUID) -> HttpResponse:
    """One person on one page; ``?whole=1`` with every step and record, for paper too."""
    case, now = cases.case(pk, units=request.units), timezone.now()
    request.saw([case.pk])
    tasks, facts = followup.journey(case, now=now)
    here = [
        ACTIONS[name] for name in _ordered(case)
        if case.unit_id in request.actor.units(ACTIONS[name].permission) and _fits(name, case)
    ]  # fmt: skip
    handovers = cases.handovers_of(case)
    sees = _sees(request, case)
    due = next((task for task in tasks if task.state in ("overdue", "open")), None)
    lines = [
        line for line in journal.lines_of(case.pk, case.cipher) if _class_of(line.action) in sees
    ]
    whole = "whole" in request.GET
    about = {
        "case": case, "person": person_line(case), "tasks": tasks, "actions": here, "now": now,
        "next_task": due, "standing": standing(case, handovers),
        "handovers": [(row, _shares(row, request)) for row in handovers],
        "may": {action.name for action in here}, "readable": _readable(request, case),
        **_parted(tasks, now + SOON),
        "next_url": _next_url(due, case, {action.name for action in here}),
        "states": Counter(str(task.state) for task in tasks).items(),
        "term": term_of(case), "term_url": reverse("term", args=[case.pk])
        if case.facility_id in request.actor.units(Permission.SAFETY_VIEW) else "",
        "may_answer": _answers(request, case),
        "requests": [requests.shown(row, request) for row in complaints.of_case(case)]
        if Fields.NOTES in sees else [],
        "statements": [
            (row, row.opened("old_sealed"), row.opened("new_sealed"), row.opened("answer_sealed"),
             row.opened("statement_sealed")) for row in complaints.statements(case)
        ],
        "line": drawn(case, tasks, facts, now), "custody": cases.custody(case.pk),
        "relatives": cases.relatives(case) if Fields.FAMILY in sees else [],
        "team": people.team(case.unit_id), "circle": _circle(request, case, sees), "sees": set(map(str, sees)),
        "whole": whole, "timeline": lines if whole else lines[:NEWEST],
        "older": 0 if whole else len(lines[NEWEST:]),
        **_shared(case, now),
    }  # fmt: skip
    return render(request, "people/journey.html", about)


def _circle(request: Request, case: Case, sees: frozenset[Fields]) -> list[dict[str, Any]]:
    """Return who stands round the person, where this user may know it."""
    if Fields.FAMILY not in sees or case.unit_id not in request.actor.units(Permission.CARE_VIEW):
        return []
    return [
        {"part": row.get_part_display(), "name": row.text("name_sealed"),
         "task": row.text("task_sealed"), "since": row.since_on,
         "url": reverse("record", args=["circle", row.pk])}
        for row in care.circle(case)
    ]  # fmt: skip


def _answers(request: Request, case: Case) -> set[str]:
    """Return the actions by which this user may answer what the person asked for."""
    units = request.actor.units(Permission.REQUEST_ANSWER)
    return set(requests.ANSWERS.values()) if case.unit_id in units else set()


CLASS_OF = {
    "followup.record_contact": Fields.PLAN, "followup.record_attempt": Fields.PLAN,
    "followup.record_test": Fields.HEALTH, "followup.record_evidence": Fields.HEALTH,
    "followup.record_review": Fields.HEALTH, "followup.record_meeting": Fields.PLAN,
    "cases.add_relative": Fields.FAMILY, "cases.correct_identity": Fields.IDENTITY,
}  # fmt: skip
"""Action → the class of fields that its line on the timeline belongs to."""


def _class_of(action: str) -> Fields:
    """Return the class of fields of a line: what is confided to a worker is a note, the rest custody."""
    confided = action.startswith(("care.", "assessments."))
    known = CLASS_OF | _inside_the_facility()
    return known.get(action, Fields.NOTES if confided else Fields.CUSTODY)


@cache
def _inside_the_facility() -> dict[str, Fields]:
    """Return the actions of the facility with the class of the register whose rows they are about."""
    return {
        name: made.fields
        for made in REGISTERS.values() for name, found in ACTIONS.items()
        if made.fields and name.startswith("custody.")
        and (name == made.start or any(one.kind is made.model for one in found.references))
    }  # fmt: skip


def _sees(request: Request, case: Case) -> frozenset[Fields]:
    return request.actor.sees(case.unit_id, case.facility_id, case.offered_to_id)


def _shared(case: Case, now: datetime) -> dict[str, Any]:
    """Return what is shared of this case with whom, what was disclosed, and a delay of sealing."""
    consents = sharing.consents(case)
    return {
        "consents": [(one, uuid7()) for one in consents],
        "ask_again": [one for one in sharing.to_ask_again(case, consents) if one.ends_at > now],
        "disclosures": [sharing.told(row) for row in sharing.disclosures(case)],
        "delay": sealing.delayed_until(case, timezone.localdate(now)),
    }


def _next_url(task: Planned | None, case: Case, may: set[str]) -> str:
    """Return where the next task is recorded, for those who may record it."""
    if task is None or work.form_of(task.track) not in may:
        return ""
    return work.form_url(task.track, "/".join(task.key), case.pk)


def _shares(row: Handover, request: Request) -> bool:
    """Whether the page of a handover is for this user: their side sent or received it."""
    return not request.units.isdisjoint((row.from_unit_id, row.to_unit_id))


def _parted(tasks: Sequence[Planned], soon: datetime) -> dict[str, list[Planned]]:
    """Part the plan into what is at hand, what is behind and what comes later."""
    ahead = [task for task in tasks if task.state in ("overdue", "open", "upcoming")]
    return {
        "near": [task for task in ahead if task.opens_at <= soon],
        "far": [task for task in ahead if task.opens_at > soon],
        "past": [task for task in tasks if task.state not in ("overdue", "open", "upcoming")],
    }


def _readable(request: Request, case: Case) -> set[str]:
    """Return the actions whose free text this user may read: those they may record here."""
    units = request.actor.units
    if Fields.NOTES not in _sees(request, case):
        return set()
    return {name for name, found in ACTIONS.items() if case.unit_id in units(found.permission)}


def _ordered(case: Case) -> list[str]:
    first = FIRST.get(Case.Stage(case.stage), ())
    return [*first, *(name for name in AT_HAND if name not in first)]


def _fits(name: str, case: Case) -> bool:
    """Offer only what can be done at this stage; the guards have the last word."""
    stages = FITS.get(name)
    return case.stage != Case.Stage.CLOSED if stages is None else case.stage in stages


def person_line(case: Case) -> dict[str, Any]:
    """Return one person masked, for the line at the head of a page."""
    return {
        "name": mask_name(case.person.name) or "—", "number": case.person.number,
        "unit": case.unit, "stage": Case.Stage(case.stage).label,
        "url": reverse("journey", args=[case.pk]),
    }  # fmt: skip


@page(Permission.PERSON_VIEW)
def identity(request: Request, pk: UUID) -> HttpResponse:
    """Name, number, phone and address without the mask; the look is on the log of reads."""
    case = cases.case(pk, units=request.units)
    sees = _sees(request, case)
    if Fields.IDENTITY not in sees:
        raise OutOfReach
    request.saw([case.pk])
    relatives = [
        {"relation": relative.get_relation_display(), "name": relative.opened("name_sealed"),
         "phone": relative.opened("phone_sealed"), "may_contact": relative.may_contact}
        for relative in cases.relatives(case) if Fields.FAMILY in sees
    ]  # fmt: skip
    about = {
        "case": case, "person": case.person, "relatives": relatives, "sees": set(map(str, sees)),
    }  # fmt: skip
    return render(request, "people/identity.html", about)
