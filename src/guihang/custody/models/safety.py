"""Safety: incidents, near misses, headcounts, drills and what they ask for."""

from django.db import models
from django.db.models import F, Q

from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.records import OfUnit


class Kind(models.TextChoices):
    """What can happen."""

    ESCAPE = "escape", W("脱逃", "Escape")
    ESCAPE_ATTEMPT = "escape_attempt", W("脱逃未遂", "Attempted escape")
    DEATH = "death", W("死亡", "Death")
    SUICIDE_ATTEMPT = "suicide_attempt", W("自杀未遂", "Attempted suicide")
    SELF_HARM = "self_harm", W("自伤自残", "Self-harm")
    ASSAULT = "assault", W("伤害他人", "Assault")
    FIGHT = "fight", W("打架", "Fight")
    CONTRABAND = "contraband", W("违禁品", "Contraband")
    DRUG_FOUND = "drug_found", W("毒品流入", "Drugs found")
    MEDICAL_EMERGENCY = "medical", W("突发疾病", "Medical emergency")
    EPIDEMIC = "epidemic", W("疫情", "Epidemic")
    FIRE = "fire", W("火灾", "Fire")
    NATURAL_DISASTER = "disaster", W("自然灾害", "Natural disaster")
    PRODUCTION_ACCIDENT = "production", W("生产安全事故", "Production accident")
    MASS_DISTURBANCE = "disturbance", W("群体性事件", "Mass disturbance")
    FOOD_POISONING = "food", W("食物中毒", "Food poisoning")
    STAFF_MISCONDUCT = "misconduct", W("工作人员违纪", "Staff misconduct")
    DATA_BREACH = "data_breach", W("信息泄露", "Data breach")
    OTHER = "other", W("其他", "Other")


class Incident(OfUnit):
    """Something that happened in a facility; an account without names in public fields."""

    words = Words("安全事件", "Incident")

    class Level(
        models.TextChoices
    ):  # 生产安全事故报告和调查处理条例 §3; the four names serve all kinds
        ORDINARY = "ordinary", W("一般", "Ordinary")
        LARGE = "large", W("较大", "Large")
        MAJOR = "major", W("重大", "Major")
        GRAVE = "grave", W("特别重大", "Especially grave")

    kind = models.CharField(max_length=16, choices=Kind)
    level = models.CharField(max_length=10, choices=Level)
    happened_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    breach = models.BooleanField(default=False)
    """Whether it breaks one of the six zero goals: an abnormal death, a case, a major accident."""
    account_sealed = models.BinaryField(null=True)
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    lesson_sealed = models.BinaryField(null=True)

    changes = ("closed_on", "closed_by_id", "lesson_sealed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_at__gte=F("happened_at")),
                name="an_incident_is_reported_after_it_happened",
            )
        ]
        indexes = [models.Index(fields=["unit", "-happened_at"], name="incident_unit")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class NearMiss(OfUnit):
    """Something that nearly happened, told so that others learn. Nobody is blamed for telling."""

    words = Words("险情", "Near miss")

    kind = models.CharField(max_length=16, choices=Kind)
    happened_on = models.DateField()
    told_sealed = models.BinaryField(null=True)
    learned = models.CharField(max_length=300)

    written_once = True

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Headcount(OfUnit):
    """A count of the people at a facility: how many should be there, and how many were found."""

    words = Words("点名", "Headcount")

    counted_at = models.DateTimeField()
    expected = models.PositiveIntegerField()
    away = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)

    written_once = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expected=F("found") + F("away")) | ~Q(note=""),
                name="a_headcount_that_differs_is_explained",
            )
        ]

    def __str__(self) -> str:
        return f"{self.found}/{self.expected}"


class EmergencyDrill(OfUnit):
    """An emergency exercised: what for, under which conditions, and how it went."""

    words = Words("应急演练", "Emergency drill")

    class Scenario(models.TextChoices):
        MEDICAL = "medical", W("应急医疗救护", "Medical emergency")
        FIRE = "fire", W("火灾疏散", "Fire")
        ESCAPE = "escape", W("防脱逃处置", "Escape")
        DISTURBANCE = "disturbance", W("群体性事件处置", "Disturbance")
        EPIDEMIC = "epidemic", W("疫情防控", "Epidemic")
        DISASTER = "disaster", W("雪灾地震等灾害", "Snow, earthquake and other disasters")
        SELF_HARM = "self_harm", W("自伤自杀处置", "Self-harm")

    class Condition(models.TextChoices):
        DAY = "day", W("日间", "By day")
        NIGHT = "night", W("夜间", "By night")
        WINTER = "winter", W("严寒", "In winter")
        REMOTE = "remote", W("远距离救护", "Far from a hospital")
        SHORT = "short", W("警力不足", "Short of staff")

    scenario = models.CharField(max_length=12, choices=Scenario)
    condition = models.CharField(max_length=8, choices=Condition)
    held_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField()
    course = models.TextField()

    def __str__(self) -> str:
        return f"{self.get_scenario_display()} {self.held_at:%F}"


class CorrectiveTask(OfUnit):
    """What a drill found, who puts it right by when; closed by somebody else."""

    words = Words("整改任务", "Corrective task")

    class State(models.TextChoices):
        OPEN = "open", W("整改中", "Being put right")
        REPORTED = "reported", W("已报完成，待查验", "Said to be done, to be checked")
        CLOSED = "closed", W("已查验销号", "Checked and closed")

    drill = models.ForeignKey(EmergencyDrill, models.PROTECT, related_name="tasks")
    found = models.CharField(max_length=300)
    task = models.CharField(max_length=300)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True)
    done_note = models.CharField(max_length=300, blank=True)
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )

    changes = ("state", "done_on", "done_note", "closed_on", "closed_by_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("owner")),
                name="a_task_is_closed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False, done_on__isnull=False),
                name="a_closed_task_was_done",
            ),
        ]

    def __str__(self) -> str:
        return self.task
