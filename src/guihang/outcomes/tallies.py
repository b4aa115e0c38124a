"""Counts of a period for the seven results, each one statement over the records."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet, Sum

from guihang.cases.handovers import Handover
from guihang.community.ambassadors import Ambassador
from guihang.community.models import Service, Team, Volunteer
from guihang.engines.calendar import ends_at, starts_at
from guihang.people.models import Unit


def _taken(units: Iterable[int], first: date, last: date) -> QuerySet[Handover]:
    return Handover.objects.filter(
        state=Handover.State.ACCEPTED, to_unit__in=list(units), to_unit__kind=Unit.Kind.STATION,
        answered_at__gte=starts_at(first), answered_at__lt=ends_at(last),
    )  # fmt: skip


def accepted(units: Iterable[int], first: date, last: date) -> int:
    """People whom stations accepted, each counted once."""
    return _taken(units, first, last).values("case_id").distinct().count()


def stations(units: Iterable[int], first: date, last: date) -> int:
    """Stations that accepted somebody."""
    return _taken(units, first, last).values("to_unit_id").distinct().count()


def teams(units: Iterable[int], first: date, last: date) -> int:
    """Volunteer teams on the register at the end of the period."""
    rows = Team.objects.filter(unit_id__in=list(units), founded_on__lte=last)
    return rows.filter(Q(ended_on=None) | Q(ended_on__gt=last)).count()


def volunteers(units: Iterable[int], first: date, last: date) -> int:
    """Volunteers on the register at the end of the period: vetted, accepted and not gone."""
    known = (Volunteer.Stage.ACCEPTED, Volunteer.Stage.LEFT)
    rows = Volunteer.objects.filter(
        unit_id__in=list(units), vetted_at__lt=ends_at(last), stage__in=known
    )
    return rows.filter(Q(left_on=None) | Q(left_on__gt=last)).count()


def _served(units: Iterable[int], first: date, last: date) -> QuerySet[Service]:
    return Service.objects.filter(
        unit_id__in=list(units), confirmed_at__isnull=False, dropped_at=None,
        starts_at__gte=starts_at(first), starts_at__lt=ends_at(last),
    )  # fmt: skip


def volunteers_active(units: Iterable[int], first: date, last: date) -> int:
    """Volunteers with confirmed hours in the period, each once."""
    return _served(units, first, last).values("volunteer_id").distinct().count()


def volunteer_hours(units: Iterable[int], first: date, last: date) -> int:
    """Confirmed hours, whole ones."""
    minutes = _served(units, first, last).aggregate(sum=Sum("minutes"))["sum"] or 0
    return int(minutes) // 60


def ambassadors(units: Iterable[int], first: date, last: date) -> int:
    """Image ambassadors in office at the end of the period."""
    rows = Ambassador.objects.filter(unit_id__in=list(units), appointed_on__lte=last)
    return rows.filter(Q(ended_on=None) | Q(ended_on__gt=last)).count()
