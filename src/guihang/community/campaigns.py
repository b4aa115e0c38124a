"""Tables of prevention work: campaigns with their reach, stops of a tour, questions before and after."""

from django.db import models
from django.db.models import F, Q

from guihang.community.alliance import Association
from guihang.core.words import W
from guihang.engines.awareness import Sheet
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class Campaign(OfUnit):
    """A prevention event or tour. ``audience``: people present; ``reach``: people reached besides,
    as the channel itself counts them."""

    words = Words("宣传活动", "Campaign")

    class Kind(models.TextChoices):
        CAMPUS = "campus", W("进校园", "At schools")
        COMMUNITY = "community", W("进社区", "In communities")
        ENTERPRISE = "enterprise", W("进企业", "At enterprises")
        PASTURE = "pasture", W("进牧区", "In pastoral areas")
        MEDIA = "media", W("媒体报道", "Press and broadcast")
        ONLINE = "online", W("线上传播", "Online")
        OPEN_DAY = "open_day", W("场所开放日", "Open day")
        TOUR = "tour", W("禁毒宣传法治乌兰牧骑", "Ulan Muqir tour on law and prevention")

    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    association = models.ForeignKey(Association, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    audience = models.PositiveIntegerField()
    reach = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_campaign_ends_after_it_began"
            )
        ]
        indexes = [models.Index(fields=["unit", "-starts_on"], name="campaign_unit")]

    def __str__(self) -> str:
        return self.title


class Stop(OfUnit):
    """One stop of a tour, and how many watched."""

    words = Words("巡演站点", "Stop of a tour")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="stops")
    held_on = models.DateField()
    place = models.CharField(max_length=80)
    programme = models.CharField(max_length=120)
    audience = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "held_on", "place"], name="one_stop_a_day_and_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.held_on}"


class Survey(OfUnit):
    """The totals of the questions asked of a group before or after a campaign."""

    words = Words("前后测", "Questions before and after")

    class Moment(models.TextChoices):
        BEFORE = "before", W("活动前", "Before")
        AFTER = "after", W("活动后", "After")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="surveys")
    moment = models.CharField(max_length=6, choices=Moment)
    version = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    attitude = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(people__gt=0), name="a_survey_has_people")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.moment}"

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.people, self.right, self.attitude)
