"""What the facilities did, counted from their records.

Every count takes the units (None: everywhere), the first day, and the day after the last.
"""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from guihang.cases.register import of_cases
from guihang.custody.models import (
    Assessment,
    Attendance,
    CorrectiveTask,
    EmergencyDrill,
    FamilyMeal,
    FamilyVisit,
    Headcount,
    Incident,
    Leave,
    NearMiss,
    Restraint,
    TreatmentSession,
    ZoneProposal,
)
from guihang.engines.calendar import starts_at

type Units = frozenset[int] | None


def _at(rows: QuerySet[Any], units: Units) -> int:
    """Count records of units."""
    return (rows if units is None else rows.filter(unit_id__in=units)).count()


def _of(rows: QuerySet[Any], units: Units) -> int:
    """Count records of the cases of units."""
    return (rows if units is None else rows.filter(of_cases(units))).count()


def _days(column: str, since: date, until: date) -> dict[str, Any]:
    return {f"{column}__gte": since, f"{column}__lt": until}


def _moments(column: str, since: date, until: date) -> dict[str, Any]:
    return {f"{column}__gte": starts_at(since), f"{column}__lt": starts_at(until)}


def incidents(units: Units, since: date, until: date) -> int:
    """Return incidents by the moment at which they happened."""
    return _at(Incident.objects.filter(**_moments("happened_at", since, until)), units)


def near_misses(units: Units, since: date, until: date) -> int:
    """Return near misses that somebody told of, by the day they happened."""
    return _at(NearMiss.objects.filter(**_days("happened_on", since, until)), units)


def headcounts(units: Units, since: date, until: date) -> int:
    """Return headcounts taken."""
    return _at(Headcount.objects.filter(**_moments("counted_at", since, until)), units)


def drills(units: Units, since: date, until: date) -> int:
    """Return emergency drills held."""
    return _at(EmergencyDrill.objects.filter(**_moments("held_at", since, until)), units)


def tasks_closed(units: Units, since: date, until: date) -> int:
    """Return corrective tasks that somebody else checked and closed, by the day of closing."""
    return _at(CorrectiveTask.objects.filter(**_days("closed_on", since, until)), units)


def restraints(units: Units, since: date, until: date) -> int:
    """Return episodes of protective restraint by their beginning."""
    return _of(Restraint.objects.filter(**_moments("started_at", since, until)), units)


def sessions(units: Units, since: date, until: date) -> int:
    """Return sessions held by the five centres."""
    return _at(TreatmentSession.objects.filter(**_moments("held_at", since, until)), units)


def people_treated(units: Units, since: date, until: date) -> int:
    """Return people who attended at least one session, each once."""
    rows = Attendance.objects.filter(**_moments("session__held_at", since, until))
    if units is not None:
        rows = rows.filter(session__unit_id__in=units)
    return rows.values("case__person").distinct().count()


def zone_moves(units: Units, since: date, until: date) -> int:
    """Return moves between zones that a head approved, by the day of the move."""
    rows = ZoneProposal.objects.filter(state=ZoneProposal.State.PLACED)
    return _of(rows.filter(**_days("decided_on", since, until)), units)


def assessments(units: Units, since: date, until: date) -> int:
    """Return diagnostic assessments that a committee decided."""
    return _of(Assessment.objects.filter(**_days("decided_on", since, until)), units)


def visits(units: Units, since: date, until: date) -> int:
    """Return family visits that were held, in person, by video or phone."""
    rows = FamilyVisit.objects.filter(outcome=FamilyVisit.Outcome.HELD, superseded_by_id=None)
    return _of(rows.filter(**_moments("happened_at", since, until)), units)


def family_meals(units: Units, since: date, until: date) -> int:
    """Return birthday and family meals."""
    rows = FamilyMeal.objects.filter(superseded_by_id=None)
    return _of(rows.filter(**_days("happened_on", since, until)), units)


def leaves(units: Units, since: date, until: date) -> int:
    """Return leaves on which somebody left, by the departure."""
    return _of(Leave.objects.filter(**_moments("departed_at", since, until)), units)
