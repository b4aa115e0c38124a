"""Paper: a PDF of a few paragraphs, in a font that readers of PDF bring along for Chinese."""

from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

FONT = "STSong-Light"
"""Nothing to ship, and the text can be searched and copied (ADR 0017)."""

PLAIN = ParagraphStyle("p", fontName=FONT, fontSize=11.5, leading=18, wordWrap="CJK")
HEAD = ParagraphStyle("h", parent=PLAIN, fontSize=15, leading=24, spaceBefore=10)
SMALL = ParagraphStyle("s", parent=PLAIN, fontSize=9, leading=14)


def paragraph(text: str, style: ParagraphStyle = PLAIN) -> Paragraph:
    """Return a paragraph of plain text; nothing in it is markup."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Paragraph(safe, style)


def printed(parts: list[Any], *, title: str) -> bytes:
    """Return the parts as an A4 document whose properties say nothing but ``title``."""
    made = BytesIO()
    SimpleDocTemplate(
        made, pagesize=A4, title=title, author="", leftMargin=54, rightMargin=54, topMargin=54,
        bottomMargin=54,
    ).build(parts)  # fmt: skip
    return made.getvalue()


if FONT not in pdfmetrics.getRegisteredFontNames():
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
