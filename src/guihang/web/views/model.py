"""模型总览: the 1234567 model, each limb with its pages and live numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guihang.core.words import W, say
from guihang.engines.words import Words
from guihang.model.limbs import LIMBS
from guihang.model.table import Item, Shown
from guihang.people.register import REGISTERS
from guihang.web.context import NAV, shows
from guihang.web.page import Request, page

FIRST_YEAR = 2018
"""The year of the article."""

BEGINNING, END = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as the page shows it: its pages within the user's permissions, its numbers."""

    words: Words
    links: list[tuple[str, str]]
    numbers: list[tuple[Words, int]]


class Year(forms.Form):
    """The year that is counted; all years without one."""

    year = forms.ChoiceField(label=W("年份", "Year"), required=False)

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        years = [(str(one), str(one)) for one in range(today.year, FIRST_YEAR - 1, -1)]
        self.fields["year"].choices = [("", W("全部年份", "All years")), *years]

    def period(self) -> tuple[date, date]:
        """Return the first day that counts and the first that does not any more."""
        self.full_clean()
        year = self.cleaned_data.get("year")
        return (date(int(year), 1, 1), date(int(year) + 1, 1, 1)) if year else (BEGINNING, END)


@page(None)
def overview(request: Request) -> HttpResponse:
    """The model with what its limbs hold at the units of the user."""
    asked = Year(request.GET, timezone.localdate())
    since, until = asked.period()
    units = request.actor.all_units
    limbs = [
        (limb, [_row(request, item, units, since, until) for item in limb.items]) for limb in LIMBS
    ]
    return render(request, "model/overview.html", {"limbs": limbs, "filters": asked})


def _row(request: Request, item: Item, units: frozenset[int], since: date, until: date) -> ItemRow:
    links = [link for shown in item.shown if (link := _link(request, shown))]
    return ItemRow(
        item.words, links, [(one.words, one.count(units, since, until)) for one in item.numbers]
    )


def _link(request: Request, shown: Shown) -> tuple[str, str] | None:
    """Return address and words of a page, for those who may see it."""
    if shown.register:
        made = REGISTERS[shown.register]
        if made.permission not in request.actor.permissions:
            return None
        return reverse("register", args=[made.slug]), say(made.words)
    for _, _, tabs in NAV:
        for tab in tabs:
            if tab[0] == shown.route and not tab[1] and shows(request.actor, tab):
                return reverse(shown.route), say(tab[2])
    return None
