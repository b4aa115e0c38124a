"""Call a joint conference, seat its bodies, resolve, and follow each resolution to its end.

Holding the meeting freezes the agenda, which is made of what is stuck elsewhere
(``casework.agenda``).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.partners.commission import is_listed
from guihang.partners.models import (
    Attendance,
    Conference,
    MemberUnit,
    Resolution,
    ResolutionAnswer,
    ResolutionLink,
    Topic,
)
from guihang.partners.models.conferences import LINK_DAYS, digest
from guihang.people.models import Unit
from guihang.people.permissions import Permission
from guihang.people.queries import tree

CONSTRAINTS |= dict.fromkeys(("one_seat_a_member", "one_seat_a_unit"), Reason(
    "attendance.twice", Words("这个单位已登记到会情况。", "This body is on the list already.")))  # fmt: skip


@action(
    "partners.call_conference", Permission.CONFERENCE_HOLD, zh="通知联席会议",
    en="Call a joint conference", where="host.id",
    purpose=Words(
        "议题由系统从卡住的事情里自动列出，上次没办完的决议排在最前。先定时间地点，会后登记纪要。",
        "The agenda lists itself from what is stuck; resolutions not finished come first. "
        "Set day and place now, and record the minutes afterwards.",
    ),
)  # fmt: skip
def call_conference(
    *,
    host: Unit,
    title: Annotated[str, Label("会议名称", "Title", max=120)],
    held_on: Annotated[date, Label("开会日期", "Day")],
    place: Annotated[str, Label("地点", "Place", max=120)],
    chair: Annotated[str, Label("主持人职务", "Post of the chair", max=60)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Conference:
    """Call a meeting of the bodies round a unit."""
    return Conference.objects.create(
        id=entry, unit=host, recorded_at=at, title=title, held_on=held_on, place=place, chair=chair
    )


def is_called(*, conference: Conference) -> Iterable[Reason]:
    if conference.state != Conference.State.CALLED:
        yield Reason("conference.over", Words(
            f"会议{conference.get_state_display()}，不能再改。",
            "The meeting is over; it cannot be changed."))  # fmt: skip


def is_not_cancelled(*, conference: Conference) -> Iterable[Reason]:
    if conference.state == Conference.State.CANCELLED:
        yield Reason("conference.cancelled", Words("会议已取消。", "The meeting was cancelled."))


@action(
    "partners.move_conference", Permission.CONFERENCE_HOLD, zh="改期或改地点",
    en="Move a conference", where="conference.unit_id", guards=(is_called,),
)  # fmt: skip
def move_conference(
    *,
    conference: Conference,
    held_on: Annotated[date, Label("开会日期", "Day")],
    place: Annotated[str, Label("地点", "Place", max=120)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Change day and place of a meeting that was called."""
    Conference.objects.filter(pk=conference.pk).update(held_on=held_on, place=place)


@action(
    "partners.cancel_conference", Permission.CONFERENCE_HOLD, zh="取消会议",
    en="Cancel a conference", where="conference.unit_id", guards=(is_called,),
)  # fmt: skip
def cancel_conference(
    *,
    conference: Conference,
    why: Annotated[str, Label("原因", "Reason", max=200)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Call a meeting off; what was stuck waits for the next one."""
    Conference.objects.filter(pk=conference.pk).update(state=Conference.State.CANCELLED)


def one_body(*, member: MemberUnit | None, own_unit: Unit | None) -> Iterable[Reason]:
    """It is a member unit or a unit of the system, one of the two."""
    if bool(member) == bool(own_unit):
        yield Reason("body.one", Words(
            "成员单位和本系统单位，选且只选一个。",
            "Choose a member unit or a unit of the system, one of the two."), "member")  # fmt: skip


def member_is_listed(*, member: MemberUnit | None) -> Iterable[Reason]:
    if member:
        yield from is_listed(member=member)


def unit_is_below(*, conference: Conference, own_unit: Unit | None) -> Iterable[Reason]:
    if own_unit and own_unit.pk not in tree().at_or_below(conference.unit_id):
        yield Reason("body.reach", Words(
            "只能选召集单位及其下级单位。",
            "Choose the unit that called the meeting, or one below it."), "own_unit")  # fmt: skip


SEATED = (is_not_cancelled, one_body, member_is_listed, unit_is_below)
MEMBER = Label("成员单位", "Member unit")
OWN_UNIT = Label("或本系统单位", "Or a unit of the system")


@action(
    "partners.attend", Permission.CONFERENCE_HOLD, zh="登记到会单位", en="Record who attended",
    where="conference.unit_id", guards=SEATED,
)  # fmt: skip
def attend(
    *,
    conference: Conference,
    member: Annotated[MemberUnit | None, MEMBER] = None,
    own_unit: Annotated[Unit | None, OWN_UNIT] = None,
    people: Annotated[int, Label("到会人数", "People", max=50, help=Words(
        "缺席填 0。", "0 if nobody came."))],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Attendance:  # fmt: skip
    """Record one body at a meeting, or its absence."""
    return Attendance.objects.create(
        id=entry, unit_id=conference.unit_id, recorded_at=at, conference=conference,
        member=member, own_unit=own_unit, people=people,
    )  # fmt: skip


def due_after_the_meeting(*, conference: Conference, due_on: date) -> Iterable[Reason]:
    if due_on < conference.held_on:
        yield Reason("resolution.due", Words(
            "完成期限不能早于开会日期。", "It cannot be due before the meeting."), "due_on")  # fmt: skip


@action(
    "partners.resolve", Permission.CONFERENCE_HOLD, zh="登记决议", en="Record a resolution",
    where="conference.unit_id", guards=(*SEATED, due_after_the_meeting),
    purpose=Words(
        "一件事、一个责任单位、一个期限。到期没办完的，自动列为下次会议第一项。",
        "One thing, one owner, one day. What is not finished by then opens the next meeting.",
    ),
)  # fmt: skip
def resolve(
    *,
    conference: Conference,
    topic: Annotated[Topic, Label("针对的议题", "About")],
    content: Annotated[str, Label("做什么", "What is to be done", max=500, lines=3, help=Words(
        "不写姓名、证件号、电话；外单位会看到这段话。",
        "No name, ID number or telephone: bodies outside read this."))],
    member: Annotated[MemberUnit | None, MEMBER] = None,
    own_unit: Annotated[Unit | None, OWN_UNIT] = None,
    due_on: Annotated[date, Label("完成期限", "Due")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Resolution:  # fmt: skip
    """Decide that one body does something by a day."""
    return Resolution.objects.create(
        id=entry, unit_id=conference.unit_id, recorded_at=at, conference=conference,
        meeting=conference.title, topic=topic, content=content, member=member, own_unit=own_unit, due_on=due_on,
    )  # fmt: skip


def is_open(*, resolution: Resolution) -> Iterable[Reason]:
    if resolution.state != Resolution.State.OPEN:
        yield Reason("resolution.over", Words(
            "这项决议已了结。", "This resolution is finished already."))  # fmt: skip


@action(
    "partners.answer_resolution", Permission.PARTNER_RECORD, zh="答复决议",
    en="Answer a resolution", where="resolution.answering_id", guards=(is_open,),
    purpose=Words(
        "办到哪一步、是否办结。办结由会议召集单位确认。",
        "How far it is, or that it is done; the unit that called the meeting confirms.",
    ),
)  # fmt: skip
def answer_resolution(
    *,
    resolution: Resolution,
    state: Annotated[ResolutionAnswer.State, Label("办理情况", "State")],
    content: Annotated[str, Label("办理说明", "What was done", max=1000, lines=4, help=Words(
        "不写姓名、证件号、电话。", "No name, ID number or telephone."))],
    office: Annotated[str, Label("填写部门和职务", "Your office and post", max=80)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> ResolutionAnswer:  # fmt: skip
    """Say what became of a resolution, as its owner."""
    return ResolutionAnswer.objects.create(
        id=entry, unit_id=resolution.unit_id, recorded_at=at, resolution=resolution, state=state,
        content=content, office=office, own_unit_id=resolution.own_unit_id,
        by_link=by.user_id is None,
    )  # fmt: skip


def finished_in_time(
    *, resolution: Resolution, finished_on: date, at: datetime
) -> Iterable[Reason]:
    """Not before the meeting, and not tomorrow."""
    if not resolution.conference.held_on <= finished_on <= local(at).date():
        yield Reason("resolution.day", Words(
            "完成日期应在开会日与今天之间。",
            "The day lies between the meeting and today."), "finished_on")  # fmt: skip


def is_a_result(*, state: Resolution.State) -> Iterable[Reason]:
    if state == Resolution.State.OPEN:
        yield Reason("resolution.open", Words(
            "请选择已完成或不再办理。", "Choose done or dropped."), "state")  # fmt: skip


@action(
    "partners.finish_resolution", Permission.CONFERENCE_HOLD, zh="确认决议了结",
    en="Confirm that a resolution is finished", where="resolution.unit_id",
    guards=(is_open, is_a_result, finished_in_time),
)  # fmt: skip
def finish_resolution(
    *,
    resolution: Resolution,
    state: Annotated[Resolution.State, Label("结果", "Result")],
    finished_on: Annotated[date, Label("完成日期", "Day")],
    evidence: Annotated[str, Label("依据", "Evidence", max=500, lines=2)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Confirm the end of a resolution with evidence; the owner's word alone does not end it."""
    Resolution.objects.filter(pk=resolution.pk).update(
        state=state, finished_on=finished_on, evidence=evidence
    )


def later_than_before(*, resolution: Resolution, later_on: date) -> Iterable[Reason]:
    if later_on <= resolution.by_when:
        yield Reason("resolution.later", Words(
            f"新期限应晚于 {resolution.by_when}。",
            f"The new day comes after {resolution.by_when}."), "later_on")  # fmt: skip


@action(
    "partners.extend_resolution", Permission.CONFERENCE_HOLD, zh="延长期限",
    en="Give a resolution more time", where="resolution.unit_id",
    guards=(is_open, later_than_before),
)  # fmt: skip
def extend_resolution(
    *,
    resolution: Resolution,
    later_on: Annotated[date, Label("新期限", "New day")],
    why: Annotated[str, Label("原因", "Reason", max=200)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Give more time. Whether it was kept is still counted by the first day."""
    Resolution.objects.filter(pk=resolution.pk).update(later_on=later_on)


@action(
    "partners.make_link", Permission.CONFERENCE_HOLD, zh="生成答复链接", en="Make a link for an answer",
    where="resolution.unit_id", guards=(is_open,),
    purpose=Words(
        f"发给责任单位：不用账号，用手机就能答复这一项决议。只能用一次，{LINK_DAYS} 天内有效，"
        "看不到别的内容。",
        "For the owner: without an account, on a phone, they answer this one resolution. It works "
        f"once, within {LINK_DAYS} days, and shows nothing else.",
    ),
)  # fmt: skip
def make_link(*, resolution: Resolution, by: Actor, at: datetime, entry: UUID) -> ResolutionLink:
    """Make a link that answers one resolution once; earlier links of it end."""
    ResolutionLink.objects.filter(resolution=resolution, used_at=None).update(used_at=at)
    made = ResolutionLink(
        id=entry, unit_id=resolution.unit_id, recorded_at=at, resolution=resolution,
        addressee=resolution.owner,
        ends_at=at + timedelta(days=LINK_DAYS),
    )  # fmt: skip
    made.digest = digest(made.secret)
    made.save(force_insert=True)
    return made
