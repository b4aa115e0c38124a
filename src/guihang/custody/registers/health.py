"""Health: what doctors sign, and the cell that only doctors open."""

from guihang.cases.register import register_of_cases
from guihang.custody.models import HealthRecord, InfectionScreen
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Register, Section

HEALTH = Words("医疗", "Health")

register_of_cases(Register(
    "health", HealthRecord, Words("健康记录", "Health records"), Permission.SAFETY_VIEW,
    Section.INSIDE, group=HEALTH,
    help=Words("医生签署的结论；分区、约束、离所要看这里。所见与处置只有医生可读。",
               "What doctors sign; zones, restraint and leave look here. Findings are the doctors' to read."),
    columns=(
        Column(Words("类别", "Kind"), lambda row: row.get_kind_display()),
        Column(Words("结论", "Conclusion"), lambda row: row.get_conclusion_display()),
        Column(Words("时间", "When"), lambda row: row.happened_at),
        Column(Words("医生", "Doctor"), lambda row: row.signed_by or ""),
    ),
    start="custody.record_health", newest="happened_at", fields=Fields.HEALTH,
    related=("signed_by",), filters=(("kind", Words("类别", "Kind")),),
))  # fmt: skip

DISEASE = dict(InfectionScreen.Disease.choices)
FINDING = dict(InfectionScreen.Finding.choices)

register_of_cases(Register(
    "infection-screens", InfectionScreen, Words("传染病筛查(仅医生)", "Screens for infections (doctors only)"),
    Permission.HEALTH_RECORD, Section.INSIDE, group=HEALTH,
    help=Words("人人都做的筛查。只有医生能打开，不进入其他任何名单和统计。",
               "Everybody is screened. Doctors alone open this; it enters no other list or figure."),
    columns=(
        Column(Words("时间", "When"), lambda row: row.happened_at),
        Column(Words("项目", "Disease"), lambda row: DISEASE.get(row.opened("disease_sealed"), "")),
        Column(Words("结果", "Finding"), lambda row: FINDING.get(row.opened("finding_sealed"), "")),
        Column(Words("处置", "Treatment"), lambda row: row.opened("note_sealed"), page_only=True),
    ),
    start="custody.record_infection_screen", newest="happened_at", fields=Fields.HEALTH,
))  # fmt: skip
