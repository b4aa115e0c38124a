"""衔接: what is offered, by whom, to whom, until when, and what is stuck."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guihang.cases import queries as cases
from guihang.casework import queries as casework
from guihang.core.action import ACTIONS
from guihang.engines.identity import mask_name
from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet
from guihang.web.templatetags.days import due
from guihang.web.templatetags.ui import STATES
from guihang.web.views.people import person_line

TITLE = Words("衔接名单", "Handovers")
COLUMNS = (
    Words("名单", "List"), Words("姓名", "Name"), Words("人员编号", "Number"),
    Words("移交单位", "From"), Words("接收单位", "To"), Words("出所", "Released"),
    Words("接收期限", "Answer by"), Words("状态", "State"),
)  # fmt: skip
WAITING = Words("等待接收", "Waiting for an answer")
GAP = Words("已出所，尚未发起衔接", "Released, offered to nobody")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One unanswered offer."""

    pk: UUID
    case_id: UUID
    name: str
    number: str
    from_unit: str
    to_unit: str
    expires_at: datetime
    late: bool
    before: Words | None
    """Who must act on an offer that ran out, as far as the sender's side may know."""


def waiting(units: Iterable[int], now: datetime) -> list[Waiting]:
    """Return the unanswered offers that ``units`` sent or received, soonest first."""
    stuck = casework.handover_escalations(units=units, now=now)
    levels = {row.handover_id: row.level.words for row in stuck}
    return [
        Waiting(
            row.pk, row.case_id, mask_name(row.case.person.name) or "—", row.case.person.number,
            str(row.from_unit), str(row.to_unit), row.expires_at, row.expires_at <= now,
            levels.get(row.pk),
        )
        for row in cases.open_handovers(units=units)
    ]  # fmt: skip


@page(Permission.PERSON_VIEW)
def index(request: Request) -> HttpResponse:
    """Offers that wait, those that ran out first, and people nobody was offered to."""
    rows, stuck = _listed(request)
    about = {
        "rows": rows, "stuck": stuck, "returned": _returned(request),
        "export_url": export_url(request, "handovers-export"),
    }  # fmt: skip
    return render(request, "handovers/index.html", about)


def _returned(request: Request) -> list[dict[str, Any]]:
    """Return the offers that came back, with why; without a name where the person is out of reach."""
    found = cases.returned_handovers(units=request.units)
    request.saw(row.case_id for row, _, _ in found)
    return [
        {"pk": row.pk, "name": (mask_name(case.person.name) or "—") if case else "",
         "from_unit": row.from_unit, "to_unit": row.to_unit, "at": row.answered_at, "why": why}
        for row, case, why in found
    ]  # fmt: skip


def _listed(request: Request) -> tuple[list[Waiting], list[dict[str, Any]]]:
    rows = waiting(request.units, timezone.now())
    stuck = casework.released_without_offer(units=request.units)
    request.saw({row.case_id for row in rows} | {case.pk for case in stuck})
    return rows, [person_line(case) | {"released_at": case.released_at} for case in stuck]


@page(Permission.DATA_EXPORT, step_up=True)
def export(request: Request) -> FileResponse:
    """Both lists of the page in one file."""
    rows, stuck = _listed(request)
    cells = [
        (WAITING, row.name, row.number, row.from_unit, row.to_unit, None, due(row.expires_at),
         _state(row))
        for row in rows
    ] + [
        (GAP, row["name"], row["number"], str(row["unit"]), None,
         timezone.localtime(row["released_at"]).date(), None, None)
        for row in stuck
    ]  # fmt: skip
    return sheet(request, TITLE, COLUMNS, cells)


def _state(row: Waiting) -> Words:
    """Return the state as the page shows it, with who must act on an offer that ran out."""
    words = STATES["overdue" if row.late else "open"][1]
    if row.before is None:
        return words
    return Words(
        f"{words.zh}，已提请{row.before.zh}", f"{words.en}, now before {row.before.en}"
    )  # fmt: skip


@page(Permission.PERSON_VIEW)
def handover(request: Request, pk: UUID) -> HttpResponse:
    """One handover with what the sender wrote, and the answers that this user may give."""
    row = cases.handover(pk, units=request.units)
    case = row.known_case
    request.saw([row.case_id])
    about: dict[str, Any] = {
        "row": row, "case": case, "person": person_line(case) if case else None,
        "note": row.text("note_sealed") if case else "",
        "answer": row.text("answer_sealed") if case else _why(request, row),
        "actions": _answers(request, row),
    }  # fmt: skip
    return render(request, "handovers/handover.html", about)


def _why(request: Request, row: Any) -> str:
    """Return why an offer was returned, of a person who is out of reach since."""
    return "".join(why for *_, why in cases.returned_handovers(units=request.units, pk=row.pk))


def _answers(request: Request, row: Any) -> list[Any]:
    if row.state not in row.UNANSWERED:
        return []
    places = {
        "casework.accept_handover": row.to_unit_id, "casework.return_handover": row.to_unit_id,
        "casework.withdraw_handover": row.from_unit_id,
    }  # fmt: skip
    return [
        ACTIONS[name] for name, unit in places.items()
        if unit in request.actor.units(ACTIONS[name].permission)
    ]  # fmt: skip
