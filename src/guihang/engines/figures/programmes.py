"""What a programme may claim: the 90-day outcome of the people released before and after it began.

Chosen by design: the records of facilities and periods of release go to the estimator of that
design (:mod:`guihang.engines.stats`), which answers with limits and the warnings it deserves. The
period in which it began belongs to neither side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from guihang.engines.definitions import Definition
from guihang.engines.figures.cohort_counts import CohortCounts, last_month
from guihang.engines.figures.indicators import figure
from guihang.engines.stats.before_after import before_after
from guihang.engines.stats.designs import PICKED_FOR_BEING_WORST, Design, Estimate
from guihang.engines.stats.rollout import controlled, stepped_wedge
from guihang.engines.stats.time_series import interrupted
from guihang.engines.words import Words

BEFORE = 24
"""Months before the first start that are looked at: set by the product."""

STEP = 3
"""Months that a period of release takes together in a comparison of facilities."""

SEED = 1
OFFERED = (Design.STEPPED_WEDGE, Design.CONTROLLED, Design.SERIES, Design.BEFORE_AFTER)
"""The designs that records alone can answer, strongest first."""


TOO_LITTLE = Words(
    "记录还不够：这种设计要求开始前后都有满 90 天的出所月份，有对照的设计还要有没开展的场所；"
    "分步推广要求各场所先后开始。",
    "Too little is on file: the design asks for months of release that have had 90 days on both sides of the "
    "start, a comparison also for facilities without it, and a roll-out for facilities that started one after another.",
)


@dataclass(frozen=True, eq=False, slots=True)
class Panel:
    """(facilities, periods): events and people released, and which months each period holds."""

    facilities: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    events: NDArray[np.int64]
    people: NDArray[np.int64]

    def sums(self, rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> tuple[int, int]:
        """Return events and people of some facilities in some periods."""
        chosen = np.ix_(rows, columns)
        return int(self.events[chosen].sum()), int(self.people[chosen].sum())


@dataclass(frozen=True, slots=True)
class Claim:
    """What was found: people and events before and after, the effect, and its warnings.

    ``effect`` is a difference of shares; on the log-odds scale where ``odds``. None where too
    little is on file; ``why`` then says what is missing.
    """

    design: Design
    before: tuple[int, int]
    after: tuple[int, int]
    effect: Estimate | None
    odds: bool
    warnings: tuple[Words, ...]
    why: Words | None = None


def evaluate(
    definition: Definition, counts: CohortCounts, *, starts: Mapping[int, date], cut_off: date,
    design: Design,
) -> Claim:  # fmt: skip
    """Return what the records say of a programme; ``starts``: facility → the day it began there."""
    first = min(_month(day) for day in starts.values())
    step = 1 if design is Design.SERIES else STEP
    panel = _panel(definition, counts, first, step, cut_off)
    begins = np.array([
        _place(panel, _month(starts[pk])) if pk in starts else len(panel.spans)
        for pk in panel.facilities
    ])  # fmt: skip
    mine = np.array([pk in starts for pk in panel.facilities], np.bool_)
    places = np.arange(len(panel.spans))
    if not panel.spans or not mine.any():
        return Claim(design, (0, 0), (0, 0), None, False, (), TOO_LITTLE)
    from_, to = int(begins[mine].min()), int(begins[mine].max())
    before = panel.sums(mine, places < from_)
    after = panel.sums(mine, places > to)
    try:
        effect, warnings = _estimated(design, panel, begins, mine, (before, after))
    except (ValueError, ZeroDivisionError, np.linalg.LinAlgError):
        return Claim(design, before, after, None, False, (), TOO_LITTLE)
    return Claim(design, before, after, effect, design is Design.SERIES, warnings)


def _estimated(
    design: Design, panel: Panel, begins: NDArray[np.int64], mine: NDArray[np.bool_],
    sides: tuple[tuple[int, int], tuple[int, int]],
) -> tuple[Estimate, tuple[Words, ...]]:  # fmt: skip
    if design is Design.BEFORE_AFTER:
        change = before_after(*sides[0], *sides[1])
        return change.difference, (change.warning, PICKED_FOR_BEING_WORST)
    if design is Design.SERIES:
        start = int(begins[mine].min())
        skip = np.zeros(len(panel.spans), np.bool_)
        skip[start] = True
        found = interrupted(
            panel.events[mine].sum(axis=0), panel.people[mine].sum(axis=0), start, skip=skip
        )
        return found.level, found.warnings
    events, people = panel.events.copy(), panel.people.copy()
    for row in np.flatnonzero(mine):  # the period of transition
        if begins[row] < people.shape[1]:
            events[row, begins[row]] = people[row, begins[row]] = 0
    if design is Design.CONTROLLED:
        rolled = controlled(events, people, begins)
    else:
        rolled = stepped_wedge(events, people, begins, seed=SEED)
    return rolled.effect, rolled.warnings


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _place(panel: Panel, month: int) -> int:
    """Return the period that holds a month; one past the last where it lies after."""
    found = [n for n, (low, high) in enumerate(panel.spans) if low <= month <= high]
    return found[0] if found else len(panel.spans)


def _panel(
    definition: Definition, counts: CohortCounts, first: int, step: int, cut_off: date
) -> Panel:
    """Return the cells from BEFORE months before the first start to the last that are complete."""
    last = last_month(cut_off, definition.horizon or 0)
    low = first - BEFORE
    spans = [(m, m + step - 1) for m in range(low, last - step + 2, step)]
    places = sorted(set(counts.states[:, 0].tolist()))
    events = np.zeros((len(places), len(spans)), np.int64)
    people = np.zeros_like(events)
    for row, pk in enumerate(places):
        own = counts.of(pk)
        for column, span in enumerate(spans):
            found = figure(definition, own.in_months(*span), cut_off)
            events[row, column], people[row, column] = found.numerator or 0, found.denominator
    return Panel(tuple(places), tuple(spans), events, people)
