"""衔接: what is offered, by whom, to whom, until when, and what is stuck."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guihang.cases import queries as cases
from guihang.cases.handovers import Handover
from guihang.cases.queries import Cursor
from guihang.casework import queries as casework
from guihang.core.action import ACTIONS
from guihang.engines.identity import mask_name
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet
from guihang.web.templatetags.days import due
from guihang.web.templatetags.ui import STATES
from guihang.web.views.people import person_line

TITLE = Words("衔接名单", "Handovers")
COLUMNS = (
    Words("名单", "List"), Words("姓名", "Name"), Words("人员编号", "Number"),
    Words("移交单位", "From"), Words("接收单位", "To"), Words("出所", "Released"),
    Words("接收期限", "Answer by"), Words("状态", "State"), Words("退回原因", "Reason"),
)  # fmt: skip
PAGE, EXPORT_PAGE = 25, 500
type Found = list[tuple[Cursor, Any]]
"""Rows of one of the lists, each with its place in it; one more than asked for if there are."""
WAITING = Words("等待接收", "Waiting for an answer")
GAP = Words("已出所，尚未发起衔接", "Released, offered to nobody")
RETURNED = Words("已退回", "Returned")
ELSEWHERE = Words("不在您的范围内", "Out of your reach")


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


def waiting(
    units: Iterable[int], now: datetime, *, after: Cursor | None = None, limit: int
) -> list[Waiting]:
    """Return the unanswered offers that ``units`` sent or received, soonest first; one more if
    there are."""
    rows = cases.open_handovers(units=units, after=after, limit=limit)
    late = [row.pk for row in rows if row.expires_at <= now]
    stuck = casework.handover_escalations(units=units, now=now, of=late)
    levels = {row.handover_id: row.level.words for row in stuck}
    return [
        Waiting(
            row.pk, row.case_id, mask_name(row.case.person.name) or "—", row.case.person.number,
            str(row.from_unit), str(row.to_unit), row.expires_at, row.expires_at <= now,
            levels.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip


def _waiting(request: Request, after: Cursor | None, limit: int) -> Found:
    rows = waiting(request.units, timezone.now(), after=after, limit=limit)
    request.saw({row.case_id for row in rows[:limit]})
    return [(Cursor(row.expires_at, row.pk), row) for row in rows]


def _gap(request: Request, after: Cursor | None, limit: int) -> Found:
    rows = casework.released_without_offer(units=request.units, after=after, limit=limit)
    request.saw({case.pk for case in rows[:limit]})
    return [
        (Cursor(case.released_at, case.pk), person_line(case) | {"released_at": case.released_at})
        for case in rows
    ]


def _returned(request: Request, after: Cursor | None, limit: int) -> Found:
    """What came back, with why; without a name where the person is out of reach."""
    rows = cases.returned_handovers(units=request.units, after=after, limit=limit)
    request.saw(row.case_id for row, _, _ in rows[:limit])
    return [
        (Cursor(row.answered_at, row.pk), {
            "pk": row.pk, "name": (mask_name(case.person.name) or "—") if case else "",
            "number": case.person.number if case else "", "from_unit": row.from_unit,
            "to_unit": row.to_unit, "at": row.answered_at,
            "why": why if _reads_notes(request, row) else "",
        })
        for row, case, why in rows
    ]  # fmt: skip


def _reads_notes(request: Request, row: Handover) -> bool:
    """Whether what was written to this handover is for the roles of this user."""
    return Fields.NOTES in request.actor.sees(row.from_unit_id, row.to_unit_id)


LISTS = {"waiting": _waiting, "gap": _gap, "returned": _returned}


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one of the lists, and where its next page begins."""

    rows: list[Any]
    shown: int
    next: str


@page(Permission.PERSON_VIEW)
def index(request: Request) -> HttpResponse:
    """Offers that wait, those that ran out first; people nobody was offered to; what came back.

    The first rows of each; ``?list=`` shows one of the lists, page by page.
    """
    only = request.GET.get("list", "")
    only = only if only in LISTS else ""
    after = Cursor.parse(request.GET.get("after", "")) if only else None
    wanted = [only] if only else [*LISTS]
    parts = {name: _part(LISTS[name](request, after, PAGE)) for name in wanted}
    about = {**parts, "only": only, "export_url": export_url(request, "handovers-export")}
    return render(request, "handovers/index.html", about)


def _part(found: Found) -> Part:
    shown = found[:PAGE]
    following = str(shown[-1][0]) if len(found) > PAGE else ""
    return Part([row for _, row in shown], len(shown), following)


@page(Permission.DATA_EXPORT, step_up=True)
def export(request: Request) -> FileResponse:
    """All three lists, whole, in one file."""
    cells = [
        (WAITING, row.name, row.number, row.from_unit, row.to_unit, None, due(row.expires_at),
         _state(row), None)
        for row in _every(request, _waiting)
    ] + [
        (GAP, row["name"], row["number"], str(row["unit"]), None,
         timezone.localtime(row["released_at"]).date(), None, None, None)
        for row in _every(request, _gap)
    ] + [
        (RETURNED, row["name"] or ELSEWHERE, row["number"], str(row["from_unit"]),
         str(row["to_unit"]), None, None, Words(*_when(row["at"])), row["why"])
        for row in _every(request, _returned)
    ]  # fmt: skip
    return sheet(request, TITLE, COLUMNS, cells)


def _every(request: Request, fetch: Callable[..., Found]) -> Iterator[Any]:
    after = None
    while True:
        found = fetch(request, after, EXPORT_PAGE)
        yield from (row for _, row in found[:EXPORT_PAGE])
        if len(found) <= EXPORT_PAGE:
            return
        after = found[EXPORT_PAGE - 1][0]


def _when(at: datetime) -> tuple[str, str]:
    moment = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    return f"{moment} 退回", f"returned {moment}"


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
    notes = _reads_notes(request, row)
    request.saw([row.case_id])
    about: dict[str, Any] = {
        "row": row, "case": case, "person": person_line(case) if case else None,
        "note": row.text("note_sealed") if case and notes else "",
        "answer": (row.text("answer_sealed") if case else _why(request, row)) if notes else "",
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
