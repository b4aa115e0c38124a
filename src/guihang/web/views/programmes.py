"""项目评估: what an advantage project may claim, with the warning that its design deserves."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from guihang.core.words import W
from guihang.engines.definitions import DICTIONARY
from guihang.engines.figures.honesty import SMALL_CELLS
from guihang.engines.figures.programmes import OFFERED, Claim, evaluate
from guihang.engines.stats.designs import NAMES, Design
from guihang.knowledge.models import Project
from guihang.knowledge.queries import Programme, programmes
from guihang.outcomes import questions
from guihang.people.permissions import Permission
from guihang.web.cohorts import around, asked
from guihang.web.page import Request, page

OUTCOMES = ("RET_STRICT_3", "RELAPSE_3", "GOLDEN90")


ANSWERS = {
    Project.Design.BEFORE_AFTER: Design.BEFORE_AFTER, Project.Design.COMPARED: Design.CONTROLLED,
    Project.Design.RANDOMISED: Design.CONTROLLED, Project.Design.STEPPED: Design.STEPPED_WEDGE,
}  # fmt: skip
"""How a project says it compares → what records by facility can answer. Who was drawn by lot within
a facility is not on file here, so a trial is looked at from outside, as facilities with and without."""


class ProgrammeForm(forms.Form):
    """A declared programme: how its effect is claimed, and when it began at each facility."""

    title = forms.CharField(label=W("项目名称", "Programme"), max_length=80, required=False)
    design = forms.ChoiceField(
        label=W("怎样比较", "Compared how"),
        choices=[(str(int(one)), W(*NAMES[one])) for one in OFFERED],
    )

    def __init__(self, data: Any, *, places: list[tuple[int, str]]) -> None:
        super().__init__(data)
        for pk, name in places:
            self.fields[f"from-{pk}"] = forms.DateField(
                label=name, required=False, widget=forms.DateInput({"type": "date"})
            )

    def clean(self) -> dict[str, Any]:
        known: dict[str, Any] = super().clean() or {}
        known["starts"] = {
            int(name[5:]): day for name, day in known.items() if name.startswith("from-") and day
        }
        if not known["starts"]:
            raise forms.ValidationError(
                str(
                    W(
                        "请至少给一个场所填开始日期。",
                        "Give the day it began for one facility at least.",
                    )
                )
            )
        return known


@page(Permission.OUTCOME_VIEW)
def index(request: Request) -> HttpResponse:
    """The form of a claim, and what the records say to it."""
    cohort, question, waiting = asked(request)
    places = questions.facilities(question.units)
    form = ProgrammeForm(request.GET if "design" in request.GET else None, places=places)
    about = around(request, cohort, question, waiting) | {
        "programme_form": form, "declared": _declared(frozenset(request.units), dict(places)),
    }  # fmt: skip
    if form.is_valid():
        known = form.cleaned_data
        design, counts = Design(int(known["design"])), questions.counts_of_question(question)
        found = [
            (DICTIONARY[code], evaluate(
                DICTIONARY[code], counts, starts=known["starts"], cut_off=question.cut_off,
                design=design))
            for code in OUTCOMES
        ]  # fmt: skip
        about |= {
            "title": known["title"],
            "design": NAMES[design],
            "starts": [(dict(places)[pk], day) for pk, day in known["starts"].items()],
            "warnings": found[0][1].warnings,
            "odds": found[0][1].odds,
            "rows": [{"definition": one, "claim": two, "told": _told(two)} for one, two in found],
        }
    return render(request, "outcomes/programmes.html", about)


def _declared(units: frozenset[int], names: dict[int, str]) -> list[dict[str, str]]:
    """The projects on file that have begun, each with the question that the records can answer."""
    found: dict[str, list[Programme]] = {}
    for one in programmes(units):
        if one.unit_id in names:
            found.setdefault(one.code, []).append(one)
    return [
        {"name": rows[0].name, "design": str(rows[0].design.label),
         "where": "、".join(f"{names[one.unit_id]} {one.since:%Y-%m}" for one in rows),
         "query": urlencode({"title": rows[0].name, "design": int(ANSWERS[rows[0].design])}
                            | {f"from-{one.unit_id}": one.since for one in rows})}
        for rows in found.values()
    ]  # fmt: skip


def _told(claim: Claim) -> bool:
    """Whether its cells are large enough to be shown."""
    cells = [(x, n - x) for x, n in (claim.before, claim.after)]
    return not any(0 < cell < SMALL_CELLS.inside for pair in cells for cell in pair)
