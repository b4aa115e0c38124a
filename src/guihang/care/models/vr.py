"""VR: courses and sessions. Nothing that decides about a person may read this file."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.models import OfCaseFact
from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.words import Words


class VrCourse(OfCaseRecord):
    """A planned series of sessions that the person agreed to and may stop at any time."""

    words = Words("VR 训练", "VR course")

    class Protocol(models.TextChoices):
        CUE_AVERSION = (
            "cue_aversion",
            W("诱发—厌恶—回归家庭", "Cue, aversion, return to the family"),
        )
        CUE_EXPOSURE = "cue_exposure", W("线索暴露", "Cue exposure")
        REFUSAL = "refusal", W("拒绝技巧训练", "Refusal skills")
        RELAXATION = "relaxation", W("放松与自然场景", "Relaxation")

    protocol = models.CharField(max_length=14, choices=Protocol)
    planned = models.PositiveSmallIntegerField()
    agreed_on = models.DateField()
    ended_on = models.DateField(null=True)
    result_sealed = models.BinaryField(null=True)

    changes = ("ended_on", "result_sealed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on=None), name="one_vr_course_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_protocol_display()} {self.agreed_on}"


class VrSession(OfCaseFact):
    """One session: craving before, at the peak and after; the heart; why it ended."""

    class Stop(models.TextChoices):
        PLANNED = "planned", W("按计划结束", "As planned")
        REQUEST = "request", W("本人要求停止", "The person asked to stop")
        HEART = "heart", W("心率过高", "Heart rate too high")
        PANIC = "panic", W("惊恐", "Panic")
        NAUSEA = "nausea", W("恶心眩晕", "Nausea")
        TECHNICAL = "technical", W("设备原因", "Technical")

    course = models.ForeignKey(VrCourse, models.PROTECT, related_name="sessions")
    happened_at = models.DateTimeField()
    device = models.CharField(max_length=60)
    software = models.CharField(max_length=30)
    scenes = models.CharField(max_length=200)
    craving_before = models.PositiveSmallIntegerField()  # 0–100, visual analogue scale
    craving_peak = models.PositiveSmallIntegerField()
    craving_after = models.PositiveSmallIntegerField()
    craving_later = models.PositiveSmallIntegerField(null=True)  # 30 minutes after
    heart_mean = models.PositiveSmallIntegerField(null=True)  # beats a minute
    heart_max = models.PositiveSmallIntegerField(null=True)
    rmssd = models.PositiveSmallIntegerField(null=True)  # milliseconds
    sdnn = models.PositiveSmallIntegerField(null=True)
    nausea = models.PositiveSmallIntegerField(default=0)  # 0–3
    stop = models.CharField(max_length=10, choices=Stop)
    debrief_minutes = models.PositiveSmallIntegerField()
    looked_after_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(craving_peak__gte=F("craving_before"))
                & Q(craving_peak__gte=F("craving_after")) & Q(craving_peak__lte=100),
                name="a_peak_is_the_highest",
            ),
            models.CheckConstraint(
                condition=Q(craving_after__lte=F("craving_before"))
                | Q(looked_after_sealed__isnull=False),
                name="nobody_leaves_vr_with_more_craving_alone",
            ),
        ]  # fmt: skip


class Signal(OfCaseFact):
    """The raw signal of a session: a file beside the database, known here by its digest."""

    session = models.ForeignKey(VrSession, models.PROTECT, related_name="signals")
    digest = models.CharField(max_length=64)  # SHA-256 of the encrypted file, in hex
    size = models.PositiveIntegerField()  # bytes, before encryption
    keep_until_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session"], name="one_signal_a_session")]
