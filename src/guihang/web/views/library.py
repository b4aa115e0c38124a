"""案例库: the text of one case with what could tell who it is marked, and the search."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guihang.casework import library as cleaning
from guihang.core.words import W, say
from guihang.engines.deidentify import Finding
from guihang.engines.words import Words
from guihang.knowledge import library
from guihang.knowledge.models import LibraryCase
from guihang.people.permissions import Permission
from guihang.web.page import Request, page

PAGE = 25
WRITERS = (Permission.LIBRARY_DRAFT, Permission.LIBRARY_REVIEW, Permission.LIBRARY_PUBLISH)


@page(Permission.TOGETHER_VIEW)
def text(request: Request, pk: UUID) -> HttpResponse:
    """One case in full. A draft is shown to those who write and read cases at its unit only."""
    writing = frozenset[int]().union(*(request.actor.units(one) for one in WRITERS))
    row = library.readable(pk, units=request.units, writing=writing)
    marked = cleaning.findings(row) if not row.body else {}
    if not row.body and (case := cleaning.source_of(row)):
        request.saw([case.pk])
    found = [one for each in marked.values() for one in each]
    about = {
        "row": row, "number": len(found), "kinds": _counted(found), "parts": [
            (code.words, _shown(part, marked.get(str(code), ())))
            for code, part in row.sections.items()
        ],
    }  # fmt: skip
    return render(request, "library/text.html", about)


def _counted(found: Sequence[Finding]) -> list[tuple[Words, int]]:
    kinds = dict.fromkeys(one.kind for one in found)
    return [(kind.words, sum(one.kind == kind for one in found)) for kind in kinds]


def _shown(part: str, found: Sequence[Finding]) -> SafeString:
    """Return a text in which each finding is marked and says what would stand there."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(part, found)))


def _pieces(part: str, found: Sequence[Finding]) -> Iterator[str]:
    at = 0
    for one in found:
        yield part[at : one.start]
        yield format_html(
            '<mark class="{}">{}<small>{} → {}</small></mark>', "sure" if one.sure else "likely",
            one.text, say(one.kind.words), one.instead,
        )  # fmt: skip
        at = one.end
    yield part[at:]


class Asked(forms.Form):
    """What is looked for."""

    q = forms.CharField(label=W("内容", "Words"), required=False, max_length=60)
    category = forms.ChoiceField(
        label=W("类别", "Category"), required=False,
        choices=[("", W("全部", "All")), *LibraryCase.Category.choices],
    )  # fmt: skip


@page(Permission.TOGETHER_VIEW)
def search(request: Request) -> HttpResponse:
    """Find cases by what they say, in those that the ministry adopted and in one's own units."""
    form = Asked(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {"q": "", "category": ""}
    rows = library.search(asked["q"], units=request.units, category=asked["category"])
    shown = list(rows[: PAGE + 1])
    about = {"form": form, "rows": shown[:PAGE], "more": len(shown) > PAGE, "asked": asked["q"]}
    return render(request, "library/search.html", about)
