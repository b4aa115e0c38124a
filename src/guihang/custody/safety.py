"""Incidents, near misses, headcounts, drills and the tasks that they leave."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case
from guihang.cases.steps import stands
from guihang.core import crypto
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.custody.models import (
    CorrectiveTask,
    EmergencyDrill,
    Headcount,
    Incident,
    Kind,
    NearMiss,
)
from guihang.custody.steps import has_happened, somebody_else
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.models import Unit, User
from guihang.people.permissions import Permission

TASK = CorrectiveTask.State


def is_a_facility(*, host: Unit) -> Iterable[Reason]:
    """Registers of safety are those of a facility."""
    if host.kind != Unit.Kind.FACILITY:
        yield Reason("safety.unit", Words(
            "请选择强制隔离戒毒所。", "Choose a facility."), "host")  # fmt: skip


def reported_in_turn(
    *, happened_at: datetime, reported_at: datetime, at: datetime
) -> Iterable[Reason]:
    if not happened_at <= reported_at <= at:
        yield Reason("incident.reported", Words(
            "报告时间应在发生之后、现在之前。", "It was reported after it happened, and not tomorrow."),
            "reported_at")  # fmt: skip


@action(
    "custody.record_incident", Permission.SAFETY_RECORD, zh="登记安全事件", en="Record an incident",
    where="host.id", guards=(is_a_facility, has_happened, reported_in_turn),
    purpose=Words(
        "如实、及时登记，不得迟报、谎报、瞒报、漏报(《突发事件应对法》第六十一条)。经过加密保存，"
        "不写身份证号，不附照片。",
        "True and at once: nothing late, false, hidden or left out (Emergency Response Law art 61). The "
        "account is kept encrypted; no ID numbers, no photos.",
    ),
)  # fmt: skip
def record_incident(
    *,
    host: Unit,
    kind: Annotated[Kind, Label("类别", "Kind")],
    level: Annotated[Incident.Level, Label("级别", "Level")] = Incident.Level.ORDINARY,
    happened_at: Annotated[datetime, Label("发生时间", "Happened at")],
    reported_at: Annotated[datetime, Label("向上级报告时间", "Reported upwards at")],
    breach: Annotated[bool, Label(
        "突破“六无”目标", "Breaks one of the six zero goals", help=Words(
            "非正常死亡、立案的所内案件、重大生产安全事故、重大疫情；脱逃和毒品流入总是计入。",
            "An abnormal death, a crime, a major accident or epidemic; an escape or drugs found always do."))] = False,
    account: Annotated[str, Label("经过与处置", "What happened and what was done", lines=5, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Incident:  # fmt: skip
    """Put an incident on file."""
    return Incident.objects.create(
        id=entry, unit=host, recorded_at=at, kind=kind, level=level, happened_at=happened_at,
        reported_at=reported_at, breach=breach or kind in (Kind.ESCAPE, Kind.DRUG_FOUND),
        **sealed_texts(Incident, crypto.house_key(), entry, account=account),
    )  # fmt: skip


def is_not_closed(*, incident: Incident) -> Iterable[Reason]:
    if incident.closed_on:
        yield Reason("incident.closed", Words("已办结。", "It is closed already."))


@action(
    "custody.close_incident", Permission.SAFETY_REVIEW, zh="办结安全事件", en="Close an incident",
    where="incident.unit_id", guards=(is_not_closed,),
    purpose=Words(
        "写清原因和改进措施再办结；目的是不再发生，不是追责。",
        "Say what led to it and what changes. The aim is that it does not happen again, not "
        "blame.",
    ),
)  # fmt: skip
def close_incident(
    *,
    incident: Incident,
    lesson: Annotated[str, Label("原因与改进", "Causes and what changes", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Say what led to it and what is done so that it does not happen again."""
    Incident.objects.filter(pk=incident.pk).update(
        closed_on=local(at).date(), closed_by_id=by.user_id,
        **sealed_texts(Incident, incident.cipher, incident.pk, lesson=lesson),
    )  # fmt: skip


def day_is_past(*, happened_on: date, at: datetime) -> Iterable[Reason]:
    if happened_on > local(at).date():
        yield Reason("future", Words(
            "日期不能晚于今天。", "The day cannot be after today."), "happened_on")  # fmt: skip


@action(
    "custody.record_near_miss", Permission.SAFETY_RECORD, zh="上报险情", en="Tell of a near miss",
    where="host.id", guards=(is_a_facility, day_is_past),
    purpose=Words(
        "差一点出事的，讲出来大家都更安全。上报不追责、不排名，台账不显示上报人。",
        "What nearly went wrong makes everybody safer when it is told. Nobody is blamed or ranked, "
        "and the register does not say who told.",
    ),
)  # fmt: skip
def record_near_miss(
    *,
    host: Unit,
    kind: Annotated[Kind, Label("类别", "Kind")],
    happened_on: Annotated[date, Label("日期", "Day")],
    told: Annotated[str, Label("差一点发生了什么", "What nearly happened", lines=4, private=True)],
    learned: Annotated[str, Label("怎样避免", "How to avoid it", max=300)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> NearMiss:
    """Keep what others can learn from."""
    return NearMiss.objects.create(
        id=entry, unit=host, recorded_at=at, kind=kind, happened_on=happened_on, learned=learned,
        **sealed_texts(NearMiss, crypto.house_key(), entry, told=told),
    )  # fmt: skip


def expected_at(unit_id: int) -> int:
    """Return how many people a facility holds by its files."""
    return Case.objects.filter(unit_id=unit_id, stage=Case.Stage.INSIDE).count()


def difference_is_explained(
    *, host: Unit, found: int, away: int, note: str | None
) -> Iterable[Reason]:
    expected = expected_at(host.pk)
    if found + away != expected and not note:
        yield Reason("headcount.note", Words(
            f"在册 {expected} 人，实到与外出合计 {found + away} 人，请说明差异；人数不明的立即报告。",
            f"{expected} are on file, {found + away} are found or away: explain the difference, and "
            "report at once if somebody is missing."), "note")  # fmt: skip


def counted_by_now(*, counted_at: datetime, at: datetime) -> Iterable[Reason]:
    if counted_at > at:
        yield Reason("future", Words(
            "时间不能晚于现在。", "The time cannot lie in the future."), "counted_at")  # fmt: skip


@action(
    "custody.record_headcount", Permission.SAFETY_RECORD, zh="登记点名", en="Record a headcount",
    where="host.id", guards=(is_a_facility, counted_by_now, difference_is_explained),
    purpose=Words(
        "在册人数由系统按当前档案给出，与实到、外出相加核对。",
        "How many should be there the files say; found and away must add up to it.",
    ),
)  # fmt: skip
def record_headcount(
    *,
    host: Unit,
    counted_at: Annotated[datetime, Label("点名时间", "Counted at")],
    found: Annotated[int, Label("实到人数", "Found", max=20_000)],
    away: Annotated[int, Label("外出(就医、探视等)人数", "Away: hospital, leave", max=20_000)] = 0,
    note: Annotated[str | None, Label("差异说明", "Difference", max=200)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Headcount:
    """Count the people, beside what the files say."""
    return Headcount.objects.create(
        id=entry, unit=host, recorded_at=at, counted_at=counted_at, found=found, away=away,
        expected=expected_at(host.pk), note=note or "",
    )  # fmt: skip


def was_held(*, held_at: datetime, at: datetime) -> Iterable[Reason]:
    if held_at > at:
        yield Reason("future", Words(
            "时间不能晚于现在。", "The time cannot lie in the future."), "held_at")  # fmt: skip


@action(
    "custody.record_drill", Permission.SAFETY_RECORD, zh="登记应急演练", en="Record a drill",
    where="host.id", guards=(is_a_facility, was_held),
    purpose=Words(
        "演练不是表演：把发现的问题逐条登记为整改任务，有人负责、有期限、由他人查验销号。",
        "A drill is no show: each thing it found becomes a task with an owner and a day, and "
        "somebody else checks that it was done.",
    ),
)  # fmt: skip
def record_drill(
    *,
    host: Unit,
    scenario: Annotated[EmergencyDrill.Scenario, Label("科目", "Scenario")],
    condition: Annotated[EmergencyDrill.Condition, Label("条件", "Condition")],
    held_at: Annotated[datetime, Label("开始时间", "Began at")],
    minutes: Annotated[int, Label("用时(分钟)", "Minutes", max=1440)],
    people: Annotated[int, Label("参加人数", "People", max=5000)],
    course: Annotated[str, Label("过程", "Course", lines=4)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> EmergencyDrill:
    """Put a drill on file."""
    return EmergencyDrill.objects.create(
        id=entry, unit=host, recorded_at=at, scenario=scenario, condition=condition,
        held_at=held_at, minutes=minutes, people=people, course=course,
    )  # fmt: skip


def due_after_the_drill(*, drill: EmergencyDrill, due_on: date) -> Iterable[Reason]:
    if due_on < local(drill.held_at).date():
        yield Reason("task.due", Words(
            "期限不能早于演练日期。", "It cannot be due before the drill."), "due_on")  # fmt: skip


@action(
    "custody.add_corrective_task", Permission.SAFETY_RECORD, zh="登记整改任务",
    en="Add a corrective task", where="drill.unit_id", guards=(due_after_the_drill,),
    purpose=Words(
        "每个问题交给一个人，定一个日期；完成后由他人查验。",
        "One finding, one owner, one day; somebody else looks when it is done.",
    ),
)  # fmt: skip
def add_corrective_task(
    *,
    drill: EmergencyDrill,
    found: Annotated[str, Label("发现的问题", "What was found", max=300)],
    task: Annotated[str, Label("整改措施", "What is to be done", max=300)],
    owner: Annotated[User, Label("责任人", "Owner")],
    due_on: Annotated[date, Label("期限", "Due")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> CorrectiveTask:
    """Give what the drill found to somebody, by a day."""
    return CorrectiveTask.objects.create(
        id=entry, unit=drill.unit, recorded_at=at, drill=drill, found=found, task=task,
        owner=owner, due_on=due_on,
    )  # fmt: skip


@action(
    "custody.report_task_done", Permission.SAFETY_RECORD, zh="报告整改完成",
    en="Report that it is done", where="corrective.unit_id",
    guards=(stands("corrective", TASK.OPEN),),
    purpose=Words(
        "写明做了什么；由他人查验后才销号。",
        "Say what was done; it closes only after somebody else has looked.",
    ),
)  # fmt: skip
def report_task_done(
    *,
    corrective: CorrectiveTask,
    note: Annotated[str, Label("做了什么", "What was done", max=300)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Say that it is done; it stays open until somebody else has looked."""
    CorrectiveTask.objects.filter(pk=corrective.pk).update(
        state=TASK.REPORTED, done_on=local(at).date(), done_note=note
    )


@action(
    "custody.close_task", Permission.SAFETY_REVIEW, zh="查验销号", en="Check and close",
    where="corrective.unit_id",
    guards=(stands("corrective", TASK.REPORTED), somebody_else("corrective", "owner")),
    purpose=Words(
        "现场看过再销号；不勾选“查验合格”则退回责任人继续整改。",
        "Closed after a look at the place; left open the task goes back to its owner.",
    ),
)  # fmt: skip
def close_task(
    *,
    corrective: CorrectiveTask,
    fine: Annotated[bool, Label("查验合格", "It is done")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Close the task, or give it back to its owner."""
    values = (
        {"state": TASK.CLOSED, "closed_on": local(at).date(), "closed_by_id": by.user_id}
        if fine else {"state": TASK.OPEN, "done_on": None, "done_note": ""}
    )  # fmt: skip
    CorrectiveTask.objects.filter(pk=corrective.pk).update(**values)
