"""成效: retention from the region's own records, with its definition beside every number."""

from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guihang.core.words import W, say
from guihang.engines.definitions import Definition
from guihang.engines.retention import HONESTY, Retention, retention
from guihang.engines.survival import Curve, curves
from guihang.engines.survival_ledger import Ledger, tally
from guihang.engines.words import Words
from guihang.outcomes import queries as outcomes
from guihang.people.permissions import Permission
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet

HORIZONS = (30, 90, 180, 365, 730, 1095)
TITLE = Words("操守保持率", "Abstinence retention")
COLUMNS = (
    Words("组", "Group"), Words("人数", "People"), Words("事件", "Events"),
    Words("中位天数", "Median days"), Words("时点(天)", "Day"), Words("保持率", "Retention"),
    Words("95% 下限", "Lower 95% limit"), Words("95% 上限", "Upper 95% limit"),
    Words("在险人数", "At risk"), Words("说明", "Note"),
)  # fmt: skip
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
    form, definition, ledger = _asked(request)
    found, lines = retention(ledger, horizons=HORIZONS), curves(ledger)
    about: dict[str, Any] = {
        "form": form, "definition": definition, "result": found, "rule": HONESTY,
        "chart": _chart(lines) if found.n else None, "at_risk": _at_risk(lines),
        "table": _table(found), "cut_off": timezone.localdate(),
        "export_url": export_url(request, "outcomes-export", Permission.OUTCOME_VIEW),
    }  # fmt: skip
    return render(request, "outcomes/index.html", about)


def _asked(request: Request) -> tuple[RetentionForm, Definition, Ledger]:
    """Return the question in the address, its definition and the counts that answer it."""
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
    return form, definition, ledger


@page(Permission.OUTCOME_VIEW, step_up=True)
def export(request: Request) -> FileResponse:
    """The table of rates, one line for each group and horizon; figures only, nobody is in it."""
    form, definition, ledger = _asked(request)
    by = form.cleaned_data.get("by") or ""
    told = [
        f"{say(definition.words)} {definition.code} v{definition.version}",
        f"{say(W('分组：', 'Group by: '))}{dict(outcomes.GROUPINGS)[by]}",
    ]
    groups = retention(ledger, horizons=HORIZONS).groups
    cells = (
        (_name(group.label), group.n, group.events, group.median.time, rate.time, rate.survival,
         rate.lower, rate.upper, rate.n_risk, rate.reason.words if rate.reason else None)
        for group in groups for rate in group.rates
    )  # fmt: skip
    return sheet(request, TITLE, COLUMNS, cells, told)


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
