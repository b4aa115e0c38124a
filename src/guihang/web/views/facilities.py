"""场所: facilities in a funnel, each against the average for its own people. Never a ranking."""

from typing import Any

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render

from guihang.engines.figures.cohort_counts import Cause
from guihang.engines.figures.expected import expected
from guihang.engines.figures.followed import Followed, course, month_of
from guihang.engines.figures.honesty import SMALL_CELLS
from guihang.engines.stats.funnel import Facility, Funnel, control_limits, funnel
from guihang.engines.stats.shrinkage import shrink
from guihang.engines.stats.tails import Z_95, Z_998
from guihang.outcomes import questions
from guihang.people.permissions import Permission
from guihang.web.cohorts import around, asked
from guihang.web.page import Request, page

HORIZON = 365
FEWEST = 3
"""Facilities that a funnel needs to say anything about their spread."""


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """Observed over expected relapses within a year, by facility, with the limits of chance."""
    form, question, waiting = asked(request)
    places = questions.facilities(question.units)
    about = around(request, form, question, waiting) | {"fewest": FEWEST}
    if found := _funnel(questions.people_of(question), places):
        about |= {
            "chart": _chart(found),
            "rows": _rows(found),
            "phi": f"{found.phi:.2f}",
            "tau": f"{found.tau2:.3f}",
        }
    return render(request, "outcomes/facilities.html", about)


def _funnel(people: Followed, places: list[tuple[int, str]]) -> Funnel | None:
    """Return the funnel of the facilities that may be shown, or None where they are too few.

    One of fewer than the smallest cell of people is left out of the drawing and of the average.
    """
    days, cause = course(people)
    event = (cause == Cause.RELAPSE) & (days <= HORIZON)
    known = [pk for pk, _ in places if (people.facility == pk).sum() >= SMALL_CELLS.inside]
    inside = np.isin(people.facility, known)
    if len(known) < FEWEST or not event[inside].any():
        return None
    chosen = people.where(inside)
    stratum = (chosen.sex * 100 + chosen.drug) * 10_000 + month_of(chosen.released) // 12
    observed, aims, n = expected(
        time=np.minimum(days[inside], HORIZON), event=event[inside], stratum=stratum,
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
    points = [[one.expected, one.ratio, one.unit] for one in found.units if not _few(one)]
    return {"kind": "funnel", "ratio": True, "centre": 1, "points": points, "limits": limits}


def _few(one: Facility) -> bool:
    return 0 < one.observed < SMALL_CELLS.inside


def _rows(found: Funnel) -> list[dict[str, Any]]:
    """One line a facility, in the order of the register; counts below the smallest cell go."""
    drawn = shrink([one.observed for one in found.units], [one.expected for one in found.units])
    rows = []
    for place, one in enumerate(found.units):
        out_95 = not one.limits_95[0] <= one.ratio <= one.limits_95[1]
        out_998 = not one.limits_998_additive[0] <= one.ratio <= one.limits_998_additive[1]
        few = _few(one)
        rows.append({
            "one": one, "few": few, "mean": float(drawn.mean[place]),
            "lower": float(drawn.lower[place]), "upper": float(drawn.upper[place]),
            "exceeds": float(drawn.exceeds[place]),
            "stands": 2 if out_998 else int(out_95),
        })  # fmt: skip
    return rows
