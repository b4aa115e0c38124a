"""The certificate of service as it is printed (志愿服务记录证明)."""

from typing import Any

from reportlab.platypus import Spacer

from guihang.community.models import Certificate, Service
from guihang.core import paper
from guihang.core.words import say
from guihang.engines.calendar import ends_at, local, starts_at
from guihang.engines.words import Words

LINES = 40
"""Services that are listed one by one; the sum counts them all."""


def pdf(row: Certificate) -> bytes:
    """Return a certificate on paper: who, how long, what, who issued it, and under which number."""
    volunteer, document = row.volunteer, row.text("document_sealed")
    facts: list[tuple[Words, str]] = [
        (Words("证明编号", "Number"), row.number),
        (Words("姓名", "Name"), volunteer.name),
        (Words("志愿者编号", "Volunteer"), volunteer.number),
        *([(Words("证件", "Document"), document)] if document else []),
        (Words("服务时间", "Period"), f"{row.since} – {row.until}"),
        (Words("服务次数", "Times"), str(row.times)),
        (Words("服务时长(小时)", "Hours"), f"{row.minutes / 60:.1f}"),
    ]
    parts: list[Any] = [
        paper.paragraph(say(Words("志愿服务记录证明", "Certificate of volunteer service")), paper.HEAD),
        *(paper.paragraph(f"{say(name)}{say(Words('：', ': '))}{value}") for name, value in facts),
        Spacer(1, 10),
        *(paper.paragraph(line, paper.SMALL) for line in _lines(row)),
        Spacer(1, 24),
        paper.paragraph(f"{say(Words('出具单位(盖章)', 'Issued by (stamp)'))}  {row.unit}"),
        paper.paragraph(f"{say(Words('经办人', 'Handled by'))}  {row.issued_by or ''}"),
        paper.paragraph(f"{say(Words('出具日期', 'Issued on'))}  {local(row.recorded_at).date()}"),
        Spacer(1, 10),
        paper.paragraph(say(Words(
            "依据《志愿服务条例》第十九条和《志愿服务记录与证明出具办法(试行)》出具，不收费。只含接待单位已确认的时长。",
            "Issued free of charge under the Volunteer Service Regulation, art 19, and MCA Order 67. "
            "Confirmed hours only.")), paper.SMALL),
    ]  # fmt: skip
    return paper.printed(parts, title="certificate")


def _lines(row: Certificate) -> list[str]:
    rows = Service.objects.filter(
        volunteer_id=row.volunteer_id, dropped_at=None, confirmed_at__lte=row.recorded_at,
        starts_at__gte=starts_at(row.since), starts_at__lt=ends_at(row.until),
    ).order_by("-starts_at")[:LINES]  # fmt: skip
    return [
        f"{local(one.starts_at):%Y-%m-%d}  {one.task}  {one.minutes / 60:.1f} h" for one in rows
    ]
