"""诊断评估: evidence by domain, a proposal, the committee's decision, notice, review."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.models import OfCase, OfCaseFact
from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.assessment import Outcome as Concluded
from guihang.engines.words import Words
from guihang.people.models import User


class PassFail(models.TextChoices):
    PASS = "pass", W("合格", "Passed")
    FAIL = "fail", W("不合格", "Not passed")


class SocialGrade(models.TextChoices):
    GOOD = "good", W("良好", "Good")
    FAIR = "fair", W("一般", "Fair")


class Assessment(OfCaseRecord):
    """One diagnostic assessment. Whoever proposes it is not on the committee that decides."""

    words = Words("诊断评估", "Diagnostic assessment")

    class Kind(models.TextChoices):
        INTAKE = "intake", W("入所调查评估", "At admission")
        DETOX_STAGE = "detox_stage", W("生理脱毒阶段性评价", "Detox stage")
        ADAPT_STAGE = "adapt_stage", W("教育适应阶段评估", "Adaptation stage")
        ONE_YEAR = "one_year", W("一年后综合诊断评估", "Comprehensive, after one year")
        PRE_EXPIRY = "pre_expiry", W("期满前综合诊断评估", "Comprehensive, before the end")

    COMPREHENSIVE = (Kind.ONE_YEAR, Kind.PRE_EXPIRY)

    class State(models.TextChoices):
        PROPOSED = "proposed", W("待评审", "Before the committee")
        DECIDED = "decided", W("已评审，待告知本人", "Decided, the person to be told")
        SERVED = "served", W("已告知本人并公示", "Told and posted")
        REVIEW = "review", W("本人申请复核", "Review asked for")
        REVIEWED = "reviewed", W("已复核", "Reviewed")

    class Outcome(models.TextChoices):
        STAGE_PASSED = Concluded.STAGE_PASSED, W("阶段评估合格", "Stage passed")
        STAGE_FAILED = Concluded.STAGE_FAILED, W("阶段评估不合格", "Stage not passed")
        ON_TIME = Concluded.ON_TIME, W("按期解除", "Release on time")
        EARLY = Concluded.EARLY, W("提出提前解除意见", "Propose early release")
        EXTEND = Concluded.EXTEND, W("提出延长期限意见", "Propose an extension")

    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    physiological = models.CharField(max_length=4, choices=PassFail, blank=True)
    psychophysical = models.CharField(max_length=4, choices=PassFail, blank=True)
    behaviour = models.CharField(max_length=4, choices=PassFail, blank=True)
    social = models.CharField(max_length=4, choices=SocialGrade, blank=True)
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    grounds_sealed = models.BinaryField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    community_rehab = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    minutes_sealed = models.BinaryField(null=True)
    served_at = models.DateTimeField(null=True)
    review_asked_on = models.DateField(null=True)
    review_sealed = models.BinaryField(null=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    answer_sealed = models.BinaryField(null=True)

    changes = (
        "state", "outcome", "community_rehab", "decided_on", "decided_by_id", "minutes_sealed",
        "served_at", "review_asked_on", "review_sealed", "reviewed_by_id", "answer_sealed",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(state="proposed"),
                name="one_open_assessment_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="who_proposes_an_assessment_does_not_decide",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") ^ (Q(decided_on__isnull=False) & ~Q(outcome="")),
                name="a_decided_assessment_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("decided_by")),
                name="who_decides_an_assessment_does_not_review_it",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.get_kind_display())


class AssessmentEvidence(OfCaseFact):
    """One item of evidence. What comes late is added; nothing is edited."""

    class Domain(models.TextChoices):
        PHYSIOLOGICAL = "physiological", W("生理脱毒", "Physiological")
        PSYCHOPHYSICAL = "psychophysical", W("身心康复", "Psychophysical")
        BEHAVIOUR = "behaviour", W("行为表现", "Behaviour")
        SOCIAL = "social", W("社会环境与适应能力", "Social environment")

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="evidence")
    domain = models.CharField(max_length=16, choices=Domain)
    source = models.CharField(max_length=80)
    found_sealed = models.BinaryField(null=True)


class CommitteeMember(OfCase):
    """Somebody who sat on the committee that decided an assessment."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_constraint=False)

    written_once = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "user"], name="one_seat_a_committee")
        ]

    def __str__(self) -> str:
        return str(self.user)
