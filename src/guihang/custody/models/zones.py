"""From one zone to the next: a check passed, a proposal, and somebody else's decision."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.models import Case, OfCaseFact
from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User


class StageCheck(OfCaseFact):
    """A check by officers that a gate between zones asks for."""

    class Kind(models.TextChoices):
        MIND = "mind", W("民警心理状况检查", "Officers' check of the state of mind")
        ENTRY_TEST = "entry_test", W("入所教育考试", "Test of entry education")
        FITNESS = "fitness", W("体能测试", "Fitness test")

    kind = models.CharField(max_length=12, choices=Kind)
    passed = models.BooleanField()
    happened_at = models.DateTimeField()
    note_sealed = models.BinaryField(null=True)


class ZoneProposal(OfCaseRecord):
    """An officer proposes a zone; somebody else decides, by the evidence or against it with a reason."""

    words = Words("分区流转", "Zone proposal")

    class State(models.TextChoices):
        PROPOSED = "proposed", W("待决定", "To be decided")
        PLACED = "placed", W("已批准", "Approved")
        DECLINED = "declined", W("未批准", "Declined")
        WITHDRAWN = "withdrawn", W("已撤回", "Withdrawn")

    zone = models.CharField(max_length=12, choices=Case.Zone)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    ground_sealed = models.BinaryField(null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    decided_on = models.DateField(null=True)
    policy = models.CharField(max_length=30, blank=True)
    missing = models.JSONField(default=list)
    """Codes of what was lacking when the head decided all the same."""
    answer_sealed = models.BinaryField(null=True)

    changes = ("state", "decided_by_id", "decided_on", "policy", "missing", "answer_sealed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="proposed"), name="one_open_zone_proposal_a_case"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="who_proposes_a_zone_does_not_decide",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") ^ Q(decided_on__isnull=False),
                name="a_zone_decision_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_zone_display())
