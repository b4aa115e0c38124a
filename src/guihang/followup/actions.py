"""What staff record about follow-up. Each fact is written once; the plan follows by itself."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.followup import plan
from guihang.followup.models import (
    Attempt,
    Channel,
    Contact,
    DrugTest,
    Evidence,
    Meeting,
    ProtocolVersion,
    Review,
)
from guihang.people.models import Unit, User
from guihang.people.permissions import Permission

NOTE = Label("内容", "Notes", lines=4, private=True)
TASK = Label("完成的任务", "Fulfils the task", max=100)
WHEN = Label("时间", "When")
CHANNEL = Label("方式", "How")


def has_happened(*, case: Case, happened_at: datetime, at: datetime) -> Iterable[Reason]:
    """What is recorded has happened, and not before the person came to us."""
    if happened_at > at:
        yield Reason("future", Words(
            "时间不能晚于现在。", "The time cannot lie in the future."), "happened_at")  # fmt: skip
    if happened_at < case.admitted_at:
        yield Reason("before", Words(
            f"时间不能早于入所({local(case.admitted_at):%Y-%m-%d})。",
            f"The time cannot come before the admission ({local(case.admitted_at):%Y-%m-%d})."),
            "happened_at")  # fmt: skip


def case_is_open(*, case: Case) -> Iterable[Reason]:
    """A closed case is reopened first, so that its records are never added to in silence."""
    if case.stage == Case.Stage.CLOSED:
        yield Reason("closed", Words(
            "该个案已结案，请先重新开案。", "The case is closed; reopen it first."))  # fmt: skip


def task_is_theirs(*, case: Case, fulfils: str | None, happened_at: datetime) -> Iterable[Reason]:
    """A link to a task by hand names one; whether it can stand is seen when it is made."""
    if fulfils and plan.key_of(fulfils) is None:
        yield Reason("task", Words(
            "任务编号无效，请从今日页重新进入。", "The task is not valid; open it from Today."), "fulfils")  # fmt: skip


FACT = (case_is_open, has_happened)


@action(
    "followup.record_contact", Permission.CONTACT_RECORD, zh="登记联系", en="Record a contact",
    records=Contact, guards=(*FACT, task_is_theirs),
)  # fmt: skip
def record_contact(
    *,
    case: Case,
    happened_at: Annotated[datetime, WHEN],
    channel: Annotated[Channel, CHANNEL],
    note: Annotated[str | None, NOTE] = None,
    fulfils: Annotated[str | None, TASK] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Contact:
    """The person was reached. Talking to relatives or the village is an attempt, not a contact."""
    fact = plan.Row("contact", entry, happened_at, channel, "", fulfils or "")
    made = Contact.objects.create(
        id=entry, case=case, recorded_at=at, happened_at=happened_at, channel=channel,
        fulfils=plan.link(case, fact, Contact, at=at), **sealed_texts(Contact, case.cipher, entry, note=note or ""),
    )  # fmt: skip
    plan.replan(case, at=at)
    return made


@action(
    "followup.record_attempt", Permission.CONTACT_RECORD, zh="登记联系尝试", en="Record an attempt",
    records=Attempt, guards=FACT,
)  # fmt: skip
def record_attempt(
    *,
    case: Case,
    happened_at: Annotated[datetime, WHEN],
    target: Annotated[Attempt.Target, Label("联系对象", "Whom we tried", help=Words(
        "先本人，再家属，后村社网格。", "The person first, then family, then the village grid."))],
    channel: Annotated[Channel, CHANNEL],
    outcome: Annotated[Attempt.Outcome, Label("结果", "Outcome")],
    note: Annotated[str | None, NOTE] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Attempt:  # fmt: skip
    """We tried and did not reach the person."""
    made = Attempt.objects.create(
        id=entry, case=case, recorded_at=at, happened_at=happened_at, target=target,
        channel=channel, outcome=outcome,
        **sealed_texts(Attempt, case.cipher, entry, note=note or ""),
    )  # fmt: skip
    plan.replan(case, at=at)
    return made


def drugs_go_with_a_positive(
    *, result: DrugTest.Result, drugs: frozenset[Case.Drug]
) -> Iterable[Reason]:
    """A negative test names no drug."""
    if drugs and result not in (DrugTest.Result.POSITIVE, DrugTest.Result.MIXED):
        yield Reason("test.drugs", Words(
            "只有阳性结果才填写检出种类。", "Name drugs only for a positive result."), "drugs")  # fmt: skip


def chain_needs_a_laboratory(*, kind: DrugTest.Kind, chain_complete: bool) -> Iterable[Reason]:
    """The A/B chain is the laboratory's (吸毒检测程序规定, MPS Order 110)."""
    if chain_complete and kind == DrugTest.Kind.ONSITE:
        yield Reason("test.chain", Words(
            "现场检测没有实验室 A/B 样本链，请另行登记实验室检测。",
            "An on-site test has no A/B chain; record the laboratory test itself."),
            "chain_complete")  # fmt: skip


@action(
    "followup.record_test", Permission.TEST_RECORD, zh="登记检测", en="Record a test",
    records=DrugTest,
    guards=(*FACT, drugs_go_with_a_positive, chain_needs_a_laboratory, task_is_theirs),
)  # fmt: skip
def record_test(
    *,
    case: Case,
    happened_at: Annotated[datetime, Label("采样时间", "Sample taken at")],
    kind: Annotated[DrugTest.Kind, Label("检测方式", "Kind of test", help=Words(
        "尿检反映近 1–7 天；毛发反映数月，不能确定时间。检测须本人同意。",
        "Urine speaks of 1–7 days; hair of months, without a date. The person must agree."))],
    result: Annotated[DrugTest.Result, Label("结果", "Result")],
    drugs: Annotated[frozenset[Case.Drug], Label("检出种类", "Drugs found")] = frozenset(),
    chain_complete: Annotated[bool, Label(
        "实验室 A/B 样本链完整", "Laboratory A/B chain complete")] = False,
    appeal_open: Annotated[bool, Label("本人申请复检，未办结", "Re-test requested, not done yet")] = False,
    unannounced: Annotated[bool, Label("不定期检测", "Unannounced test")] = False,
    note: Annotated[str | None, NOTE] = None,
    fulfils: Annotated[str | None, TASK] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> DrugTest:  # fmt: skip
    """Record a test on the day it was taken. A positive one opens help, not a penalty."""
    details = f"{result},{chain_complete},{appeal_open},{unannounced}".lower()
    fact = plan.Row("test", entry, happened_at, kind, details, fulfils or "")
    made = DrugTest.objects.create(
        id=entry, case=case, recorded_at=at, taken_at=happened_at, kind=kind, result=result,
        drugs=sorted(drug.value for drug in drugs), chain_complete=chain_complete,
        appeal_open=appeal_open, unannounced=unannounced,
        fulfils=plan.link(case, fact, DrugTest, at=at),
        **sealed_texts(DrugTest, case.cipher, entry, note=note or ""),
    )  # fmt: skip
    plan.replan(case, at=at)
    return made


def use_is_dated(*, used_on: date, not_before: date | None, at: datetime) -> Iterable[Reason]:
    """The interval of use is in order and past."""
    if used_on > local(at).date():
        yield Reason("future", Words(
            "日期不能晚于今天。", "The day cannot be after today."), "used_on")  # fmt: skip
    if not_before and not_before > used_on:
        yield Reason("evidence.order", Words(
            "最早日期不能晚于使用日期。", "The earliest day cannot come after the day of use."),
            "not_before")  # fmt: skip


@action(
    "followup.record_evidence", Permission.EVIDENCE_RECORD, zh="登记使用证据",
    en="Record evidence of use", records=Evidence, guards=(case_is_open, use_is_dated),
)  # fmt: skip
def record_evidence(
    *,
    case: Case,
    kind: Annotated[Evidence.Kind, Label("证据", "Evidence", help=Words(
        "只有公安机关认定(或实验室确证)才计为复吸，其余用于安排帮助。",
        "Only a police determination (or a confirmed laboratory test) counts as relapse; "
        "the rest opens help."))],
    used_on: Annotated[date, Label("使用日期(或最晚日期)", "Day of use, or latest day")],
    not_before: Annotated[date | None, Label("最早日期", "Earliest day")] = None,
    note: Annotated[str | None, NOTE] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Evidence:  # fmt: skip
    """Record how we know of use, with the bounds of when."""
    made = Evidence.objects.create(
        id=entry, case=case, recorded_at=at, kind=kind, used_on=used_on, not_before=not_before,
        **sealed_texts(Evidence, case.cipher, entry, note=note or ""),
    )  # fmt: skip
    plan.replan(case, at=at)
    return made


def two_workers(*, closing: bool, second_by: User | None, by: Actor) -> Iterable[Reason]:
    """The golden three months are closed by two people, and the second is another one."""
    if closing and second_by is None:
        yield Reason("review.second", Words(
            "黄金三月期末评估须由两名工作人员共同完成，请选择另一名。",
            "The closing review is held by two workers; choose the other one."), "second_by")  # fmt: skip
    if second_by is not None and second_by.pk == by.user_id:
        yield Reason("review.same", Words(
            "第二名工作人员不能是本人。", "The second worker must be somebody else."), "second_by")  # fmt: skip


@action(
    "followup.record_review", Permission.REVIEW_RECORD, zh="登记阶段评估", en="Record a review",
    records=Review, guards=(*FACT, two_workers, task_is_theirs),
)  # fmt: skip
def record_review(
    *,
    case: Case,
    happened_at: Annotated[datetime, WHEN],
    closing: Annotated[bool, Label("黄金三月期末评估(两人)", "Closing review (two workers)")] = False,
    second_by: Annotated[User | None, Label("第二名工作人员", "Second worker")] = None,
    housing: Annotated[Review.Level, Label("住房", "Housing")],
    work: Annotated[Review.Level, Label("就业与学习", "Work or study")],
    family: Annotated[Review.Level, Label("家庭", "Family")],
    health: Annotated[Review.Level, Label("身心健康", "Health")],
    craving: Annotated[int | None, Label("渴求程度(0–100，本人自评)", "Craving (0–100, own rating)",
                                         max=100)] = None,
    note: Annotated[str | None, Label("约定与需要", "What was agreed and needed", lines=5,
                                      private=True)] = None,
    fulfils: Annotated[str | None, TASK] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Review:  # fmt: skip
    """A structured talk about how the person is doing."""
    fact = plan.Row("review", entry, happened_at, str(closing).lower(), "", fulfils or "")
    made = Review.objects.create(
        id=entry, case=case, recorded_at=at, held_at=happened_at, closing=closing,
        second_by=second_by, housing=housing, work=work, family=family, health=health,
        craving=craving, fulfils=plan.link(case, fact, Review, at=at),
        **sealed_texts(Review, case.cipher, entry, note=note or ""),
    )  # fmt: skip
    plan.replan(case, at=at)
    return made


@action(
    "followup.record_meeting", Permission.REVIEW_RECORD, zh="登记团队会商", en="Record a team meeting",
    records=Meeting, guards=FACT,
)  # fmt: skip
def record_meeting(
    *,
    case: Case,
    happened_at: Annotated[datetime, WHEN],
    decision: Annotated[Meeting.Decision, Label("决定", "Decision")],
    note: Annotated[str, NOTE],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Meeting:
    """The team met about somebody who cannot be reached; people decide on the label, no clock."""
    made = Meeting.objects.create(
        id=entry, case=case, recorded_at=at, held_at=happened_at, decision=decision,
        **sealed_texts(Meeting, case.cipher, entry, note=note),
    )  # fmt: skip
    plan.replan(case, at=at)
    return made


PROTOCOL = Label("方案(JSON)", "Protocol (JSON)", lines=24, max=100_000)


def protocol_is_readable(*, body: str) -> Iterable[Reason]:
    """Every problem of a protocol that was edited by hand."""
    try:
        plan.read(body)
    except plan.Unreadable as error:
        for words in error.problems:
            yield Reason("protocol", words, "body")


def version_is_new(*, body: str) -> Iterable[Reason]:
    """A version is never overwritten: what it decided for somebody stays explained by it."""
    try:
        proposed = plan.read(body)
    except plan.Unreadable:
        return
    newest = plan.newest_version(proposed.code)
    if proposed.version <= newest:
        yield Reason("protocol.version", Words(
            f"版本号应大于现有的第 {newest} 版。",
            f"The version must be above the existing version {newest}."), "body")  # fmt: skip


CONSTRAINTS["one_protocol_a_version"] = Reason("protocol.version", Words(
    "这一版本刚刚已被提出，请换一个版本号。",
    "This version was proposed a moment ago; take another number."), "body")  # fmt: skip


@action(
    "followup.propose_protocol", Permission.PROTOCOL_PROPOSE, zh="提出随访方案",
    en="Propose a protocol", where="unit.id", guards=(protocol_is_readable, version_is_new),
)  # fmt: skip
def propose_protocol(
    *, unit: Unit, body: Annotated[str, PROTOCOL], by: Actor, at: datetime, entry: UUID
) -> None:
    """Put a version before whoever decides. Nothing changes for anybody until it is adopted."""
    proposed = plan.read(body)
    ProtocolVersion.objects.create(
        code=proposed.code, version=proposed.version, body=json.loads(body),
        effective_on=proposed.effective_on, proposed_by_id=by.user_id, proposed_at=at,
    )  # fmt: skip


def adopter_is_another(*, code: str, version: int, by: Actor) -> Iterable[Reason]:
    """Who proposes does not decide."""
    row = ProtocolVersion.objects.filter(code=code, version=version).first()
    if row is None or row.adopted_at is not None:
        yield Reason("protocol.gone", Words(
            "没有这个待批准的方案。", "There is no such proposal to adopt."))  # fmt: skip
    elif row.proposed_by_id == by.user_id:
        yield Reason("protocol.same", Words(
            "提出方案的人不能批准，请由另一人决定。",
            "Whoever proposed it cannot adopt it; another person decides."))  # fmt: skip


@action(
    "followup.adopt_protocol", Permission.PROTOCOL_ADOPT, zh="批准随访方案",
    en="Adopt a protocol", where="unit.id", guards=(adopter_is_another,),
)  # fmt: skip
def adopt_protocol(
    *,
    unit: Unit,
    code: Annotated[str, Label("方案代码", "Code", max=30)],
    version: Annotated[int, Label("版本", "Version")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Let a proposed version take effect on its day, for people released from then on."""
    ProtocolVersion.objects.filter(code=code, version=version, adopted_at=None).update(
        adopted_by_id=by.user_id, adopted_at=at
    )
    plan.forget_adopted()
