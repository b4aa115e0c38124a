"""Visits of the family and meals with it, at the facility."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case, Relative
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.custody.models import FamilyMeal, FamilyVisit
from guihang.custody.safety import day_is_past
from guihang.custody.steps import has_happened, is_inside
from guihang.engines.words import Words
from guihang.people.permissions import Permission


def refusal_says_why(*, outcome: FamilyVisit.Outcome, why: str | None) -> Iterable[Reason]:
    if outcome == FamilyVisit.Outcome.REFUSED and not why:
        yield Reason("visit.why", Words(
            "未准许会见的须写明原因并告知可以申诉。",
            "A refused visit says why, and that it can be challenged."), "why")  # fmt: skip


@action(
    "custody.record_family_visit", Permission.CARE_RECORD, zh="登记会见探访",
    en="Record a family visit", records=FamilyVisit,
    guards=(is_inside, has_happened, refusal_says_why),
    purpose=Words(
        "只登记会见本身，不记录谈话内容(《禁毒法》第四十六条)。",
        "The visit and no word of what was said (Narcotics Control Law art 46).",
    ),
)  # fmt: skip
def record_family_visit(
    *,
    case: Case,
    mode: Annotated[FamilyVisit.Mode, Label("方式", "Mode")],
    outcome: Annotated[FamilyVisit.Outcome, Label("结果", "Outcome")] = FamilyVisit.Outcome.HELD,
    happened_at: Annotated[datetime, Label("时间", "When")],
    minutes: Annotated[int, Label("时长(分钟)", "Minutes", max=600)] = 0,
    relation: Annotated[Relative.Relation, Label("与本人关系", "Relation")],
    visitors: Annotated[int, Label("来访人数", "Visitors", max=20)] = 1,
    contraband: Annotated[bool, Label("检查发现违禁品", "Contraband was found")] = False,
    who: Annotated[str | None, Label("来访人", "Visitors by name", max=120, private=True)] = None,
    why: Annotated[str | None, Label("未准许的原因", "Why it was refused", lines=2, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> FamilyVisit:  # fmt: skip
    """Put a visit on file."""
    return FamilyVisit.objects.create(
        id=entry, case=case, recorded_at=at, mode=mode, outcome=outcome, happened_at=happened_at,
        minutes=minutes, relation=relation, visitors=visitors, contraband=contraband,
        **sealed_texts(FamilyVisit, case.cipher, entry, who=who or "", why=why or ""),
    )  # fmt: skip


def guardian_agrees(*, children: int, guardian_agreed: bool) -> Iterable[Reason]:
    if children and not guardian_agreed:
        yield Reason("meal.guardian", Words(
            "有未成年人参加的，须先取得监护人同意。",
            "Children come with the consent of a guardian."), "guardian_agreed")  # fmt: skip


@action(
    "custody.record_family_meal", Permission.CARE_RECORD, zh="登记亲情餐、生日餐",
    en="Record a family meal", records=FamilyMeal,
    guards=(is_inside, day_is_past, guardian_agrees),
    purpose=Words(
        "只记参加人数和是否有未成年人；有未成年人参加的须监护人同意。",
        "How many came, children among them; for children the guardian agrees.",
    ),
)  # fmt: skip
def record_family_meal(
    *,
    case: Case,
    occasion: Annotated[FamilyMeal.Occasion, Label("类型", "Occasion")],
    happened_on: Annotated[date, Label("日期", "Day")],
    relatives: Annotated[int, Label("参加家属人数", "Relatives", max=30)],
    children: Annotated[int, Label("其中未成年人", "Children among them", max=20)] = 0,
    guardian_agreed: Annotated[bool, Label("监护人已同意", "A guardian agreed")] = False,
    note: Annotated[str | None, Label("情况", "Note", lines=2, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> FamilyMeal:
    """Put a meal with the family on file."""
    return FamilyMeal.objects.create(
        id=entry, case=case, recorded_at=at, occasion=occasion, happened_on=happened_on,
        relatives=relatives, children=children, guardian_agreed=guardian_agreed,
        **sealed_texts(FamilyMeal, case.cipher, entry, note=note or ""),
    )  # fmt: skip
