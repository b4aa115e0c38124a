"""结局构成: what became of the people of one cohort, each end beside the others."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from guihang.core.words import say
from guihang.engines.definitions import HORIZONS
from guihang.engines.figures.cohort_counts import Cause
from guihang.engines.figures.followed import EPOCH, course
from guihang.engines.figures.honesty import SMALL_CELLS
from guihang.engines.retention import HONESTY
from guihang.engines.stats.incidence import Incidence, incidences
from guihang.engines.survival_ledger import tally_outcomes
from guihang.engines.words import Words
from guihang.outcomes import questions
from guihang.people.permissions import Permission
from guihang.web.cohorts import around, asked
from guihang.web.page import Request, page
from guihang.web.views.retention import RISK_TABLE

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
    people = questions.people_of(question)
    days, cause = course(people, cut_off=question.cut_off.toordinal() - EPOCH)
    about = around(request, form, question, waiting) | {"rule": HONESTY, "n": people.n}
    if people.n >= HONESTY.min_at_risk:
        found = incidences(
            tally_outcomes(time=days, outcome=cause, causes=[int(one) for one in CAUSES])
        )[0]
        about |= {"chart": _chart(found), "at_risk": _at_risk(found), "table": _table(found),
                  "horizons": [one.words for one in HORIZONS]}  # fmt: skip
    return render(request, "outcomes/course.html", about)


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
