"""What the services yield, counted from their records. Nobody counts twice in a figure."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from guihang.care.models import AidApplication, JobBase, Placement, WorkConfirmation
from guihang.cases.register import of_cases

type Units = frozenset[int] | None


def _of(rows: QuerySet[Any], units: Units) -> QuerySet[Any]:
    return rows if units is None else rows.filter(of_cases(units))


def aid_received(units: Units, since: date, until: date) -> dict[str, int]:
    """Return applications whose aid the person had in hand, by scheme, by the day it was received."""
    rows = AidApplication.objects.filter(received_on__range=(since, until))
    found = dict.fromkeys(AidApplication.Scheme.values, 0)
    for scheme in _of(rows, units).values_list("scheme", flat=True):
        found[scheme] += 1
    return found


def people_with_aid(units: Units, since: date, until: date) -> int:
    """Return how many people received any aid, each once."""
    rows = AidApplication.objects.filter(received_on__range=(since, until))
    return _of(rows, units).values("case__person").distinct().count()


def people_in_work(units: Units, since: date, until: date) -> int:
    """Return how many people went to work or opened a business, each once, by the first day."""
    rows = Placement.objects.filter(started_on__range=(since, until))
    return _of(rows, units).values("case__person").distinct().count()


def people_in_own_business(units: Units, since: date, until: date) -> int:
    """Return those of the people in work who opened a business of their own."""
    rows = Placement.objects.filter(started_on__range=(since, until), kind=Placement.Kind.OWN)
    return _of(rows, units).values("case__person").distinct().count()


def people_kept_in_work(units: Units, since: date, until: date) -> int:
    """Return those of the people in work who were confirmed to work still at 90 days."""
    rows = Placement.objects.filter(
        started_on__range=(since, until), confirmations__mark=WorkConfirmation.Mark.D90, confirmations__works=True,
        confirmations__superseded_by_id=None,
    )  # fmt: skip
    return _of(rows, units).values("case__person").distinct().count()


def job_bases(units: Units, since: date, until: date) -> int:
    """Return how many job bases were on file by ``until``."""
    rows = JobBase.objects.filter(recorded_at__date__lte=until)
    return (rows if units is None else rows.filter(unit_id__in=units)).count()
