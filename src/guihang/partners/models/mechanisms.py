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


class University(OfUnit):
    """An agreement with a university or college (高校联动)."""

    words = Words("合作高校", "University")

    class Field(models.TextChoices):
        ADDICTION = "addiction", W("成瘾科学与医学", "Addiction and medicine")
        PSYCHOLOGY = "psychology", W("心理矫治", "Psychology")
        SOCIAL_WORK = "social_work", W("社会工作", "Social work")
        POLICING = "policing", W("警务与执法", "Police and law")
        SPORT = "sport", W("体育康复", "Sport and rehabilitation")
        SKILLS = "skills", W("职业技能", "Work skills")
        TRAINING = "training", W("民警培训", "Training of officers")

    name = models.CharField(max_length=80)
    field = models.CharField(max_length=12, choices=Field)
    content = models.CharField(max_length=500)
    deidentified_only = models.BooleanField()  # 向高校只提供去标识化数据
    signed_on = models.DateField()
    until_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    changes = ("until_on", "ended_on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("signed_on")),
                name="an_agreement_ends_after_it_is_signed",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Expert(OfUnit):
    """Somebody of a university who advises; known by the name that the university publishes."""

    words = Words("专家", "Expert")

    university = models.ForeignKey(University, models.PROTECT, related_name="experts")
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60)
    field = models.CharField(max_length=12, choices=University.Field)
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    changes = ("until_on",)

    def __str__(self) -> str:
        return f"{self.name} · {self.title}"


class JointProject(OfUnit):
    """What a unit and a university do together."""

    words = Words("联合项目", "Joint project")

    university = models.ForeignKey(University, models.PROTECT, related_name="projects")
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    due_on = models.DateField()
    finished_on = models.DateField(null=True)
    result = models.TextField(blank=True)

    changes = ("finished_on", "result")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_on=None) ^ ~Q(result=""), name="what_is_finished_has_a_result"
            )
        ]

    def __str__(self) -> str:
        return self.title


class SisterFacility(OfUnit):
    """A facility of another province with which one of ours has paired up (友好所)."""

    words = Words("友好所", "Sister facility")

    name = models.CharField(max_length=80)
    province = models.CharField(max_length=20)
    content = models.CharField(max_length=500)
    signed_on = models.DateField()
    ended_on = models.DateField(null=True)

    changes = ("ended_on",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_on=None), name="a_pair_stands_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Exchange(OfUnit):
    """One exchange with a sister facility, and what was taken over from it."""

    words = Words("交流", "Exchange")

    class Kind(models.TextChoices):
        VISITED = "visited", W("赴对方学习", "We went there")
        RECEIVED = "received", W("接待来访", "They came here")
        ONLINE = "online", W("线上交流", "Online")
        LENT = "lent", W("互派骨干", "Staff lent")

    sister = models.ForeignKey(SisterFacility, models.PROTECT, related_name="exchanges")
    kind = models.CharField(max_length=8, choices=Kind)
    happened_on = models.DateField()
    people = models.PositiveSmallIntegerField()
    content = models.CharField(max_length=300)
    taken_over = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.content
