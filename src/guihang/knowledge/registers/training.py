"""Registers of the training of officers."""

from django.utils import timezone

from guihang.engines.words import Words
from guihang.knowledge import training  # noqa: F401  declares the actions named here
from guihang.knowledge.models import OfficerCertificate, Training
from guihang.people.permissions import Permission
from guihang.people.register import Column, Part, Register, Section, register

PROFESSION = Words("专业化", "Profession")

WARNED = 90
"""Days before its end on which a certificate is marked [set by this product; no source]."""

register(Register(
    "officer-trainings", Training, Words("民警培训", "Training of officers"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=PROFESSION,
    help=Words("讲坛、课程和考核，谁讲、几学时、谁参加。", "Forums, courses, examinations, and who came."),
    columns=(
        Column(Words("主题", "Title"), lambda row: row.title),
        Column(Words("日期", "Day"), lambda row: row.happened_on),
        Column(Words("形式", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("主讲单位", "Given by"), lambda row: row.host),
        Column(Words("学时", "Hours"), lambda row: row.hours, number=True),
        Column(Words("举办单位", "Held at"), lambda row: row.unit),
    ),
    start="knowledge.hold_training", newest="happened_on",
    filters=(("kind", Words("形式", "Kind")),), acts=lambda row: ("knowledge.train",),
    parts=(
        Part(
            Words("参训民警", "Who came"),
            lambda row: row.trainees.select_related("officer").order_by("officer__name"),
            (Column(Words("民警", "Officer"), lambda row: row.officer),),
        ),
    ),
))  # fmt: skip


def _state(row: OfficerCertificate) -> str:
    if row.until_on is None:
        return ""
    left = (row.until_on - timezone.localdate()).days
    return "overdue" if left < 0 else "due" if left <= WARNED else ""


register(Register(
    "officer-certificates", OfficerCertificate, Words("民警证书", "Certificates of officers"),
    Permission.TOGETHER_VIEW, Section.TOGETHER, group=PROFESSION,
    help=Words(
        f"谁有什么证、哪天到期；到期前 {WARNED} 天标出。",
        f"Who holds which, and until when; marked {WARNED} days before.",
    ),
    columns=(
        Column(Words("民警", "Officer"), lambda row: row.officer),
        Column(Words("证书", "Certificate"), lambda row: row.name),
        Column(Words("发证机关", "Issued by"), lambda row: row.issuer),
        Column(Words("发证", "Issued"), lambda row: row.issued_on),
        Column(Words("有效期至", "Until"), lambda row: row.until_on),
    ),
    start="knowledge.certify", newest="issued_on", related=("unit", "officer"), state=_state,
))  # fmt: skip
