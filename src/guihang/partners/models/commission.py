"""The forces of government: who sits in the narcotics commission, and what each can give."""

from django.db import models
from django.db.models import Q

from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class MemberUnit(OfUnit):
    """A body outside the system with which a unit works (成员单位).

    No account and no reach belong to it; a unit with which data are shared is a ``Unit`` of its own.
    """

    words = Words("成员单位", "Member unit")

    class Field(models.TextChoices):
        NCC_OFFICE = "ncc_office", W("禁毒办", "Narcotics commission office")
        POLICE = "police", W("公安", "Public security")
        CIVIL_AFFAIRS = "civil_affairs", W("民政", "Civil affairs")
        LABOUR = "labour", W("人力资源和社会保障", "Labour and social security")
        HEALTH = "health", W("卫生健康", "Health")
        INSURANCE = "insurance", W("医疗保障", "Medical insurance")
        EDUCATION = "education", W("教育", "Education")
        HOUSING = "housing", W("住房和城乡建设", "Housing")
        FINANCE = "finance", W("财政", "Finance")
        YOUTH_LEAGUE = "youth_league", W("共青团", "Youth league")
        WOMEN = "women", W("妇联", "Women's federation")
        COMMUNITY = "community", W("社区", "Community")
        SCHOOL = "school", W("学校", "School")
        ENTERPRISE = "enterprise", W("企业", "Enterprise")
        MEDICAL = "medical", W("医疗单位", "Medical unit")
        MEDIA = "media", W("新闻媒体", "Media")
        OTHER = "other", W("其他", "Other")

    name = models.CharField(max_length=80)
    field = models.CharField(max_length=14, choices=Field)
    in_commission = models.BooleanField()
    offers = models.CharField(max_length=300, blank=True)
    liaison = models.CharField(
        max_length=120, blank=True
    )  # an office and its telephone, nobody's own
    ended_on = models.DateField(null=True)

    changes = ("offers", "liaison", "ended_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_on=None),
                name="a_member_unit_is_listed_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
