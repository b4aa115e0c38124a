"""Instruments given: the answers, the figures, and what was done when an answer asked for help."""

import json
from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.instruments import INSTRUMENTS
from guihang.engines.words import Words


class AnswerSheet(OfCaseRecord):
    """One instrument, once: answered in full, in part, or declined. It reaches no decision."""

    words = Words("量表", "Answer sheet")

    class Mode(models.TextChoices):
        SELF = "self", W("本人填写", "Filled in by the person")
        READ = "read", W("念给本人听", "Read out")
        INTERVIEW = "interview", W("访谈", "Interview")
        DECLINED = "declined", W("本人不愿回答", "The person declined")

    class Help(models.TextChoices):
        TALKED = "talked", W("当场谈话陪伴", "Talked and stayed")
        CLINICIAN = "clinician", W("已请医师", "A clinician was called")
        SAFETY_PLAN = "safety_plan", W("与本人订了安全计划", "A safety plan was made")
        EMERGENCY = "emergency", W("已送急诊", "Taken to emergency care")

    instrument = models.CharField(max_length=20)  # engines.instruments
    version = models.PositiveSmallIntegerField()
    norm = models.CharField(max_length=20, blank=True)
    mode = models.CharField(max_length=10, choices=Mode)
    held_on = models.DateField()
    answers_sealed = models.BinaryField(null=True)
    figures_sealed = models.BinaryField(null=True)
    missing = models.PositiveSmallIntegerField(default=0)
    alarmed = models.BooleanField(default=False)
    helped_at = models.DateTimeField(null=True)
    help = models.CharField(max_length=12, choices=Help, blank=True)
    help_sealed = models.BinaryField(null=True)

    changes = ("helped_at", "help", "help_sealed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(mode="declined") | Q(answers_sealed=None, alarmed=False),
                name="who_declines_has_no_answers",
            ),
            models.CheckConstraint(
                condition=Q(helped_at=None) | (Q(alarmed=True) & ~Q(help="")),
                name="help_says_what_was_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at"], condition=Q(alarmed=True, helped_at=None),
                name="answer_sheet_alarm",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.held_on} {W(*INSTRUMENTS[self.instrument].words)}"

    @property
    def answers(self) -> Mapping[str, int]:
        found: dict[str, int] = json.loads(self.text("answers_sealed") or "{}")
        return found

    @property
    def figures(self) -> Mapping[str, float | None]:
        """The figures by scale, as they were scored with ``version`` and ``norm``."""
        found: dict[str, float | None] = json.loads(self.text("figures_sealed") or "{}")
        return found
