"""What the model map counts of the partners.

Each function counts the records of ``units`` (None: of all that the open scope reaches) from
``since`` to ``until``, both included.
"""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from guihang.partners.models import (
    Conference,
    Exchange,
    JointProject,
    MemberUnit,
    Resolution,
    Secondment,
    SisterFacility,
    Support,
    University,
)


def _of(rows: QuerySet[Any], units: frozenset[int] | None) -> QuerySet[Any]:
    return rows if units is None else rows.filter(unit_id__in=units)


def _stood(rows: QuerySet[Any], began: str, since: date, until: date) -> QuerySet[Any]:
    """Return what had begun by ``until`` and had not ended before ``since``."""
    still = Q(ended_on=None) | Q(ended_on__gte=since)
    return rows.filter(still, **{f"{began}__lte": until})


def member_units(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count bodies of the narcotics commission with which some unit worked, each name once."""
    rows = _of(MemberUnit.objects.filter(in_commission=True), units)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=since), recorded_at__date__lte=until)
    return rows.values("name").distinct().count()


def supports_given(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count what member units were asked for and gave, by the day on which they gave it."""
    rows = Support.objects.filter(state__in=(Support.State.GRANTED, Support.State.ENDED))
    return _of(rows, units).filter(answered_on__range=(since, until)).count()


def universities(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count universities with an agreement that ran in the time, each name once."""
    rows = _stood(_of(University.objects.all(), units), "signed_on", since, until)
    running = rows.filter(Q(until_on=None) | Q(until_on__gte=since))
    return running.values("name").distinct().count()


def joint_projects(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count projects with universities that began in the time."""
    rows = JointProject.objects.filter(starts_on__range=(since, until))
    return _of(rows, units).count()


def facilities_with_sisters(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count facilities of ours with at least one pair that stood in the time."""
    rows = _stood(_of(SisterFacility.objects.all(), units), "signed_on", since, until)
    return rows.values("unit_id").distinct().count()


def exchanges(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count exchanges with sister facilities."""
    return _of(Exchange.objects.filter(happened_on__range=(since, until)), units).count()


def secondments(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count officers who went on a secondment that began in the time."""
    return _of(Secondment.objects.filter(starts_on__range=(since, until)), units).count()


def conferences(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count joint conferences that were held."""
    rows = Conference.objects.filter(state=Conference.State.HELD, held_on__range=(since, until))
    return _of(rows, units).count()


def resolutions(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count resolutions that were due in the time, by their first day."""
    return _of(Resolution.objects.filter(due_on__range=(since, until)), units).count()


def resolutions_kept(units: frozenset[int] | None, since: date, until: date) -> int:
    """Count those of ``resolutions`` that were confirmed as done by their first day."""
    rows = Resolution.objects.filter(
        due_on__range=(since, until), state=Resolution.State.DONE, finished_on__lte=F("due_on")
    )
    return _of(rows, units).count()
