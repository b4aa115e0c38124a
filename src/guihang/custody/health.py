"""What doctors find and sign. Others see the finding; nobody else records one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case
from guihang.cases.steps import case_is_open
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.custody.models import HealthRecord, InfectionScreen
from guihang.custody.steps import has_happened
from guihang.engines.words import Words
from guihang.people.permissions import Permission


@action(
    "custody.record_health", Permission.HEALTH_RECORD, zh="登记健康记录(医生签署)",
    en="Record a finding, signed by the doctor", records=HealthRecord,
    guards=(case_is_open, has_happened),
    purpose=Words(
        "由医生本人登记，即为签署。分区流转、约束和离所要看这里的结论。",
        "Recorded by the doctor, which signs it. Zones, restraint and leave ask for its conclusion.",
    ),
)  # fmt: skip
def record_health(
    *,
    case: Case,
    kind: Annotated[HealthRecord.Kind, Label("类别", "Kind")],
    conclusion: Annotated[HealthRecord.Conclusion, Label("结论", "Conclusion")],
    happened_at: Annotated[datetime, Label("时间", "When")],
    note: Annotated[str | None, Label("所见与处置", "Findings and treatment", lines=4, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> HealthRecord:  # fmt: skip
    """Put a finding on file under the doctor's name."""
    return HealthRecord.objects.create(
        id=entry, case=case, recorded_at=at, kind=kind, conclusion=conclusion,
        happened_at=happened_at, signed_by_id=by.user_id,
        **sealed_texts(HealthRecord, case.cipher, entry, note=note or ""),
    )  # fmt: skip


@action(
    "custody.record_infection_screen", Permission.HEALTH_RECORD, zh="登记传染病筛查",
    en="Record a screen for infections", records=InfectionScreen,
    guards=(case_is_open, has_happened),
    purpose=Words(
        "人人都做的筛查，阴性也登记。结果只有医生可以查看，不进入时间线、名单和统计"
        "(《艾滋病防治条例》第三十九条)。",
        "A screen that everybody has; a negative one is recorded too. Only doctors read what was "
        "found; no timeline, list or figure shows it (AIDS Regulation art 39).",
    ),
)  # fmt: skip
def record_infection_screen(
    *,
    case: Case,
    disease: Annotated[InfectionScreen.Disease, Label("筛查项目", "Disease", private=True)],
    finding: Annotated[InfectionScreen.Finding, Label("结果", "Finding", private=True)],
    happened_at: Annotated[datetime, Label("时间", "When")],
    note: Annotated[str | None, Label("处置", "Treatment", max=500, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> InfectionScreen:
    """Put a screen on file; disease and finding are encrypted with the person's key."""
    return InfectionScreen.objects.create(
        id=entry, case=case, recorded_at=at, happened_at=happened_at,
        **sealed_texts(
            InfectionScreen, case.cipher, entry, disease=str(disease), finding=str(finding),
            note=note or "",
        ),
    )  # fmt: skip
