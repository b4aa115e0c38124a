"""民警+爱心大使+志愿者+家属: who stands round a person, and who does what."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.records import OfCaseRecord
from guihang.community.models import Volunteer
from guihang.community.society import Supporter
from guihang.core.words import W
from guihang.engines.words import Words


class CircleMember(OfCaseRecord):
    """Somebody who helps one person, with a task, for as long as the person wants it."""

    words = Words("身边的人", "Member of the circle")

    class Part(models.TextChoices):
        OFFICER = "officer", W("民警", "Officer")
        CARING_AMBASSADOR = "caring_ambassador", W("爱心大使", "Caring ambassador")
        VOLUNTEER = "volunteer", W("志愿者", "Volunteer")
        FAMILY = "family", W("家属", "Family")
        WORKER = "worker", W("社工", "Social worker")
        PEER = "peer", W("同伴", "Peer in recovery")

    part = models.CharField(max_length=20, choices=Part)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, null=True, related_name="+")
    supporter = models.ForeignKey(Supporter, models.PROTECT, null=True, related_name="+")
    name_sealed = models.BinaryField()
    task_sealed = models.BinaryField()
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    changes = ("until_on",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
                name="nobody_leaves_a_circle_before_joining",
            ),
            models.CheckConstraint(
                condition=(Q(volunteer=None) | Q(part="volunteer"))
                & (Q(supporter=None) | Q(part="caring_ambassador")),
                name="who_is_on_the_register_helps_as_what_they_are",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.text('name_sealed')}"
