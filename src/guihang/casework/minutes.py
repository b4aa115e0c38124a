"""The minutes of a joint conference as a Word file, the way an office files them."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from guihang.core.words import say
from guihang.engines.words import Words
from guihang.partners.models import Attendance, Conference, Resolution

FONT = "仿宋"


def word(
    meeting: Conference, topics: Sequence[tuple[str, Sequence[str]]],
    resolutions: Sequence[Resolution], came: Sequence[Attendance],
) -> bytes:  # fmt: skip
    """Return the minutes; ``topics``: name of a topic → its lines."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(meeting.title)
    run.bold, run.font.size = True, Pt(22)
    for words, value in _facts(meeting, came):
        document.add_paragraph(f"{say(words)}{value}")
    _section(document, Words("一、议题", "1. Agenda"))
    for name, lines in topics:
        document.add_paragraph(f"{name}：{'；'.join(lines)}")
    _section(document, Words("二、议定事项", "2. Resolutions"))
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    heads = (Words("决议", "Resolution"), Words("责任单位", "Owner"), Words("期限", "Due"),
             Words("状态", "State"))  # fmt: skip
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = say(head)
    for one in resolutions:
        row = (one.content, one.owner, one.by_when.isoformat(), str(one.get_state_display()))
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    _section(document, Words("三、纪要", "3. Minutes"))
    for line in meeting.minutes.splitlines():
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _facts(meeting: Conference, came: Sequence[Attendance]) -> list[tuple[Words, str]]:
    there = "、".join(f"{one}({one.people})" for one in came if one.people)
    away = "、".join(str(one) for one in came if not one.people)
    return [
        (Words("时间：", "Day: "), meeting.held_on.isoformat()),
        (Words("地点：", "Place: "), meeting.place),
        (Words("主持：", "Chair: "), meeting.chair),
        (Words("到会：", "Attended: "), there or "—"),
        (Words("缺席：", "Absent: "), away or "—"),
    ]


def _section(document: Document, words: Words) -> None:
    document.add_paragraph().add_run(say(words)).bold = True
