"""The certificate of service as it is printed (志愿服务记录证明)."""

from typing import Any

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Spacer, Table

from guihang.community.models import Certificate, Service
from guihang.core import paper
from guihang.core.words import say
from guihang.engines.calendar import ends_at, local, starts_at
from guihang.engines.words import Words

LINES = 40
"""Services that are listed one by one; the sum counts them all."""

_TITLE = ParagraphStyle("title", parent=paper.PLAIN, fontSize=26, leading=40, alignment=1)
_NUMBER = ParagraphStyle("number", parent=paper.SMALL, alignment=1, spaceAfter=24)
_SAID = ParagraphStyle("said", parent=paper.PLAIN, fontSize=14, leading=26, spaceAfter=14)
_SIGNED = ParagraphStyle("signed", parent=paper.PLAIN, alignment=2)
_GRID = [
    ("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
]  # fmt: skip


def pdf(row: Certificate) -> bytes:
    """Return a certificate on paper: who, how long, what, who issued it, and under which number."""
    parts: list[Any] = [
        paper.paragraph(say(Words("志愿服务记录证明", "Certificate of volunteer service")), _TITLE),
        paper.paragraph(f"{say(Words('证明编号', 'Number'))} {row.number}", _NUMBER),
        paper.paragraph(say(_said(row)), _SAID),
        Table(_lines(row), colWidths=(110, 290, 80), style=_GRID, repeatRows=1),
        *([paper.paragraph(say(Words(
            f"以上为最近 {LINES} 次。", f"The last {LINES} services.")), paper.SMALL)]
          if row.times > LINES else []),
        Spacer(1, 48),
        paper.paragraph(f"{row.unit} {say(Words('(盖章)', '(stamp)'))}", _SIGNED),
        paper.paragraph(f"{say(Words('经办人', 'Handled by'))} {row.issued_by or ''}", _SIGNED),
        paper.paragraph(f"{local(row.recorded_at).date()}", _SIGNED),
        Spacer(1, 36),
        paper.paragraph(say(Words(
            "依据《志愿服务条例》第十九条和《志愿服务记录与证明出具办法(试行)》出具，不收费。只含接待单位已确认的时长。",
            "Issued free of charge under the Volunteer Service Regulation, art 19, and MCA Order 67. "
            "Confirmed hours only.")), paper.SMALL),
    ]  # fmt: skip
    return paper.printed(parts, title="certificate")


def _said(row: Certificate) -> Words:
    """Return in one sentence what is certified."""
    who, hours, document = row.volunteer, f"{row.minutes / 60:.1f}", row.text("document_sealed")
    zh, en = f"，{document}" if document else "", f", {document}" if document else ""
    return Words(
        f"兹证明{who.name}(志愿者编号 {who.number}{zh})自 {row.since} 至 {row.until} "
        f"参加志愿服务 {row.times} 次，共 {hours} 小时。",
        f"This is to certify that {who.name} (volunteer {who.number}{en}) served "
        f"{row.times} time{'' if row.times == 1 else 's'}, {hours} hours in all, from {row.since} to {row.until}.",
    )


def _lines(row: Certificate) -> list[list[Any]]:
    rows = Service.objects.filter(
        volunteer_id=row.volunteer_id, dropped_at=None, confirmed_at__lte=row.recorded_at,
        starts_at__gte=starts_at(row.since), starts_at__lt=ends_at(row.until),
    ).order_by("-starts_at")[:LINES]  # fmt: skip
    heads = (Words("日期", "Day"), Words("服务内容", "Service"), Words("小时", "Hours"))
    return [
        [paper.paragraph(say(words)) for words in heads],
        *([f"{local(one.starts_at):%Y-%m-%d}", paper.paragraph(one.task), f"{one.minutes / 60:.1f}"]
          for one in rows),
    ]  # fmt: skip
