"""个案矫治: one episode from intake to closure, its needs, goals, interventions and reviews."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.models import OfCaseFact
from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User


class Episode(OfCaseRecord):
    """Work on several problems of one person at once, from intake to a signed closure."""

    words = Words("个案矫治", "Casework episode")

    class Step(models.TextChoices):  # engines.casework: what may follow what
        INTAKE = "intake", W("接案", "Intake")
        ASSESSMENT = "assessment", W("预估", "Assessment")
        PLAN = "plan", W("计划", "Plan")
        INTERVENTION = "intervention", W("介入", "Intervention")
        REVIEW = "review", W("评估", "Review")
        CLOSING = "closing", W("待督导签字", "Waits for the supervisor")
        CLOSED = "closed", W("结案", "Closed")

    class Source(models.TextChoices):
        SELF = "self", W("本人", "The person")
        WARD = "ward", W("大队", "Ward")
        MEDICAL = "medical", W("医疗", "Medical")
        PSYCHOLOGY = "psychology", W("心理", "Psychology")
        FAMILY = "family", W("家属", "Family")
        STATION = "station", W("工作站", "Station")

    class Language(models.TextChoices):
        CHINESE = "zh", W("汉语", "Chinese")
        MONGOLIAN = "mn", W("蒙古语", "Mongolian")
        OTHER = "other", W("其他", "Other")

    class Literacy(models.TextChoices):
        READS = "reads", W("能读写", "Reads and writes")
        SOME = "some", W("读写有困难", "With difficulty")
        NONE = "none", W("不能读写", "Does not read")

    class Ending(models.TextChoices):
        GOALS_MET = "goals_met", W("目标达成", "Goals met")
        OWN_WISH = "own_wish", W("本人意愿", "The person's wish")
        TRANSFER = "transfer", W("转介", "Transferred")
        RELEASE = "release", W("出所", "Release")
        DEATH = "death", W("去世", "Death")
        LOST = "lost", W("失去联系", "Out of contact")

    state = models.CharField(max_length=12, choices=Step, default=Step.INTAKE)
    source = models.CharField(max_length=10, choices=Source)
    problems = models.JSONField()  # codes of engines.casework.DOMAINS
    language = models.CharField(max_length=5, choices=Language)
    literacy = models.CharField(max_length=5, choices=Literacy)
    risks_sealed = models.BinaryField(null=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField(null=True)  # by the person, who has a copy of the plan
    review_due_on = models.DateField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    opinion_sealed = models.BinaryField(null=True)  # of the person
    onward_sealed = models.BinaryField(null=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    supervised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)

    changes = (
        "state", "signed_on", "review_due_on", "ending", "opinion_sealed", "onward_sealed",
        "proposed_by_id", "supervised_by_id", "closed_on",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state="closed"), name="one_open_episode_a_case"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(supervised_by__isnull=False) & ~Q(ending="")),
                name="a_closure_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(supervised_by=None) | ~Q(supervised_by=F("proposed_by")),
                name="who_proposes_a_closure_does_not_sign_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.recorded_at:%Y-%m-%d}"


class NeedsAssessment(OfCaseFact):
    """Twelve domains by severity 0–3, what the person wants first, and what is strong."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="needs")
    severity = models.JSONField()  # domain → 0 (none) to 3 (severe)
    first = models.JSONField()  # domains in the person's own order
    strengths_sealed = models.BinaryField(null=True)


class Goal(OfCaseRecord):
    """What the person wants to reach, in their own words, with a measure."""

    words = Words("目标", "Goal")

    class Attained(models.TextChoices):  # goal attainment scaling
        MUCH_LESS = "-2", W("−2 远低于预期", "−2 much less than expected")
        LESS = "-1", W("−1 低于预期", "−1 less than expected")
        EXPECTED = "0", W("0 达到预期", "0 as expected")
        MORE = "1", W("+1 高于预期", "+1 more than expected")
        MUCH_MORE = "2", W("+2 远高于预期", "+2 much more than expected")

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="goals")
    domain = models.CharField(max_length=12)
    wish_sealed = models.BinaryField()
    measure_sealed = models.BinaryField()
    baseline_sealed = models.BinaryField()
    means_sealed = models.BinaryField(null=True)
    responsible = models.CharField(max_length=60)
    target_on = models.DateField()
    attained = models.CharField(max_length=2, choices=Attained, blank=True)
    scaled_on = models.DateField(null=True)

    changes = ("attained", "scaled_on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attained="", scaled_on=None)
                | (~Q(attained="") & Q(scaled_on__isnull=False)),
                name="a_scaled_goal_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.text("wish_sealed")


class Intervention(OfCaseFact):
    """One session."""

    class Method(models.TextChoices):
        MOTIVATIONAL = "motivational", W("动机式访谈", "Motivational interview")
        CBT = "cbt", W("认知行为", "Cognitive-behavioural")
        FAMILY = "family", W("家庭工作", "Family work")
        GROUP = "group", W("小组", "Group")
        CRISIS = "crisis", W("危机干预", "Crisis")
        TASK = "task", W("任务中心", "Task-centred")
        ADVOCACY = "advocacy", W("权益倡导", "Advocacy")
        REFERRAL = "referral", W("转介", "Referral")

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="interventions")
    happened_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=14, choices=Method)
    content_sealed = models.BinaryField(null=True)
    following_sealed = models.BinaryField(null=True)


class PlanReview(OfCaseFact):
    """The plan was looked at again with the person."""

    episode = models.ForeignKey(Episode, models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    changed = models.BooleanField()
    note_sealed = models.BinaryField(null=True)
