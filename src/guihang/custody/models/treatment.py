"""Sessions of the five professional centres and who attended them."""

from django.db import models

from guihang.cases.models import OfCase
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class TreatmentSession(OfUnit):
    """One session of a centre; what one person said in it does not stand here."""

    words = Words("戒治活动", "Treatment session")

    class Centre(models.TextChoices):
        MEDICAL = "medical", W("戒毒医疗中心", "Medical centre")
        EDUCATION = "education", W("教育矫正中心", "Education centre")
        PSYCHOLOGY = "psychology", W("心理矫治中心", "Psychology centre")
        TRAINING = "training", W("康复训练中心", "Rehabilitation training centre")
        ASSESSMENT = "assessment", W("诊断评估中心", "Assessment centre")

    centre = models.CharField(max_length=12, choices=Centre)
    topic = models.CharField(max_length=120)
    held_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    led_by = models.CharField(max_length=60)
    people = models.PositiveSmallIntegerField()

    written_once = True

    class Meta:
        indexes = [models.Index(fields=["unit", "-held_at"], name="session_unit")]

    def __str__(self) -> str:
        return self.topic


class Attendance(OfCase):
    """One person took part in one session."""

    session = models.ForeignKey(TreatmentSession, models.PROTECT, related_name="attendances")

    written_once = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "case"], name="one_place_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.case_id}"
