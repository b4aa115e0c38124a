"""Family at the facility: visits, meals together, leave."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.models import OfCaseFact, Relative
from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User


class FamilyVisit(OfCaseFact):
    """A visit of the family, in person or by video. What was said is nobody's record."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", W("现场会见", "In person")
        VIDEO = "video", W("视频探访", "By video")
        PHONE = "phone", W("电话", "By phone")

    class Outcome(models.TextChoices):
        HELD = "held", W("已会见", "Held")
        REFUSED = "refused", W("未准许", "Refused")
        MISSED = "missed", W("家属未到", "Nobody came")

    mode = models.CharField(max_length=10, choices=Mode)
    outcome = models.CharField(max_length=8, choices=Outcome)
    happened_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=0)
    relation = models.CharField(max_length=10, choices=Relative.Relation)
    visitors = models.PositiveSmallIntegerField(default=1)
    contraband = models.BooleanField(default=False)
    who_sealed = models.BinaryField(null=True)
    why_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="refused") | Q(why_sealed__isnull=False),
                name="a_refused_visit_says_why",
            )
        ]


class FamilyMeal(OfCaseFact):
    """A birthday or family meal (生日餐、亲情餐)."""

    class Occasion(models.TextChoices):
        BIRTHDAY = "birthday", W("生日餐", "Birthday meal")
        FAMILY = "family", W("亲情餐", "Family meal")
        FESTIVAL = "festival", W("节日团聚", "Festival")

    occasion = models.CharField(max_length=10, choices=Occasion)
    happened_on = models.DateField()
    relatives = models.PositiveSmallIntegerField()
    children = models.PositiveSmallIntegerField(default=0)
    guardian_agreed = models.BooleanField(default=False)
    note_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(children=0) | Q(guardian_agreed=True),
                name="children_come_with_the_consent_of_a_guardian",
            )
        ]


class Leave(OfCaseRecord):
    """离所探视: from the request to the return, each step by the right person."""

    words = Words("离所探视", "Leave")

    class Kind(models.TextChoices):
        DEATH = "death", W("近亲属死亡", "Death in the family")
        CRITICAL = "critical", W("近亲属病危", "Critical illness in the family")
        CHANGE = "change", W("家庭重大变故", "Grave change in the family")
        MERIT = "merit", W("表现良好探亲", "For good conduct")

    class State(models.TextChoices):
        REQUESTED = "requested", W("已申请", "Asked for")
        VERIFIED = "verified", W("已核实", "Verified")
        WEIGHED = "weighed", W("已作风险评估，待决定", "Risk weighed, to be decided")
        APPROVED = "approved", W("已批准", "Approved")
        REFUSED = "refused", W("未批准", "Refused")
        APPEALED = "appealed", W("本人申诉，待复核", "Challenged, to be reviewed")
        WITHDRAWN = "withdrawn", W("已撤回", "Withdrawn")
        DEPARTED = "departed", W("已离所", "Away")
        RETURNED = "returned", W("已返回", "Back")
        ESCAPE_REVIEW = "escape", W("未按时返回，按脱逃审查", "Not back: examined as an escape")

    class Test(models.TextChoices):
        NEGATIVE = "negative", W("阴性", "Negative")
        POSITIVE = "positive", W("阳性", "Positive")
        NOT_TAKEN = "not_taken", W("未检测", "Not taken")

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    from_on = models.DateField()
    until_on = models.DateField()
    relation = models.CharField(max_length=10, choices=Relative.Relation)
    reason_sealed = models.BinaryField(null=True)
    proof = models.CharField(max_length=120, blank=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    risk_sealed = models.BinaryField(null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    decided_at = models.DateTimeField(null=True)
    answer_sealed = models.BinaryField(null=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_sealed = models.BinaryField(null=True)
    """Why the person challenges the refusal, in their words."""
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    reviewed_at = models.DateTimeField(null=True)
    review_sealed = models.BinaryField(null=True)
    departed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    test = models.CharField(max_length=10, choices=Test, blank=True)
    note_sealed = models.BinaryField(null=True)

    changes = (
        "state", "from_on", "until_on", "proof", "risk_sealed", "decided_by_id", "decided_at",
        "answer_sealed", "appealed_at", "appeal_sealed", "reviewed_by_id", "reviewed_at",
        "review_sealed", "departed_at", "returned_at", "test", "note_sealed",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state__in=("refused", "appealed", "withdrawn", "returned")),
                name="one_open_leave_a_case",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="a_leave_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="who_asks_for_a_leave_does_not_decide",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None)
                | ~(Q(reviewed_by=F("decided_by")) | Q(reviewed_by=F("proposed_by"))),
                name="who_refused_a_leave_does_not_review_it",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
