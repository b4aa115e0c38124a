"""What the services yield, counted from their records. Nobody counts twice in a figure.

Every count takes the units (None: everywhere), the first day, and the day after the last.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from guihang.care.models import (
    Activity,
    AidApplication,
    Attendance,
    Enrolment,
    Episode,
    FamilyClass,
    FamilyMeasure,
    JobBase,
    Opening,
    Participation,
    Placement,
    Room,
    Stay,
    WorkConfirmation,
)
from guihang.cases.register import of_cases
from guihang.engines.family import Change, Measured, change

type Units = frozenset[int] | None
type Count = Callable[[Units, date, date], int]


def _of(rows: QuerySet[Any], units: Units) -> QuerySet[Any]:
    """Narrow records of people to the cases of ``units``."""
    return rows if units is None else rows.filter(of_cases(units))


def _at(rows: QuerySet[Any], units: Units) -> int:
    """Count records of units."""
    return (rows if units is None else rows.filter(unit_id__in=units)).count()


def _in(column: str, since: date, until: date) -> Q:
    return Q(**{f"{column}__gte": since, f"{column}__lt": until})


def _people(rows: QuerySet[Any], units: Units) -> int:
    return _of(rows, units).values("case__person").distinct().count()


def aid_by_scheme(units: Units, since: date, until: date) -> dict[str, int]:
    """Return applications whose aid the person had in hand, by scheme, by the day it was received."""
    rows = AidApplication.objects.filter(_in("received_on", since, until))
    found = Counter(_of(rows, units).values_list("scheme", flat=True))
    return {scheme: found[scheme] for scheme in AidApplication.Scheme.values}


def aid(scheme: str) -> Count:
    """Return the count of one scheme: applications whose aid was received in the time."""
    return lambda units, since, until: aid_by_scheme(units, since, until)[scheme]


def aid_received(units: Units, since: date, until: date) -> int:
    """Count applications whose aid the person had in hand, of any scheme."""
    return sum(aid_by_scheme(units, since, until).values())


def people_with_aid(units: Units, since: date, until: date) -> int:
    """Count people who received any aid, each once."""
    return _people(AidApplication.objects.filter(_in("received_on", since, until)), units)


def people_in_work(units: Units, since: date, until: date) -> int:
    """Count people who went to work or opened a business, each once, by the first day."""
    return _people(Placement.objects.filter(_in("started_on", since, until)), units)


def people_in_own_business(units: Units, since: date, until: date) -> int:
    """Count those of the people in work who opened a business of their own."""
    rows = Placement.objects.filter(_in("started_on", since, until), kind=Placement.Kind.OWN)
    return _people(rows, units)


def people_kept_in_work(units: Units, since: date, until: date) -> int:
    """Count those of the people in work who were confirmed to work still at 90 days."""
    rows = WorkConfirmation.objects.filter(
        _in("placement__started_on", since, until), mark=WorkConfirmation.Mark.D90, works=True,
        superseded_by_id=None,
    )  # fmt: skip
    return _people(rows, units)


def job_bases(units: Units, since: date, until: date) -> int:
    """Count job bases on file before ``until``."""
    return _at(JobBase.objects.filter(recorded_at__date__lt=until), units)


def people_trained(units: Units, since: date, until: date) -> int:
    """Count people who finished a vocational course, each once."""
    rows = Enrolment.objects.filter(_in("ended_on", since, until), state=Enrolment.State.FINISHED)
    return _people(rows, units)


def certificates(units: Units, since: date, until: date) -> int:
    """Count certificates that came of courses ended in the time."""
    rows = Enrolment.objects.filter(_in("ended_on", since, until))
    return _of(rows.exclude(certificate=Enrolment.Certificate.NONE), units).count()


def families(units: Units, since: date, until: date) -> dict[Change, int]:
    """Return what became of the families served in the time: the four parts sum to all of them.

    Served: relatives came to a class, or a family scale was answered, in the time. What became of
    them compares the first scale ever with the last one before ``until``.
    """
    came = Attendance.objects.filter(
        _in("family_class__held_on", since, until), superseded_by_id=None
    )
    asked = FamilyMeasure.objects.filter(_in("held_on", since, until), superseded_by_id=None)
    served: set[Any] = set()
    for rows in (came, asked):
        served |= set(_of(rows, units).values_list("case__person_id", flat=True))
    measures: dict[Any, list[Measured]] = {person: [] for person in served}
    known = FamilyMeasure.objects.filter(
        case__person_id__in=served, held_on__lt=until, superseded_by_id=None
    ).values_list("case__person_id", "answers_by", "held_on", "total")
    for person, by, on, total in known:
        measures[person].append(Measured(by, on, total))
    found = Counter(change(mine, until) for mine in measures.values())
    return {part: found[part] for part in Change}


def families_changed(part: Change) -> Count:
    """Return the count of one part of the families served."""
    return lambda units, since, until: families(units, since, until)[part]


families_improved = families_changed(Change.IMPROVED)
families_unchanged = families_changed(Change.UNCHANGED)
families_worse = families_changed(Change.WORSE)
families_not_measured = families_changed(Change.NOT_MEASURED)


def families_served(units: Units, since: date, until: date) -> int:
    """Count all families served in the time."""
    return sum(families(units, since, until).values())


def family_classes(units: Units, since: date, until: date) -> int:
    """Count classes of the family school that were held."""
    return _at(FamilyClass.objects.filter(_in("held_on", since, until)), units)


def episodes_opened(units: Units, since: date, until: date) -> int:
    """Count casework episodes taken up."""
    rows = Episode.objects.filter(recorded_at__date__gte=since, recorded_at__date__lt=until)
    return _of(rows, units).count()


def episodes_closed(units: Units, since: date, until: date) -> int:
    """Count casework episodes closed with a supervisor's signature."""
    return _of(Episode.objects.filter(_in("closed_on", since, until)), units).count()


def activities(units: Units, since: date, until: date) -> int:
    """Count new-life activities that were held."""
    return _at(Activity.objects.filter(_in("held_on", since, until)), units)


def people_in_activities(units: Units, since: date, until: date) -> int:
    """Count people who took part in an activity, each once."""
    rows = Participation.objects.filter(
        _in("activity__held_on", since, until), superseded_by_id=None
    )
    return _people(rows, units)


def stations_open(units: Units, since: date, until: date) -> int:
    """Count stations opened with everything in place, before ``until``."""
    return _at(Opening.objects.filter(opened_on__lt=until), units)


def rooms(units: Units, since: date, until: date) -> int:
    """Count rooms of stations in use before ``until``."""
    used = Q(closed_on=None) | Q(closed_on__gte=until)
    return _at(Room.objects.filter(used, recorded_at__date__lt=until), units)


def stays(units: Units, since: date, until: date) -> int:
    """Count stays in dormitories that began in the time."""
    return _of(Stay.objects.filter(_in("begins_on", since, until)), units).count()
