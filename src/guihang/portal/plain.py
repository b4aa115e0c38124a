"""Plain words for what the file says in the words of the office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from guihang.cases.models import Case
from guihang.core.words import W, say
from guihang.engines.calendar import local
from guihang.engines.protocol import Planned, State
from guihang.engines.words import Words
from guihang.people import queries as people
from guihang.people.models import Unit
from guihang.people.permissions import Fields, Role

SHORTER = (("强制隔离戒毒所", "所"), ("后续照管工作站", "工作站"), ("戒毒管理局", "管理局"))
SHORTER_EN = ((" Drug Rehabilitation Facility", " centre"), (" Aftercare Station", " station"),
              (" Drug Rehabilitation Bureau", " Bureau"))  # fmt: skip
"""Names of units as people say them; on a screen that others may see, no more is needed."""

WHAT = {
    "contact": Words("通个电话，聊聊近况", "A phone call: how you are"),
    "face": Words("见个面，聊一聊", "A meeting in person"),
    "test": Words("到站里做一次检测", "A test at the station"),
    "weekly-test": Words("到站里做一次检测", "A test at the station"),
    "review": Words("一起看看这段时间怎么样", "A talk about how things are going"),
}
"""Track of a protocol → what the person is told. What is not here is work of the office."""

BETWEEN_US = frozenset({"test", "weekly-test"})
"""Tracks that the person's family is never told of."""

WHO = {
    Role.SOCIAL_WORKER: Words("站里的社工", "the social worker"),
    Role.DRUG_SOCIAL_WORKER: Words("站里的社工", "the social worker"),
    Role.STATION_HEAD: Words("站长", "the head of the station"),
    Role.OFFICER: Words("所里的工作人员", "the staff of the centre"),
    Role.DOCTOR: Words("所里的医生", "the doctor of the centre"),
    Role.FACILITY_HEAD: Words("所长", "the head of the centre"),
    Role.LOCAL_POLICE: Words("派出所民警", "the local police officer"),
    Role.VOLUNTEER: Words("志愿者", "a volunteer"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that comes: what, by when, where, with whom."""

    what: Words
    by_on: datetime
    now: bool
    where: Words
    who: Words


def shorter(words: Words) -> Words:
    """Return the name of a unit without the words that others need not read."""
    zh, en = words
    for long, short in SHORTER:
        zh = zh.replace(long, short)
    for long, short in SHORTER_EN:
        en = en.replace(long, short)
    return Words(zh, en)


def kinds(fields: Iterable[str]) -> str:
    """Return the names of classes of fields."""
    return say(Words("、", ", ")).join(str(Fields(one).label) for one in fields)


def who_it_was(role: Role | None) -> str:
    """Return what kind of post somebody holds, without a name."""
    if role is None:
        return ""
    return say(WHO[role]) if role in WHO else str(role.label)


def place(unit: Unit) -> Words:
    return shorter(Words(unit.zh, unit.en))


def coming(tasks: Iterable[Planned], case: Case, *, limit: int = 6) -> list[Step]:
    """Return what comes next: what can be done now, then the others, soonest first."""
    open_ = (State.UPCOMING, State.OPEN, State.OVERDUE)
    found = [task for task in tasks if task.state in open_ and task.track in WHAT]
    found.sort(key=lambda task: (task.state == State.UPCOMING, task.due_at))
    return [_step(task, case) for task in found[:limit]]


def _step(task: Planned, case: Case) -> Step:
    phone = Words("电话里", "on the phone")
    return Step(
        WHAT[task.track], local(task.due_at - timedelta(microseconds=1)),
        task.state != State.UPCOMING, phone if task.track == "contact" else place(case.unit),
        WHO.get(Role(task.owner), Words("工作人员", "a member of staff")),
    )  # fmt: skip


def whom(case: Case) -> list[tuple[str, Any]]:
    """Return what can be complained about: who answers for the person, their staff, who is above."""
    names, above = people.tree().names, people.tree().above(case.unit_id)
    units = dict.fromkeys((case.unit_id, case.facility_id, *above))
    found: list[tuple[str, Any]] = [
        (f"u{pk}", W(*shorter(Words(*names[pk])))) for pk in units if pk in names
    ]
    for tenure in people.team(case.unit_id):
        role = WHO.get(Role(tenure.post.role), Words("工作人员", "staff"))
        name = tenure.user.name
        found.append((f"p{tenure.user_id}", W(f"{role.zh} {name}", f"{name}, {role.en}")))
    return found
