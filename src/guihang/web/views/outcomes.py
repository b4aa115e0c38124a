"""成效: retention from the region's own records, with its definition beside every number."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guihang.core.words import W, say
from guihang.engines.retention import HONESTY, Retention, retention
from guihang.engines.survival import Curve, curves
from guihang.engines.survival_ledger import tally
from guihang.engines.words import Words
from guihang.outcomes import queries as outcomes
from guihang.people.permissions import Permission
from guihang.web.page import Request, page

HORIZONS = (30, 90, 180, 365, 730, 1095)
RISK_TABLE = (0, 30, 90, 180, 365, 730, 1095)


class RetentionForm(forms.Form):
    """The question asked of the records."""

    by = forms.ChoiceField(label=W("分组", "Group by"), required=False, choices=outcomes.GROUPINGS)
    definition = forms.ChoiceField(
        label=W("定义", "Definition"), required=False,
        choices=[(found.code, W(*found.words)) for found in outcomes.DEFINITIONS.values()],
    )  # fmt: skip


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """Retention curve, numbers at risk, rates at the horizons, and what they mean."""
    form = RetentionForm(request.GET)
    form.is_valid()
    by = form.cleaned_data.get("by") or ""
    code = form.cleaned_data.get("definition") or next(iter(outcomes.DEFINITIONS))
    definition = outcomes.DEFINITIONS[code]
    columns = outcomes.retention_columns(
        units=request.units, by=by, definition=definition, at=timezone.now()
    )
    ledger = tally(
        time=columns.time, event=columns.event, group=columns.group, labels=columns.labels
    )
    found, lines = retention(ledger, horizons=HORIZONS), curves(ledger)
    about: dict[str, Any] = {
        "form": form, "definition": definition, "result": found, "rule": HONESTY,
        "chart": _chart(lines) if found.n else None, "at_risk": _at_risk(lines),
        "table": _table(found), "cut_off": timezone.localdate(),
    }  # fmt: skip
    return render(request, "outcomes/index.html", about)


def _chart(lines: tuple[Curve, ...]) -> dict[str, Any]:
    marks = [{"at": 90, "name": say(Words("90 天", "90 days"))}]
    return {"kind": "survival", "series": [_series(line) for line in lines], "marks": marks}


def _series(line: Curve) -> dict[str, Any]:
    points: list[list[float | None]] = [[0, 1, None, None]]
    for time, share, low, high in zip(
        line.time.tolist(), line.survival.tolist(), line.lower.tolist(), line.upper.tolist(),
        strict=True,
    ):  # fmt: skip
        points.append([time, share, _known(low), _known(high)])
    return {"name": _name(line.label), "points": points, "censored": []}


def _known(value: float) -> float | None:
    return None if value != value else value  # NaN marks a limit that is not defined


def _name(label: str) -> str:
    return say(Words("全部", "All")) if label == "all" else label


def _at_risk(lines: tuple[Curve, ...]) -> dict[str, Any]:
    last = max((line.last for line in lines if line.n), default=0)
    times = [time for time in RISK_TABLE if time <= last]
    return {
        "times": times,
        "rows": [
            {"name": _name(line.label), "counts": [line.n_risk(time) for time in times]}
            for line in lines
        ],
    }


def _table(found: Retention) -> list[dict[str, Any]]:
    return [
        {"label": _name(group.label), "n": group.n, "events": group.events,
         "median": group.median, "rates": group.rates}
        for group in found.groups
    ]  # fmt: skip
