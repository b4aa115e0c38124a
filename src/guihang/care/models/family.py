"""家庭为本: the family school, the scale before and after, and the network of support."""

from django.db import models
from django.db.models import Q

from guihang.cases.models import OfCaseFact
from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class FamilyClass(OfUnit):
    """A class of the family school, or an open day (家属学校、场所开放日)."""

    words = Words("家属学校", "Family school class")

    class Kind(models.TextChoices):
        SCHOOL = "school", W("家属学校课", "Class")
        OPEN_DAY = "open_day", W("场所开放日", "Open day")
        GROUP = "group", W("家属互助小组", "Family group")

    kind = models.CharField(max_length=10, choices=Kind)
    topic = models.CharField(max_length=120)
    teacher = models.CharField(max_length=80)
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()

    read_policy = (
        "EXISTS (SELECT 1 FROM care_attendance a WHERE a.family_class_id = care_familyclass.id)"
    )

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"


class Attendance(OfCaseFact):
    """Relatives of one person came to a class, whom the person agreed to involve."""

    family_class = models.ForeignKey(FamilyClass, models.PROTECT, related_name="attendances")
    relatives = models.PositiveSmallIntegerField()
    children = models.PositiveSmallIntegerField(default=0)  # with a guardian's consent
    safe = models.BooleanField()  # violence, use at home and debts were asked about first
    note_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(children__lte=models.F("relatives")), name="children_are_relatives_too"
            ),
            models.UniqueConstraint(
                fields=["case", "family_class"], condition=Q(superseded_by_id=None),
                name="one_attendance_a_class",
            ),
        ]  # fmt: skip


class FamilyMeasure(OfCaseFact):
    """The family scale answered once (engines.family); nobody has to answer."""

    class Answers(models.TextChoices):
        PERSON = "person", W("本人", "The person")
        RELATIVE = "relative", W("家属", "A relative")

    held_on = models.DateField()
    answers_by = models.CharField(max_length=10, choices=Answers)
    version = models.PositiveSmallIntegerField()
    answers = models.JSONField()  # item → 0 to 4
    total = models.PositiveSmallIntegerField()  # 0 to 20

    class Meta:
        indexes = [models.Index(fields=["held_on"], name="family_measure_day")]


class Tie(OfCaseRecord):
    """Somebody or something in the person's life. How it stands is said by its newest look."""

    words = Words("关系", "Tie")

    class Sphere(models.TextChoices):
        FAMILY = "family", W("家人亲属", "Family")
        FRIENDS = "friends", W("朋友同伴", "Friends and peers")
        WORK = "work", W("工作学习", "Work and learning")
        NEIGHBOURS = "neighbours", W("邻里嘎查", "Neighbours, village")
        SERVICES = "services", W("服务机构", "Services")
        CULTURE = "culture", W("文化与信念", "Culture and belief")
        LEISURE = "leisure", W("文体社团", "Clubs and sport")
        USING = "using", W("旧圈子", "Old circle")

    sphere = models.CharField(max_length=10, choices=Sphere)
    who_sealed = models.BinaryField()

    changes = ("sphere",)

    def __str__(self) -> str:
        return self.text("who_sealed")


class TieLook(OfCaseFact):
    """How a tie stands from one day on."""

    class Strength(models.TextChoices):
        STRONG = "strong", W("紧密", "Strong")
        WEAK = "weak", W("疏远", "Weak")
        STRESSED = "stressed", W("紧张", "Stressful")
        BROKEN = "broken", W("断开", "Broken off")

    class Direction(models.TextChoices):
        BOTH = "both", W("双向", "Both ways")
        IN = "in", W("支持本人", "Supports the person")
        OUT = "out", W("本人付出", "The person gives")

    tie = models.ForeignKey(Tie, models.PROTECT, related_name="looks")
    on = models.DateField()
    strength = models.CharField(max_length=10, choices=Strength)
    direction = models.CharField(max_length=5, choices=Direction)
