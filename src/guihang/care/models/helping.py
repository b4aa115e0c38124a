"""服务接受者转化为服务提供者: the person also serves. The link stands on the person's side alone."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.records import OfCaseRecord
from guihang.community.models import Volunteer
from guihang.engines.words import Words

MONTHS_OUT = 6
"""Least time since the release before a person serves (this product's own setting)."""


class Helping(OfCaseRecord):
    """A person in recovery serves as a volunteer, by their own wish and with a mentor.

    Whoever reaches the case reads it; nothing of the volunteer leads back here.
    """

    words = Words("受助者也服务", "Served and serving")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    mentor_sealed = models.BinaryField()

    changes = ("until_on",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_on=None), name="one_way_of_serving_a_case"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
                name="nobody_stops_serving_before_beginning",
            ),
        ]

    def __str__(self) -> str:
        return str(self.volunteer.number)
