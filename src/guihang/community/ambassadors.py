"""Tables of the image ambassadors: who, what may be shown of them where and until when, what they did.

Nothing here leads to a case. What the public may read stands in the policy: a story for the site
that another person approved, that is not withdrawn and has not run out.
"""

from django.db import models
from django.db.models import F, Q

from guihang.community.campaigns import Campaign
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.records import OfUnit

MONTHS_STABLE = 12
"""Least time of a stable recovery before an appointment (this product's own setting)."""

TOO_TENSE = 8
"""From this strain (0–10) before an event on, nobody appears (this product's own setting)."""


class Ambassador(OfUnit):
    """An image ambassador (形象大使): somebody with lived experience, by their own wish.

    ``alias`` is the name that they chose to be known by in public.
    """

    words = Words("形象大使", "Image ambassador")

    number = models.CharField(max_length=12, unique=True)
    alias = models.CharField(max_length=20)
    name_sealed = models.BinaryField()
    phone_sealed = models.BinaryField(null=True)
    stable_since = models.DateField()
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    appointed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    appointed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    changes = ("appointed_by_id", "appointed_on", "ended_on", "name_sealed", "phone_sealed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(appointed_by=None) | Q(proposed_by=None)
                | ~Q(appointed_by=F("proposed_by")),
                name="another_person_appoints",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.alias} {self.number}"

    @property
    def state(self) -> Words:
        if self.ended_on:
            return Words("已退出", "Left")
        return Words("已聘任", "Appointed") if self.appointed_on else Words("待聘任", "Proposed")


class Use(OfUnit):
    """What an ambassador agreed may be shown: one story, picture or voice, at one place, until a day.

    ``shown_sealed``: the story itself, or which picture or recording. Withdrawn, nothing is left
    of it.
    """

    words = Words("使用授权", "Consent to a use")

    class Kind(models.TextChoices):
        STORY = "story", W("故事", "Story")
        PICTURE = "picture", W("照片", "Picture")
        VOICE = "voice", W("声音视频", "Voice or film")

    class Place(models.TextChoices):
        SITE = "site", W("公开网页", "Public pages")
        SCHOOL = "school", W("学校社区活动", "Schools and communities")
        PRESS = "press", W("报刊广播电视", "Press and broadcast")
        ONLINE = "online", W("新媒体", "Social media")

    ambassador = models.ForeignKey(Ambassador, models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=8, choices=Kind)
    place = models.CharField(max_length=8, choices=Place)
    alias = models.CharField(max_length=20)
    title = models.CharField(max_length=60)
    shown_sealed = models.BinaryField(null=True)
    agreed_on = models.DateField()
    until_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    read_policy = (
        "kind = 'story' AND place = 'site' AND approved_at IS NOT NULL AND withdrawn_at IS NULL"
        " AND until_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date"
    )
    changes = ("approved_by_id", "approved_at", "withdrawn_at", "shown_sealed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gt=F("agreed_on")), name="a_consent_lasts_a_while"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(shown_sealed=None),
                name="nothing_is_left_of_what_was_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(recorded_by=None)
                | ~Q(approved_by=F("recorded_by")),
                name="another_person_approves",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} · {self.get_place_display()}"

    @property
    def state(self) -> Words:
        if self.withdrawn_at:
            return Words("已撤回", "Withdrawn")
        return Words("可以使用", "In use") if self.approved_at else Words("待审", "To be approved")


class Appearance(OfUnit):
    """An ambassador spoke or took part. Strain is rated before and after, from 0 to 10."""

    words = Words("大使活动", "Appearance")

    class Kind(models.TextChoices):
        TALK = "talk", W("现身说法", "Talk")
        INTERVIEW = "interview", W("采访", "Interview")
        EVENT = "event", W("主题活动", "Event")
        GROUP = "group", W("进所小组", "Group in a facility")

    ambassador = models.ForeignKey(Ambassador, models.PROTECT, related_name="appearances")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    held_on = models.DateField()
    audience = models.PositiveIntegerField()
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField(null=True)
    companion = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(before__lte=10) & (Q(after=None) | Q(after__lte=10)),
                name="strain_is_rated_from_0_to_10",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"
