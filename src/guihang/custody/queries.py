"""What the page of the six zero goals asks: what happened, and what stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from guihang.cases.models import Case
from guihang.cases.queries import within
from guihang.cases.requests import Complaint
from guihang.custody import restraints
from guihang.custody.models import (
    CorrectiveTask,
    EmergencyDrill,
    Headcount,
    HealthRecord,
    Incident,
    Kind,
    NearMiss,
    Restraint,
)
from guihang.engines.calendar import ends_at, local, starts_at
from guihang.engines.safety import Goal, Standing, standings

GOALS = {
    Kind.ESCAPE: Goal.ESCAPE, Kind.DEATH: Goal.DEATH, Kind.PRODUCTION_ACCIDENT: Goal.PRODUCTION,
    Kind.DRUG_FOUND: Goal.DRUGS, Kind.EPIDEMIC: Goal.EPIDEMIC,
}  # fmt: skip
"""Kind of an incident that breaks a goal → the goal; any other kind is a crime inside."""


def six_zero(*, units: Iterable[int], today: date) -> list[Standing]:
    """Return the six goals over ``units``: how often each was missed, and the days since."""
    rows = Incident.objects.filter(unit_id__in=list(units), breach=True)
    missed = [
        (GOALS.get(Kind(kind), Goal.CRIME), local(at).date())
        for kind, at in rows.values_list("kind", "happened_at")
    ]
    return standings(missed, today)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a zero goal hides unless it is shown, in the year so far."""

    incidents: int
    open_incidents: int
    near_misses: int
    complaints: int
    restraints: int
    restraint_hours: float
    missed_looks: int
    screens: int
    drills: int
    open_tasks: int
    late_tasks: int
    counts_that_differed: int


def beside(*, units: Iterable[int], now: datetime) -> Beside:
    """Return the figures beside the six goals; complaints as far as the asker may see them."""
    ids, today = list(units), local(now).date()
    since, until = starts_at(today.replace(month=1, day=1)), ends_at(today)
    here = Q(unit_id__in=ids)
    held = Q(case__in=Case.objects.filter(within(ids)).values("pk"))
    incidents = Incident.objects.filter(here, happened_at__gte=since)
    tasks = CorrectiveTask.objects.filter(here).exclude(state=CorrectiveTask.State.CLOSED)
    episodes = list(Restraint.objects.filter(held, started_at__gte=since))
    watched = [restraints.watch_of(one, now) for one in episodes]
    lasted = [(one.ended_at or now) - one.started_at for one in episodes if one.started_at]
    return Beside(
        incidents.count(), Incident.objects.filter(here, closed_on=None).count(),
        NearMiss.objects.filter(here, happened_on__gte=since.date()).count(),
        Complaint.objects.filter(about_unit_id__in=ids, asked_at__gte=since).count(),
        len(episodes), sum(lasted, timedelta()) / timedelta(hours=1),
        sum(len(one.missed) for one in watched if one),
        HealthRecord.objects.filter(
            held, kind=HealthRecord.Kind.SELF_HARM, superseded_by_id=None,
            happened_at__range=(since, until),
        ).count(),
        EmergencyDrill.objects.filter(here, held_at__gte=since).count(),
        tasks.count(), tasks.filter(state=CorrectiveTask.State.OPEN, due_on__lt=today).count(),
        Headcount.objects.filter(here, counted_at__gte=since)
        .exclude(expected=F("found") + F("away")).count(),
    )  # fmt: skip
