"""The one goal of the model: how many are to stay abstinent, of which unit, in which year."""

from django.db import models
from django.db.models import Q

from guihang.core.words import W
from guihang.engines.definitions import DICTIONARY, Definition
from guihang.engines.words import Words
from guihang.people.records import OfUnit


class Target(OfUnit):
    """A target of a unit and year for one indicator, in the version that stood on that day."""

    words = Words("年度目标", "Target")

    class Code(models.TextChoices):
        RET_DETECT_12 = "RET_DETECT_12", W("1 年未发现复吸率", "Not found to have relapsed, 1 year")
        RET_STRICT_12 = "RET_STRICT_12", W("1 年严格操守保持率", "Strict retention, 1 year")
        RELAPSE_12 = "RELAPSE_12", W("1 年复吸率(已确认)", "Relapse, confirmed, 1 year")
        RET_DETECT_36 = (
            "RET_DETECT_36",
            W("3 年未发现复吸率", "Not found to have relapsed, 3 years"),
        )
        RET_STRICT_36 = "RET_STRICT_36", W("3 年严格操守保持率", "Strict retention, 3 years")
        RELAPSE_36 = "RELAPSE_36", W("3 年复吸率(已确认)", "Relapse, confirmed, 3 years")

    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=16, choices=Code)
    version = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=300)

    changes = ("percent", "basis")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "code"], name="one_target_a_year"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="a_share_is_at_most_all"),
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.get_code_display()}"

    @property
    def definition(self) -> Definition:
        return DICTIONARY[self.code]
