"""Shifts and hours: one side records, the host confirms, and what cannot be true is refused."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.db.models import Count, Sum

from guihang.community import pasted
from guihang.community.actions import NUMBERS, team_goes_on
from guihang.community.models import Certificate, Service, Shift, Team, Volunteer, new_number
from guihang.community.society import Project
from guihang.core import crypto
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.calendar import ends_at, local, starts_at
from guihang.engines.hours import LONGEST, Clash, Stint, clashes
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission


def shift_is_possible(*, minutes: int) -> Iterable[Reason]:
    if not timedelta() < timedelta(minutes=minutes) <= LONGEST:
        yield Reason("shift.long", Words(
            "一个班次最长 12 小时。", "A shift lasts at most 12 hours."), "minutes")  # fmt: skip


def has_seats(*, seats: int) -> Iterable[Reason]:
    if not seats:
        yield Reason("shift.seats", Words("至少一个名额。", "At least one place."), "seats")


@action(
    "community.plan_shift", Permission.COMMUNITY_RECORD, zh="安排班次", en="Plan a shift",
    where="host.id", guards=(team_goes_on, shift_is_possible, has_seats),
    purpose=Words(
        "写清做什么、在哪里、几点到几点。志愿者只看到任务，看不到服务对象的任何信息。",
        "Say what, where and when. Volunteers see the task and nothing about whom it is for.",
    ),
)  # fmt: skip
def plan_shift(
    *,
    host: Unit,
    team: Team,
    kind: Annotated[Shift.Kind, Label("类别", "Kind")],
    task: Annotated[str, Label("任务", "Task", max=120)],
    place: Annotated[str, Label("地点", "Where", max=80)],
    begins_at: Annotated[datetime, Label("开始", "From")],
    minutes: Annotated[int, Label("时长(分钟)", "Minutes", max=720)],
    seats: Annotated[int, Label("名额", "Places", max=300)],
    project: Annotated[Project | None, Label("所属“1+X”项目", "1+X project")] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Shift:
    """Offer places at a time to a team; the host is the unit where it happens."""
    return Shift.objects.create(
        id=entry, unit=host, recorded_at=at, team=team, project=project, kind=kind, task=task,
        where=place, starts_at=begins_at, ends_at=begins_at + timedelta(minutes=minutes),
        seats=seats,
    )  # fmt: skip


def shift_stands(*, shift: Shift) -> Iterable[Reason]:
    if shift.cancelled_at:
        yield Reason("shift.off", Words("这个班次已取消。", "This shift was called off."))


def nothing_is_recorded(*, shift: Shift) -> Iterable[Reason]:
    if Service.objects.filter(shift=shift, dropped_at=None).exists():
        yield Reason("shift.held", Words(
            "这个班次已登记时长，不能取消。", "Hours are on record for it; it cannot be called off."))  # fmt: skip


@action(
    "community.cancel_shift", Permission.COMMUNITY_RECORD, zh="取消班次", en="Call a shift off",
    where="shift.unit_id", guards=(shift_stands, nothing_is_recorded),
)  # fmt: skip
def cancel_shift(*, shift: Shift, by: Actor, at: datetime, entry: UUID) -> None:
    """Call a shift off; who signed up sees it on their page."""
    Shift.objects.filter(pk=shift.pk).update(cancelled_at=at)


def stays_are_readable(*, people: str) -> Iterable[Reason]:
    yield from pasted.stays(people, "people")[1]


def shift_is_over(*, shift: Shift, at: datetime) -> Iterable[Reason]:
    if shift.ends_at > at:
        yield Reason("shift.ahead", Words(
            "班次结束后才能登记时长。", "Hours are recorded once the shift is over."))  # fmt: skip


def all_may_serve(*, shift: Shift, people: str) -> Iterable[Reason]:
    """Who is named is a registered, trained member, and has no hours of this shift yet."""
    wanted = [one.number for one in pasted.stays(people, "people")[0]]
    known = {row.number: row for row in Volunteer.objects.filter(number__in=wanted)}
    done = set(
        Service.objects.filter(shift=shift, dropped_at=None).values_list("volunteer_id", flat=True)
    )
    for number in wanted:
        if zh_en := _stands_against(known.get(number), done, shift):
            yield Reason("hours.who", Words(
                f"{number}：{zh_en.zh}", f"{number}: {zh_en.en}"), "people")  # fmt: skip


def _stands_against(volunteer: Volunteer | None, done: set[UUID], shift: Shift) -> Words | None:
    if volunteer is None:
        return Words("范围内没有这个编号。", "no such number within reach.")
    if volunteer.stage != Volunteer.Stage.ACCEPTED or volunteer.trained_on is None:
        return Words("尚未审核通过或未参加培训。", "not vetted or not trained yet.")
    if volunteer.trained_on > local(shift.starts_at).date():
        return Words("培训晚于这个班次。", "was trained after this shift only.")
    if volunteer.pk in done:
        return Words("这个班次已登记过。", "has hours of this shift already.")
    return None


CONSTRAINTS["one_service_a_shift"] = Reason("hours.twice", Words(
    "有人的时长刚刚已登记，请刷新后再看。", "Hours of somebody were recorded a moment ago; look again."))  # fmt: skip


@action(
    "community.record_hours", Permission.COMMUNITY_RECORD, zh="登记时长", en="Record hours",
    where="shift.unit_id",
    guards=(shift_stands, shift_is_over, stays_are_readable, all_may_serve),
    purpose=Words(
        "谁到场、多久。登记的人和确认的人不能是同一人。",
        "Who came, and for how long. Whoever records does not confirm.",
    ),
)  # fmt: skip
def record_hours(
    *,
    shift: Shift,
    people: Annotated[
        str,
        Label(
            "到场的志愿者",
            "Who came",
            Words(
                "每行一个编号；不是全程的，后面写小时数，如 V1A2B-3C4D 1.5",
                "A number a line; where it was not the whole shift, the hours after it: V1A2B-3C4D 1.5",
            ),
            max=20_000,
            lines=8,
        ),
    ],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record a shift's sheet of hours, to be confirmed by the host."""
    stays = {one.number: one.minutes for one in pasted.stays(people, "people")[0]}
    Service.objects.bulk_create(
        stayed(shift, volunteer, stays[volunteer.number], at=at, recorded_by_id=by.user_id)
        for volunteer in Volunteer.objects.filter(number__in=list(stays))
    )


def stayed(
    shift: Shift, volunteer: Volunteer, minutes: int | None, *, at: datetime,
    recorded_by_id: int | None = None,
) -> Service:  # fmt: skip
    """Return the hours of one volunteer at a shift, not saved yet."""
    lasts = (shift.ends_at - shift.starts_at) // timedelta(minutes=1)
    served = min(minutes or lasts, lasts)
    return Service(
        unit_id=shift.unit_id, recorded_at=at, volunteer=volunteer, shift=shift,
        project_id=shift.project_id, task=shift.task, place=shift.unit.division,
        starts_at=shift.starts_at, ends_at=shift.starts_at + timedelta(minutes=served),
        minutes=served, recorded_by_id=recorded_by_id,
    )  # fmt: skip


def _pending(shift: Shift, without: str | None) -> list[Service]:
    apart, _ = pasted.numbers(without, "without")
    rows = Service.objects.filter(shift=shift, confirmed_at=None, dropped_at=None)
    return list(rows.exclude(volunteer__number__in=apart).select_related("volunteer"))


def without_is_readable(*, without: str | None) -> Iterable[Reason]:
    yield from pasted.numbers(without, "without")[1]


def can_be_confirmed(
    *, shift: Shift, without: str | None, note: str | None, by: Actor
) -> Iterable[Reason]:
    """Something waits, another person recorded it, and nobody was in two places; about who
    travelled very fast a word is said."""
    rows = _pending(shift, without)
    if not rows:
        yield Reason("hours.none", Words(
            "没有待确认的时长。", "No hours of this shift wait to be confirmed."))  # fmt: skip
    if by.user_id is not None and any(row.recorded_by_id == by.user_id for row in rows):
        yield OTHER_SIDE
    yield from _against(rows, note, "without")


OTHER_SIDE = Reason("hours.another", Words(
    "登记时长的人不能确认，请由接待单位另一人确认。",
    "Whoever recorded the hours does not confirm them; somebody else of the host does."))  # fmt: skip


def _against(rows: list[Service], note: str | None, field: str) -> Iterable[Reason]:
    """Yield what stands against confirming ``rows``: two places at once, or travel without a word."""
    for row, found, other in _clashes(rows):
        number, when = row.volunteer.number, f"{local(other.starts_at):%m-%d %H:%M}"
        if found is Clash.OVERLAP:
            yield Reason("hours.overlap", Words(
                f"{number} 在 {when} 另有时长，时间重叠。请核实，不实的不确认。",
                f"{number} has other hours from {when} that overlap. Check, and leave out what is not true."),
                field)  # fmt: skip
        elif not note:
            yield Reason("hours.travel", Words(
                f"{number} 在 {when} 的服务离这里太远，赶不过来。请核实并写明情况。",
                f"{number} served from {when} too far away to come here in time. Check, and say how."),
                "note")  # fmt: skip


def _clashes(rows: list[Service]) -> Iterable[tuple[Service, Clash, Stint]]:
    if not rows:
        return
    around = Service.objects.filter(
        volunteer__in=[row.volunteer_id for row in rows], dropped_at=None,
        ends_at__gt=min(row.starts_at for row in rows) - timedelta(days=1),
        starts_at__lt=max(row.ends_at for row in rows) + timedelta(days=1),
    ).exclude(pk__in=[row.pk for row in rows])  # fmt: skip
    known: dict[UUID, list[Stint]] = {}
    for other in around:
        known.setdefault(other.volunteer_id, []).append(other.stint)
    for row in rows:
        for found, stint in clashes(row.stint, known.get(row.volunteer_id, ())):
            yield row, found, stint


@action(
    "community.confirm_hours", Permission.VOLUNTEER_VET, zh="确认时长", en="Confirm hours",
    where="shift.unit_id",
    guards=(without_is_readable, can_be_confirmed),
    purpose=Words(
        "接待单位确认谁真的来过。确认后才计入统计和证明。",
        "The host confirms who really came. Only then do hours count, and stand in a certificate.",
    ),
)  # fmt: skip
def confirm_hours(
    *,
    shift: Shift,
    without: Annotated[str | None, Label("不确认", "Left out", NUMBERS, lines=3)] = None,
    note: Annotated[
        str | None, Label("核实情况", "What was checked", lines=2, private=True)
    ] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Confirm the hours of a shift that wait, but for those left out."""
    rows = _pending(shift, without)
    odd = {row.pk for row, _, _ in _clashes(rows)} if note else set()
    Service.objects.filter(pk__in=[row.pk for row in rows]).update(
        confirmed_at=at, confirmed_by_id=by.user_id
    )
    for row in rows:
        if row.pk in odd:
            sealed = sealed_texts(Service, crypto.house_key(), row.pk, note=note or "")
            Service.objects.filter(pk=row.pk).update(**sealed)


def waits_alone(*, service: Service, by: Actor) -> Iterable[Reason]:
    if service.confirmed_at or service.dropped_at:
        yield Reason("hours.answered", Words("已处理过。", "These were answered before."))
    if by.user_id is not None and service.recorded_by_id == by.user_id:
        yield OTHER_SIDE


def is_possible(*, service: Service, note: str | None) -> Iterable[Reason]:
    yield from _against([service], note, "note")


@action(
    "community.confirm_one", Permission.VOLUNTEER_VET, zh="确认这一条", en="Confirm these hours",
    where="service.unit_id", guards=(waits_alone, is_possible),
    purpose=Words(
        "从平台来的时长逐条确认；有班次的，从班次页一次确认。",
        "For hours from the platform; those of a shift are confirmed from its page at once.",
    ),
)  # fmt: skip
def confirm_one(
    *,
    service: Service,
    note: Annotated[
        str | None, Label("核实情况", "What was checked", lines=2, private=True)
    ] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Confirm the hours of one volunteer."""
    Service.objects.filter(pk=service.pk).update(
        confirmed_at=at, confirmed_by_id=by.user_id,
        **sealed_texts(Service, crypto.house_key(), service.pk, note=note or ""),
    )  # fmt: skip


def is_counted(*, service: Service) -> Iterable[Reason]:
    if service.dropped_at:
        yield Reason("hours.dropped", Words("已不计入。", "These hours do not count already."))


@action(
    "community.drop_hours", Permission.VOLUNTEER_VET, zh="不计入时长", en="Drop hours",
    where="service.unit_id", guards=(is_counted,),
    purpose=Words(
        "抽查不实或重复的时长，写明原因；记录仍在，不再计入。",
        "For hours that did not happen or stand twice; the record stays, and counts no more.",
    ),
)  # fmt: skip
def drop_hours(
    *,
    service: Service,
    note: Annotated[str, Label("原因", "Why", lines=2, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Take hours out of the count, with the reason."""
    sealed = sealed_texts(Service, crypto.house_key(), service.pk, note=note)
    Service.objects.filter(pk=service.pk).update(dropped_at=at, **sealed)


def has_served(*, volunteer: Volunteer, since: date, until: date) -> Iterable[Reason]:
    if not _counted(volunteer, since, until)["times"]:
        yield Reason("certificate.none", Words(
            "这段时间没有已确认的服务时长。", "No confirmed hours lie in this period."), "since")  # fmt: skip


def _counted(volunteer: Volunteer, since: date, until: date) -> dict[str, int]:
    rows = Service.objects.filter(
        volunteer=volunteer, dropped_at=None, confirmed_at__isnull=False,
        starts_at__gte=starts_at(since), starts_at__lt=ends_at(until),
    )  # fmt: skip
    return rows.aggregate(minutes=Sum("minutes", default=0), times=Count("pk"))


@action(
    "community.certify", Permission.VOLUNTEER_VET, zh="出具服务证明", en="Issue a certificate",
    where="volunteer.unit_id", guards=(has_served,),
    purpose=Words(
        "谁记录谁证明，不收费(《志愿服务记录与证明出具办法(试行)》)。只算已确认的时长。",
        "Who records certifies, free of charge (MCA Order 67). Confirmed hours only.",
    ),
)  # fmt: skip
def certify(
    *,
    volunteer: Volunteer,
    since: Annotated[date, Label("从", "From")],
    until: Annotated[date, Label("到", "To")],
    document: Annotated[
        str | None,
        Label(
            "证件类型和号码",
            "Document and number",
            Words("印在证明上，可不填", "Printed on it; may stay empty"),
            max=60,
            private=True,
        ),
    ] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Certificate:
    """Issue a certificate of the hours of a period, as they are confirmed now."""
    return Certificate.objects.create(
        id=entry, unit_id=volunteer.unit_id, recorded_at=at, number=new_number("Z"),
        volunteer=volunteer, since=since, until=until, issued_by_id=by.user_id,
        **_counted(volunteer, since, until),
        **sealed_texts(Certificate, crypto.house_key(), entry, document=document or ""),
    )  # fmt: skip
