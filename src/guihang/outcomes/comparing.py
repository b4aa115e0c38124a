"""What changed between two publications, and why: taken apart into reasons that add up."""

from dataclasses import dataclass
from itertools import pairwise

from guihang.engines.definitions import DICTIONARY, Definition
from guihang.engines.figures.honesty import SMALL_CELLS, small
from guihang.engines.figures.indicators import Figure, figure
from guihang.outcomes import publishing
from guihang.outcomes.models import Publication

CODES = (
    "RET_DETECT_12",
    "RET_STRICT_12",
    "RET_TESTED_12",
    "LTFU_12",
    "RET_DETECT_3",
    "RET_STRICT_3",
    "GOLDEN90",
)
"""The figures whose change is taken apart."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after, and what the difference is made of.

    ``records``: the same people and cut-off as known now, what came in late and was corrected;
    ``time``: the same people up to the later cut-off; ``people``: other people, and those sealed
    since. The three add up to the difference. None where a figure could not be given;
    ``redefined`` where the definition is another, so that nothing may be compared.
    """

    definition: Definition
    before: float | None
    after: float | None
    records: float | None
    time: float | None
    people: float | None
    redefined: bool


def changes(before: Publication, after: Publication) -> list[Change]:
    """Return the change of each main figure that both publications give. Needs a scope that sees the facilities."""
    old = publishing.Cohort(before.unit_id, before.cohort_from, before.cohort_to)
    then, now = before.published_at, after.published_at
    # Both ends of each difference are counted today: what was sealed since is missing from both.
    steps = [
        publishing.counts(old, cut_off=before.cut_off, known_at=then),
        publishing.counts(old, cut_off=before.cut_off, known_at=now),
        publishing.counts(old, cut_off=after.cut_off, known_at=now),
    ]
    ends = publishing.kept_counts(before), publishing.kept_counts(after)
    days = [before.cut_off, before.cut_off, after.cut_off]
    versions = {one.code: one.version for one in before.figures.all()}
    found = []
    for code in CODES:
        definition = DICTIONARY[code]
        told = [
            figure(definition, one, day)
            for one, day in zip(ends, (before.cut_off, after.cut_off), strict=True)
        ]
        if any(_withheld(one) for one in told):
            continue
        first, last = (one.value for one in told)
        values = [figure(definition, one, day).value for one, day in zip(steps, days, strict=True)]
        redefined = versions.get(code) != definition.version
        found.append(_change(definition, first, last, values, redefined))
    return found


def _withheld(found: Figure) -> bool:
    """Whether a figure stands in its publication without its number."""
    cells = found.numerator or 0, found.denominator
    return found.value is None or small(*cells, SMALL_CELLS.published)


def _change(
    definition: Definition, before: float | None, after: float | None,
    values: list[float | None], redefined: bool,
) -> Change:  # fmt: skip
    if redefined or before is None or after is None or None in values:
        return Change(definition, before, after, None, None, None, redefined)
    records, time = (two - one for one, two in pairwise(value or 0.0 for value in values))
    return Change(
        definition, before, after, records, time, after - before - records - time, redefined
    )
