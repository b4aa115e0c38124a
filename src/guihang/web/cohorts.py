"""One cohort for all pages of 成效: chosen once, kept in the address, the same on every tab."""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from guihang.cases.models import Case, Person
from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.outcomes import keeping
from guihang.outcomes.questions import Question, facilities
from guihang.people.permissions import Permission
from guihang.web.context import NAV, shows
from guihang.web.page import Request

FIRST_YEAR = 2018
"""The year in which the unified mode began; earlier releases are not on file."""

TABS = (
    ("outcomes", W("七项成效", "Seven results")),
    ("outcomes-retention", W("操守保持", "Retention")),
    ("outcomes-course", W("结局构成", "What became of people")),
    ("outcomes-facilities", W("场所", "Facilities")),
    ("outcomes-months", W("逐月监测", "Month by month")),
    ("outcomes-programmes", W("项目评估", "Programmes")),
    ("outcomes-published", W("发布", "Published")),
    ("outcomes-definitions", W("定义", "Definitions")),
)  # fmt: skip
"""The pages of 成效 in order."""


class CohortForm(forms.Form):
    """Who is looked at: years of release, a facility, what was known at release, the cut-off."""

    first = forms.TypedChoiceField(
        label=W("出所年份自", "Released from"), coerce=int, required=False
    )
    last = forms.TypedChoiceField(label=W("至", "to"), coerce=int, required=False)
    facility = forms.TypedChoiceField(
        label=W("强制隔离戒毒所", "Facility"), coerce=int, required=False
    )
    sex = forms.ChoiceField(
        label=W("性别", "Sex"), required=False,
        choices=[("", W("全部", "All")), *Person.Sex.choices],
    )  # fmt: skip
    drug = forms.ChoiceField(
        label=W("主要毒品种类", "Main drug kind"), required=False,
        choices=[("", W("全部", "All")), *Case.Drug.choices],
    )  # fmt: skip
    cut_off = forms.DateField(
        label=W("数据截止日", "Data cut-off"), required=False,
        widget=forms.DateInput({"type": "date"}),
    )  # fmt: skip

    def __init__(self, data: Any, *, today: date, units: frozenset[int]) -> None:
        super().__init__(data)
        years = [(year, str(year)) for year in range(FIRST_YEAR, today.year + 1)]
        places = facilities(units)
        self.choices("first", years)
        self.choices("last", years[::-1])
        self.choices("facility", [("", W("全部", "All")), *places])

    def choices(self, name: str, known: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = known


def asked(request: Request) -> tuple[CohortForm, Question, int]:
    """Return the form, the question in the address, and how many changes are not counted yet.

    What cannot be read is answered by the default: everybody since 2018, up to today.
    """
    today = timezone.localdate()
    given = request.GET.copy()
    for name, value in (("first", FIRST_YEAR), ("last", today.year), ("cut_off", today)):
        given.setdefault(name, str(value))
    form = CohortForm(given, today=today, units=request.units)
    form.is_valid()
    known = form.cleaned_data
    first, last = known.get("first") or FIRST_YEAR, known.get("last") or today.year
    drug, sex = known.get("drug"), known.get("sex")
    question = Question(
        units=frozenset(request.units), first=min(first, last), last=max(first, last),
        cut_off=min(known.get("cut_off") or today, today), today=today,
        facility=known.get("facility") or None, sex=int(sex) if sex else None,
        drug=Case.Drug.values.index(drug) + 1 if drug else None,
    )  # fmt: skip
    return form, question, keeping.refresh()


def around(request: Request, form: CohortForm, question: Question, waiting: int) -> dict[str, Any]:
    """Return what every page of 成效 shows around its figures."""
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    here = request.resolver_match.view_name if request.resolver_match else ""
    query = f"?{urlencode(kept)}" if kept else ""
    return {
        "form": form, "cut_off": question.cut_off, "cohort": cohort_words(form, question),
        "waiting": waiting, "query": query,
        "sees_people": Permission.PERSON_VIEW in request.actor.permissions,
        "tabs": [
            {"url": reverse(name) + query, "label": label, "current": here == name}
            for name, label in TABS
        ] + _beside(request),
    }  # fmt: skip


def _beside(request: Request) -> list[dict[str, Any]]:
    """Return the other pages of the section: its own tabs stand where the menu's would."""
    pages = next(tabs for _, _, tabs in NAV if any(tab[0] == TABS[0][0] for tab in tabs))
    return [
        {"url": reverse(tab[0], args=tab[1]), "label": say(tab[2]), "current": False}
        for tab in pages if tab[0] != TABS[0][0] and shows(request.actor, tab)
    ]  # fmt: skip


def cohort_words(form: CohortForm, question: Question) -> str:
    """Return the frozen cohort in words: it stands beside every figure."""
    years = (
        f"{question.first}–{question.last}"
        if question.first < question.last
        else str(question.first)
    )
    parts = [say(Words("{years} 年首次出所人员", "First releases of {years}").fill(years=years))]
    for name in ("facility", "sex", "drug"):
        chosen = form.cleaned_data.get(name)
        if chosen:
            parts.append(str(dict(form.fields[name].choices)[chosen]))  # type: ignore[attr-defined]
    parts.append(say(Words("数据截至 {day}", "data to {day}").fill(day=question.cut_off)))
    return " · ".join(parts)
