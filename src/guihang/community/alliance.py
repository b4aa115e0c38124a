"""Tables of the associations (社团化): an association, its member units and their plaques."""

from django.db import models
from django.db.models import F, Q

from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class Association(OfUnit):
    """An association of society against drugs, with what its registration names
    (社会团体登记管理条例)."""

    words = Words("社团", "Association")

    name = models.CharField(max_length=80)
    seat = models.CharField(max_length=80)
    purpose = models.CharField(max_length=300)
    supervised_by = models.CharField(max_length=80)
    registration = models.CharField(max_length=60, blank=True)
    founded_on = models.DateField()
    head_sealed = models.BinaryField()
    ended_on = models.DateField(null=True)

    changes = ("ended_on",)

    def __str__(self) -> str:
        return self.name


class Member(OfUnit):
    """A member unit of an association: a school club, an agency, an enterprise."""

    words = Words("会员单位", "Member of an association")

    class Kind(models.TextChoices):
        CLUB = "club", W("学校社团", "School club")
        SCHOOL = "school", W("学校", "School")
        AGENCY = "agency", W("社会组织", "Social organisation")
        ENTERPRISE = "enterprise", W("企业", "Enterprise")
        COMMUNITY = "community", W("社区", "Community")
        MEDICAL = "medical", W("医疗机构", "Health provider")
        MEDIA = "media", W("媒体", "Media")

    association = models.ForeignKey(Association, models.PROTECT, related_name="members")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    joined_on = models.DateField()
    plaque_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    changes = ("plaque_on", "left_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "name"], condition=Q(left_on=None),
                name="one_membership_a_name",
            ),
            models.CheckConstraint(
                condition=Q(plaque_on=None) | Q(plaque_on__gte=F("joined_on")),
                name="a_plaque_follows_the_joining",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
