"""Figures kept: what is counted of each case, the counts they add up to, and what was published.

``Counted`` and ``Tally`` follow from the facts and can be thrown away and made again
(:mod:`guihang.outcomes.keeping`). Publications are written once.
"""

from django.db import models

from guihang.cases.models import OF_A_CASE, Case, unless_sealed
from guihang.core.scope import in_scope
from guihang.people.models import Unit, User


class Counted(models.Model):
    """What the figures take of one released case: small numbers, days since the release.

    The columns are those of :class:`guihang.engines.figures.followed.Followed`.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    facility = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    released = models.IntegerField()
    sex = models.SmallIntegerField()
    drug = models.SmallIntegerField()
    first = models.SmallIntegerField()
    consented = models.SmallIntegerField()
    relapse = models.SmallIntegerField()
    positive = models.SmallIntegerField()
    died = models.SmallIntegerField()
    custody = models.SmallIntegerField()
    moved = models.SmallIntegerField()
    verified = models.SmallIntegerField()
    contacted = models.SmallIntegerField()
    tested = models.SmallIntegerField()
    golden_planned = models.SmallIntegerField()
    golden_done = models.SmallIntegerField()
    golden_review = models.SmallIntegerField()
    due_0 = models.SmallIntegerField()
    done_0 = models.SmallIntegerField()
    due_1 = models.SmallIntegerField()
    done_1 = models.SmallIntegerField()
    due_2 = models.SmallIntegerField()
    done_2 = models.SmallIntegerField()

    row_policy = (
        f"{unless_sealed(in_scope('unit_id', 'facility_id'), 'outcomes_counted.case_id')}"
        f" OR {OF_A_CASE}"
    )

    def __str__(self) -> str:
        return str(self.case_id)


class Tally(models.Model):
    """One cell of the region's counts (:class:`guihang.engines.figures.cohort_counts.CohortCounts`).

    ``kind`` 0: period = year of release, one = day, two = cause. ``kind`` 1: period = month of
    release, one = measure, two = its value. ``kind`` 2: as 0, with all years from 2018 on as
    period 1 and those before as 0.
    """

    kind = models.SmallIntegerField()
    facility = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    period = models.IntegerField()
    one = models.IntegerField()
    two = models.SmallIntegerField()
    people = models.BigIntegerField()

    row_policy = in_scope("facility_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "facility", "period", "one", "two"], name="one_tally_a_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.facility_id} {self.period} {self.one} {self.two}"


class Stale(models.Model):
    """A case whose facts changed since it was counted: a random id, written by triggers.

    ``was``: what a case that is being sealed was counted as, so that it can leave the counts.
    """

    case_id = models.UUIDField()
    was = models.JSONField(null=True)

    row_policy = "(SELECT guihang_scope()) IS NOT NULL"
    emptied = True

    def __str__(self) -> str:
        return str(self.case_id)


class Publication(models.Model):
    """One release of figures: which cohort, to which day, as known when. Its id is its entry's."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    cohort_from = models.DateField()
    cohort_to = models.DateField()
    cut_off = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    engine = models.CharField(max_length=40)
    rule = models.CharField(max_length=40)
    why = models.CharField(max_length=400, blank=True)
    people = models.PositiveIntegerField()
    counts = models.JSONField()

    written_once = True

    class Meta:
        indexes = [models.Index(fields=["unit", "-published_at"], name="publication_unit")]

    def __str__(self) -> str:
        return f"{self.cohort_from}–{self.cohort_to} {self.cut_off}"


class PublishedFigure(models.Model):
    """One number of a publication, with the definition as it read on that day."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="figures")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    value = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    lost = models.FloatField(null=True)
    reach = models.FloatField(null=True)
    tests_done = models.BigIntegerField(null=True)
    tests_due = models.BigIntegerField(null=True)
    provisional = models.BooleanField(default=False)
    reason = models.CharField(max_length=40, blank=True)

    written_once = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "code"], name="one_figure_a_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


# A model of its own file; Django looks for models here.
from guihang.outcomes import goal  # noqa: E402, F401
