"""离所探视: asked for, verified, weighed, decided by the head, away, back. A death has a same-day path."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case, Relative
from guihang.cases.steps import stands
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.custody.models import HealthRecord, Leave
from guihang.custody.steps import is_inside, somebody_else, still_inside
from guihang.engines.calendar import ONE_DAY, ends_at, local, to_the_minute
from guihang.engines.words import Words
from guihang.people.permissions import Permission

State = Leave.State
LONGEST_DAYS = 10
"""Days of leave, the way included. Practice under Order 127; its text was not found."""
OPINION_DAYS = 10
"""How old a doctor's opinion before leave may be (set by this product)."""

OVER = (State.REFUSED, State.APPEALED, State.WITHDRAWN, State.RETURNED)
"""Nobody is away or about to be. A challenge hinders no other request, nor is it hindered by one."""

OPEN = Reason("leave.open", Words(
    "已有一次离所探视在办。", "A leave is under way already."))  # fmt: skip
CONSTRAINTS["one_open_leave_a_case"] = OPEN


def days_are_possible(
    *, case: Case, from_on: date, until_on: date, at: datetime
) -> Iterable[Reason]:
    if until_on < from_on or (until_on - from_on).days >= LONGEST_DAYS:
        yield Reason("leave.days", Words(
            f"离所连同路途最多 {LONGEST_DAYS} 天，结束不早于开始。",
            f"At most {LONGEST_DAYS} days with the way, and it ends after it starts."), "until_on")  # fmt: skip
    if from_on < local(at).date():
        yield Reason("leave.past", Words(
            "开始日期不能早于今天。", "It cannot begin before today."), "from_on")  # fmt: skip
    if until_on > case.term_ends_on:
        yield Reason("leave.term", Words(
            f"结束日期晚于期满日 {case.term_ends_on}：期满应当解除，不是探视。",
            f"It would end after the term ({case.term_ends_on}): the person is to be released then."),
            "until_on")  # fmt: skip


def none_is_open(*, case: Case) -> Iterable[Reason]:
    if Leave.objects.filter(case=case).exclude(state__in=OVER).exists():
        yield OPEN


@action(
    "custody.request_leave", Permission.CARE_RECORD, zh="申请离所探视", en="Ask for leave",
    guards=(is_inside, none_is_open, days_are_possible),
    purpose=Words(
        "近亲属死亡的，核实、评估、决定可以当日一并办理；其他情形逐步办理。",
        "After a death in the family, verifying, weighing and deciding may all happen on the day; "
        "otherwise step by step.",
    ),
)  # fmt: skip
def request_leave(
    *,
    case: Case,
    kind: Annotated[Leave.Kind, Label("事由", "Occasion")],
    relation: Annotated[Relative.Relation, Label("探视对象", "Whom")],
    from_on: Annotated[date, Label("开始日期", "From")],
    until_on: Annotated[date, Label("返回日期", "Back by")],
    told: Annotated[str, Label("具体情况", "Details", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Leave:
    """Put the person's request on file."""
    return Leave.objects.create(
        id=entry, case=case, recorded_at=at, kind=kind, relation=relation, from_on=from_on,
        until_on=until_on, proposed_by_id=by.user_id,
        **sealed_texts(Leave, case.cipher, entry, reason=told),
    )  # fmt: skip


@action(
    "custody.verify_leave", Permission.CARE_RECORD, zh="核实情况", en="Verify it",
    where="leave.case.facility_id", guards=(stands("leave", State.REQUESTED),),
    purpose=Words(
        "向医院、派出所或苏木乡镇、街道核实本人所说的情况。",
        "What the person says is confirmed by a hospital, the police station or the township.",
    ),
)  # fmt: skip
def verify_leave(
    *,
    leave: Leave,
    proof: Annotated[str, Label("证明", "Proof", max=120, help=Words(
        "医院、派出所或苏木乡镇、街道的证明。", "Of the hospital, the police station or the township."))],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """What was said is confirmed by somebody outside."""
    Leave.objects.filter(pk=leave.pk).update(state=State.VERIFIED, proof=proof)


@action(
    "custody.weigh_leave", Permission.CARE_RECORD, zh="风险评估", en="Weigh the risk",
    where="leave.case.facility_id", guards=(stands("leave", State.VERIFIED),),
    purpose=Words(
        "写明可能的风险、谁陪同、怎样联系，供所领导决定。非近亲属死亡的，还须医生“离所医学意见”。",
        "Risks, who goes along, how to keep in touch: for the head to decide. Unless there was "
        "a death, a doctor's opinion on the leave is needed too.",
    ),
)  # fmt: skip
def weigh_leave(
    *,
    leave: Leave,
    risk: Annotated[str, Label("风险与保障措施", "Risks and how they are met", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Say what could go wrong and who goes along, for the head to decide."""
    Leave.objects.filter(pk=leave.pk).update(
        state=State.WEIGHED, **sealed_texts(Leave, leave.cipher, leave.pk, risk=risk)
    )


def can_be_decided(
    *, leave: Leave, approve: bool, why: str | None, proof: str | None, at: datetime
) -> Iterable[Reason]:
    """Weighed first; a death in the family is decided on the day. A refusal says why."""
    same_day = leave.kind == Leave.Kind.DEATH
    ready = (State.REQUESTED, State.VERIFIED, State.WEIGHED) if same_day else (State.WEIGHED,)
    if leave.state not in ready:
        yield Reason("leave.state", Words(
            "核实并评估风险后才能决定；近亲属死亡的可以当日直接决定。",
            "It is verified and weighed first; only a death in the family is decided at once."))  # fmt: skip
    if not approve:
        if not why:
            yield Reason("leave.why", Words(
                "未批准须写明原因并告知可以申诉。",
                "A refusal says why, and that it can be challenged."), "why")  # fmt: skip
        return
    yield from _lacking(leave, proof, at)


def _lacking(leave: Leave, proof: str | None, at: datetime) -> Iterable[Reason]:
    """Nobody leaves without a doctor's opinion; after a death its proof is enough."""
    same_day = leave.kind == Leave.Kind.DEATH
    if same_day and not (leave.proof or proof):
        yield Reason("leave.proof", Words(
            "请写明死亡证明或电话核实情况。",
            "Name the proof of the death, or who confirmed it by phone."), "proof")  # fmt: skip
    if not same_day and not _doctor_agrees(leave, at):
        yield Reason("leave.doctor", Words(
            f"缺少 {OPINION_DAYS} 日内医生“离所医学意见”(适宜或有条件适宜)。",
            f"A doctor's opinion of the last {OPINION_DAYS} days (fit, or fit with limits) is lacking."))  # fmt: skip


def _doctor_agrees(leave: Leave, at: datetime) -> bool:
    newest = (
        HealthRecord.objects.filter(
            case_id=leave.case_id, kind=HealthRecord.Kind.LEAVE, superseded_by_id=None,
            happened_at__gte=at - OPINION_DAYS * ONE_DAY,
        ).order_by("-happened_at").first()
    )  # fmt: skip
    return newest is not None and newest.conclusion != HealthRecord.Conclusion.UNFIT


@action(
    "custody.decide_leave", Permission.LEAVE_DECIDE, zh="决定离所探视", en="Decide on the leave",
    where="leave.case.facility_id",
    guards=(somebody_else("leave", "proposed_by"), still_inside("leave"), can_be_decided),
    purpose=Words(
        "同意的勾选“批准”；不勾选即为未批准，须写明原因并告知本人可以申诉。本人申诉的，登记后由另一人复核。",
        "Tick to approve. Left open it is refused: say why, and tell the person that it can be "
        "challenged. A challenge is recorded, and somebody else reviews it.",
    ),
)  # fmt: skip
def decide_leave(
    *,
    leave: Leave,
    approve: Annotated[bool, Label("批准", "Approve")] = False,
    proof: Annotated[str | None, Label(
        "证明(当日办理时填写)", "Proof, on the same-day path", max=120)] = None,
    why: Annotated[str | None, Label("原因", "Reason", lines=2, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Let the person go to their family, or say why not."""
    Leave.objects.filter(pk=leave.pk).update(
        state=State.APPROVED if approve else State.REFUSED, decided_by_id=by.user_id,
        decided_at=at, proof=leave.proof or proof or "",
        **sealed_texts(Leave, leave.cipher, leave.pk, answer=why or ""),
    )  # fmt: skip


def is_challenged_once(*, leave: Leave) -> Iterable[Reason]:
    if leave.reviewed_at:
        yield Reason("leave.reviewed", Words(
            "已复核过一次，结果为最终；情况有变的请重新申请。",
            "It was reviewed already, and that stands; where things have changed, ask anew."))  # fmt: skip


@action(
    "custody.challenge_leave", Permission.CARE_RECORD, zh="登记本人申诉",
    en="Record that the person challenges it", where="leave.case.facility_id",
    guards=(stands("leave", State.REFUSED), is_challenged_once),
    purpose=Words(
        "本人口头或书面提出即登记，不得阻拦，也不影响再次申请。由未参与原决定的人复核。",
        "Recorded whenever the person says so, in words or writing; it hinders no new request. "
        "Somebody who had no part in the refusal reviews it.",
    ),
)  # fmt: skip
def challenge_leave(
    *,
    leave: Leave,
    grounds: Annotated[str, Label("本人的理由", "The person's reasons", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Put the person's challenge of a refusal on file, for somebody else to review."""
    Leave.objects.filter(pk=leave.pk).update(
        state=State.APPEALED, appealed_at=at,
        **sealed_texts(Leave, leave.cipher, leave.pk, appeal=grounds),
    )  # fmt: skip


def can_be_granted_now(
    *, leave: Leave, granted: bool, from_on: date | None, until_on: date | None,
    proof: str | None, at: datetime,
) -> Iterable[Reason]:  # fmt: skip
    """What an approval needs, and days that lie ahead."""
    if not granted:
        return
    yield from _lacking(leave, proof, at)
    yield from days_are_possible(
        case=leave.case,
        from_on=from_on or leave.from_on,
        until_on=until_on or leave.until_on,
        at=at,
    )


@action(
    "custody.review_leave", Permission.LEAVE_DECIDE, zh="复核离所申诉", en="Review the challenge",
    where="leave.case.facility_id",
    guards=(
        stands("leave", State.APPEALED), somebody_else("leave", "decided_by", "proposed_by"),
        still_inside("leave"), can_be_granted_now,
    ),
    purpose=Words(
        "申诉成立的勾选“批准离所”；原定日期已过的，填写新的日期。不勾选即维持原决定。复核意见告知本人。",
        "Tick to grant the leave; where the days have passed, give new ones. Left open the refusal "
        "stands. The person is told the answer.",
    ),
)  # fmt: skip
def review_leave(
    *,
    leave: Leave,
    granted: Annotated[bool, Label("批准离所", "Grant the leave")] = False,
    from_on: Annotated[date | None, Label("新的开始日期", "New first day")] = None,
    until_on: Annotated[date | None, Label("新的返回日期", "New day of return")] = None,
    proof: Annotated[str | None, Label(
        "证明(近亲属死亡且尚未核实的)", "Proof, after a death not yet verified", max=120)] = None,
    answer: Annotated[str, Label("复核意见(告知本人)", "Answer, for the person", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Answer the challenge: the leave is granted, or the refusal stands."""
    days = {"from_on": from_on or leave.from_on, "until_on": until_on or leave.until_on}
    Leave.objects.filter(pk=leave.pk).update(
        state=State.APPROVED if granted else State.REFUSED, reviewed_by_id=by.user_id,
        reviewed_at=at, proof=leave.proof or proof or "", **(days if granted else {}),
        **sealed_texts(Leave, leave.cipher, leave.pk, review=answer),
    )  # fmt: skip


@action(
    "custody.withdraw_leave", Permission.CARE_RECORD, zh="撤回离所申请", en="Withdraw the request",
    where="leave.case.facility_id",
    guards=(stands("leave", State.REQUESTED, State.VERIFIED, State.WEIGHED, State.APPROVED),),
    purpose=Words(
        "本人不再需要，或批准后没有成行(雪灾、病情好转)时撤回；之后可以重新申请。",
        "The person needs it no more, or did not go after all: snow, the illness passed. A new "
        "request can follow.",
    ),
)  # fmt: skip
def withdraw_leave(
    *,
    leave: Leave,
    note: Annotated[str, Label("撤回原因", "Why it is withdrawn", lines=2, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Take back a leave that nobody went on."""
    Leave.objects.filter(pk=leave.pk).update(
        state=State.WITHDRAWN, **sealed_texts(Leave, leave.cipher, leave.pk, note=note)
    )


def left_in_turn(*, leave: Leave, departed_at: datetime, at: datetime) -> Iterable[Reason]:
    approved_at = leave.reviewed_at or leave.decided_at
    if departed_at > at or (approved_at and departed_at < to_the_minute(approved_at)):
        yield Reason("leave.departed", Words(
            "离所时间应在批准之后、现在之前。", "The person leaves after the decision, and not tomorrow."),
            "departed_at")  # fmt: skip
    if not leave.from_on <= local(departed_at).date() <= leave.until_on:
        yield Reason("leave.departs", Words(
            f"批准的是 {leave.from_on} 至 {leave.until_on}，离所时间应在其间；情况有变的，撤回后重新申请。",
            f"The leave runs from {leave.from_on} to {leave.until_on}: nobody leaves outside it. Where "
            "things have changed, withdraw it and ask anew."), "departed_at")  # fmt: skip


@action(
    "custody.depart_on_leave", Permission.CARE_RECORD, zh="登记离所", en="Record the departure",
    where="leave.case.facility_id", guards=(stands("leave", State.APPROVED), left_in_turn),
    purpose=Words("发给《离所探视证明》，告知返回时间。", "The certificate of leave is given, with the day of return."),
)  # fmt: skip
def depart_on_leave(
    *,
    leave: Leave,
    departed_at: Annotated[datetime, Label("离所时间", "Left at")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """The person has left on leave."""
    Leave.objects.filter(pk=leave.pk).update(state=State.DEPARTED, departed_at=departed_at)


def came_back_in_turn(*, leave: Leave, returned_at: datetime, at: datetime) -> Iterable[Reason]:
    if returned_at > at or (leave.departed_at and returned_at < leave.departed_at):
        yield Reason("leave.returned", Words(
            "返回时间应在离所之后、现在之前。", "The return comes after the departure, and not tomorrow."),
            "returned_at")  # fmt: skip


@action(
    "custody.return_from_leave", Permission.CARE_RECORD, zh="登记返回", en="Record the return",
    where="leave.case.facility_id",
    guards=(stands("leave", State.DEPARTED, State.ESCAPE_REVIEW), came_back_in_turn),
    purpose=Words(
        "返回即登记；检测由本人同意，迟归的写明原因。",
        "Recorded on return; the test is offered. If late, say why.",
    ),
)  # fmt: skip
def return_from_leave(
    *,
    leave: Leave,
    returned_at: Annotated[datetime, Label("返回时间", "Back at")],
    test: Annotated[Leave.Test, Label("返回检测", "Test on return")],
    note: Annotated[str | None, Label("情况(迟归的写明原因)", "Note; why, if late", lines=2, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """The person is back; a test is offered."""
    Leave.objects.filter(pk=leave.pk).update(
        state=State.RETURNED, returned_at=returned_at, test=test,
        **sealed_texts(Leave, leave.cipher, leave.pk, note=note or ""),
    )  # fmt: skip


def is_overdue(leave: Leave, now: datetime) -> bool:
    """Say whether somebody on leave should be back by now."""
    return leave.state == State.DEPARTED and now >= ends_at(leave.until_on)


def has_run_over(*, leave: Leave, at: datetime) -> Iterable[Reason]:
    if not is_overdue(leave, at):
        yield Reason("leave.in_time", Words(
            f"返回期限({leave.until_on} 24:00)未过。",
            f"Time to return runs until {leave.until_on} 24:00."))  # fmt: skip


@action(
    "custody.examine_as_escape", Permission.LEAVE_DECIDE, zh="按脱逃审查",
    en="Examine as an escape", where="leave.case.facility_id",
    guards=(stands("leave", State.DEPARTED), has_run_over),
    purpose=Words(
        "先联系本人和家属，排除不可抗力(雪灾、道路中断、疾病)；确属脱逃的，另在期限台账登记并立即通知公安机关。",
        "Reach the person and the family first, and rule out what nobody could help: snow, roads, "
        "illness. If it is an escape, record it on the ledger of the term and tell the police at once.",
    ),
)  # fmt: skip
def examine_as_escape(
    *,
    leave: Leave,
    note: Annotated[str, Label("已采取的联系", "What was tried to reach them", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Nobody becomes an escapee by a clock: a named person looks into it."""
    Leave.objects.filter(pk=leave.pk).update(
        state=State.ESCAPE_REVIEW, **sealed_texts(Leave, leave.cipher, leave.pk, note=note)
    )
