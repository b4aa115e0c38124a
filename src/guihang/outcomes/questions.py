"""What is asked of the records: one frozen cohort, the same on every page it is looked at from."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from guihang.cases.models import Case
from guihang.core.words import W
from guihang.engines.definitions import HORIZONS, State
from guihang.engines.figures.cohort_counts import CohortCounts, added, last_month
from guihang.engines.figures.followed import (
    EPOCH,
    Ends,
    Followed,
    as_of,
    counts_of,
    ends_of,
    month_of,
)
from guihang.outcomes import counting, keeping, sealed
from guihang.people.models import Unit
from guihang.people.queries import tree


@dataclass(frozen=True, slots=True)
class Question:
    """Everybody first released in these years by facilities within reach, up to a cut-off.

    ``facility`` narrows it to one; ``sex`` and ``drug`` (codes of Followed) to what was known at
    release. Nothing here is dated after the release, so no filter can pick people by what became
    of them.
    """

    units: frozenset[int]
    first: int
    last: int
    cut_off: date
    today: date
    facility: int | None = None
    sex: int | None = None
    drug: int | None = None

    @property
    def months(self) -> tuple[int, int]:
        return self.first * 12, self.last * 12 + 11

    @property
    def whole(self) -> bool:
        """Whether the counts kept for the whole region answer it."""
        plain = self.sex is None and self.drug is None and self.cut_off == self.today
        return plain and self.units >= inside_the_system()


def inside_the_system() -> frozenset[int]:
    """Return every unit but the partners."""
    kinds = tree().kinds
    return frozenset(pk for pk, kind in kinds.items() if kind != Unit.Kind.PARTNER)


def facilities(units: frozenset[int]) -> list[tuple[int, str]]:
    """Return the facilities among ``units`` with their names, in order of their id."""
    known = tree()
    found = [pk for pk in sorted(units) if known.kinds.get(pk) == Unit.Kind.FACILITY]
    return [(pk, str(W(*known.names[pk]))) for pk in found]


def people_of(question: Question) -> Followed:
    """Return the people asked for, as the records stood at the cut-off."""
    found = counting.counted(units=question.units)
    first, last = question.months
    month = month_of(found.released)
    chosen = (month >= first) & (month <= last) & (found.first == 1)
    for name in ("facility", "sex", "drug"):
        if (wanted := getattr(question, name)) is not None:
            chosen &= getattr(found, name) == wanted
    return as_of(found.where(chosen), question.cut_off.toordinal() - EPOCH)


def ends_of_question(question: Question) -> Ends:
    """Return how the time of everybody asked for ended, sealed records among them."""
    living = ends_of(people_of(question), question.cut_off.toordinal() - EPOCH)
    places = [pk for pk, _ in facilities(question.units) if question.facility in (None, pk)]
    away = sealed.ends(facilities=places, sex=question.sex, drug=question.drug)
    chosen = (away.year >= question.first) & (away.year <= question.last)
    return living.and_of(away.where(chosen))


def counts_of_question(question: Question, *, by: str | None = None) -> CohortCounts:
    """Return the counts asked for; sealed records are in them by year.

    ``by``: what a curve of them is divided by ("" for nothing, "facility", "year"), where times
    need not keep the rest apart.
    """
    first, last = question.months
    apart = {"facility": by in (None, "facility"), "year": by in (None, "year")}
    if question.whole and question.facility is None:
        found = keeping.tallied(first, last, this_year=question.today.year, **apart)
    else:
        found, apart = counts_of(people_of(question)), {"facility": True, "year": True}
    places = [pk for pk, _ in facilities(question.units)]
    away = sealed.counts(facilities=places, sex=question.sex, drug=question.drug)
    away = away.in_months(first, last)
    for column, kept in enumerate(apart.values()):
        if not kept:
            away.times[:, column] = 0
    found = added([found, away]) if len(away.times) else found
    return found if question.facility is None else found.of(question.facility)


_STATE = """CASE WHEN relapse BETWEEN 0 AND %(h)s THEN 0 WHEN died BETWEEN 0 AND %(h)s THEN 4
  WHEN custody BETWEEN 0 AND %(h)s THEN 5 WHEN tested & %(bit)s > 0 THEN 1
  WHEN contacted & %(bit)s > 0 THEN 2 WHEN moved BETWEEN 0 AND %(h)s THEN 6 ELSE 3 END"""

_BEHIND = f"""SELECT case_id, count(*) OVER () FROM outcomes_counted
 WHERE (unit_id = ANY(%(units)s) OR facility_id = ANY(%(units)s)) AND first = 1
   AND released BETWEEN %(since)s AND %(until)s AND {_STATE} = %(state)s
   AND (%(facility)s::int IS NULL OR facility_id = %(facility)s)
   AND (%(sex)s::int IS NULL OR sex = %(sex)s) AND (%(drug)s::int IS NULL OR drug = %(drug)s)
 ORDER BY released DESC, case_id LIMIT %(limit)s"""
"""The same order of states as in ``engines.followed.states``."""


def cases_behind(
    question: Question, state: State, place: int, *, limit: int
) -> tuple[list[Case], int]:
    """Return the cases in a state at a horizon, newest first, and how many there are."""
    first, last = question.months
    last = min(last, last_month(question.cut_off, HORIZONS[place].days))
    given = {
        "units": list(question.units), "since": _first_day(first), "limit": limit,
        "until": _first_day(last + 1) - 1, "h": HORIZONS[place].days, "bit": 1 << place,
        "state": int(state), "facility": question.facility, "sex": question.sex,
        "drug": question.drug,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, given)
        found = cursor.fetchall()
    known = Case.objects.select_related("person", "unit").in_bulk([row[0] for row in found])
    rows = [known[row[0]] for row in found if row[0] in known]
    return rows, found[0][1] if found else 0


def _first_day(month: int) -> int:
    return date(month // 12, month % 12 + 1, 1).toordinal() - EPOCH
