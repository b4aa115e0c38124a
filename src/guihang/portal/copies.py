"""A copy of one's own file: to read, as PDF, and as data."""

import json
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from guihang.casework.copy import Section, file_of
from guihang.core.models import Access
from guihang.core.words import say
from guihang.engines.words import Words
from guihang.portal.mine import Request, mine

FONT = "STSong-Light"
"""A font that readers of PDF bring along for Chinese; the text can be searched and copied."""


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
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    plain = ParagraphStyle("p", fontName=FONT, fontSize=11.5, leading=18, wordWrap="CJK")
    head = ParagraphStyle("h", parent=plain, fontSize=15, leading=24, spaceBefore=10)
    small = ParagraphStyle("s", parent=plain, fontSize=9, leading=14)
    parts: list[Any] = [Paragraph(say(Words("我的资料副本", "A copy of my file")), head)]
    parts.append(Paragraph(_made(request), small))
    for section in sections:
        parts.append(Paragraph(_safe(say(section.title)), head))
        parts += [
            Paragraph(f"{_safe(say(label))}{say(Words('：', ': '))}{_safe(value)}", plain)
            for label, value in section.rows
        ]
        if not section.rows:
            parts.append(Paragraph(say(Words("没有记录", "Nothing on file")), plain))
        parts.append(Spacer(1, 6))
    made = BytesIO()
    SimpleDocTemplate(
        made, pagesize=A4, title="copy", author="", leftMargin=54, rightMargin=54, topMargin=54,
        bottomMargin=54,
    ).build(parts)  # fmt: skip
    return made.getvalue()


def _made(request: Request) -> str:
    at = f"{timezone.localtime(request.now):%Y-%m-%d %H:%M}"
    return say(Words(
        f"{at} 由本人取得。工作人员的文字记录未列入；需要时请向工作站书面申请，答复会写明能否给您。",
        f"Taken by the person on {at}. What staff wrote freely is not in it; ask the station for it "
        "in writing, and the answer says whether you can have it."))  # fmt: skip


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
