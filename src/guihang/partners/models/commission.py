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

    @property
    def part(self) -> Words:
        """Its part in social governance, in the words of 党的十九大报告 that the article quotes."""
        return PARTS["government" if self.field in OF_GOVERNMENT else "society"]


OF_GOVERNMENT = frozenset(
    [
        "ncc_office",
        "police",
        "civil_affairs",
        "labour",
        "health",
        "insurance",
        "education",
        "housing",
        "finance",
    ]
)
PARTS = {
    "government": Words("政府负责", "Government is responsible"),
    "society": Words("社会协同", "Society works together"),
}


class Support(OfUnit):
    """What a member unit was asked for: until a day it is given, and then renewed or ended (支持事项)."""

    words = Words("支持事项", "Support")

    class Kind(models.TextChoices):
        POLICY = "policy", W("政策", "Policy")
        FUNDS = "funds", W("资金", "Funds")
        SITE = "site", W("场地", "Site")
        FACILITY = "facility", W("设施设备", "Facilities and equipment")

    class State(models.TextChoices):
        ASKED = "asked", W("待答复", "Asked")
        GRANTED = "granted", W("已落实", "Given")
        REFUSED = "refused", W("未同意", "Refused")
        ENDED = "ended", W("已结束", "Ended")

    member = models.ForeignKey(MemberUnit, models.PROTECT, related_name="supports")
    kind = models.CharField(max_length=8, choices=Kind)
    content = models.CharField(max_length=300)
    asked_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    yuan = models.PositiveIntegerField(null=True)
    until_on = models.DateField(null=True)  # None: without an end
    renewals = models.PositiveSmallIntegerField(default=0)

    changes = ("state", "answered_on", "answer", "yuan", "until_on", "renewals")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", answered_on=None)
                | ~Q(state="asked") & Q(answered_on__isnull=False),
                name="an_answer_to_support_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.content
