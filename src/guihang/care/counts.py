"""What the services yield, counted from their records. Nobody counts twice in a figure.

Every count takes the units (None: everywhere), the first day, and the day after the last. A record
that is sealed leaves its figures, by year, to ``SealedFigure``: they are added where whole years are
asked for, so that a published figure stays what it was.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from guihang.care.models import (
    Activity,
    AidApplication,
    Attendance,
    Enrolment,
    Episode,
    FamilyClass,
    FamilyMeasure,
    Helping,
    JobBase,
    Opening,
    Participation,
    Placement,
    Room,
    Stay,
    WorkConfirmation,
)
from guihang.cases.models import Case
from guihang.cases.register import of_cases
from guihang.cases.seals import LEAVES, SealedFigure
from guihang.engines.family import Change, Measured, change

type Units = frozenset[int] | None
type Count = Callable[[Units, date, date], int]
type Rows = QuerySet[Any]
type Narrow = Callable[[Rows], Rows]
"""Narrows records of people to those of some cases."""
type Figure = Callable[[Narrow, date, date], int]

FIGURES: dict[str, Figure] = {}
"""Code → how it is counted over some cases: what a sealed record leaves behind."""


def _figure(code: str, counted: Figure, doc: str = "") -> Count:
    """Keep a figure over the sealing of its records, and return its count."""
    FIGURES[code] = counted

    def count(units: Units, since: date, until: date) -> int:
        def narrow(rows: Rows) -> Rows:
            return rows if units is None else rows.filter(of_cases(units))

        return counted(narrow, since, until) + _sealed(code, units, since, until)

    count.__doc__ = doc or counted.__doc__
    return count


def figure(counted: Figure) -> Count:
    """Declare a figure under the name of its function."""
    return _figure(counted.__name__, counted)


def _sealed(code: str, units: Units, since: date, until: date) -> int:
    first = since.year if (since.month, since.day) == (1, 1) else since.year + 1
    rows = SealedFigure.objects.filter(figure=code, year__gte=first, year__lt=until.year)
    if units is not None:
        rows = rows.filter(Q(unit_id__in=units) | Q(facility_id__in=units))
    return rows.aggregate(all=Sum("people"))["all"] or 0


def _at(rows: Rows, units: Units) -> int:
    """Count records of units."""
    return (rows if units is None else rows.filter(unit_id__in=units)).count()


def _in(column: str, since: date, until: date) -> Q:
    return Q(**{f"{column}__gte": since, f"{column}__lt": until})


def _people(rows: Rows) -> int:
    return rows.values("case__person").distinct().count()


def _aid(since: date, until: date) -> Rows:
    return AidApplication.objects.filter(_in("received_on", since, until))


def aid(scheme: str) -> Count:
    """Return the count of one scheme: applications whose aid the person had in hand in the time."""
    return AID[scheme]


AID: dict[str, Count] = {
    scheme: _figure(
        f"aid:{scheme}",
        lambda narrow, since, until, scheme=scheme: (
            narrow(_aid(since, until)).filter(scheme=scheme).count()
        ),  # type: ignore[misc]
        f"Count applications to {scheme} whose aid the person had in hand.",
    )
    for scheme in AidApplication.Scheme.values
}


def aid_received(units: Units, since: date, until: date) -> int:
    """Count applications whose aid the person had in hand, of any scheme."""
    return sum(count(units, since, until) for count in AID.values())


@figure
def people_with_aid(narrow: Narrow, since: date, until: date) -> int:
    """Count people who received any aid, each once (over several years: once a year)."""
    return _people(narrow(_aid(since, until)))


def _started(since: date, until: date) -> Rows:
    return Placement.objects.filter(_in("started_on", since, until))


@figure
def people_in_work(narrow: Narrow, since: date, until: date) -> int:
    """Count people who went to work or opened a business, each once, by the first day."""
    return _people(narrow(_started(since, until)))


@figure
def people_in_own_business(narrow: Narrow, since: date, until: date) -> int:
    """Count those of the people in work who opened a business of their own."""
    return _people(narrow(_started(since, until).filter(kind=Placement.Kind.OWN)))


@figure
def people_kept_in_work(narrow: Narrow, since: date, until: date) -> int:
    """Count those of the people in work who were confirmed to work still at 90 days."""
    rows = WorkConfirmation.objects.filter(
        _in("placement__started_on", since, until), mark=WorkConfirmation.Mark.D90, works=True,
        superseded_by_id=None,
    )  # fmt: skip
    return _people(narrow(rows))


def job_bases(units: Units, since: date, until: date) -> int:
    """Count job bases on file before ``until``."""
    return _at(JobBase.objects.filter(recorded_at__date__lt=until), units)


@figure
def people_trained(narrow: Narrow, since: date, until: date) -> int:
    """Count people who finished a vocational course, each once."""
    rows = Enrolment.objects.filter(_in("ended_on", since, until), state=Enrolment.State.FINISHED)
    return _people(narrow(rows))


@figure
def certificates(narrow: Narrow, since: date, until: date) -> int:
    """Count certificates that came of courses ended in the time."""
    rows = Enrolment.objects.filter(_in("ended_on", since, until))
    return narrow(rows.exclude(certificate=Enrolment.Certificate.NONE)).count()


def _families(narrow: Narrow, since: date, until: date) -> Counter[Change]:
    """Count what became of the families served in the time.

    Served: relatives came to a class, or a family scale was answered, in the time. What became of
    them compares the first scale ever with the last one before ``until``.
    """
    came = Attendance.objects.filter(
        _in("family_class__held_on", since, until), superseded_by_id=None
    )
    asked = FamilyMeasure.objects.filter(_in("held_on", since, until), superseded_by_id=None)
    served: set[Any] = set()
    for rows in (came, asked):
        served |= set(narrow(rows).values_list("case__person_id", flat=True))
    measures: dict[Any, list[Measured]] = {person: [] for person in served}
    known = FamilyMeasure.objects.filter(
        case__person_id__in=served, held_on__lt=until, superseded_by_id=None
    ).values_list("case__person_id", "answers_by", "held_on", "total")
    for person, by, on, total in known:
        measures[person].append(Measured(by, on, total))
    return Counter(change(mine, until) for mine in measures.values())


def _family(part: Change) -> Count:
    return _figure(
        f"family:{part}", lambda narrow, since, until: _families(narrow, since, until)[part],
        f"Count families served in the time that are {part}; the four parts sum to all.",
    )  # fmt: skip


families_improved = _family(Change.IMPROVED)
families_unchanged = _family(Change.UNCHANGED)
families_worse = _family(Change.WORSE)
families_not_measured = _family(Change.NOT_MEASURED)


def families(units: Units, since: date, until: date) -> dict[Change, int]:
    """Return what became of the families served in the time: the four parts sum to all of them."""
    parts = (families_improved, families_unchanged, families_worse, families_not_measured)
    return {part: count(units, since, until) for part, count in zip(Change, parts, strict=True)}


def families_served(units: Units, since: date, until: date) -> int:
    """Count all families served in the time."""
    return sum(families(units, since, until).values())


def family_classes(units: Units, since: date, until: date) -> int:
    """Count classes of the family school that were held."""
    return _at(FamilyClass.objects.filter(_in("held_on", since, until)), units)


@figure
def episodes_opened(narrow: Narrow, since: date, until: date) -> int:
    """Count casework episodes taken up."""
    rows = Episode.objects.filter(recorded_at__date__gte=since, recorded_at__date__lt=until)
    return narrow(rows).count()


@figure
def episodes_closed(narrow: Narrow, since: date, until: date) -> int:
    """Count casework episodes closed with a supervisor's signature."""
    return narrow(Episode.objects.filter(_in("closed_on", since, until))).count()


def activities(units: Units, since: date, until: date) -> int:
    """Count new-life activities that were held."""
    return _at(Activity.objects.filter(_in("held_on", since, until)), units)


@figure
def people_in_activities(narrow: Narrow, since: date, until: date) -> int:
    """Count people who took part in an activity, each once."""
    rows = Participation.objects.filter(
        _in("activity__held_on", since, until), superseded_by_id=None
    )
    return _people(narrow(rows))


def stations_open(units: Units, since: date, until: date) -> int:
    """Count stations opened with everything in place, before ``until``."""
    return _at(Opening.objects.filter(opened_on__lt=until), units)


def rooms(units: Units, since: date, until: date) -> int:
    """Count rooms of stations in use before ``until``."""
    used = Q(closed_on=None) | Q(closed_on__gte=until)
    return _at(Room.objects.filter(used, recorded_at__date__lt=until), units)


@figure
def stays(narrow: Narrow, since: date, until: date) -> int:
    """Count stays in dormitories that began in the time."""
    return narrow(Stay.objects.filter(_in("begins_on", since, until))).count()


@figure
def people_who_serve(narrow: Narrow, since: date, until: date) -> int:
    """Count people who were served and also served on a day of the time, each once."""
    rows = Helping.objects.filter(since_on__lt=until).exclude(until_on__lt=since)
    return _people(narrow(rows))


DATED: tuple[tuple[Rows, str], ...] = (
    (AidApplication.objects.all(), "received_on"), (Placement.objects.all(), "started_on"),
    (Enrolment.objects.all(), "ended_on"), (FamilyMeasure.objects.all(), "held_on"),
    (Attendance.objects.all(), "family_class__held_on"), (Episode.objects.all(), "recorded_at"),
    (Episode.objects.all(), "closed_on"), (Participation.objects.all(), "activity__held_on"),
    (Stay.objects.all(), "begins_on"), (Helping.objects.all(), "since_on"),
)  # fmt: skip
"""Records by the day that puts them into a year."""


def left(case: Case) -> Iterator[tuple[int, str, int]]:
    """Give what a case leaves to the figures when it is sealed: (year, figure, how many)."""
    years = {year for rows, column in DATED for year in _years(rows.filter(case=case), column)}
    for year in sorted(years):
        since, until = date(year, 1, 1), date(year + 1, 1, 1)
        for code, counted in FIGURES.items():
            if people := counted(lambda rows: rows.filter(case=case), since, until):
                yield year, code, people


def _years(rows: Rows, column: str) -> Iterable[int]:
    known = rows.exclude(**{column: None}).values_list(f"{column}__year", flat=True)
    return known.distinct()


LEAVES.append(left)
