"""What a case owes, what was done, and where it stands.

``Task`` and ``Standing`` hold answers of the engine and may be computed again at any time; the
facts (contact, attempt, test, evidence, review) are written once.
"""

from django.db import models
from django.db.models import Q

from guihang.cases.models import OF_A_CASE, Case, OfCase, OfCaseFact, unless_sealed
from guihang.core.scope import IN_SCOPE
from guihang.core.words import W
from guihang.people.models import Unit, User


class Channel(models.TextChoices):
    PHONE = "phone", W("电话", "Phone")
    VIDEO = "video", W("视频", "Video call")
    MESSAGE = "message", W("信息往来", "Messages")
    FACE = "face", W("当面(站内)", "In person, at the station")
    VISIT = "visit", W("上门走访", "Home visit")


class Contact(OfCaseFact):
    """The person was reached and spoke with us."""

    happened_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=Channel)
    fulfils = models.CharField(max_length=100, blank=True)
    note_sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "happened_at"], name="contact_case")]


class Attempt(OfCaseFact):
    """We tried, and the person was not reached. An attempt never counts as a contact."""

    class Target(models.TextChoices):
        PERSON = "person", W("本人", "The person")
        FAMILY = "family", W("家属", "Family")
        GRID = "grid", W("村社网格", "Village or community grid")

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", W("无人接听", "No answer")
        WRONG_NUMBER = "wrong_number", W("号码有误", "Wrong number")
        NOT_HOME = "not_home", W("不在家", "Not at home")
        MESSAGE_LEFT = "message_left", W("已留口信", "Message left")
        NEWS = "news", W("得知近况", "News through others")
        DECLINES_NOW = "declines_now", W("本人暂不愿谈", "Does not want to talk now")
        IN_CUSTODY = "in_custody", W("因他案被羁押", "In custody for another case")
        DECEASED = "deceased", W("已去世", "Deceased")

    happened_at = models.DateTimeField()
    target = models.CharField(max_length=10, choices=Target)
    channel = models.CharField(max_length=10, choices=Channel)
    outcome = models.CharField(max_length=12, choices=Outcome)
    note_sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "happened_at"], name="attempt_case")]


class DrugTest(OfCaseFact):
    """One test. Urine speaks of 1–7 days; hair of months, and cannot date an event."""

    class Kind(models.TextChoices):
        ONSITE = "onsite", W("现场尿检", "On-site urine test")
        LAB = "lab", W("实验室检测", "Laboratory test")
        RETEST = "retest", W("实验室复检", "Laboratory re-test")
        HAIR = "hair", W("毛发检测", "Hair test")

    class Result(models.TextChoices):
        NEGATIVE = "negative", W("阴性", "Negative")
        POSITIVE = "positive", W("阳性", "Positive")
        MIXED = "mixed", W("同周有阴有阳", "Positive and negative in one week")
        INVALID = "invalid", W("无效", "Invalid")
        DECLINED = "declined", W("本人未同意检测", "The person declined")

    taken_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind)
    result = models.CharField(max_length=10, choices=Result)
    drugs = models.JSONField(default=list)
    chain_complete = models.BooleanField(default=False)
    appeal_open = models.BooleanField(default=False)
    unannounced = models.BooleanField(default=False)
    fulfils = models.CharField(max_length=100, blank=True)
    note_sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "taken_at"], name="test_case")]


class Evidence(OfCaseFact):
    """Evidence of use that is not a test of ours (``engines.evidence`` says what it is worth)."""

    class Kind(models.TextChoices):
        SELF_REPORT = "self_report", W("本人告知", "Self-report")
        COLLATERAL = "collateral", W("他人反映", "Told by others")
        POLICE = "police_determination", W("公安机关认定", "Determined by the police")

    used_on = models.DateField()
    not_before = models.DateField(null=True)
    kind = models.CharField(max_length=20, choices=Kind)
    note_sealed = models.BinaryField(null=True)


class Review(OfCaseFact):
    """A structured review of how the person is doing, or the closing review by two workers."""

    class Level(models.TextChoices):
        GOOD = "good", W("稳定", "Stable")
        FAIR = "fair", W("一般", "Fair")
        NEEDS_HELP = "needs_help", W("需要帮助", "Needs help")
        NOT_SAID = "not_said", W("未谈及", "Not discussed")

    held_at = models.DateTimeField()
    closing = models.BooleanField(default=False)
    housing = models.CharField(max_length=12, choices=Level)
    work = models.CharField(max_length=12, choices=Level)
    family = models.CharField(max_length=12, choices=Level)
    health = models.CharField(max_length=12, choices=Level)
    craving = models.PositiveSmallIntegerField(null=True)  # 0–100, visual analogue scale
    second_by = models.ForeignKey(User, models.PROTECT, null=True, db_constraint=False)
    fulfils = models.CharField(max_length=100, blank=True)
    note_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closing=False) | Q(second_by__isnull=False),
                name="a_closing_review_has_two_workers",
            )
        ]


class Meeting(OfCaseFact):
    """The team met about a person whom nobody could reach. Only people label somebody as lost."""

    class Decision(models.TextChoices):
        GO_ON = "go_on", W("继续寻找", "Go on looking")
        LOST = "lost", W("标记为失联", "Label as lost")
        FOUND = "found", W("已找到，恢复联系", "Found again")

    held_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision)
    note_sealed = models.BinaryField(null=True)


class Task(OfCase):
    """One step that a protocol asks for, with the window the engine computed.

    Its state is not stored: it follows from the window, ``done_at`` and the moment of asking.
    """

    # The key of a step begins with the case: a second index would be one more to write.
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=30)
    rule = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_id = models.UUIDField(null=True)
    void = models.CharField(max_length=20, blank=True)

    row_policy = f"{unless_sealed(IN_SCOPE, 'followup_task.case_id')} OR {OF_A_CASE}"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule", "anchor", "step"], name="one_task_a_step"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lte=models.F("due_at"))
                & Q(due_at__lte=models.F("closes_at")),
                name="a_window_is_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "closes_at", "id"],
                condition=Q(done_at=None, void=""),
                name="task_open_unit",
            ),
            models.Index(
                fields=["closes_at", "id"], condition=Q(done_at=None, void=""), name="task_open"
            ),
            # A post with few tasks would read through those of everybody else in the region.
            models.Index(
                fields=["role", "closes_at", "id"],
                condition=Q(done_at=None, void=""),
                name="task_open_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}/{self.anchor}/{self.step}"


class Standing(models.Model):
    """Where a case stands by its facts: what lists and outcomes ask for, kept by ``replan``."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="standing")
    last_contact_at = models.DateTimeField(null=True)
    last_test_at = models.DateTimeField(null=True)
    last_negative_at = models.DateTimeField(null=True)
    first_positive_at = models.DateTimeField(null=True)
    relapse_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=12, blank=True)
    silent_since = models.DateTimeField(null=True)
    falls_silent_at = models.DateTimeField(null=True)  # unless reached by then; null while silent

    class Meta:
        indexes = [
            models.Index(
                fields=["falls_silent_at"],
                condition=Q(falls_silent_at__isnull=False),
                name="standing_falls_silent",
            )
        ]

    row_policy = OF_A_CASE

    def __str__(self) -> str:
        return str(self.case_id)


class ProtocolVersion(models.Model):
    """A protocol that the region wrote itself: proposed by one person, adopted by another."""

    code = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    effective_on = models.DateField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_protocol_a_version"),
            models.CheckConstraint(
                condition=Q(adopted_by=None) | ~Q(adopted_by=models.F("proposed_by")),
                name="who_proposes_does_not_adopt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
