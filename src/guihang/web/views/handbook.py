"""工作手册: what a station does and when, made of the protocols in force."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from guihang.core.words import say
from guihang.engines.words import Words
from guihang.followup import handbook
from guihang.people.permissions import Permission
from guihang.web.page import Request, page

KINDS = {
    "docx": (
        handbook.docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (handbook.pdf, "application/pdf"),
}


def _today() -> handbook.Handbook:
    return handbook.of(timezone.localdate(), Words(*settings.GUIHANG_REGION))


@page(Permission.PROTOCOL_VIEW)
def index(request: Request) -> HttpResponse:
    """Every protocol in force as a chapter, each step with its times and its reason."""
    book = _today()
    about = {
        "book": book, "heads": [say(words) for words in handbook.HEADS],
        "principles": handbook.PRINCIPLES, "chapters": [
            (one, say(handbook.counted_from(one)), [handbook.cells(step) for step in one.steps])
            for one in book.chapters
        ],
    }  # fmt: skip
    return render(request, "rules/handbook.html", about)


@page(Permission.PROTOCOL_VIEW)
def file(request: Request, kind: str) -> HttpResponse:
    """The same on paper: Word or PDF."""
    if kind not in KINDS:
        raise Http404
    save, content_type = KINDS[kind]
    response = HttpResponse(save(_today()), content_type=content_type)
    name = f"{say(handbook.TITLE)}-{timezone.localdate()}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
