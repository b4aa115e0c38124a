"""A meeting takes place: its agenda is kept as it stood, and the minutes are written."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from guihang.casework.agenda import agenda
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.ids import uuid7
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.partners.conferences import is_called
from guihang.partners.models import AgendaItem, Attendance, Conference
from guihang.people.permissions import Permission


def day_has_come(*, conference: Conference, at: datetime) -> Iterable[Reason]:
    if conference.held_on > local(at).date():
        yield Reason("conference.day", Words(
            f"会议定在 {conference.held_on}，当天或会后再登记；改期请先改日期。",
            f"The meeting is on {conference.held_on}: record it then, or move it first."))  # fmt: skip


def somebody_came(*, conference: Conference) -> Iterable[Reason]:
    if not Attendance.objects.filter(conference=conference, people__gt=0).exists():
        yield Reason("conference.nobody", Words(
            "请先登记到会单位。", "Record first who attended."))  # fmt: skip


@action(
    "casework.hold_conference", Permission.CONFERENCE_HOLD, zh="登记会议纪要",
    en="Record the minutes", where="conference.unit_id",
    guards=(is_called, day_has_come, somebody_came),
    purpose=Words(
        "登记后议题按当天的情况固定下来，不再变化；决议仍可补登。",
        "The agenda is then kept as it stands today; resolutions can still be added.",
    ),
)  # fmt: skip
def hold_conference(
    *,
    conference: Conference,
    minutes: Annotated[str, Label("会议纪要", "Minutes", lines=8, max=5000, help=Words(
        "不写服务对象的姓名、证件号、电话。", "No name, ID number or telephone of those served."))],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Record that a meeting was held; its agenda is frozen as it stands."""
    Conference.objects.filter(pk=conference.pk).update(state=Conference.State.HELD, minutes=minutes)
    AgendaItem.objects.bulk_create(
        AgendaItem(
            id=uuid7(), unit_id=conference.unit_id, recorded_at=at, conference=conference,
            topic=item.topic, number=item.number, text=item.text[:300],
        )
        for item in agenda(conference, now=at)
    )  # fmt: skip
