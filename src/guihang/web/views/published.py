"""发布: what was published, by which definitions, and what changed since the release before."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from guihang.core.words import say
from guihang.engines.figures.honesty import SMALL_CELLS
from guihang.engines.words import Words
from guihang.outcomes import comparing, keeping, publishing
from guihang.outcomes.bulletin import files
from guihang.outcomes.bulletin.content import write
from guihang.outcomes.models import Publication
from guihang.outcomes.public import as_public
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
