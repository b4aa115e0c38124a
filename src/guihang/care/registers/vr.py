"""The registers of VR."""

from collections.abc import Sequence

from guihang.care import vr
from guihang.care.models.vr import VrCourse, VrSession
from guihang.cases.register import register_of_cases
from guihang.engines.vr import CAUTION, lowered
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Part, Register, Section

VR = Words("智能化 VR", "VR")


def sessions(row: VrCourse) -> list[VrSession]:
    """Return the sessions of a course, oldest first."""
    found = row.sessions.filter(superseded_by_id=None).select_related("case__person")
    return list(found.order_by("happened_at", "id"))


def moved(row: VrCourse) -> Words:
    """Return in how many sessions craving fell."""
    better, total = lowered([(one.craving_before, one.craving_after) for one in sessions(row)])
    return Words(f"{total} 次中 {better} 次下降", f"fell in {better} of {total}")


def acts(row: VrCourse) -> Sequence[str]:
    return () if row.ended_on else ("care.record_vr_session", "care.end_vr")


CRAVING = (
    Column(Words("时间", "When"), lambda row: row.happened_at),
    Column(
        Words("渴求：前", "Craving before"),
        lambda row: row.craving_before,
        number=True,
        private=True,
    ),
    Column(Words("最强", "Peak"), lambda row: row.craving_peak, number=True, private=True),
    Column(Words("后", "After"), lambda row: row.craving_after, number=True, private=True),
    Column(Words("怎样结束", "How it ended"), lambda row: row.get_stop_display()),
)

register_of_cases(Register(
    "vr-courses", VrCourse, Words("VR 训练", "VR courses"), Permission.INSTRUMENT_GIVE, Section.CARE,
    group=VR, help=CAUTION,
    columns=(
        Column(Words("方案", "Protocol"), lambda row: row.get_protocol_display()),
        Column(Words("同意", "Consented"), lambda row: row.agreed_on),
        Column(Words("计划次数", "Planned"), lambda row: row.planned, number=True),
        Column(Words("渴求变化", "Craving"), moved, private=True),
        Column(Words("结束", "Ended"), lambda row: row.ended_on),
        Column(Words("小结", "How it went"), lambda row: row.text("result_sealed"), page_only=True, private=True),
    ),
    start="care.plan_vr", acts=acts, fields=Fields.HEALTH,
    parts=(Part(Words("每次训练", "Sessions"), sessions, CRAVING, slug="vr-sessions"),),
))  # fmt: skip

register_of_cases(Register(
    "vr-sessions", VrSession, Words("VR 单次训练", "VR sessions"), Permission.INSTRUMENT_GIVE,
    Section.CARE, group=VR, help=Words("每次训练前后的渴求、心率和怎样结束。",
                                       "Craving and heart before and after, and how each session ended."),
    columns=(
        *CRAVING,
        Column(Words("30 分钟后渴求",
                     "Craving 30 minutes later"), lambda row: row.craving_later, page_only=True, private=True),
        Column(Words("平均心率", "Mean heart rate"), lambda row: row.heart_mean, page_only=True, private=True),
        Column(Words("最高心率", "Highest heart rate"), lambda row: row.heart_max, page_only=True, private=True),
        Column(Words("RMSSD(毫秒)", "RMSSD (ms)"), lambda row: row.rmssd, page_only=True, private=True),
        Column(Words("SDNN(毫秒)", "SDNN (ms)"), lambda row: row.sdnn, page_only=True, private=True),
        Column(Words("恶心(0–3)", "Nausea (0–3)"), lambda row: row.nausea, page_only=True, private=True),
        Column(Words("设备", "Device"), lambda row: row.device, page_only=True),
        Column(Words("软件版本", "Software"), lambda row: row.software, page_only=True),
        Column(Words("场景", "Scenes"), lambda row: row.scenes, page_only=True),
        Column(Words("结束后谈话(分钟)", "Debrief (minutes)"), lambda row: row.debrief_minutes, page_only=True),
        Column(Words("陪护与处理",
                     "Looked after"), lambda row: row.opened("looked_after_sealed"), page_only=True, private=True),
        Column(Words("信号文件摘要", "Digest of the signal file"), vr.digest_of, page_only=True),
    ),
    related=("course",), more=(("signal", Words("信号文件", "Signal file")),),
    newest="happened_at", filters=(("stop", Words("怎样结束", "How it ended")),),
    fields=Fields.HEALTH,
))  # fmt: skip
