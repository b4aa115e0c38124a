"""Notices, and whoever was found past the end of the term."""

from guihang.cases.register import register_of_cases
from guihang.custody.models import NoticeGiven, Overstay
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Register, Section

TERM = Words("期限与送达", "Term and notices")

register_of_cases(Register(
    "notices", NoticeGiven, Words("送达与通知", "Notices"), Permission.SAFETY_VIEW, Section.INSIDE,
    group=TERM,
    help=Words("决定书送达、24 小时通知、期满前 3 日通知等，逐项登记时间。",
               "Service, the 24-hour notices, the notice 3 days before the end: each with its time."),
    columns=(
        Column(Words("事项", "What was done"), lambda row: row.get_kind_display()),
        Column(Words("时间", "When"), lambda row: row.happened_at),
        Column(Words("单位", "Unit"), lambda row: row.case.unit),
        Column(Words("文号或经办", "Document or contact"), lambda row: row.opened("note_sealed"),
               page_only=True),
    ),
    start="custody.record_notice", newest="happened_at", fields=Fields.CUSTODY,
    filters=(("kind", Words("事项", "What was done")),),
))  # fmt: skip

register_of_cases(Register(
    "overstays", Overstay, Words("超期告警", "Past the end of the term"), Permission.SAFETY_VIEW,
    Section.INSIDE, group=TERM,
    help=Words("每日核对发现超过计算期满日仍在所的，逐条留存。",
               "Everybody whom the daily check found in custody past the computed end."),
    columns=(
        Column(Words("计算的期满日", "Computed end"), lambda row: row.ends_on),
        Column(Words("发现时间", "Found at"), lambda row: row.found_at),
        Column(Words("单位", "Unit"), lambda row: row.case.facility),
        Column(Words("现在", "Now"), lambda row: row.case.get_stage_display()),
    ),
    newest="found_at", fields=Fields.CUSTODY, related=("case__facility",),
    state=lambda row: "overdue" if row.case.stage == "inside" else "",
))  # fmt: skip
