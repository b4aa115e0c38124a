"""The person begins to serve others: recorded on their own side, by consent, with a mentor."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.care.circle import person_agrees
from guihang.care.models.helping import MONTHS_OUT, Helping
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open
from guihang.community.models import Volunteer
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.calendar import add_months, local
from guihang.engines.words import Words
from guihang.people.permissions import Permission


def is_ready(*, case: Case, on: date) -> Iterable[Reason]:
    """First a while for oneself."""
    out = case.released_at and local(case.released_at).date()
    if out is None or add_months(out, MONTHS_OUT) > on:
        yield Reason("helping.early", Words(
            f"出所满 {MONTHS_OUT} 个月后再开始，先把自己安顿好。",
            f"From {MONTHS_OUT} months after the release on; one's own footing comes first."), "on")  # fmt: skip


def is_a_trained_volunteer(*, volunteer: Volunteer) -> Iterable[Reason]:
    if volunteer.stage != Volunteer.Stage.ACCEPTED or volunteer.trained_on is None:
        yield Reason("helping.volunteer", Words(
            "须先像其他志愿者一样通过审核、参加培训。",
            "They are vetted and trained first, like every volunteer."), "volunteer")  # fmt: skip


SERVES = Reason("helping.twice", Words("已登记。", "This is on record already."))
CONSTRAINTS["one_way_of_serving_a_case"] = SERVES


def does_not_serve_yet(*, case: Case) -> Iterable[Reason]:
    if Helping.objects.filter(case=case, until_on=None).exists():
        yield SERVES


@action(
    "care.begin_helping", Permission.CARE_RECORD, zh="登记受助者也服务",
    en="Record that the person also serves",
    guards=(
        case_is_open, person_agrees, not_in_the_future, is_ready, is_a_trained_volunteer,
        does_not_serve_yet,
    ),
    purpose=Words(
        "本人愿意帮助别人。志愿者那边看不到这层关系，也看不到档案；有一位带他(她)的人。",
        "The person wishes to help others. Nothing on the volunteers' side shows this; a mentor stands by.",
    ),
)  # fmt: skip
def begin_helping(
    *,
    case: Case,
    volunteer: Volunteer,
    on: Annotated[date, Label("开始日期", "Since")],
    mentor: Annotated[str, Label("带教的人", "Mentor", max=60, private=True)],
    agreed: Annotated[bool, Label("本人同意", "The person agrees")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Helping:
    """Record on the person's side that they serve as a volunteer."""
    return Helping.objects.create(
        id=entry, case=case, recorded_at=at, volunteer=volunteer, since_on=on,
        **sealed_texts(Helping, case.cipher, entry, mentor=mentor),
    )  # fmt: skip


def serves_still(*, helping: Helping, on: date) -> Iterable[Reason]:
    if helping.until_on:
        yield Reason("helping.ended", Words("已登记结束。", "The end is on record already."))
    if on < helping.since_on:
        yield Reason("helping.order", Words(
            "结束不能早于开始。", "The end cannot come before the start."), "on")  # fmt: skip


@action(
    "care.end_helping", Permission.CARE_RECORD, zh="登记不再服务", en="Record that they stopped",
    where="helping.case.unit_id", guards=(serves_still, not_in_the_future),
    purpose=Words(
        "不问原因，不通知任何人。", "No reason is asked, and nobody is told."
    ),
)  # fmt: skip
def end_helping(
    *,
    helping: Helping,
    on: Annotated[date, Label("结束日期", "Last day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """They no longer serve; their time as a volunteer is not touched."""
    Helping.objects.filter(pk=helping.pk).update(until_on=on)
