"""Family at the facility: visits, meals, leave."""

from django.utils import timezone

from guihang.cases.register import register_of_cases
from guihang.custody import leave
from guihang.custody.models import FamilyMeal, FamilyVisit, Leave
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Register, Section

FAMILY = Words("会见与离所", "Visits and leave")

register_of_cases(Register(
    "visits", FamilyVisit, Words("会见探访", "Family visits"), Permission.SAFETY_VIEW, Section.INSIDE,
    group=FAMILY,
    help=Words("现场、视频、电话会见；不记录谈话内容。", "In person, by video or phone; no word of what was said."),
    columns=(
        Column(Words("方式", "Mode"), lambda row: row.get_mode_display()),
        Column(Words("结果", "Outcome"), lambda row: row.get_outcome_display()),
        Column(Words("时间", "When"), lambda row: row.happened_at),
        Column(Words("关系", "Relation"), lambda row: row.get_relation_display()),
        Column(Words("人数", "Visitors"), lambda row: row.visitors, number=True),
        Column(Words("分钟", "Minutes"), lambda row: row.minutes, number=True),
        Column(Words("来访人", "Visitors by name"), lambda row: row.opened("who_sealed"), page_only=True),
        Column(Words("未准许的原因", "Why refused"), lambda row: row.opened("why_sealed"), page_only=True),
    ),
    start="custody.record_family_visit", newest="happened_at", fields=Fields.FAMILY,
    filters=(("mode", Words("方式", "Mode")), ("outcome", Words("结果", "Outcome"))),
))  # fmt: skip

register_of_cases(Register(
    "family-meals", FamilyMeal, Words("亲情餐、生日餐", "Family meals"), Permission.SAFETY_VIEW,
    Section.INSIDE, group=FAMILY,
    help=Words("和家人一起吃的饭。", "Meals with the family."),
    columns=(
        Column(Words("类型", "Occasion"), lambda row: row.get_occasion_display()),
        Column(Words("日期", "Day"), lambda row: row.happened_on),
        Column(Words("家属", "Relatives"), lambda row: row.relatives, number=True),
        Column(Words("其中未成年人", "Children"), lambda row: row.children, number=True),
        Column(Words("情况", "Note"), lambda row: row.opened("note_sealed"), page_only=True),
    ),
    start="custody.record_family_meal", newest="happened_on", fields=Fields.FAMILY,
    filters=(("occasion", Words("类型", "Occasion")),),
))  # fmt: skip


def leave_acts(row: Leave) -> tuple[str, ...]:
    """Return what follows for a leave; a death may be decided at once."""
    steps = {
        "requested": ("custody.verify_leave", "custody.withdraw_leave"),
        "verified": ("custody.weigh_leave", "custody.withdraw_leave"),
        "weighed": ("custody.decide_leave", "custody.withdraw_leave"),
        "approved": ("custody.depart_on_leave", "custody.withdraw_leave"),
        "appealed": ("custody.review_leave",),
        "departed": ("custody.return_from_leave",), "escape": ("custody.return_from_leave",),
    }.get(row.state, ())  # fmt: skip
    if row.state == Leave.State.REFUSED and row.reviewed_at is None:
        return ("custody.challenge_leave",)
    if row.kind == Leave.Kind.DEATH and row.state in ("requested", "verified"):
        return ("custody.decide_leave", *steps)
    if leave.is_overdue(row, timezone.now()):
        return (*steps, "custody.examine_as_escape")
    return steps


UNDECIDED = (Leave.State.REQUESTED, Leave.State.VERIFIED, Leave.State.WEIGHED, Leave.State.APPEALED)


def leave_state(row: Leave) -> str:
    """Mark who should be back, what waits for a decision, and a death at once."""
    if leave.is_overdue(row, timezone.now()) or row.state == Leave.State.ESCAPE_REVIEW:
        return "overdue"
    if row.kind == Leave.Kind.DEATH and row.state in UNDECIDED:
        return "overdue"
    return "due" if row.state in (Leave.State.WEIGHED, Leave.State.APPEALED) else ""


register_of_cases(Register(
    "leaves", Leave, Words("离所探视", "Leave"), Permission.SAFETY_VIEW, Section.INSIDE, group=FAMILY,
    help=Words("申请、核实、评估、决定、离所、返回。近亲属死亡当日办理；未批准的本人可以申诉，由他人复核。",
               "Asked for, verified, weighed, decided, away, back. A death in the family is decided on the "
               "day; a refusal can be challenged, and somebody else reviews it."),
    columns=(
        Column(Words("事由", "Occasion"), lambda row: row.get_kind_display()),
        Column(Words("状态", "State"), lambda row: row.get_state_display()),
        Column(Words("开始", "From"), lambda row: row.from_on),
        Column(Words("返回期限", "Back by"), lambda row: row.until_on),
        Column(Words("返回", "Returned"), lambda row: row.returned_at),
        Column(Words("探视对象", "Whom"), lambda row: row.get_relation_display()),
        Column(Words("离所", "Left"), lambda row: row.departed_at, page_only=True),
        Column(Words("证明", "Proof"), lambda row: row.proof, page_only=True),
        Column(Words("具体情况", "Details"), lambda row: row.text("reason_sealed"), page_only=True),
        Column(Words("风险与保障", "Risks"), lambda row: row.text("risk_sealed"), page_only=True),
        Column(Words("决定人", "Decided by"), lambda row: row.decided_by or "", page_only=True),
        Column(Words("决定理由", "Reason"), lambda row: row.text("answer_sealed"), page_only=True),
        Column(Words("本人申诉", "Challenged"), lambda row: row.appealed_at, page_only=True),
        Column(Words("申诉理由", "Why the person challenges it"), lambda row: row.text("appeal_sealed"),
               page_only=True),
        Column(Words("复核人", "Reviewed by"), lambda row: row.reviewed_by or "", page_only=True),
        Column(Words("复核意见", "Answer"), lambda row: row.text("review_sealed"), page_only=True),
        Column(Words("返回检测", "Test on return"), lambda row: row.get_test_display(), page_only=True),
        Column(Words("说明", "Note"), lambda row: row.text("note_sealed"), page_only=True),
    ),
    start="custody.request_leave", newest="from_on", fields=Fields.FAMILY, related=("decided_by", "reviewed_by"),
    filters=(("state", Words("状态", "State")), ("kind", Words("事由", "Occasion"))),
    acts=leave_acts, state=leave_state,
    waits=(("custody.decide_leave", {"state": "requested", "kind": "death"}, ("proposed_by",)),
           ("custody.decide_leave", {"state": "verified", "kind": "death"}, ("proposed_by",)),
           ("custody.decide_leave", {"state": "weighed"}, ("proposed_by",)),
           ("custody.review_leave", {"state": "appealed"}, ("proposed_by", "decided_by"))),
))  # fmt: skip
