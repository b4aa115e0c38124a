"""新生活体验: things to do together, by choice."""

from django.db import models
from django.db.models import Q

from guihang.cases.models import OfCaseFact
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class Activity(OfUnit):
    """Sport, a club, a custom of the village: open to others too."""

    words = Words("新生活体验", "New-life activity")

    class Kind(models.TextChoices):
        FITNESS = "fitness", W("全民健身", "Fitness")
        CLUB = "club", W("社区社团", "Community club")
        RITE = "rite", W("村社礼俗", "Village custom")
        CULTURE = "culture", W("文化艺术", "Culture and arts")
        NATURE = "nature", W("草原与劳动", "Grassland and work")

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=120)
    held_on = models.DateField()
    others = models.PositiveSmallIntegerField()  # people of the place who took part

    read_policy = (
        "EXISTS (SELECT 1 FROM care_participation p WHERE p.activity_id = care_activity.id)"
    )

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


class Participation(OfCaseFact):
    """One person took part, because they wanted to."""

    class Feeling(models.TextChoices):
        LIKED = "liked", W("喜欢", "Liked it")
        SO_SO = "so_so", W("一般", "So-so")
        DISLIKED = "disliked", W("不喜欢", "Did not like it")
        NOT_SAID = "not_said", W("未谈", "Not said")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="participations")
    helped = models.BooleanField(default=False)  # organised or led a part of it
    feeling = models.CharField(max_length=10, choices=Feeling)
    note_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "activity"], condition=Q(superseded_by_id=None),
                name="one_participation_an_activity",
            )
        ]  # fmt: skip
