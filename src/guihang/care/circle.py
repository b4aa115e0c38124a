"""The circle round a person: who stands there, and with which task."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.care.models import CircleMember
from guihang.care.steps import case_is_open
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.people.permissions import Permission


def person_agrees(*, agreed: bool) -> Iterable[Reason]:
    """Nobody is put round a person whom the person does not want there."""
    if not agreed:
        yield Reason("circle.agreed", Words(
            "须先征得本人同意；本人不同意的，不登记。",
            "The person agrees first; whom they do not want is not put down."), "agreed")  # fmt: skip


@action(
    "care.join_circle", Permission.CARE_RECORD, zh="登记身边的人", en="Add to the circle",
    guards=(case_is_open, person_agrees, not_in_the_future),
    purpose=Words(
        "谁在帮助本人、具体做什么。志愿者和爱心大使看不到档案，只知道自己的任务。",
        "Who helps, and with what. Volunteers and caring ambassadors see no file, only their task.",
    ),
)  # fmt: skip
def join_circle(
    *,
    case: Case,
    part: Annotated[CircleMember.Part, Label("角色", "Part")],
    name: Annotated[str, Label("姓名或称呼", "Name", max=40, private=True)],
    task: Annotated[str, Label("做什么", "Task", max=200, private=True)],
    on: Annotated[date, Label("开始日期", "Since")],
    agreed: Annotated[bool, Label("本人同意", "The person agrees")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> CircleMember:
    """Put somebody round the person, with a task."""
    return CircleMember.objects.create(
        id=entry, case=case, recorded_at=at, part=part, since_on=on,
        **sealed_texts(CircleMember, case.cipher, entry, name=name, task=task),
    )  # fmt: skip


def still_there(*, member: CircleMember, on: date) -> Iterable[Reason]:
    if member.until_on:
        yield Reason("circle.left", Words("已登记离开。", "They have left already."))
    if on < member.since_on:
        yield Reason("circle.order", Words(
            f"离开日期不能早于开始日期({member.since_on})。",
            f"Nobody leaves before the first day ({member.since_on})."), "on")  # fmt: skip


@action(
    "care.leave_circle", Permission.CARE_RECORD, zh="登记离开", en="Record the leaving",
    where="member.case.unit_id", guards=(still_there, not_in_the_future),
)  # fmt: skip
def leave_circle(
    *,
    member: CircleMember,
    on: Annotated[date, Label("离开日期", "Last day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """They no longer help this person; why is nobody's business."""
    CircleMember.objects.filter(pk=member.pk).update(until_on=on)
