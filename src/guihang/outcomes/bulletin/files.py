"""The bulletin as a Word file and as PDF: the same sentences, pictures and footnotes."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from guihang.core.words import say
from guihang.engines.words import Words
from guihang.outcomes.bulletin.content import Bulletin, Paragraph
from guihang.outcomes.bulletin.pictures import png

WORD_FONT = "仿宋"
NOTES = Words("指标定义", "Definitions")
NUMBERS = "〇一二三四五六七八九"


def _headings(made: Bulletin) -> Iterator[tuple[str, Paragraph]]:
    for place, paragraph in enumerate(made.paragraphs, 1):
        sign = Words(f"{NUMBERS[place]}、", f"{place}. ")
        yield say(sign) + say(paragraph.heading), paragraph


def _empty(made: Bulletin) -> str:
    return say(Words(
        "这一年的记录还不足以写出任何一项成效。",
        "The records of this year do not support any of the results."))  # fmt: skip


def pdf(made: Bulletin) -> bytes:
    """Return the bulletin as PDF (A4)."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Image, Spacer
    from reportlab.platypus import Paragraph as Text

    from guihang.core.paper import HEAD, PLAIN, SMALL, paragraph, printed

    title = ParagraphStyle("t", parent=PLAIN, fontSize=20, leading=32, alignment=1)
    body = ParagraphStyle("b", parent=PLAIN, fontSize=12, leading=20, firstLineIndent=24)
    parts: list[Any] = [paragraph(say(made.title), title), paragraph(say(made.unit), SMALL)]
    for heading, part in _headings(made):
        said = "".join(
            _safe(say(words)) + "".join(f"<super size=8>[{n}]</super>" for n in numbers)
            for words, numbers in part.sentences
        )
        parts += [paragraph(heading, HEAD), Text(said, body)]
        for series in part.pictures:
            parts += [
                Image(BytesIO(png(series)), width=120 * mm, height=120 * 260 / 900 * mm),
                paragraph(say(series.words), SMALL), Spacer(1, 4),
            ]  # fmt: skip
    if not made.paragraphs:
        parts.append(paragraph(_empty(made), body))
    if made.notes:
        parts.append(paragraph(say(NOTES), HEAD))
    parts += [paragraph(f"[{n}] {say(words)}", SMALL) for n, words in enumerate(made.notes, 1)]
    parts += [Spacer(1, 6), paragraph(say(made.foot), SMALL)]
    if left_out := _unsaid(made):
        parts.append(paragraph(left_out, SMALL))
    return printed(parts, title=say(made.title))


def docx(made: Bulletin) -> bytes:
    """Return the bulletin as a Word file."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = WORD_FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), WORD_FONT)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(say(made.title))
    run.bold, run.font.size = True, Pt(22)
    document.add_paragraph(say(made.unit)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for heading, paragraph in _headings(made):
        document.add_heading(heading, level=2)
        text = document.add_paragraph()
        text.paragraph_format.first_line_indent = Pt(28)
        for words, numbers in paragraph.sentences:
            text.add_run(say(words))
            text.add_run("".join(f"[{n}]" for n in numbers)).font.superscript = True
        for series in paragraph.pictures:
            document.add_picture(BytesIO(png(series)), width=Mm(120))
            document.add_paragraph(say(series.words)).runs[0].font.size = Pt(10.5)
    if not made.paragraphs:
        document.add_paragraph(_empty(made))
    if made.notes:
        document.add_heading(say(NOTES), level=2)
    _word_notes(made, document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _word_notes(made: Bulletin, document: Any) -> None:
    """Write footnotes and foot, and let headings use the Chinese font too."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for line in (
        *(f"[{n}] {say(words)}" for n, words in enumerate(made.notes, 1)),
        say(made.foot), _unsaid(made),
    ):  # fmt: skip
        if line:
            document.add_paragraph(line).runs[0].font.size = Pt(9)
    for style in document.styles:
        if style.name.startswith("Heading"):
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), WORD_FONT)


def _unsaid(made: Bulletin) -> str:
    if not made.unsaid:
        return ""
    names = say(Words("、", ", ")).join(say(words) for words in made.unsaid)
    return say(Words(
        f"记录不足、未写入的指标：{names}。", f"Left unsaid, the records do not support it: {names}."))  # fmt: skip


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
