"""逐月监测: months of release one after another, and what a chance month would look like."""

from dataclasses import replace
from itertools import dropwhile
from typing import Any

import numpy as np
from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from guihang.core.words import say
from guihang.engines.definitions import DICTIONARY, HORIZONS
from guihang.engines.figures.cohort_counts import Cause, CohortCounts, last_month
from guihang.engines.figures.expected import shares
from guihang.engines.figures.followed import EPOCH, ends_of, month_of
from guihang.engines.figures.honesty import SMALL_CELLS, small
from guihang.engines.figures.indicators import figure
from guihang.engines.stats.charts import p_chart
from guihang.engines.stats.cusum import YEARS, cusum, threshold
from guihang.engines.words import Words
from guihang.outcomes import questions
from guihang.outcomes.questions import Question
from guihang.people.permissions import Permission
from guihang.web.cohorts import around, asked, cohort_words
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet
from guihang.web.views.facilities import FEWEST as COMPARED

TITLE = Words("逐月监测", "Month by month")
COLUMNS = (
    Words("出所月份", "Released in"), Words("人数", "People"),
    Words("90 天内确认复吸", "Relapse in 90 days"), Words("90 天严格保持", "Strict, 90 days"),
    Words("黄金三月完成", "Golden quarter"),
)  # fmt: skip
ENOUGH = 20
"""People whom a span should have, so that most of its cells may be shown: set by the product."""
FEWEST = 8
"""Spans below which limits mean nothing: set by the product."""

QUARTER = HORIZONS[0].days
PATHS = 500
"""Runs simulated for the height of the chart: within about 5 %, in less than a second."""


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """The golden quarter beside the 90-day rate, and a control chart of early relapse."""
    form, question, waiting = asked(request)
    rows = _rows(questions.counts_of_question(question), question)
    about = around(request, form, question, waiting) | {
        "rows": rows,
        "export_url": export_url(request, "outcomes-months-export", Permission.OUTCOME_VIEW),
    }
    if any(row["people"] for row in rows):
        about |= {"golden_chart": _golden(rows), "control": _control(rows)}
    # A running score tells of single people: it is for those who may open their records.
    if question.facility in request.actor.units(Permission.PERSON_VIEW):
        about["watch"] = _watch(question)
    return render(request, "outcomes/months.html", about)


@page(Permission.OUTCOME_VIEW, step_up=True)
def export(request: Request) -> FileResponse:
    """The numbers by month as a sheet; a cell that is small is empty."""
    form, question, _ = asked(request)
    rows = (
        (row["month"], row["people"], row["relapse_rate"], row["strict_rate"], row["golden_rate"])
        for row in _rows(questions.counts_of_question(question), question)
    )
    return sheet(request, TITLE, COLUMNS, rows, [cohort_words(form, question)])


def _watch(question: Question) -> dict[str, Any] | None:
    """Return the risk-adjusted CUSUM of one facility, at its highest in each month of release.

    The risk of a person is the share with a relapse among everybody alike (sex, drug, year of
    release) in all facilities within reach; with fewer than three of them there is no average.
    Only releases of the last three years: of earlier ones, some are sealed and have no month.
    """
    if len(questions.facilities(question.units)) < COMPARED:
        return None
    people = questions.people_of(replace(question, facility=None))
    cut_off = question.cut_off.toordinal() - EPOCH
    people = people.where(
        (people.released <= cut_off - QUARTER) & (people.released > cut_off - HORIZONS[-1].days)
    )
    ends = ends_of(people, cut_off)
    event = (ends.cause == Cause.RELAPSE) & (ends.days <= QUARTER)
    here = np.flatnonzero(people.facility == question.facility)
    here = here[np.argsort(people.released[here], kind="stable")]
    months = month_of(people.released[here])
    if here.size < ENOUGH or np.unique(months).size < FEWEST or not event.any():
        return None
    risk = shares(event, ends.stratum())[here]
    a_year = here.size / ((months[-1] - months[0] + 1) / 12)
    height = threshold(risk, max(YEARS * a_year, 10), seed=1, paths=PATHS)
    found = cusum(event[here], risk, height.value)
    starts = np.flatnonzero(np.diff(months, prepend=-1))
    highest = np.maximum.reduceat(found.score, starts)
    names = [_named(month, month) for month in months[starts].tolist()]
    signalled = sorted({_named(month, month) for month in months[list(found.signals)].tolist()})
    name = say(Words("累积得分", "Running score"))
    return {
        "signals": signalled, "odds": found.odds, "years": f"{YEARS:g}",
        "chart": {
            "kind": "control", "categories": names, "centre": 0,
            "series": [{"name": name, "values": highest.round(3).tolist()}],
            "lower": [0.0] * len(names), "upper": [round(height.value, 2)] * len(names),
        },
    }  # fmt: skip


def _rows(counts: CohortCounts, question: Question) -> list[dict[str, Any]]:
    """One line a span of release; the newest have no 90 days yet and are left out."""
    rows = []
    for first, last in _spans(counts, question):
        part = counts.in_months(first, last)
        row: dict[str, Any] = {"month": _named(first, last), "people": 0}
        for name, code in (
            ("relapse", "RELAPSE_3"), ("strict", "RET_STRICT_3"), ("golden", "GOLDEN90"),
        ):  # fmt: skip
            found = figure(DICTIONARY[code], part, question.cut_off)
            cells = (found.numerator or 0, found.denominator)
            row[name] = None if not cells[1] else cells
            row[f"{name}_rate"] = _rate(row[name])
            if name == "relapse":
                row["people"] = cells[1]
        rows.append(row)
    return list(dropwhile(lambda row: not row["people"], rows))


def _spans(counts: CohortCounts, question: Question) -> list[tuple[int, int]]:
    """Return first and last month of each span, in order.

    Older than three years are whole years: of some the record is sealed, and its month not kept.
    """
    newest = min(last_month(question.cut_off, QUARTER), question.months[1])
    step, year = _step(counts, newest), (newest - HORIZONS[-1].months) // 12 + 1
    years = [(one * 12, min(one * 12 + 11, newest)) for one in range(question.first, year)]
    begins = max(year * 12, question.months[0])
    lasts = range(newest, begins - 1, -step)
    return years + [(max(last - step + 1, begins), last) for last in reversed(lasts)]


def _step(counts: CohortCounts, newest: int) -> int:
    """Return 1, 3 or 6 months: the shortest span in which enough people are released."""
    recent = counts.in_months(newest - 11, newest).people() / 12
    return next((step for step in (1, 3) if recent * step >= ENOUGH), 6)


def _named(first: int, last: int) -> str:
    if last - first == 11 and first % 12 == 0:
        return str(first // 12)
    ends = [f"{month // 12}-{month % 12 + 1:02d}" for month in (first, last)]
    return ends[0] if first == last else f"{ends[0]}/{ends[1][5:]}"


def _rate(cells: tuple[int, int] | None) -> float | None:
    if cells is None or small(*cells, SMALL_CELLS.inside):
        return None
    return cells[0] / cells[1]


def _golden(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Work done beside what came of it; the same months of release on one axis."""
    return {
        "kind": "line", "unit": "%", "categories": [row["month"] for row in rows],
        "series": [
            {"name": say(DICTIONARY[code].words), "values": [row[f"{name}_rate"] for row in rows]}
            for name, code in (("golden", "GOLDEN90"), ("strict", "RET_STRICT_3"))
        ],
    }  # fmt: skip


def _control(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The p-chart of the spans with people, at least FEWEST; a cell that is small is not drawn."""
    known = [row for row in rows if row["relapse"]]
    events = [row["relapse"][0] for row in known]
    if len(known) < FEWEST or not 0 < sum(events) < sum(row["people"] for row in known):
        return None
    found = p_chart(events, [row["people"] for row in known])
    name = say(Words("90 天内确认复吸", "Relapse confirmed within 90 days"))
    shares = [row["relapse_rate"] for row in known]
    odd = found.outside | found.shift
    return {
        "signals": [
            row["month"] for row, share, out in zip(known, shares, odd, strict=True)
            if out and share is not None
        ],
        "chart": {
            "kind": "control", "unit": "%", "categories": [row["month"] for row in known],
            "series": [{"name": name, "values": shares}], "centre": found.centre,
            "lower": found.lower.tolist(), "upper": found.upper.tolist(),
        },
    }  # fmt: skip
