"""The handbook of a station (工作手册): what the protocols in force ask for, in words and on paper.

Nobody writes it: a version that is adopted changes the handbook from its day of effect on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from guihang.core.words import say
from guihang.engines.protocol import Offset, Protocol, Step, anchor_words
from guihang.engines.words import Words
from guihang.followup import plan
from guihang.people.permissions import Role

TITLE = Words("后续照管工作手册", "Handbook of aftercare")
HEADS = (
    Words("步骤", "Step"), Words("可办", "Opens"), Words("截止", "Due"), Words("关闭", "Closes"),
    Words("负责岗位", "Post in charge"), Words("怎样算办到", "What fulfils it"), Words("为什么", "Why"),
)  # fmt: skip
PRINCIPLES = (
    Words("照管自愿。不参加、退出、拒绝检测，都没有任何不利后果。",
          "Aftercare is voluntary. Not taking part, leaving, or declining a test has no consequence of any kind."),
    Words("没联系上只是没联系上：按步骤找人，是否失联由团队会商决定，不由时钟决定。",
          "Who is not reached is looked for step by step; people, not a clock, decide whether somebody is lost."),
    Words("窗口关闭后仍未办的记为“未完成”，不能补登；21:00 至 8:00 非紧急不打电话。",
          "What is not done when its window closes stays missed; nobody is called from 21:00 to 8:00 without need."),
)  # fmt: skip
_ORDER = (*plan.ALWAYS, plan.LADDER)


@dataclass(frozen=True, slots=True)
class Handbook:
    """The protocols in force on a day, those that everybody gets first."""

    region: Words
    on: date
    chapters: tuple[Protocol, ...]

    @property
    def foot(self) -> Words:
        versions = [(one.words, one.version) for one in self.chapters]
        return Words(
            f"{self.on.isoformat()} 由现行方案生成："
            + "；".join(f"{words.zh}第 {version} 版" for words, version in versions) + "。",
            f"Made on {self.on.isoformat()} from the protocols in force: "
            + "; ".join(f"{words.en}, version {version}" for words, version in versions) + ".",
        )  # fmt: skip


def of(on: date, region: Words) -> Handbook:
    """Return the handbook of a day; what is only on trial is left out."""
    codes = dict.fromkeys(one.code for one in plan.all_versions() if one.code not in plan.TRIALS)
    order = sorted(codes, key=lambda code: (_ORDER.index(code) if code in _ORDER else 9, code))
    found = (plan.in_force(code, on) for code in order)
    return Handbook(region, on, tuple(one for one in found if one))


def counted_from(made: Protocol) -> Words:
    """Return from what the times of a protocol count."""
    anchor = anchor_words(made.anchor)
    return Words(f"时间从“{anchor.zh}”算起。", f"Times count from: {anchor.en}.")


def when(offset: Offset) -> Words:
    """Return a distance from the anchor in words."""
    if offset.hours == 0:
        return Words("当时", "at once")
    if offset.hours is not None:
        return Words(f"{offset.hours} 小时", f"{offset.hours} h")
    months = Words(f"{offset.months} 个月", f"{offset.months} months") if offset.months else None
    days = Words(f"第 {offset.days} 天", f"day {offset.days}")
    if months is None:
        return days
    extra = (
        Words(f"{offset.days:+d} 天", f"{offset.days:+d} days") if offset.days else Words("", "")
    )
    return Words(f"{months.zh}{extra.zh}", f"{months.en} {extra.en}".strip())


def cells(step: Step) -> tuple[str, ...]:
    """Return one line of a chapter, in the order of ``HEADS``."""
    fulfils = say(Words("、", ", ")).join(say(act.words) for act in sorted(step.accepts))
    return (
        say(step.words), say(when(step.opens)), say(when(step.due)), say(when(step.closes)),
        str(Role(step.owner).label), fulfils, say(step.why),
    )  # fmt: skip


def _headed(book: Handbook) -> Iterator[tuple[str, Protocol]]:
    for number, chapter in enumerate(book.chapters, 1):
        version = Words(f"(第 {chapter.version} 版)", f" (version {chapter.version})")
        yield f"{number}. {say(chapter.words)}{say(version)}", chapter


def pdf(book: Handbook) -> bytes:
    """Return the handbook as PDF (A4)."""
    from reportlab.lib import colors
    from reportlab.platypus import LongTable, Spacer

    from guihang.core.paper import HEAD, PLAIN, SMALL, paragraph, printed

    parts: list[Any] = [paragraph(say(TITLE), HEAD), paragraph(say(book.region), SMALL)]
    parts += [paragraph(say(words)) for words in PRINCIPLES]
    for heading, chapter in _headed(book):
        parts += [paragraph(heading, HEAD), paragraph(say(counted_from(chapter)), PLAIN)]
        parts += [paragraph(say(chapter.source), SMALL), Spacer(1, 4)]
        lines = [[say(words) for words in HEADS], *(cells(step) for step in chapter.steps)]
        made = LongTable(
            [[paragraph(text, SMALL) for text in line] for line in lines], repeatRows=1,
            colWidths=(78, 48, 48, 48, 60, 95, 110),
        )  # fmt: skip
        made.setStyle(
            [("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
        parts.append(made)
    return printed([*parts, Spacer(1, 8), paragraph(say(book.foot), SMALL)], title=say(TITLE))


def docx(book: Handbook) -> bytes:
    """Return the handbook as a Word file."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    for style in document.styles:
        if style.name == "Normal" or style.name.startswith("Heading"):
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    document.add_heading(say(TITLE), level=1)
    document.add_paragraph(say(book.region))
    for words in PRINCIPLES:
        document.add_paragraph(say(words))
    for heading, chapter in _headed(book):
        document.add_heading(heading, level=2)
        document.add_paragraph(say(counted_from(chapter)))
        document.add_paragraph(say(chapter.source)).runs[0].font.size = Pt(9)
        table = document.add_table(rows=1, cols=len(HEADS), style="Table Grid")
        for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
            cell.text = say(head)
        for step in chapter.steps:
            for cell, text in zip(table.add_row().cells, cells(step), strict=True):
                cell.text = text
    document.add_paragraph(say(book.foot)).runs[0].font.size = Pt(9)
    file = BytesIO()
    document.save(file)
    return file.getvalue()
