"""操守保持: one cohort's curve with its band, and the same people under every definition."""

from typing import Any

import numpy as np
from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guihang.core.words import W, say
from guihang.engines.definitions import CONFIRMED_RELAPSE, DEFINITIONS, DICTIONARY, HORIZONS
from guihang.engines.figures.cohort_counts import CohortCounts, ledger
from guihang.engines.figures.honesty import SMALL_CELLS
from guihang.engines.figures.indicators import figure
from guihang.engines.retention import HONESTY, Retention, retention
from guihang.engines.stats.bands import equal_precision
from guihang.engines.survival import Curve, curves
from guihang.engines.survival_ledger import Ledger, tally
from guihang.engines.words import Words
from guihang.outcomes import queries, questions
from guihang.outcomes.questions import Question
from guihang.people.permissions import Permission
from guihang.web.cohorts import around, asked
from guihang.web.page import Request, page
from guihang.web.sheet import export_url, sheet
from guihang.web.views.outcomes import withheld

DAYS = (30, 90, 180, 365, 730, 1095)
RISK_TABLE = (0, *DAYS)
FORMS = ("RET_DETECT", "RET_STRICT", "RET_TESTED", "RET_TRACED", "RET_CLIENTS", "LTFU")
TITLE = Words("操守保持率", "Abstinence retention")
COLUMNS = (
    Words("组", "Group"), Words("人数", "People"), Words("事件", "Events"),
    Words("中位天数", "Median days"), Words("时点(天)", "Day"), Words("保持率", "Retention"),
    Words("95% 下限", "Lower 95% limit"), Words("95% 上限", "Upper 95% limit"),
    Words("在险人数", "At risk"), Words("说明", "Note"),
)  # fmt: skip


class CurveForm(forms.Form):
    """How the cohort is drawn: what ends a person's time, and by what it is divided."""

    by = forms.ChoiceField(label=W("分组", "Group by"), required=False, choices=queries.GROUPINGS)
    definition = forms.ChoiceField(
        label=W("定义", "Definition"), required=False,
        choices=[(found.code, W(*found.words)) for found in DEFINITIONS.values()],
    )  # fmt: skip


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """The curve with limits, band and people at risk; rates; and one cohort, many definitions."""
    form, question, waiting = asked(request)
    chosen = _chosen(request)
    counts = questions.counts_of_question(question, by=chosen.cleaned_data["by"])
    lines, hidden = _lines(question, counts, chosen)
    found = retention(lines, horizons=DAYS)
    drawn = curves(lines)
    about = around(request, form, question, waiting) | {
        "curve_form": chosen, "definition": DEFINITIONS[chosen.cleaned_data["definition"]],
        "result": found, "rule": HONESTY, "hidden": hidden,
        "chart": _chart(drawn) if found.n else None, "at_risk": _at_risk(drawn),
        "table": _table(found), "same_people": _same_people(counts, question),
        "band_chart": _years(counts, question), "horizons": [one.words for one in HORIZONS],
        "kept": {name: request.GET[name] for name in form.fields if request.GET.get(name)},
        "compared": chosen.cleaned_data["by"] != "facility",  # no test ranks facilities
        "export_url": export_url(request, "outcomes-retention-export", Permission.OUTCOME_VIEW),
    }  # fmt: skip
    return render(request, "outcomes/retention.html", about)


def _chosen(request: Request) -> CurveForm:
    form = CurveForm(request.GET)
    form.is_valid()
    form.cleaned_data = {
        "by": form.cleaned_data.get("by") or "",
        "definition": form.cleaned_data.get("definition") or CONFIRMED_RELAPSE.code,
    }
    return form


def _lines(question: Question, counts: CohortCounts, chosen: CurveForm) -> tuple[Ledger, int]:
    """Return the ledger that the curves are drawn from, and how many groups were too small."""
    by, definition = chosen.cleaned_data["by"], chosen.cleaned_data["definition"]
    if definition != CONFIRMED_RELAPSE.code:
        found = _first_positive(question, by)
    elif by in ("", "facility", "year"):
        column = {"": None, "facility": 0, "year": 1}[by]
        found = ledger(counts.times, by=column)
        if by == "facility":
            names = dict(questions.facilities(question.units))
            found = Ledger(
                tuple(names.get(int(label), label) for label in found.labels),
                found.group, found.time, found.events, found.censored,
            )  # fmt: skip
    else:
        found = _by_baseline(question, by)
    return _large(found)


def _by_baseline(question: Question, by: str) -> Ledger:
    people = questions.ends_of_question(question)
    known, group = np.unique(getattr(people, by), return_inverse=True)
    days, cause = people.observed()
    labels = queries.labels(by, known.tolist()) or ("all",)
    return tally(time=days, event=cause == 1, group=group.astype(np.int16), labels=labels)


def _first_positive(question: Question, by: str) -> Ledger:
    columns = queries.retention_columns(units=question.units, by=by, at=timezone.now())
    return tally(time=columns.time, event=columns.event, group=columns.group, labels=columns.labels)


def _large(found: Ledger) -> tuple[Ledger, int]:
    """Leave out groups below the smallest cell; one alone takes the next smallest with it."""
    people = np.bincount(
        found.group, weights=found.events + found.censored, minlength=len(found.labels)
    )
    small = (people > 0) & (people < SMALL_CELLS.inside)
    if small.sum() == 1 and len(people) > 2:
        rest = np.where(small, np.inf, people)
        small[int(rest.argmin())] = True
    if not small.any() or len(people) == 1:
        return found, 0
    keep = np.flatnonzero(~small)
    place = np.full(len(people), -1)
    place[keep] = np.arange(keep.size)
    rows = ~small[found.group]
    labels = tuple(found.labels[n] for n in keep) or ("all",)
    return Ledger(
        labels, place[found.group[rows]], found.time[rows], found.events[rows],
        found.censored[rows],
    ), int(small.sum())  # fmt: skip


@page(Permission.OUTCOME_VIEW, step_up=True)
def export(request: Request) -> FileResponse:
    """The table of rates, one line for each group and horizon; figures only, nobody is in it."""
    form, question, waiting = asked(request)
    chosen = _chosen(request)
    definition = DEFINITIONS[chosen.cleaned_data["definition"]]
    lines, _ = _lines(question, questions.counts_of_question(question), chosen)
    told = [
        f"{say(definition.words)} {definition.name}",
        around(request, form, question, waiting)["cohort"],
        f"{say(W('分组：', 'Group by: '))}{dict(queries.GROUPINGS)[chosen.cleaned_data['by']]}",
    ]
    cells = (
        (_name(group.label), group.n, group.events, group.median.time, rate.time, rate.survival,
         rate.lower, rate.upper, rate.n_risk, rate.reason.words if rate.reason else None)
        for group in retention(lines, horizons=DAYS).groups for rate in group.rates
    )  # fmt: skip
    return sheet(request, TITLE, COLUMNS, cells, told)


def _chart(lines: tuple[Curve, ...]) -> dict[str, Any]:
    marks = [{"at": 90, "name": say(Words("90 天", "90 days"))}]
    series = [_series(line) for line in lines]
    if len(lines) == 1 and (band := _band(lines[0])):
        series[0]["band"] = band
    return {"kind": "survival", "series": series, "marks": marks}


def _band(line: Curve) -> list[list[float]]:
    """The equal-precision band from the first tenth of the events to where few remain."""
    jumps = line.time[line.events > 0]
    read = line.time[(line.at_risk >= HONESTY.min_at_risk) & (line.survival > 0)]
    if jumps.size < 2 or not read.size or read[-1] <= jumps[0]:
        return []
    found = equal_precision(line, float(jumps[max(jumps.size // 20, 0)]), float(read[-1]))
    return [
        [float(day), float(low), float(high)]
        for day, low, high in zip(found.time, found.lower, found.upper, strict=True)
    ]


def _series(line: Curve) -> dict[str, Any]:
    """The curve as far as enough people are at risk: beyond it a step tells of single people."""
    points: list[list[float | None]] = [[0, 1, None, None]]
    for time, share, low, high, risk in zip(
        line.time.tolist(), line.survival.tolist(), line.lower.tolist(), line.upper.tolist(),
        line.at_risk.tolist(), strict=True,
    ):  # fmt: skip
        if risk < HONESTY.min_at_risk:
            break
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


def _same_people(counts: CohortCounts, question: Question) -> list[dict[str, Any]]:
    """One line for each form of retention: the same people, counted otherwise."""
    return [
        {"definition": DICTIONARY[f"{form}_12"],
         "figures": [
             withheld(figure(DICTIONARY[f"{form}_{one.months}"], counts, question.cut_off))
             for one in HORIZONS
         ]}
        for form in FORMS
    ]  # fmt: skip


def _years(counts: CohortCounts, question: Question) -> dict[str, Any] | None:
    """Strict and detected by year of release, with the share lost: between the two lies what
    nobody knows."""
    years = range(max(question.first, question.last - 7), question.last + 1)
    series = []
    for form in ("RET_DETECT", "RET_STRICT", "LTFU"):
        definition = DICTIONARY[f"{form}_12"]
        values = [
            withheld(
                figure(definition, counts.in_months(y * 12, y * 12 + 11), question.cut_off)
            ).value
            for y in years
        ]  # fmt: skip
        series.append({"name": say(definition.words), "values": values})
    if all(value is None for one in series for value in one["values"]):
        return None
    return {"kind": "line", "unit": "%", "categories": [str(y) for y in years], "series": series}
