"""成效: the seven results, each a number with its definition, interval, trend and records."""

from dataclasses import dataclass, replace
from datetime import date

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render

from guihang.core.words import say
from guihang.engines.definitions import DICTIONARY, HORIZONS, Definition, Kind, State
from guihang.engines.figures.cohort_counts import CohortCounts
from guihang.engines.figures.honesty import SMALL_CELLS, small
from guihang.engines.figures.indicators import Figure, figure
from guihang.engines.retention import HONESTY, Caution
from guihang.engines.words import Words
from guihang.outcomes import questions
from guihang.outcomes.questions import Question
from guihang.outcomes.results import RESULTS, Result, Span, count_of
from guihang.people.permissions import Permission
from guihang.web.cohorts import around, asked, cohort_words
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet
from guihang.web.views.people import person_line

TREND_YEARS = 5
TITLE = Words("七项成效", "Seven results")
COLUMNS = (
    Words("成效", "Result"), Words("指标", "Indicator"), Words("代码与版本", "Code and version"),
    Words("数值", "Value"), Words("95% 下限", "Lower 95% limit"), Words("95% 上限", "Upper 95% limit"),
    Words("分子", "Numerator"), Words("分母", "Denominator"), Words("失访占比", "Share lost"),
    Words("说明", "Note"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One indicator as a page shows it. ``value`` is None where nothing may or can be said."""

    definition: Definition
    value: float | None
    figure: Figure | None
    note: Words | None
    trend: tuple[tuple[int, float | None], ...]
    records: str = ""

    @property
    def is_share(self) -> bool:
        return self.definition.kind in (Kind.SHARE, Kind.CURVE)


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """The seven results of one cohort and its period."""
    form, question, waiting = asked(request)
    about = around(request, form, question, waiting) | {
        "results": results(question), "rule": HONESTY, "cells": SMALL_CELLS,
        "export_url": export_url(request, "outcomes-export", Permission.OUTCOME_VIEW),
    }  # fmt: skip
    return render(request, "outcomes/index.html", about)


def results(question: Question) -> list[tuple[Result, list[Shown]]]:
    """Return each result with its indicators."""
    counts = questions.counts_of_question(question)
    return [
        (result, [_shown(one, question, counts) for one in result.definitions])
        for result in RESULTS
    ]  # fmt: skip


def _shown(definition: Definition, question: Question, counts: CohortCounts) -> Shown:
    if definition.horizon is None:
        return _counted(definition, question)
    found = withheld(figure(definition, counts, question.cut_off))
    years = range(max(question.first, question.last - TREND_YEARS + 1), question.last + 1)
    trend = tuple(
        (year, withheld(figure(definition, counts.in_months(year * 12, year * 12 + 11),
                               question.cut_off)).value) for year in years
    )  # fmt: skip
    records = RECORDS.get(definition.code, "") if found.value is not None else ""
    return Shown(
        definition, found.value, found, found.reason.words if found.reason else None, trend, records
    )


def withheld(found: Figure, floor: int = SMALL_CELLS.inside) -> Figure:
    """Return the figure, without its numbers where one of its cells is too small."""
    if found.numerator is None or found.value is None:
        return found
    if not small(found.numerator, found.denominator, floor):
        return found
    return replace(
        found, numerator=None, value=None, lower=None, upper=None, reason=_small(floor)
    )  # fmt: skip


def _small(floor: int) -> Caution:
    words = Words(
        "分子、余数或分母不足 {floor} 人，不显示", "A cell has fewer than {floor} people: not shown"
    )
    return Caution("small_cell", words.fill(floor=floor))


NO_RECORDS = Words("本系统中还没有这类记录", "No such records are kept here yet")


def _counted(definition: Definition, question: Question) -> Shown:
    units = question.units
    if question.facility is not None:
        units = frozenset({question.facility})
    count = count_of(definition, Span(units, date(question.first, 1, 1), question.cut_off))
    if count is None:
        return Shown(definition, None, None, NO_RECORDS, ())
    years = range(max(question.first, question.last - TREND_YEARS + 1), question.last + 1)
    trend = tuple(
        (year, float(count_of(definition, Span(
            units, date(year, 1, 1), min(date(year, 12, 31), question.cut_off))) or 0))
        for year in years
    )  # fmt: skip
    if not any(value for _, value in trend):
        trend = ()
    if definition.of_people and 0 < count < SMALL_CELLS.inside:
        return Shown(definition, None, None, _small(SMALL_CELLS.inside).words, ())
    return Shown(definition, float(count), None, None, trend)


RECORDS = {
    f"{form}_{horizon.months}": f"{state.name.lower()}-{place}"
    for place, horizon in enumerate(HORIZONS)
    for form, state in (("RET_DETECT", State.RELAPSED), ("RET_STRICT", State.UNKNOWN))
}
"""Indicator → the records to look at behind it: of the detected rate, whoever relapsed; of the
strict one, whoever was not reached."""


@page(Permission.OUTCOME_VIEW, step_up=True)
def export(request: Request) -> FileResponse:
    """The figures of the seven results as a sheet; nobody is in it."""
    form, question, _ = asked(request)
    rows = (
        (say(result.words), say(one.definition.words), one.definition.name, one.value,
         one.figure and one.figure.lower, one.figure and one.figure.upper,
         one.figure and one.figure.numerator, one.figure and one.figure.denominator,
         one.figure and one.figure.lost, say(one.note) if one.note else None)
        for result, shown in results(question) for one in shown
    )  # fmt: skip
    return sheet(request, TITLE, COLUMNS, rows, [cohort_words(form, question)])


@page(Permission.OUTCOME_VIEW)
def definitions(request: Request) -> HttpResponse:
    """The dictionary: every indicator with what it counts, out of whom, and on whose word."""
    form, question, waiting = asked(request)
    groups = [
        (result, [one for one in DICTIONARY.values() if one.result == result.number])
        for result in RESULTS
    ]
    about = around(request, form, question, waiting) | {
        "groups": groups, "rules": (HONESTY, SMALL_CELLS),
    }  # fmt: skip
    return render(request, "outcomes/definitions.html", about)


LIMIT = 200


@page(Permission.PERSON_VIEW)
def records(request: Request, state: str) -> HttpResponse:
    """The people behind a number, for whoever may see them; the look is noted for each."""
    name, _, place = state.rpartition("-")
    if name.upper() not in State.__members__ or place not in ("0", "1", "2"):
        raise Http404
    form, question, _ = asked(request)
    wanted, horizon = State[name.upper()], HORIZONS[int(place)]
    rows, total = questions.cases_behind(question, wanted, int(place), limit=LIMIT)
    request.saw(case.pk for case in rows)
    about = around(request, form, question, 0) | {
        "people": [person_line(case) for case in rows], "total": total, "state": wanted.words, "horizon": horizon.words,
        "limit": LIMIT,
    }  # fmt: skip
    return render(request, "outcomes/records.html", about)
