"""场所: facilities in a funnel, each against the average for its own people. Never a ranking."""

from typing import Any

import numpy as np
from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from guihang.engines.figures.cohort_counts import Cause
from guihang.engines.figures.expected import expected
from guihang.engines.figures.followed import Ends
from guihang.engines.figures.honesty import SMALL_CELLS
from guihang.engines.stats.funnel import Facility, Funnel, control_limits, funnel
from guihang.engines.stats.shrinkage import shrink
from guihang.engines.stats.tails import Z_95, Z_998
from guihang.engines.words import Words
from guihang.outcomes import questions
from guihang.people.permissions import Permission
from guihang.web.cohorts import around, asked, cohort_words
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet

HORIZON = 365
TITLE = Words("场所与平均相比", "Facilities against the average")
COLUMNS = (
    Words("场所", "Facility"), Words("人数", "People"), Words("实际", "Observed"),
    Words("预期", "Expected"), Words("比值", "Ratio"), Words("95% 下限", "Lower 95% limit"),
    Words("95% 上限", "Upper 95% limit"), Words("收缩后的比值", "Shrunken ratio"),
    Words("收缩后下限", "Lower limit, shrunken"), Words("收缩后上限", "Upper limit, shrunken"),
)  # fmt: skip
FEWEST = 3
"""Facilities that a funnel needs to say anything about their spread."""


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """Observed over expected relapses within a year, by facility, with the limits of chance."""
    form, question, waiting = asked(request)
    places = questions.facilities(question.units)
    about = around(request, form, question, waiting) | {
        "export_url": export_url(request, "outcomes-facilities-export", Permission.OUTCOME_VIEW)
    }
    if found := _funnel(questions.ends_of_question(question), places):
        about |= {
            "chart": _chart(found),
            "rows": _rows(found),
            "phi": f"{found.phi:.2f}",
            "tau": f"{found.tau2:.3f}",
        }
    return render(request, "outcomes/facilities.html", about)


@page(Permission.OUTCOME_VIEW, step_up=True)
def export(request: Request) -> FileResponse:
    """The table under the funnel as a sheet, in the order of the register."""
    form, question, _ = asked(request)
    found = _funnel(questions.ends_of_question(question), questions.facilities(question.units))
    cells = (
        (row["one"].unit, row["one"].n) if row["few"] else
        (row["one"].unit, row["one"].n, row["one"].observed, row["one"].expected, row["one"].ratio,
         row["one"].lower, row["one"].upper, row["mean"], row["lower"], row["upper"])
        for row in (_rows(found) if found else ())
    )  # fmt: skip
    return sheet(request, TITLE, COLUMNS, cells, [cohort_words(form, question)])


def _funnel(people: Ends, places: list[tuple[int, str]]) -> Funnel | None:
    """Return the funnel of the facilities that may be shown, or None where they are too few.

    One of fewer than the smallest cell of people is left out of the drawing and of the average.
    """
    days, cause = people.observed()
    event = (cause == Cause.RELAPSE) & (days <= HORIZON)
    known = [pk for pk, _ in places if (people.facility == pk).sum() >= SMALL_CELLS.inside]
    inside = np.isin(people.facility, known)
    if len(known) < FEWEST or not event[inside].any():
        return None
    chosen = people.where(inside)
    observed, aims, n = expected(
        time=np.minimum(days[inside], HORIZON), event=event[inside], stratum=chosen.stratum(),
        unit=np.searchsorted(known, chosen.facility), units=len(known),
    )  # fmt: skip
    if not (aims > 0).all():
        return None
    names = dict(places)
    return funnel(
        observed=observed, expected=aims, people=n, labels=[names[pk] for pk in known],
        horizon=HORIZON,
    )  # fmt: skip


def _chart(found: Funnel) -> dict[str, Any]:
    most = max(one.expected for one in found.units) * 1.15
    limits = []
    for aim in np.linspace(max(most / 60, 0.5), most, 60).tolist():
        limits.append([aim, *control_limits(aim, Z_95), *control_limits(aim, Z_998)])
    points = [
        [one.expected, one.ratio, one.unit, _is_out(one)] for one in found.units if not _few(one)
    ]
    return {"kind": "funnel", "ratio": True, "centre": 1, "points": points, "limits": limits}


def _is_out(one: Facility) -> bool:
    return not one.limits_95[0] <= one.ratio <= one.limits_95[1]


def _few(one: Facility) -> bool:
    return 0 < one.observed < SMALL_CELLS.inside


def _rows(found: Funnel) -> list[dict[str, Any]]:
    """One line a facility, in the order of the register; counts below the smallest cell go."""
    drawn = shrink([one.observed for one in found.units], [one.expected for one in found.units])
    rows = []
    for place, one in enumerate(found.units):
        out_998 = not one.limits_998_additive[0] <= one.ratio <= one.limits_998_additive[1]
        few = _few(one)
        rows.append({
            "one": one, "few": few, "mean": float(drawn.mean[place]),
            "lower": float(drawn.lower[place]), "upper": float(drawn.upper[place]),
            "exceeds": float(drawn.exceeds[place]),
            "stands": 2 if out_998 else int(_is_out(one)),
        })  # fmt: skip
    return rows
