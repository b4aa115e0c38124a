"""发布: what was published, by which definitions, and what changed since the release before."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from guihang.core.words import say
from guihang.engines.definitions import DICTIONARY
from guihang.engines.figures.honesty import SMALL_CELLS, rounded_count, rounded_rate, small
from guihang.engines.words import Words
from guihang.outcomes import comparing, keeping, publishing
from guihang.outcomes.bulletin import files
from guihang.outcomes.bulletin.content import write
from guihang.outcomes.models import Publication, PublishedFigure
from guihang.people.permissions import Permission
from guihang.web.cohorts import FIRST_YEAR, around, asked
from guihang.web.page import Request, page


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """Every publication with its figures; the newest beside the one before it."""
    form, question, waiting = asked(request)
    known = publishing.publications(units=frozenset(request.units))
    about = around(request, form, question, waiting) | {
        "publications": [_row(one) for one in known], "cells": SMALL_CELLS,
        "years": range(question.today.year, FIRST_YEAR - 1, -1),
        "changes": _changes(known), "may_publish": bool(request.actor.units(Permission.OUTCOME_PUBLISH)),
    }  # fmt: skip
    return render(request, "outcomes/published.html", about)


def _row(made: Publication) -> dict[str, Any]:
    figures = [as_public(one) for one in made.figures.order_by("pk")]
    told = [one for one in figures if not one["hidden"]]
    left_out = [one for one in figures if one["hidden"]]
    return {"made": made, "day": publishing.on_day(made), "figures": told, "left_out": left_out}


def as_public(one: PublishedFigure) -> dict[str, Any]:
    """Return a published figure as the public may see it: rounded, or withheld where too small."""
    definition = {
        name: Words(*text) for name, text in one.definition.items() if isinstance(text, list)
    }
    about = definition | {"code": one.code, "version": one.version, "reason": one.reason}
    cells = one.numerator is not None and one.denominator is not None
    if one.denominator is None:  # a count of the period
        count = one.numerator or 0
        if not DICTIONARY[one.code].of_people:
            return about | {"hidden": False, "count": count}
        hide = 0 < count < SMALL_CELLS.published
        return about | {"hidden": hide, "count": rounded_count(count)}
    hide = one.value is None or (
        cells and small(one.numerator or 0, one.denominator, SMALL_CELLS.published)
    )
    rates = {
        name: None if hide or getattr(one, name) is None else rounded_rate(getattr(one, name))
        for name in ("value", "lower", "upper", "lost", "reach")
    }
    return about | rates | {
        "hidden": hide, "people": rounded_count(one.denominator),
        "provisional": one.provisional,
    }  # fmt: skip


def _changes(known: list[Publication]) -> dict[str, Any] | None:
    """The newest publication beside the one before it for the same unit."""
    if not known:
        return None
    newest = known[0]
    before = next((one for one in known[1:] if one.unit_id == newest.unit_id), None)
    if before is None:
        return None
    return {"newest": newest, "before": before, "rows": comparing.changes(before, newest)}


KINDS = {
    "docx": (files.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (files.pdf, "application/pdf"),
}


@page(Permission.OUTCOME_VIEW)
def bulletin(request: Request, year: int, kind: str) -> HttpResponse:
    """The bulletin of a year, written from the records within reach."""
    today = timezone.localdate()
    if kind not in KINDS or not FIRST_YEAR <= year <= today.year:
        raise Http404
    keeping.refresh()
    request.took()
    posts = request.actor.posts
    made = write(
        year=year, units=frozenset(request.units), today=today,
        unit=posts[0].unit if posts else Words("", ""),
    )  # fmt: skip
    save, content_type = KINDS[kind]
    response = HttpResponse(save(made), content_type=content_type)
    name = f"{say(made.title)}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
