"""A copy of one's own file: to read, as PDF, and as data."""

import json
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from reportlab.platypus import Spacer

from guihang.casework.copy import Section, file_of
from guihang.core import paper
from guihang.core.models import Access
from guihang.core.words import say
from guihang.engines.words import Words
from guihang.portal.mine import Request, mine


@mine(kind=Access.Kind.EXPORT)
def pdf(request: Request) -> HttpResponse:
    """The file as a PDF with a neutral name."""
    sections = file_of(request.case, now=request.now)
    return _taken(printed(sections, request), "application/pdf", request, "pdf")


@mine(kind=Access.Kind.EXPORT)
def data(request: Request) -> HttpResponse:
    """The file as data that a program can read."""
    sections = file_of(request.case, now=request.now)
    body = {
        "made_at": request.now.isoformat(),
        "sections": [
            {"title": section.title._asdict(),
             "rows": [{"label": label.zh, "value": value} for label, value in section.rows]}
            for section in sections
        ],
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return _taken(text.encode(), "application/json", request, "json")


def _taken(body: bytes, kind: str, request: Request, ending: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    day = timezone.localtime(request.now)
    response["Content-Disposition"] = f'attachment; filename="copy-{day:%Y%m%d}.{ending}"'
    return response


def printed(sections: list[Section], request: Request) -> bytes:
    """Return the sections as a PDF."""
    title = say(Words("我的资料副本", "A copy of my file"))
    parts: list[Any] = [paper.paragraph(title, paper.HEAD)]
    parts.append(paper.paragraph(_made(request), paper.SMALL))
    for section in sections:
        parts.append(paper.paragraph(say(section.title), paper.HEAD))
        parts += [
            paper.paragraph(f"{say(label)}{say(Words('：', ': '))}{value}")
            for label, value in section.rows
        ]
        if not section.rows:
            parts.append(paper.paragraph(say(Words("没有记录", "Nothing on file"))))
        parts.append(Spacer(1, 6))
    return paper.printed(parts, title="copy")


def _made(request: Request) -> str:
    at = f"{timezone.localtime(request.now):%Y-%m-%d %H:%M}"
    return say(Words(
        f"{at} 由本人取得。工作人员的文字记录未列入；需要时请向工作站书面申请，答复会写明能否给您。",
        f"Taken by the person on {at}. What staff wrote freely is not in it; ask the station for it "
        "in writing, and the answer says whether you can have it."))  # fmt: skip
