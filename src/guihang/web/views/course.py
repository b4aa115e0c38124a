"""结局构成: what became of the people of one cohort, each end beside the others."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from guihang.core.words import say
from guihang.engines.definitions import HORIZONS
from guihang.engines.figures.cohort_counts import Cause
from guihang.engines.figures.honesty import SMALL_CELLS
from guihang.engines.retention import HONESTY
from guihang.engines.stats.incidence import Incidence, incidences
from guihang.engines.survival_ledger import tally_outcomes
from guihang.engines.words import Words
from guihang.outcomes import questions
from guihang.outcomes.questions import Question
from guihang.people.permissions import Permission
from guihang.web.cohorts import around, asked, cohort_words
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet
from guihang.web.views.retention import RISK_TABLE

TITLE = Words("结局构成", "What became of people")
COLUMNS = (
    Words("结局", "End"), Words("时点(天)", "Day"), Words("比例", "Share"),
    Words("95% 下限", "Lower 95% limit"), Words("95% 上限", "Upper 95% limit"),
)  # fmt: skip

CAUSES = {
    Cause.RELAPSE: Words("确认复吸", "Confirmed relapse"),
    Cause.DEATH: Words("去世", "Death"),
    Cause.CUSTODY: Words("再次被收戒或羁押", "In custody again"),
    Cause.LOST: Words("失访(90 天无查实联系)", "Lost (90 days without verified contact)"),
}


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """Cumulative incidence of relapse, death, custody and loss (Aalen–Johansen)."""
    form, question, waiting = asked(request)
    about = around(request, form, question, waiting) | {
        "rule": HONESTY,
        "export_url": export_url(request, "outcomes-course-export", Permission.OUTCOME_VIEW),
    }
    if found := _found(question):
        about |= {"chart": _chart(found), "at_risk": _at_risk(found), "table": _table(found),
                  "horizons": [one.words for one in HORIZONS]}  # fmt: skip
    return render(request, "outcomes/course.html", about)


@page(Permission.OUTCOME_VIEW, step_up=True)
def export(request: Request) -> FileResponse:
    """The shares of each end at each horizon as a sheet; nobody is in it."""
    form, question, _ = asked(request)
    rows: list[tuple[Any, ...]] = []
    if found := _found(question):
        for row in _table(found):
            for place, horizon in enumerate(HORIZONS):
                one = row["cells"][place] if "cells" in row else None
                limits = (one.incidence, one.lower, one.upper) if one else (None, None, None)
                shares = (row["free"][place], None, None) if "free" in row else limits
                rows.append((say(row["words"]), horizon.days, *shares))
    return sheet(request, TITLE, COLUMNS, rows, [cohort_words(form, question)])


def _found(question: Question) -> Incidence | None:
    """Return the incidence of every end, or None for too few people."""
    ends = questions.ends_of_question(question)
    if ends.days.size < HONESTY.min_at_risk:
        return None
    return incidences(
        tally_outcomes(time=ends.days, outcome=ends.cause, causes=[int(one) for one in CAUSES])
    )[0]


def _shown(found: Incidence, cause: Cause) -> bool:
    """Whether an end may be shown: none of it, or enough people."""
    people = int(found.events[:, found.causes.index(cause)].sum())
    return people == 0 or people >= SMALL_CELLS.inside


def _chart(found: Incidence) -> dict[str, Any]:
    read = found.at_risk >= HONESTY.min_at_risk
    series = []
    for cause, words in CAUSES.items():
        if not _shown(found, cause):
            continue
        column = found.causes.index(cause)
        points: list[list[float | None]] = [[0, 0, None, None]]
        points += [
            [day, share, None, None]
            for day, share in zip(
                found.time[read].tolist(), found.incidence[read, column].tolist(), strict=True
            )
        ]
        series.append({"name": say(words), "points": points, "censored": []})
    return {
        "kind": "survival",
        "series": series,
        "marks": [{"at": 90, "name": say(Words("90 天", "90 days"))}],
    }


def _at_risk(found: Incidence) -> dict[str, Any]:
    times = [day for day in RISK_TABLE if day <= (found.last or 0)]
    return {
        "times": times,
        "rows": [
            {"name": say(Words("全部", "All")), "counts": [found.n_risk(day) for day in times]}
        ],
    }


def _table(found: Incidence) -> list[dict[str, Any]]:
    """Every end at every horizon, and what is left: they add up to 100 %."""
    ends = [one.days for one in HORIZONS]
    sure = [(found.last or 0) >= day and found.n_risk(day) >= HONESTY.min_at_risk for day in ends]
    rows = []
    for cause, words in CAUSES.items():
        shown = _shown(found, cause)
        cells = [
            found.at(day, cause) if ok and shown else None
            for day, ok in zip(ends, sure, strict=True)
        ]
        rows.append({"words": words, "cells": cells, "small": not shown})
    free = [found.free_at(day) if ok else None for day, ok in zip(ends, sure, strict=True)]
    hidden = any(row["small"] for row in rows)
    return [
        *rows,
        {
            "words": Words("以上都没有发生", "None of these"),
            "free": [None if hidden else one for one in free],
        },
    ]
