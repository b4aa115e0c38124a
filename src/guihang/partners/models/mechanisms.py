"""The mechanisms: agreements, experts, exchanges, secondments."""

from django.db import models
from django.db.models import F, Q

from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.records import OfUnit


class Secondment(OfUnit):
    """An officer works at another system for a while, with something to bring back (挂职锻炼)."""

    words = Words("挂职锻炼", "Secondment")

    class Field(models.TextChoices):
        TREATMENT = "treatment", W("戒治业务", "Treatment")
        MANAGEMENT = "management", W("所政管理", "Management")
        PSYCHOLOGY = "psychology", W("心理矫治", "Psychology")
        AFTERCARE = "aftercare", W("后续照管", "Aftercare")
        SKILLS = "skills", W("职业技能", "Work skills")

    officer = models.ForeignKey(User, models.PROTECT, related_name="+")
    where = models.CharField(max_length=120)
    subject = models.CharField(max_length=12, choices=Field)
    deliverable = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    returned_on = models.DateField(null=True)
    briefing = models.TextField(blank=True)

    changes = ("returned_on", "briefing")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="a_secondment_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | ~Q(briefing=""), name="who_returns_gives_a_briefing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} · {self.where}"
