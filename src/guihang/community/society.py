"""Tables of society's part: who helps, and the 1+X projects in which they join."""

from django.db import models
from django.db.models import F, Q

from guihang.core.words import W
from guihang.engines.identity import mask_name
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class Supporter(OfUnit):
    """Somebody of society who helps: an agency, residents, a caring person or ambassador.

    The name of a single human is personal data and is sealed; ``named`` says that it is one.
    """

    words = Words("社会力量", "Supporter")

    class Kind(models.TextChoices):
        AGENCY = "agency", W("社会工作服务机构", "Social-work agency")
        CHARITY = "charity", W("慈善组织", "Charity")
        ENTERPRISE = "enterprise", W("企业", "Enterprise")
        RESIDENTS = "residents", W("居民组织", "Residents' group")
        PERSON = "person", W("爱心人士", "Caring person")
        AMBASSADOR = "ambassador", W("爱心大使(爱心使者)", "Caring ambassador")

    class Offer(models.TextChoices):
        TIME = "time", W("服务时间", "Time")
        MONEY = "money", W("资金物资", "Money and goods")
        PLACE = "place", W("场地", "A place")
        SKILL = "skill", W("专业技能", "Skills")
        WORK = "work", W("就业岗位", "Jobs")
        VOICE = "voice", W("宣传", "A public voice")

    kind = models.CharField(max_length=12, choices=Kind)
    name_sealed = models.BinaryField()
    contact_sealed = models.BinaryField(null=True)
    offer = models.CharField(max_length=8, choices=Offer)
    since = models.DateField()
    ended_on = models.DateField(null=True)

    changes = ("ended_on",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since")),
                name="a_supporter_ends_after_they_began",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shown} · {self.get_kind_display()}"

    @property
    def is_human(self) -> bool:
        return self.kind in (self.Kind.PERSON, self.Kind.AMBASSADOR)

    @property
    def shown(self) -> str:
        """The name as lists show it: of an organisation as it is, of a human masked."""
        name = self.text("name_sealed")
        return mask_name(name) if self.is_human else name


class Project(OfUnit):
    """A 1+X project of volunteers: one lead and X partners (“1+X”志愿者服务项目).

    ``outside_id``: its id on the public-benefit platform (云公益), where it stands there too.
    """

    words = Words("“1+X”项目", "1+X project")

    class Field(models.TextChoices):
        EDUCATION = "education", W("教育帮扶", "Education")
        FAMILY = "family", W("家庭关系", "Family")
        WORK = "work", W("就业创业", "Work")
        MIND = "mind", W("心理关怀", "Mental health")
        PREVENTION = "prevention", W("禁毒宣传", "Prevention")
        AFTERCARE = "aftercare", W("后续照管", "Aftercare")

    name = models.CharField(max_length=80)
    field = models.CharField(max_length=12, choices=Field)
    lead = models.CharField(max_length=80)
    aim = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    outside_id = models.CharField(max_length=60, null=True, unique=True)
    result = models.CharField(max_length=300, blank=True)

    changes = ("ends_on", "outside_id", "result")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_project_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProjectPartner(OfUnit):
    """One X of a 1+X project, and what it adds."""

    words = Words("项目参与方", "Partner of a project")

    project = models.ForeignKey(Project, models.PROTECT, related_name="partners")
    name = models.CharField(max_length=80)
    adds = models.CharField(max_length=8, choices=Supporter.Offer)
    since = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_partner_a_project")
        ]

    def __str__(self) -> str:
        return self.name
