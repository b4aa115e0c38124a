"""逐月监测: months of release one after another, and what a chance month would look like."""

from itertools import dropwhile
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from guihang.core.words import say
from guihang.engines.definitions import DICTIONARY, HORIZONS
from guihang.engines.figures.cohort_counts import CohortCounts, last_month
from guihang.engines.figures.honesty import SMALL_CELLS, small
from guihang.engines.figures.indicators import figure
from guihang.engines.stats.charts import p_chart
from guihang.engines.words import Words
from guihang.outcomes import questions
from guihang.outcomes.questions import Question
from guihang.people.permissions import Permission
from guihang.web.cohorts import around, asked
from guihang.web.page import Request, page

SPANS = 24
ENOUGH = 20
"""People whom a span should have, so that most of its cells may be shown: set by the product."""
FEWEST = 8
"""Spans below which limits mean nothing: set by the product."""

QUARTER = HORIZONS[0].days


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """The golden quarter beside the 90-day rate, and a control chart of early relapse."""
    form, question, waiting = asked(request)
    rows = _rows(questions.counts_of_question(question), question)
    about = around(request, form, question, waiting) | {"rows": rows}
    if any(row["people"] for row in rows):
        about |= {"golden_chart": _golden(rows), "control": _control(rows)}
    return render(request, "outcomes/months.html", about)


def _rows(counts: CohortCounts, question: Question) -> list[dict[str, Any]]:
    """One line a span of release; the newest have no 90 days yet and are left out."""
    newest = min(last_month(question.cut_off, QUARTER), question.months[1])
    step = _step(counts, newest)
    rows = []
    for last in range(newest, max(newest - SPANS * step, question.months[0]), -step):
        part = counts.in_months(last - step + 1, last)
        row: dict[str, Any] = {"month": _named(last - step + 1, last), "people": 0}
        for name, code in (
            ("relapse", "RELAPSE_3"), ("strict", "RET_STRICT_3"), ("golden", "GOLDEN90"),
        ):  # fmt: skip
            found = figure(DICTIONARY[code], part, question.cut_off)
            cells = (found.numerator or 0, found.denominator)
            row[name] = None if not cells[1] else cells
            row[f"{name}_rate"] = _rate(row[name])
            if name == "relapse":
                row["people"] = cells[1]
        rows.insert(0, row)
    return list(dropwhile(lambda row: not row["people"], rows))


def _step(counts: CohortCounts, newest: int) -> int:
    """Return 1, 3 or 6 months: the shortest span in which enough people are released."""
    recent = counts.in_months(newest - 11, newest).people() / 12
    return next((step for step in (1, 3) if recent * step >= ENOUGH), 6)


def _named(first: int, last: int) -> str:
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
