"""Published figures: kept with their definitions, worked out again, and compared."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np

from guihang.engines.calendar import local
from guihang.engines.definitions import DICTIONARY, Definition
from guihang.engines.figures.cohort_counts import CohortCounts, added
from guihang.engines.figures.followed import EPOCH, Followed, as_of, counts_of, month_of
from guihang.engines.figures.indicators import ENGINE, Figure, figure
from guihang.engines.retention import HONESTY
from guihang.outcomes import counting, sealed
from guihang.outcomes.models import Publication, PublishedFigure
from guihang.outcomes.results import Span, count_of
from guihang.people.models import Unit
from guihang.people.queries import tree


@dataclass(frozen=True, slots=True)
class Cohort:
    """Everybody whom the facilities at or below a unit released in whole months, first releases."""

    unit_id: int
    first: date
    last: date

    @property
    def months(self) -> tuple[int, int]:
        """First and last month, as year × 12 + month − 1."""
        return _month(self.first), _month(self.last)

    @property
    def facilities(self) -> list[int]:
        known = tree()
        return [
            pk for pk in known.at_or_below(self.unit_id)
            if known.kinds.get(pk) == Unit.Kind.FACILITY
        ]  # fmt: skip


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def month_end(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def people(cohort: Cohort, *, known_at: datetime) -> Followed:
    """Return the people of a cohort as the records stood at ``known_at``; needs a scope."""
    found = counting.as_known(facilities=cohort.facilities, known_at=known_at)
    month, (first, last) = month_of(found.released), cohort.months
    return found.where((month >= first) & (month <= last))


def counts(cohort: Cohort, *, cut_off: date, known_at: datetime) -> CohortCounts:
    """Return the counts of a cohort up to a cut-off; all of it as one group."""
    found = as_of(people(cohort, known_at=known_at), cut_off.toordinal() - EPOCH)
    own = counts_of(found, group=np.zeros(found.n, np.int32))
    first, last = cohort.months
    away = sealed.counts(facilities=cohort.facilities).in_months(first, last)
    for rows in (away.times, away.states):
        rows[:, 0] = 0
    return added([own, away])


def size(cohort: Cohort, *, known_at: datetime) -> int:
    """How many first releases a cohort has."""
    return int(people(cohort, known_at=known_at).first.sum())


def beside(cohort: Cohort, *, known_at: datetime) -> Iterator[tuple[Publication, int, int]]:
    """Yield publications that share people with a cohort, with how many are in one of them only."""
    first, last = cohort.months
    for other in Publication.objects.order_by("-published_at"):
        theirs = Cohort(other.unit_id, other.cohort_from, other.cohort_to)
        if theirs == cohort or theirs.months[1] < first or theirs.months[0] > last:
            continue
        mine, shared = set(cohort.facilities), set(theirs.facilities)
        if not mine & shared:
            continue
        everybody = counting.as_known(facilities=mine | shared, known_at=known_at)
        everybody = everybody.where(everybody.first == 1)
        month = month_of(everybody.released)
        here, there = (
            np.isin(everybody.facility, list(places)) & (month >= low) & (month <= high)
            for places, (low, high) in ((mine, cohort.months), (shared, theirs.months))
        )
        yield other, int((here & ~there).sum()), int((there & ~here).sum())


def keep(
    cohort: Cohort, *, cut_off: date, why: str, by: int | None, at: datetime, entry: UUID
) -> Publication:
    """Work out and write down a publication."""
    found = counts(cohort, cut_off=cut_off, known_at=at)
    made = Publication.objects.create(
        id=entry, unit_id=cohort.unit_id, cohort_from=cohort.first.replace(day=1),
        cohort_to=month_end(cohort.last), cut_off=cut_off, published_at=at, published_by_id=by,
        engine=ENGINE, rule=f"{HONESTY.code} {HONESTY.version}", why=why, people=found.people(),
        counts={"times": found.times.tolist(), "states": found.states.tolist()},
    )  # fmt: skip
    span = Span(tree().at_or_below(cohort.unit_id), made.cohort_from, cut_off)
    rows = [*_of_the_cohort(found, cut_off), *_of_the_period(span)]
    PublishedFigure.objects.bulk_create(
        PublishedFigure(publication=made, definition=as_read(DICTIONARY[row["code"]]), **row)
        for row in rows
    )
    return made


def _of_the_cohort(found: CohortCounts, cut_off: date) -> Iterator[dict[str, Any]]:
    for definition in DICTIONARY.values():
        if definition.horizon is not None:
            yield as_kept(figure(definition, found, cut_off))


def _of_the_period(span: Span) -> Iterator[dict[str, Any]]:
    for definition in DICTIONARY.values():
        if definition.horizon is None and (count := count_of(definition, span)) is not None:
            yield {"code": definition.code, "version": definition.version, "numerator": count}


def as_kept(found: Figure) -> dict[str, Any]:
    """Return the columns of a published figure."""
    done, due = found.tests
    return {
        "code": found.code, "version": found.version, "numerator": found.numerator,
        "denominator": found.denominator, "value": found.value, "lower": found.lower,
        "upper": found.upper, "lost": found.lost, "reach": found.reach, "tests_done": done,
        "tests_due": due, "provisional": found.provisional,
        "reason": found.reason.code if found.reason else "",
    }  # fmt: skip


def as_read(definition: Definition) -> dict[str, Any]:
    """Return a definition as it reads today, to stand with the figure for good."""
    texts = ("words", "meaning", "numerator", "denominator", "exclusions", "source")
    return {name: list(getattr(definition, name)) for name in texts} | {
        "horizon": definition.horizon, "window": definition.window,
        "effective_on": definition.effective_on.isoformat(),
    }  # fmt: skip


def kept_counts(publication: Publication) -> CohortCounts:
    """Return the counts that a publication was worked out from."""
    tables = (publication.counts[name] for name in ("times", "states"))
    return CohortCounts(*(np.array(rows, np.int64).reshape(-1, 5) for rows in tables))


def again(publication: Publication, *, known_at: datetime | None = None) -> dict[str, Figure]:
    """Count a publication again from the records: as they stood then, or at ``known_at``.

    Returns code → figure. Needs a scope that sees the facilities of its unit.
    """
    cohort = Cohort(publication.unit_id, publication.cohort_from, publication.cohort_to)
    found = counts(
        cohort, cut_off=publication.cut_off, known_at=known_at or publication.published_at
    )
    return {
        code: figure(definition, found, publication.cut_off)
        for code, definition in DICTIONARY.items() if definition.horizon is not None
    }  # fmt: skip


def publications(*, units: frozenset[int], limit: int = 40) -> list[Publication]:
    """Return what was published for these units or for units above them, newest first."""
    known = tree()
    above = {parent for pk in units for parent in known.above(pk)}
    rows = Publication.objects.filter(unit_id__in=above | set(units))
    return list(rows.select_related("unit", "published_by").order_by("-published_at")[:limit])


def on_day(publication: Publication) -> date:
    """Return the day on which it was published, in China."""
    return local(publication.published_at).date()
