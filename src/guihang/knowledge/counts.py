"""What the model map counts of what is learned.

Each function counts the records of ``units`` (None: of all that the open scope reaches) from
``since`` to ``until``, both included.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from guihang.knowledge.models import (
    LibraryCase,
    OfficerCertificate,
    Project,
    ProjectReport,
    Standard,
    Trainee,
    Training,
)


def _of(rows: QuerySet[Any], units: frozenset[int] | None) -> QuerySet[Any]:
    return rows if units is None else rows.filter(unit_id__in=units)


def projects_with_evidence(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count projects that began in the time and have both a protocol and data."""
    rows = _of(Project.objects.exclude(protocol=""), units).filter(starts_on__range=(since, until))
    return rows.filter(pk__in=ProjectReport.objects.values("project_id")).count()


def projects_promoted_nationally(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count projects that were promoted to the nation in the time."""
    rows = Project.objects.filter(level=Project.Level.NATION, promoted_on__range=(since, until))
    return _of(rows, units).count()


def standards_in_force(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count standards of which some version was in force on the last day."""
    rows = Standard.objects.filter(in_force_on__lte=until)
    return _of(rows, units).filter(Q(ended_on=None) | Q(ended_on__gt=until)).count()


def trainings(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count trainings of officers that were held."""
    return _of(Training.objects.filter(happened_on__range=(since, until)), units).count()


def officers_trained(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count officers who took part in at least one training, once each."""
    rows = Trainee.objects.filter(training__happened_on__range=(since, until))
    return _of(rows, units).values("officer_id").distinct().count()


def hours_of_training(units: frozenset[int] | None, since: date, until: date) -> int:
    """Sum the hours of trainings over everybody who took part."""
    rows = _of(Trainee.objects.filter(training__happened_on__range=(since, until)), units)
    return rows.aggregate(found=Sum("training__hours"))["found"] or 0


def certificates_in_force(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count certificates of officers that were valid on the last day."""
    rows = OfficerCertificate.objects.filter(issued_on__lte=until)
    return _of(rows, units).filter(Q(until_on=None) | Q(until_on__gte=until)).count()


def library_cases(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count cases that the ministry's library adopted in the time and that were not withdrawn."""
    rows = LibraryCase.objects.filter(
        state=LibraryCase.State.ADOPTED, adopted_on__range=(since, until)
    )
    return _of(rows, units).count()
