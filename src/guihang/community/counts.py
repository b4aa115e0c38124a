"""What society's part yields, counted from its records.

Every count takes the units (None: everywhere), the first day, and the day after the last.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from guihang.community.alliance import Association, Member
from guihang.community.ambassadors import Ambassador, Appearance
from guihang.community.campaigns import Campaign, Stop, Survey
from guihang.community.models import Certificate, Service, Team, Volunteer
from guihang.community.society import Project, Supporter
from guihang.engines import awareness
from guihang.engines.awareness import Change, Sheet
from guihang.engines.calendar import starts_at

type Units = frozenset[int] | None


def _of(rows: QuerySet[Any], units: Units) -> QuerySet[Any]:
    return rows if units is None else rows.filter(unit_id__in=units)


def _standing(began: str, ended: str, since: date, until: date) -> Q:
    """Return the filter of what stood on at least one day of the period."""
    return Q(**{f"{began}__lt": until}) & (Q(**{ended: None}) | Q(**{f"{ended}__gte": since}))


def _within(column: str, since: date, until: date) -> Q:
    return Q(**{f"{column}__gte": since, f"{column}__lt": until})


def teams(units: Units, since: date, until: date) -> int:
    """Return how many teams stood on at least one day of the period."""
    rows = Team.objects.filter(_standing("founded_on", "ended_on", since, until))
    return _of(rows, units).count()


def registered_volunteers(units: Units, since: date, until: date) -> int:
    """Return how many people were registered (vetted, not left) on at least one day of the period."""
    rows = Volunteer.objects.filter(stage__in=(Volunteer.Stage.ACCEPTED, Volunteer.Stage.LEFT))
    stood = Q(vetted_at__lt=starts_at(until)) & (Q(left_on=None) | Q(left_on__gte=since))
    return _of(rows.filter(stood), units).count()


def _counted(units: Units, since: date, until: date) -> QuerySet[Service]:
    """Confirmed hours that were served in the period; ``units`` are the hosts."""
    rows = Service.objects.filter(
        confirmed_at__isnull=False, dropped_at=None, starts_at__gte=starts_at(since),
        starts_at__lt=starts_at(until),
    )  # fmt: skip
    return _of(rows, units)


def active_volunteers(units: Units, since: date, until: date) -> int:
    """Return how many people served confirmed hours in the period, each once."""
    return _counted(units, since, until).values("volunteer").distinct().count()


def hours_confirmed(units: Units, since: date, until: date) -> int:
    """Return the whole hours that hosts confirmed, by the day they were served."""
    minutes = _counted(units, since, until).aggregate(sum=Sum("minutes", default=0))["sum"]
    return int(minutes // 60)


def certificates(units: Units, since: date, until: date) -> int:
    """Return how many certificates were issued, by the day of issue."""
    rows = Certificate.objects.filter(
        recorded_at__gte=starts_at(since), recorded_at__lt=starts_at(until)
    )
    return _of(rows, units).count()


def projects(units: Units, since: date, until: date) -> int:
    """Return how many 1+X projects ran on at least one day of the period."""
    rows = Project.objects.filter(_standing("starts_on", "ends_on", since, until))
    return _of(rows, units).count()


def supporters(units: Units, since: date, until: date) -> int:
    """Return how many supporters helped on at least one day of the period, ambassadors apart."""
    rows = Supporter.objects.exclude(kind=Supporter.Kind.AMBASSADOR)
    return _of(rows.filter(_standing("since", "ended_on", since, until)), units).count()


def caring_ambassadors(units: Units, since: date, until: date) -> int:
    """Return how many caring ambassadors (爱心大使) served on at least one day of the period."""
    rows = Supporter.objects.filter(kind=Supporter.Kind.AMBASSADOR)
    return _of(rows.filter(_standing("since", "ended_on", since, until)), units).count()


def image_ambassadors(units: Units, since: date, until: date) -> int:
    """Return how many image ambassadors were appointed on at least one day of the period."""
    rows = Ambassador.objects.filter(_standing("appointed_on", "ended_on", since, until))
    return _of(rows, units).count()


def appearances(units: Units, since: date, until: date) -> int:
    """Return how often an ambassador stood before an audience; who was spared it does not count."""
    rows = Appearance.objects.filter(_within("held_on", since, until), audience__gt=0)
    return _of(rows, units).count()


def associations(units: Units, since: date, until: date) -> int:
    """Return how many associations stood on at least one day of the period."""
    rows = Association.objects.filter(_standing("founded_on", "ended_on", since, until))
    return _of(rows, units).count()


def association_members(units: Units, since: date, until: date) -> int:
    """Return how many memberships stood on at least one day of the period."""
    rows = Member.objects.filter(_standing("joined_on", "left_on", since, until))
    return _of(rows, units).count()


def _campaigns(units: Units, since: date, until: date) -> QuerySet[Campaign]:
    return _of(Campaign.objects.filter(_within("starts_on", since, until)), units)


def campaigns(units: Units, since: date, until: date) -> int:
    """Return how many campaigns began in the period; a tour is one."""
    return _campaigns(units, since, until).count()


def tour_stops(units: Units, since: date, until: date) -> int:
    """Return how many stops the Ulan Muqir tours made."""
    return _of(Stop.objects.filter(_within("held_on", since, until)), units).count()


def people_present(units: Units, since: date, until: date) -> int:
    """Return the people present at campaigns and at stops of tours; who came twice counts twice."""
    stops = _of(Stop.objects.filter(_within("held_on", since, until)), units)
    found = (_campaigns(units, since, until), stops)
    return sum(rows.aggregate(sum=Sum("audience", default=0))["sum"] for rows in found)


def people_reached(units: Units, since: date, until: date) -> int:
    """Return the people reached besides, as the channels count them; views, not different people."""
    rows = _campaigns(units, since, until)
    return int(rows.aggregate(sum=Sum("reach", default=0))["sum"])


def _asked_twice(units: Units, since: date, until: date) -> list[dict[str, Sheet]]:
    """Return the totals of both groups, by moment, of each campaign that asked before and after."""
    rows = Survey.objects.filter(
        version=awareness.VERSION, campaign__in=_campaigns(units, since, until)
    )
    sums: dict[Any, dict[str, Sheet]] = {}
    for one in rows:
        of = sums.setdefault(one.campaign_id, {})
        before = of.get(one.moment, Sheet(0, 0, 0))
        of[one.moment] = Sheet(*(a + b for a, b in zip(before, one.sheet, strict=True)))
    return [found for found in sums.values() if len(found) == len(Survey.Moment)]


def awareness_change(units: Units, since: date, until: date) -> tuple[Change, Sheet, Sheet] | None:
    """Return the means before and after, over campaigns that asked both, with both groups' totals.

    None where no campaign did. Groups are compared, not people: no answer bears a name.
    """
    asked = _asked_twice(units, since, until)
    if not asked:
        return None
    before, after = (
        Sheet(*map(sum, zip(*(found[moment] for found in asked), strict=True)))
        for moment in Survey.Moment.values
    )
    return awareness.change(before, after), before, after


def campaigns_measured(units: Units, since: date, until: date) -> int:
    """Return how many campaigns asked the attitude questions before and after."""
    return len(_asked_twice(units, since, until))


def attitudes_better(units: Units, since: date, until: date) -> int:
    """Return in how many of them the attitude towards people in recovery grew clearly better."""
    return _turned(units, since, until).count(1)


def attitudes_worse(units: Units, since: date, until: date) -> int:
    """Return in how many of them it grew clearly worse."""
    return _turned(units, since, until).count(-1)


def _turned(units: Units, since: date, until: date) -> list[int]:
    return [
        awareness.turned(awareness.change(*(found[moment] for moment in Survey.Moment.values)))
        for found in _asked_twice(units, since, until)
    ]
