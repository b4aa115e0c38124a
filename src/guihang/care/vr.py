"""VR courses and sessions (VR毒瘾评估与矫正系统). They help the person; nothing that decides reads them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db import models

from guihang.care.models.vr import Signal, VrCourse, VrSession
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.core.words import W
from guihang.engines import vr as rules
from guihang.engines.calendar import add_years, local
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.permissions import Permission

VAS = Words("0 完全没有，100 最强", "0 none at all, 100 the strongest")
BEATS = 250


class Contraindication(models.TextChoices):
    """Who is not taken into VR (engines.vr.CONTRAINDICATIONS)."""

    EPILEPSY = "epilepsy", W(*rules.CONTRAINDICATIONS["epilepsy"])
    PSYCHOSIS = "psychosis", W(*rules.CONTRAINDICATIONS["psychosis"])
    PREGNANCY = "pregnancy", W(*rules.CONTRAINDICATIONS["pregnancy"])
    HEART = "heart", W(*rules.CONTRAINDICATIONS["heart"])
    PTSD = "ptsd", W(*rules.CONTRAINDICATIONS["ptsd"])
    SUICIDE_RISK = "suicide_risk", W(*rules.CONTRAINDICATIONS["suicide_risk"])


OPEN = Reason("vr.open", Words("已有一期 VR 训练在进行。", "A VR course is under way."))
CONSTRAINTS["one_vr_course_a_person"] = OPEN


def no_course_is_open(*, case: Case) -> Iterable[Reason]:
    if VrCourse.objects.filter(case=case, ended_on=None).exists():
        yield OPEN


def may_take_part(*, found: frozenset[Contraindication], agreed: bool) -> Iterable[Reason]:
    for one in sorted(found):
        words = rules.CONTRAINDICATIONS[one]
        yield Reason("vr.contraindication", Words(
            f"禁忌：{words.zh}，不适合 VR 训练，请改用其他方式。",
            f"{words.en}: VR is not for this person; choose another way."), "found")  # fmt: skip
    if not agreed:
        yield Reason("vr.agreed", Words(
            "须本人知情同意，拒绝没有任何影响。",
            "The person consents; declining has no consequence."), "agreed")  # fmt: skip


@action(
    "care.plan_vr", Permission.INSTRUMENT_GIVE, zh="安排 VR 训练", en="Plan a VR course",
    guards=(case_is_open, no_course_is_open, may_take_part), purpose=rules.CAUTION,
)  # fmt: skip
def plan_vr(
    *,
    case: Case,
    protocol: Annotated[VrCourse.Protocol, Label("方案", "Protocol")],
    planned: Annotated[int, Label("计划次数", "Sessions planned", max=30)],
    found: Annotated[frozenset[Contraindication], Label(
        "筛查发现的禁忌", "Contraindications found",
        help=Words("逐项问过，没有的不选。", "Ask each; choose none if there is none."))] = frozenset(),
    agreed: Annotated[bool, Label("本人知情同意", "The person consents")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> VrCourse:  # fmt: skip
    """Plan a series of sessions with the person."""
    return VrCourse.objects.create(
        id=entry, case=case, recorded_at=at, protocol=protocol, planned=planned,
        agreed_on=local(at).date(),
    )  # fmt: skip


def course_goes_on(*, course: VrCourse) -> Iterable[Reason]:
    if course.ended_on:
        yield Reason("vr.over", Words("这一期已结束。", "The course has ended."))


def numbers_are_possible(
    *, craving_before: int, craving_peak: int, craving_after: int
) -> Iterable[Reason]:
    if craving_peak < max(craving_before, craving_after):
        yield Reason("vr.peak", Words(
            "过程中最强的渴求不能低于前后的数值。",
            "The peak is not below what came before or after."), "craving_peak")  # fmt: skip


def nobody_leaves_worse_alone(
    *, craving_before: int, craving_after: int, looked_after: str | None
) -> Iterable[Reason]:
    """A session does not end with more craving than it began with, or somebody looks after it."""
    if craving_after > craving_before and not looked_after:
        yield Reason("vr.after", Words(
            "渴求高于开始时不能结束：请继续放松，或写明由谁陪护、怎么处理。",
            "Craving is above where it began: go on relaxing, or say who stays and what is done."),
            "looked_after")  # fmt: skip


def heart_stops_it(
    *, course: VrCourse, heart_max: int | None, stop: VrSession.Stop, happened_at: datetime
) -> Iterable[Reason]:
    born = course.case.person.born_on
    if heart_max is None or born is None:
        return
    limit = rules.heart_limit((local(happened_at).date() - born).days // 365)
    if heart_max > limit and stop == VrSession.Stop.PLANNED:
        yield Reason("vr.heart", Words(
            f"最高心率超过上限 {limit}，应停止；请更正停止原因。",
            f"The heart went above {limit}: the session stops; correct why it ended."), "stop")  # fmt: skip


def release_is_not_near(
    *, course: VrCourse, happened_at: datetime, clinician: User | None
) -> Iterable[Reason]:
    case = course.case
    inside = case.stage == Case.Stage.INSIDE
    on = local(happened_at).date()
    if inside and clinician is None and rules.near_release(on, case.term_ends_on):
        yield Reason("vr.release", Words(
            "出所前 30 天内须由医师同意，请选择医师。",
            "Within 30 days before the release a clinician agrees; name them."), "clinician")  # fmt: skip


def has_happened(*, course: VrCourse, happened_at: datetime, at: datetime) -> Iterable[Reason]:
    if happened_at > at or local(happened_at).date() < course.agreed_on:
        yield Reason("vr.when", Words(
            f"时间应在同意({course.agreed_on})之后、现在之前。",
            f"It lies between the consent ({course.agreed_on}) and now."), "happened_at")  # fmt: skip


@action(
    "care.record_vr_session", Permission.INSTRUMENT_GIVE, zh="登记 VR 训练", en="Record a VR session",
    where="course.case.unit_id", records=VrSession,
    guards=(
        course_goes_on, has_happened, numbers_are_possible, nobody_leaves_worse_alone,
        heart_stops_it, release_is_not_near,
    ),
    purpose=rules.CAUTION,
)  # fmt: skip
def record_vr_session(
    *,
    course: VrCourse,
    happened_at: Annotated[datetime, Label("时间", "When")],
    device: Annotated[str, Label("设备编号", "Device", max=60)],
    software: Annotated[str, Label("软件版本", "Software", max=30)],
    scenes: Annotated[str, Label("场景编号", "Scenes", max=200)],
    craving_before: Annotated[int, Label(
        "开始前渴求(0–100)", "Craving before (0–100)", private=True, max=100, help=VAS)],
    craving_peak: Annotated[int, Label("最强时渴求(0–100)", "Craving at the peak (0–100)", private=True, max=100)],
    craving_after: Annotated[int, Label("结束时渴求(0–100)", "Craving after (0–100)", private=True, max=100)],
    craving_later: Annotated[int | None, Label(
        "30 分钟后渴求(0–100)", "Craving 30 minutes later (0–100)", private=True, max=100)] = None,
    heart_mean: Annotated[int | None, Label("平均心率(次/分)", "Mean heart rate", private=True, max=BEATS)] = None,
    heart_max: Annotated[int | None, Label("最高心率(次/分)", "Highest heart rate", private=True, max=BEATS)] = None,
    rmssd: Annotated[int | None, Label("RMSSD(毫秒)", "RMSSD (ms)", private=True, max=500)] = None,
    sdnn: Annotated[int | None, Label("SDNN(毫秒)", "SDNN (ms)", private=True, max=500)] = None,
    nausea: Annotated[int, Label("恶心(0–3)", "Nausea (0–3)", private=True, max=3)] = 0,
    stop: Annotated[VrSession.Stop, Label("怎样结束", "How it ended")],
    debrief_minutes: Annotated[int, Label("结束后谈话(分钟)", "Debrief (minutes)", max=300)],
    looked_after: Annotated[str | None, Label(
        "渴求未降时的陪护与处理", "Who looks after it, if craving is higher", lines=2, private=True)] = None,
    clinician: Annotated[User | None, Label("同意的医师", "Clinician who agrees")] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> VrSession:  # fmt: skip
    """One session, as it went."""
    return VrSession.objects.create(
        id=entry, case=course.case, recorded_at=at, course=course, happened_at=happened_at,
        device=device, software=software, scenes=scenes, craving_before=craving_before,
        craving_peak=craving_peak, craving_after=craving_after, craving_later=craving_later,
        heart_mean=heart_mean, heart_max=heart_max, rmssd=rmssd, sdnn=sdnn, nausea=nausea,
        stop=stop, debrief_minutes=debrief_minutes,
        **sealed_texts(VrSession, course.cipher, entry, looked_after=looked_after or ""),
    )  # fmt: skip


@action(
    "care.end_vr", Permission.INSTRUMENT_GIVE, zh="结束 VR 训练", en="End the VR course",
    where="course.case.unit_id", guards=(course_goes_on, not_in_the_future),
    purpose=Words(
        "训练完成或本人不想继续时结束；随时可以停，不需要理由。",
        "When it is complete or the person wants no more: at any time, without a reason.",
    ),
)  # fmt: skip
def end_vr(
    *,
    course: VrCourse,
    on: Annotated[date, Label("日期", "Day")],
    result: Annotated[str, Label("小结", "How it went", lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """The course is over, as planned or because the person wants no more."""
    VrCourse.objects.filter(pk=course.pk).update(
        ended_on=on, **sealed_texts(VrCourse, course.cipher, course.pk, result=result)
    )


def digest_is_one(*, digest: str) -> Iterable[Reason]:
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        yield Reason("vr.digest", Words(
            "摘要须为 64 位十六进制(SHA-256)。", "A digest is 64 hexadecimal digits (SHA-256)."), "digest")  # fmt: skip


SIGNED = Reason("vr.signal", Words("这次训练已有信号文件。", "This session has its signal."))
CONSTRAINTS["one_signal_a_session"] = SIGNED


def has_no_signal(*, course: VrCourse, number: int) -> Iterable[Reason]:
    found = session_of(course, number)
    if found is None:
        yield Reason("vr.number", Words("没有这一次训练。", "There is no such session."), "number")
    elif Signal.objects.filter(session=found).exists():
        yield SIGNED


def session_of(course: VrCourse, number: int) -> VrSession | None:
    """Return the ``number``-th session of a course, counted from one."""
    rows = course.sessions.filter(superseded_by_id=None).order_by("happened_at", "id")
    return rows[number - 1 : number].first() if number else None


@action(
    "care.attach_signal", Permission.INSTRUMENT_GIVE, zh="登记信号文件", en="Record a signal file",
    where="course.case.unit_id", guards=(digest_is_one, has_no_signal),
    purpose=Words(
        "文件已按别的方式保存时，只登记摘要和大小；通常在单次训练的页面直接上传。",
        "Where the file is kept by other means. Usually it is uploaded on the page of the "
        "session.",
    ),
)  # fmt: skip
def attach_signal(
    *,
    course: VrCourse,
    number: Annotated[int, Label("第几次", "Session number", max=60)],
    digest: Annotated[str, Label("加密文件摘要(SHA-256)", "Digest of the encrypted file", max=64)],
    size: Annotated[int, Label("大小(字节)", "Size (bytes)", max=2**31 - 1)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Signal:
    """The raw signal lies beside the database; the row knows its digest and how long it is kept."""
    session = session_of(course, number)
    return Signal.objects.create(
        id=entry, case=course.case, recorded_at=at, session=session, digest=digest,
        size=size, keep_until_on=add_years(local(at).date(), rules.KEPT_YEARS),
    )  # fmt: skip


def number_of(session: VrSession) -> int:
    """Return the number of a session in its course, counted from one."""
    rows = session.course.sessions.filter(superseded_by_id=None).order_by("happened_at", "id")
    return list(rows.values_list("pk", flat=True)).index(session.pk) + 1


def digest_of(session: VrSession) -> str:
    """Return the digest of the signal of a session, or an empty text."""
    row = session.signals.first()
    return row.digest if row else ""
