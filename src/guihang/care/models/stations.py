"""后续照管工作站: rooms, beds and stays, plans, and the opening."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class Room(OfUnit):
    """A room of a station, with what stands in it."""

    words = Words("房间", "Room")

    class Kind(models.TextChoices):  # the article
        OFFICE = "office", W("后续照管办公室", "Aftercare office")
        COUNSELLING = "counselling", W("心理咨询谈话室", "Counselling room")
        DORMITORY = "dormitory", W("临时安置宿舍", "Temporary dormitory")
        REHAB_OFFICE = "rehab_office", W("社区康复办公室", "Community-rehabilitation office")
        TEST_ROOM = "test_room", W("尿检室", "Urine-test room")

    kind = models.CharField(max_length=14, choices=Kind)
    name = models.CharField(max_length=60)
    beds = models.PositiveSmallIntegerField(default=0)
    equipment = models.TextField(blank=True)  # one thing a line
    closed_on = models.DateField(null=True)

    changes = ("beds", "equipment", "closed_on")
    read_policy = "EXISTS (SELECT 1 FROM care_stay s WHERE s.room_id = care_room.id)"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="dormitory", beds__gt=0) | (~Q(kind="dormitory") & Q(beds=0)),
                name="beds_stand_in_a_dormitory",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.name} {self.get_kind_display()}"

    @property
    def filled(self) -> dict[str, object]:
        """What the form of a change starts with, so that nothing is emptied unsaid."""
        return {"beds": self.beds, "equipment": self.equipment}


class Stay(OfCaseRecord):
    """One person in one bed, freely, from the first night to the last."""

    words = Words("临时住宿", "Stay")

    room = models.ForeignKey(Room, models.PROTECT, related_name="stays")
    bed = models.PositiveSmallIntegerField()  # 1 … beds of the room
    begins_on = models.DateField()
    planned_until_on = models.DateField()
    ended_on = models.DateField(null=True)
    why_sealed = models.BinaryField(null=True)
    goes_to_sealed = models.BinaryField(null=True)

    changes = ("ended_on", "goes_to_sealed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "bed"], condition=Q(ended_on=None), name="one_person_a_bed"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on=None), name="one_bed_a_person"
            ),
            models.CheckConstraint(condition=Q(bed__gt=0), name="beds_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("begins_on")),
                name="a_stay_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins_on} {self.room.name}"


class StationPlan(OfUnit):
    """The scheme of a station or its plan for a year (实施方案、工作计划)."""

    words = Words("工作计划", "Work plan")

    class Kind(models.TextChoices):
        SCHEME = "scheme", W("实施方案", "Scheme")
        YEAR = "year", W("年度工作计划", "Plan of the year")

    kind = models.CharField(max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()

    def __str__(self) -> str:
        return self.title


class Opening(OfUnit):
    """A station opened on a day, with everything in place that it needs."""

    words = Words("站点启用", "Opening")

    opened_on = models.DateField()
    address = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit"], name="a_station_opens_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.opened_on}"
