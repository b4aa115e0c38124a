"""Advantage projects (教育矫治优势项目) from proposal to promotion, and the standards they leave."""

from django.db import models
from django.db.models import F, Q

from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.records import OfUnit


class Project(OfUnit):
    """One way of treatment that is tried, measured, and taken up elsewhere where it holds."""

    words = Words("优势项目", "Advantage project")

    class Field(models.TextChoices):
        MEDICAL = "medical", W("医疗", "Medical")
        EDUCATION = "education", W("教育", "Education")
        PSYCHOLOGY = "psychology", W("心理", "Psychology")
        REHABILITATION = "rehabilitation", W("康复", "Rehabilitation")
        COMBINED = "combined", W("综合", "Combined")

    class Design(models.TextChoices):
        BEFORE_AFTER = "before_after", W("前后对照，无对照组", "Before and after, no comparison")
        COMPARED = "compared", W("有对照组，非随机", "Compared, not by lot")
        RANDOMISED = "randomised", W("随机对照", "Randomised")
        STEPPED = "stepped", W("分批启动(各单位先后)", "Started unit by unit")

    class State(models.TextChoices):
        PROPOSED = "proposed", W("已申报", "Proposed")
        APPROVED = "approved", W("已立项", "Approved")
        NOT_APPROVED = "not_approved", W("未立项", "Not approved")
        PILOT = "pilot", W("试点中", "In pilot")
        EVALUATED = "evaluated", W("已结项", "Evaluated")
        PROMOTED = "promoted", W("已推广", "Promoted")
        ENDED = "ended", W("已终止", "Ended")

    class Verdict(models.TextChoices):
        EFFECTIVE = "effective", W("有效", "Effective")
        PROMISING = "promising", W("有苗头，证据不足", "Promising, not proven")
        NO_EFFECT = "no_effect", W("未见效果", "No effect seen")
        HARMFUL = "harmful", W("弊大于利", "More harm than good")

    class Level(models.TextChoices):
        FACILITY = "facility", W("所", "Facility")
        REGION = "region", W("自治区", "Region")
        NATION = "nation", W("全国", "Nation")

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    field = models.CharField(max_length=16, choices=Field)
    university = models.CharField(max_length=80, blank=True)
    hypothesis = models.CharField(max_length=500)
    measure = models.CharField(max_length=200)
    design = models.CharField(max_length=14, choices=Design)
    sample = models.PositiveIntegerField()  # people planned
    control = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=14, choices=State, default=State.PROPOSED)
    protocol = models.TextField(blank=True)
    protocol_version = models.PositiveSmallIntegerField(default=0)
    ethics = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    findings = models.TextField(blank=True)
    evaluated_on = models.DateField(null=True)
    level = models.CharField(max_length=10, choices=Level, default=Level.FACILITY)
    promoted_by = models.CharField(max_length=120, blank=True)
    promoted_on = models.DateField(null=True)

    changes = (
        "state", "protocol", "protocol_version", "ethics", "starts_on", "verdict", "findings",
        "evaluated_on", "level", "promoted_by", "promoted_on",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="one_project_a_code"),
            models.CheckConstraint(
                condition=~Q(state__in=("pilot", "evaluated", "promoted"))
                | ~Q(protocol="") & Q(starts_on__isnull=False),
                name="a_pilot_has_a_protocol",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("evaluated", "promoted"))
                | ~Q(verdict="") & ~Q(findings="") & Q(evaluated_on__isnull=False),
                name="an_evaluation_has_a_verdict",
            ),
            models.CheckConstraint(
                condition=~Q(state="promoted")
                | Q(verdict__in=("effective", "promising"))
                & ~Q(promoted_by="")
                & Q(promoted_on__isnull=False),
                name="only_what_holds_is_promoted",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectReport(OfUnit):
    """What a project measured in one month: how many took part, and how many got better or worse.

    Whoever took part and was not measured is the rest, and is shown.
    """

    words = Words("项目数据", "Report of a project")

    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    month = models.DateField()  # the first day
    people = models.PositiveIntegerField()
    better = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    worse = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "month"], name="one_report_a_month"),
            models.CheckConstraint(
                condition=Q(people__gte=F("better") + F("same") + F("worse")),
                name="no_more_are_measured_than_took_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def not_measured(self) -> int:
        return self.people - self.better - self.same - self.worse


class Standard(OfUnit):
    """A technical standard of the region: versions, and which one is in force (技术标准)."""

    words = Words("技术标准", "Standard")

    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    content = models.TextField()
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="standards")
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    in_force_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    changes = ("in_force_on", "ended_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code", "version"], name="one_standard_a_version"
            ),
            models.UniqueConstraint(
                fields=["unit", "code"],
                condition=Q(in_force_on__isnull=False, ended_on=None),
                name="one_version_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"

    @property
    def stands(self) -> Words:
        if self.in_force_on is None:
            return Words("草案", "Draft")
        return Words("已废止", "Replaced") if self.ended_on else Words("现行", "In force")
