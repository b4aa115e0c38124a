"""Protective restraint: proposed, approved by another, watched, ended, reviewed by a third."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.models import OfCaseFact
from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User


def _somebody() -> models.ForeignKey:
    return models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_constraint=False)


class Restraint(OfCaseRecord):
    """One episode. Punishment is no ground."""

    words = Words("保护性约束", "Protective restraint")

    class Ground(models.TextChoices):
        SELF_HARM = "self_harm", W("可能自伤自残", "Risk of self-harm")
        SUICIDE = "suicide", W("可能自杀", "Risk of suicide")
        CONFUSED = (
            "confused",
            W("戒断反应致意识行为紊乱、危及自身", "Confused in withdrawal, in danger"),
        )

    class State(models.TextChoices):
        PROPOSED = "proposed", W("待批准", "To be approved")
        REFUSED = "refused", W("未批准", "Not approved")
        RUNNING = "running", W("正在约束", "Under way")
        ENDED = "ended", W("已解除，待复核", "Ended, to be reviewed")
        REVIEWED = "reviewed", W("已复核", "Reviewed")

    ground = models.CharField(max_length=10, choices=Ground)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = _somebody()
    tried_sealed = models.BinaryField(null=True)
    approved_by = _somebody()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    injured = models.BooleanField(null=True)
    family_told = models.BooleanField(default=False)
    debrief_sealed = models.BinaryField(null=True)
    reviewed_by = _somebody()
    reviewed_on = models.DateField(null=True)
    review_sealed = models.BinaryField(null=True)

    changes = (
        "state", "approved_by_id", "started_at", "ended_at", "injured", "family_told",
        "debrief_sealed", "reviewed_by_id", "reviewed_on", "review_sealed",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=("proposed", "running")),
                name="one_open_restraint_a_case",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="who_proposes_a_restraint_does_not_approve",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None)
                | (~Q(reviewed_by=F("proposed_by")) & ~Q(reviewed_by=F("approved_by"))),
                name="a_restraint_is_reviewed_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="a_restraint_ends_after_it_starts",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.get_ground_display())


class Observation(OfCaseFact):
    """Somebody looked at the person: how they are, and whether the ground still holds."""

    restraint = models.ForeignKey(Restraint, models.PROTECT, related_name="observations")
    observed_at = models.DateTimeField()
    medical = models.BooleanField()
    still_needed = models.BooleanField()
    note_sealed = models.BinaryField(null=True)
