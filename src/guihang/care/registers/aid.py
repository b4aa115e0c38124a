"""The register of statutory aid."""

from datetime import date

from django.utils import timezone

from guihang.care import aid  # noqa: F401  declares the actions named here
from guihang.care.models import AidApplication
from guihang.cases.register import register_of_cases
from guihang.core.china import calendar
from guihang.engines.aid import SCHEMES, decision_due_on, reconsideration_until
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Register, Section

ACTS = {
    "need": ("care.apply_for_aid", "care.drop_aid"),
    "applied": ("care.record_aid_decision", "care.drop_aid"),
    "granted": ("care.record_aid_received",),
}
AID = Words("资源链接", "Aid")


def due_on(row: AidApplication) -> date | None:
    """Return until when the office decides, while it has not."""
    if row.state != AidApplication.State.APPLIED or row.applied_on is None:
        return None
    return decision_due_on(row.scheme, row.applied_on, calendar())


def is_late(row: AidApplication) -> str:
    """Mark an application on which nobody decided in time, and aid that runs out."""
    today, due = timezone.localdate(), due_on(row)
    if due and due < today:
        return "overdue"
    return "due" if row.renew_on and row.renew_on <= today else ""


def challenge(row: AidApplication) -> date | str:
    if row.state != AidApplication.State.REFUSED or row.decided_on is None:
        return ""
    return reconsideration_until(row.decided_on)


register_of_cases(Register(
    "aid", AidApplication, Words("救助申请", "Aid"), Permission.CARE_VIEW, Section.CARE, group=AID,
    help=Words(
        "低保、临时救助、住房、医疗、法律援助……从需要到落实，谁在办、卡在哪里。",
        "Allowances, housing, medical and legal aid, from the need to what was received.",
    ),
    columns=(
        Column(Words("项目", "Scheme"), lambda row: row.get_scheme_display()),
        Column(Words("状态", "Stands at"), lambda row: row.get_state_display()),
        Column(Words("受理", "Taken in"), lambda row: row.applied_on),
        Column(Words("应于此日前决定", "To be decided by"), due_on),
        Column(Words("决定", "Decided"), lambda row: row.decided_on),
        Column(Words("落实", "Received"), lambda row: row.received_on),
        Column(Words("金额(元)", "Yuan"), lambda row: row.amount, number=True),
        Column(Words("遇到的困难", "Need"), lambda row: row.text("need_sealed"), page_only=True, private=True),
        Column(Words("向谁申请", "Apply to"), lambda row: SCHEMES[row.scheme].apply_to, page_only=True),
        Column(Words("由谁决定", "Decides"), lambda row: SCHEMES[row.scheme].decides, page_only=True),
        Column(Words("依据", "Source"), lambda row: SCHEMES[row.scheme].source, page_only=True),
        Column(Words("人户分离", "Household elsewhere"), lambda row: row.away, page_only=True),
        Column(Words("受理单位", "Office"), lambda row: row.office, page_only=True),
        Column(Words("已交材料", "Papers"), lambda row: row.documents, page_only=True),
        Column(Words("未获批的理由", "Reason of a refusal"),
               lambda row: row.text("refusal_sealed"), page_only=True, private=True),
        Column(Words("可申请复议至", "Can be challenged until"), challenge, page_only=True),
        Column(Words("复核或续办", "To be renewed"), lambda row: row.renew_on, page_only=True),
    ),
    start="care.note_aid_need", acts=lambda row: ACTS.get(row.state, ()), state=is_late,
    filters=(("scheme", Words("项目", "Scheme")), ("state", Words("状态", "Stands at"))),
    fields=Fields.PLAN,
))  # fmt: skip
