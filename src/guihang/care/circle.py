"""The circle round a person: who stands there, and with which task."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.care.models import CircleMember
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open
from guihang.community.models import Volunteer
from guihang.community.society import Supporter
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.people.permissions import Permission

Part = CircleMember.Part


def person_agrees(*, agreed: bool) -> Iterable[Reason]:
    """Nobody is put round a person whom the person does not want there."""
    if not agreed:
        yield Reason("circle.agreed", Words(
            "须先征得本人同意；本人不同意的，不登记。",
            "The person agrees first; whom they do not want is not put down."), "agreed")  # fmt: skip


def one_of_them(
    *,
    part: CircleMember.Part,
    name: str | None,
    volunteer: Volunteer | None,
    supporter: Supporter | None,
) -> Iterable[Reason]:
    """One human: from the register of volunteers or supporters, or by name."""
    if sum(map(bool, (name, volunteer, supporter))) != 1:
        yield Reason("circle.who", Words(
            "请写姓名，或从志愿者、社会力量名单中选一位，三者填一项。",
            "Give a name, or choose a volunteer or a supporter: one of the three."), "name")  # fmt: skip
    if volunteer and (part != Part.VOLUNTEER or volunteer.stage != Volunteer.Stage.ACCEPTED):
        yield Reason("circle.volunteer", Words(
            "只有已注册的志愿者才能以“志愿者”角色登记。",
            "Only a registered volunteer helps, and as a volunteer."), "volunteer")  # fmt: skip
    if supporter and (part != Part.CARING_AMBASSADOR or supporter.ended_on):
        yield Reason("circle.supporter", Words(
            "社会力量名单中的人以“爱心大使”角色登记，且仍在任。",
            "Somebody of the supporters helps as a caring ambassador, while they are one."),
            "supporter")  # fmt: skip


@action(
    "care.join_circle", Permission.CARE_RECORD, zh="登记身边的人", en="Add to the circle",
    guards=(case_is_open, person_agrees, not_in_the_future, one_of_them),
    purpose=Words(
        "谁在帮助本人、具体做什么。志愿者和爱心大使看不到档案，只知道自己的任务。",
        "Who helps, and with what. Volunteers and caring ambassadors see no file, only their task.",
    ),
)  # fmt: skip
def join_circle(
    *,
    case: Case,
    part: Annotated[CircleMember.Part, Label("角色", "Part")],
    volunteer: Volunteer | None = None,
    supporter: Supporter | None = None,
    name: Annotated[str | None, Label(
        "姓名或称呼", "Name", max=40, private=True,
        help=Words("志愿者、爱心大使从上面的名单里选，不必再写。",
                   "Volunteers and caring ambassadors are chosen above; leave this empty then."))] = None,
    task: Annotated[str, Label("做什么", "Task", max=200, private=True)],
    on: Annotated[date, Label("开始日期", "Since")],
    agreed: Annotated[bool, Label("本人同意", "The person agrees")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> CircleMember:  # fmt: skip
    """Put somebody round the person, with a task. The name stays with the person's own file."""
    known = volunteer.name if volunteer else supporter.text("name_sealed") if supporter else name
    return CircleMember.objects.create(
        id=entry, case=case, recorded_at=at, part=part, since_on=on, volunteer=volunteer,
        supporter=supporter,
        **sealed_texts(CircleMember, case.cipher, entry, name=known or "", task=task),
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
    purpose=Words(
        "登记从哪天起不再参与；不需要理由。",
        "From which day they help no longer; no reason is asked for.",
    ),
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
