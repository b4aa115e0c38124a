"""Special pages of society's part: the certificate, a volunteer's code, the alliance, the platform."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from guihang.community import alliance_map, certificate, own, platform
from guihang.core.codes import code_of, spaced
from guihang.core.ids import uuid7
from guihang.core.refusal import OutOfReach, Refused
from guihang.core.words import W, say
from guihang.engines import awareness
from guihang.engines.words import Words
from guihang.people import queries as people
from guihang.people import register as registers
from guihang.people.models import Unit
from guihang.people.permissions import Permission
from guihang.people.register import REGISTERS
from guihang.web.page import Request, page

SHOWN = 30
"""Bad lines of a file that are named at once."""


@page(Permission.TOGETHER_VIEW)
def paper(request: Request, pk: UUID, section: str) -> HttpResponse:
    """A certificate of service as a PDF."""
    row = registers.row(REGISTERS["certificates"], pk, units=request.units)
    request.took()
    request.saw([row.volunteer.subject_id])
    response = HttpResponse(certificate.pdf(row), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{row.number}.pdf"'
    return response


@page(Permission.COMMUNITY_RECORD)
def slip(request: Request, pk: UUID, section: str) -> HttpResponse:
    """The code of a volunteer on a slip of paper; for whoever gave it, until it is used."""
    made = own.slip(pk, by=request.actor.user_id, at=timezone.now())
    if made is None:
        raise OutOfReach
    about = {
        "code": spaced(code_of(own.PURPOSE, made.pk)), "ends_at": made.ends_at,
        "volunteer": made.volunteer, "address": request.build_absolute_uri("/serve/"),
    }  # fmt: skip
    return render(request, "society/slip.html", about)


@page(Permission.TOGETHER_VIEW)
def alliance(request: Request) -> HttpResponse:
    """The alliance as a drawing, with a table behind it."""
    drawn = alliance_map.drawn(request.units)
    return render(request, "society/alliance.html", {"map": drawn})


@page(Permission.TOGETHER_VIEW)
def questions(request: Request, pk: UUID, section: str) -> HttpResponse:
    """The questions before and after a campaign, to be printed."""
    campaign = registers.row(REGISTERS["campaigns"], pk, units=request.units)
    about = {"campaign": campaign, "quiz": awareness.QUIZ, "attitude": awareness.ATTITUDE,
             "source": awareness.SOURCE}  # fmt: skip
    return render(request, "society/questions.html", about)


class SheetForm(forms.Form):
    """A file of the platform, and for which unit it is taken in."""

    kind = forms.ChoiceField(
        label=W("内容", "Content"),
        choices=[(name, W(*words)) for name, (words, _) in platform.SHEETS.items()],
    )
    host = forms.ChoiceField(label=W("单位", "Unit"))
    sheet = forms.FileField(label=W("CSV 文件", "CSV file"))
    entry = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *given: Any, units: list[tuple[str, str]]) -> None:
        super().__init__(*given)
        self.fields["host"].choices = units  # type: ignore[attr-defined]

    def text(self) -> str:
        """Return the file as text: UTF-8, or what spreadsheets of China write."""
        content = self.cleaned_data["sheet"].read()
        try:
            return str(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return str(content.decode("gb18030", "replace"))


@page(Permission.COMMUNITY_RECORD)
def exchange(request: Request) -> HttpResponse:
    """Files from and for the public-benefit platform: what they hold, and a form that takes one in."""
    units = people.choices(Unit, request.actor, Permission.COMMUNITY_RECORD, "host")
    form = SheetForm(request.POST or None, request.FILES or None, units=units)
    if form.is_valid() and _taken_in(request, form):
        messages.success(request, say(Words("文件已接收。", "The file was taken in.")))
        return redirect("platform")
    exports = Permission.DATA_EXPORT in request.actor.permissions
    about = {"form": form, "sheets": platform.SHEETS.items(), "exports": exports}
    return render(request, "society/platform.html", about, status=422 if form.is_bound else 200)


def _taken_in(request: Request, form: SheetForm) -> bool:
    given = form.cleaned_data
    host = people.chosen(Unit, given["host"])
    try:
        platform.TAKES[given["kind"]](
            host=host, sheet=form.text(), by=request.actor, at=timezone.now(), entry=given["entry"]
        )
    except Refused as refused:
        for reason in refused.reasons[:SHOWN]:
            form.add_error("sheet", str(reason))
        return False
    return True


@page(Permission.DATA_EXPORT, step_up=True)
def exchange_file(request: Request, kind: str) -> HttpResponse:
    """One file for the public-benefit platform, as CSV."""
    if kind not in platform.SHEETS:
        raise OutOfReach
    request.took()
    text = platform.written(kind, units=request.units)
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return response
