"""Vocational training: courses, who takes part, and the certificates that come of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.care.models import Course, Enrolment
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open, stands
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission

State, Certificate = Enrolment.State, Enrolment.Certificate


def course_in_order(*, starts_on: date, ends_on: date) -> Iterable[Reason]:
    if ends_on < starts_on:
        yield Reason("course.period", Words(
            "结束日期不能早于开始日期。", "The last day cannot come before the first."), "ends_on")  # fmt: skip


@action(
    "care.open_course", Permission.CARE_RECORD, zh="开设技能培训", en="Open a vocational course",
    where="host.id", guards=(course_in_order,),
    purpose=Words(
        "写明名额和起止日期；之后在各人的“培训与证书”里登记谁参加。",
        "With places and days. Who takes part is recorded with each person, under training and "
        "certificates.",
    ),
)  # fmt: skip
def open_course(
    *,
    host: Unit,
    name: Annotated[str, Label("课程", "Course", max=80)],
    trade: Annotated[Course.Trade, Label("工种", "Trade")],
    hours: Annotated[int, Label("课时", "Hours", max=2000)],
    places: Annotated[int, Label("名额", "Places", max=500)],
    starts_on: Annotated[date, Label("开始日期", "First day")],
    ends_on: Annotated[date, Label("结束日期", "Last day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Course:
    """Open a course with a number of places."""
    return Course.objects.create(
        id=entry, unit=host, recorded_at=at, name=name, trade=trade, hours=hours, places=places,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip


ENROLLED = Reason("course.enrolled", Words(
    "已报名这门课程。", "The person takes part in this course already."), "course")  # fmt: skip
CONSTRAINTS["one_place_a_course"] = ENROLLED


def has_a_place(*, case: Case, course: Course) -> Iterable[Reason]:
    """The course is locked: two people cannot take the last place."""
    if course.enrolments.filter(case=case).exists():
        yield ENROLLED
    if course.enrolments.exclude(state=State.LEFT).count() >= course.places:
        yield Reason("course.full", Words(
            f"{course.name}的 {course.places} 个名额已满。",
            f"All {course.places} places of {course.name} are taken."), "course")  # fmt: skip


@action(
    "care.enrol", Permission.CARE_RECORD, zh="报名培训", en="Enrol in a course",
    guards=(case_is_open, has_a_place),
    purpose=Words("由本人选择课程。", "The person chooses the course."),
)  # fmt: skip
def enrol(*, case: Case, course: Course, by: Actor, at: datetime, entry: UUID) -> Enrolment:
    """Give the person a place in a course."""
    return Enrolment.objects.create(id=entry, case=case, recorded_at=at, course=course)


def certificate_fits(
    *, finished: bool, certificate: Enrolment.Certificate, level: int | None
) -> Iterable[Reason]:
    if not finished and certificate != Certificate.NONE:
        yield Reason("course.certificate", Words(
            "未结业的没有证书。", "Who did not finish has no certificate."), "certificate")  # fmt: skip
    if (certificate == Certificate.LEVEL) != (level is not None) or level == 0:
        yield Reason("course.level", Words(
            "职业技能等级证书须写等级(1 至 5)，其他证书不写。",
            "A skill level certificate has a level, 1 to 5; the others have none."), "level")  # fmt: skip


@action(
    "care.finish_course", Permission.CARE_RECORD, zh="登记结业与证书", en="Record the end and the certificate",
    where="enrolment.case.unit_id",
    guards=(stands("enrolment", State.ENROLLED), not_in_the_future, certificate_fits),
    purpose=Words(
        "证书上不出现戒毒所的名称。", "The name of the facility does not stand on a certificate."
    ),
)  # fmt: skip
def finish_course(
    *,
    enrolment: Enrolment,
    on: Annotated[date, Label("日期", "Day")],
    finished: Annotated[bool, Label("已结业", "Finished")] = False,
    certificate: Annotated[Enrolment.Certificate, Label("证书", "Certificate")] = Certificate.NONE,
    level: Annotated[int | None, Label("等级", "Level", max=5)] = None,
    issuer: Annotated[str | None, Label("发证单位", "Issued by", max=80)] = None,
    number: Annotated[str | None, Label("证书编号", "Number", max=60, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """The course is over for this person, with a certificate or without."""
    Enrolment.objects.filter(pk=enrolment.pk).update(
        state=State.FINISHED if finished else State.LEFT, ended_on=on, certificate=certificate,
        level=level, issuer=issuer or "",
        **sealed_texts(Enrolment, enrolment.cipher, enrolment.pk, number=number or ""),
    )  # fmt: skip
