"""Training of officers: lectures and forums, who came, and certificates that run out."""

from django.db import models
from django.db.models import Q

from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.records import OfUnit


class Training(OfUnit):
    """One lecture, forum or course for officers (民警培训讲坛)."""

    words = Words("民警培训", "Training of officers")

    class Kind(models.TextChoices):
        FORUM = "forum", W("讲坛", "Forum")
        COURSE = "course", W("课程", "Course")
        WORKSHOP = "workshop", W("工作坊", "Workshop")
        EXAM = "exam", W("考核", "Examination")

    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    host = models.CharField(max_length=120)  # who gives it, such as a college
    happened_on = models.DateField()
    hours = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.title


class Trainee(OfUnit):
    """One officer at one training."""

    words = Words("参训民警", "Officer at a training")

    training = models.ForeignKey(Training, models.PROTECT, related_name="trainees")
    officer = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "officer"], name="one_place_a_trainee")
        ]

    def __str__(self) -> str:
        return str(self.officer)


class OfficerCertificate(OfUnit):
    """A certificate of an officer, such as counsellor or social worker; some run out."""

    words = Words("民警证书", "Certificate of an officer")

    officer = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    issuer = models.CharField(max_length=80)
    issued_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=models.F("issued_on")),
                name="a_certificate_ends_after_it_is_issued",
            )
        ]

    def __str__(self) -> str:
        return self.name
