"""A session of one of the five centres: one action, many people by their number."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.custody.models import Attendance, TreatmentSession
from guihang.custody.safety import is_a_facility, was_held
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission

SHOWN = 5


def numbers_in(text: str) -> list[str]:
    """Return the person numbers of a text, whatever stands between them, each once."""
    return list(dict.fromkeys(one for one in re.split(r"[\s,，、;；]+", text) if one))


def _present(host: Unit, people: str) -> dict[str, Case]:
    rows = Case.objects.filter(
        facility=host, stage=Case.Stage.INSIDE, person__number__in=numbers_in(people)
    )
    return {case.person.number: case for case in rows.select_related("person")}


def everybody_is_here(*, host: Unit, people: str) -> Iterable[Reason]:
    """Each number is somebody inside this facility."""
    wanted, known = numbers_in(people), _present(host, people)
    unknown = [one for one in wanted if one not in known]
    if unknown:
        first = "、".join(unknown[:SHOWN]) + ("……" if len(unknown) > SHOWN else "")
        yield Reason("session.people", Words(
            f"以下编号不是本所在所人员，请核对：{first}",
            f"These are not numbers of people in this facility: {first}"), "people")  # fmt: skip


@action(
    "custody.record_session", Permission.CARE_RECORD, zh="登记戒治活动",
    en="Record a treatment session", where="host.id",
    guards=(is_a_facility, was_held, everybody_is_here),
    purpose=Words(
        "一次活动登记一次，参加人员用编号列出；每个人的旅程上都会出现。谈话内容不写在这里。",
        "One session, once, with the numbers of those who came; it appears with each of them. What "
        "somebody said does not stand here.",
    ),
)  # fmt: skip
def record_session(
    *,
    host: Unit,
    centre: Annotated[TreatmentSession.Centre, Label("中心", "Centre")],
    topic: Annotated[str, Label("内容", "Topic", max=120)],
    held_at: Annotated[datetime, Label("时间", "When")],
    minutes: Annotated[int, Label("时长(分钟)", "Minutes", max=720)],
    led_by: Annotated[str, Label("带领人", "Led by", max=60)],
    people: Annotated[str, Label(
        "参加人员编号", "Numbers of those who came", lines=4, max=20_000,
        help=Words("用空格、逗号或换行分隔，可从表格粘贴。", "Separated by blanks, commas or lines."))],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> TreatmentSession:  # fmt: skip
    """Put a session and everybody who attended it on file."""
    present = _present(host, people)
    made = TreatmentSession.objects.create(
        id=entry, unit=host, recorded_at=at, centre=centre, topic=topic, held_at=held_at,
        minutes=minutes, led_by=led_by, people=len(present),
    )  # fmt: skip
    Attendance.objects.bulk_create(Attendance(case=case, session=made) for case in present.values())
    return made
