"""What is recorded about partners."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.partners.models import Secondment
from guihang.people.models import Unit, User
from guihang.people.permissions import Permission


def period_in_order(*, starts_on: date, ends_on: date) -> Iterable[Reason]:
    """A period ends after it begins."""
    if ends_on <= starts_on:
        yield Reason("period", Words(
            "结束日期应晚于开始日期。", "The last day comes after the first."), "ends_on")  # fmt: skip


@action(
    "partners.second", Permission.PARTNER_RECORD, zh="登记挂职锻炼", en="Record a secondment",
    where="host.id", guards=(period_in_order,),
    purpose=Words(
        "派往外地单位学习：去哪里、学什么、带回什么。返回后登记汇报。",
        "To learn at another system: where, what, and what is brought back. A briefing follows.",
    ),
)  # fmt: skip
def second(
    *,
    host: Unit,
    officer: Annotated[User, Label("挂职民警", "Officer")],
    place: Annotated[str, Label("挂职单位", "Host", max=120)],
    subject: Annotated[Secondment.Field, Label("方向", "Field")],
    deliverable: Annotated[str, Label("要带回的成果", "What to bring back", max=200)],
    starts_on: Annotated[date, Label("开始日期", "First day")],
    ends_on: Annotated[date, Label("结束日期", "Last day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Secondment:
    """Send an officer to another system for a while."""
    return Secondment.objects.create(
        id=entry, unit=host, recorded_at=at, officer=officer, where=place, subject=subject,
        deliverable=deliverable, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip


def is_away(*, secondment: Secondment) -> Iterable[Reason]:
    """A return is recorded once."""
    if secondment.returned_on:
        yield Reason("secondment.back", Words(
            "已登记返回。", "The return is on record already."))  # fmt: skip


def returned_in_time(
    *, secondment: Secondment, returned_on: date, at: datetime
) -> Iterable[Reason]:
    """Nobody returns before leaving, nor tomorrow."""
    if not secondment.starts_on <= returned_on <= local(at).date():
        yield Reason("secondment.day", Words(
            f"返回日期应在 {secondment.starts_on} 与今天之间。",
            f"The day of return lies between {secondment.starts_on} and today."), "returned_on")  # fmt: skip


@action(
    "partners.return_secondment", Permission.PARTNER_RECORD, zh="登记返回与汇报",
    en="Record return and briefing", where="secondment.unit_id",
    guards=(is_away, returned_in_time),
)  # fmt: skip
def return_secondment(
    *,
    secondment: Secondment,
    returned_on: Annotated[date, Label("返回日期", "Day of return")],
    briefing: Annotated[str, Label("汇报要点", "What was learned", lines=5)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """The officer is back and tells the others what to take over."""
    Secondment.objects.filter(pk=secondment.pk).update(returned_on=returned_on, briefing=briefing)
