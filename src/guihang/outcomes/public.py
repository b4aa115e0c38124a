"""Published figures as the public may see them."""

from dataclasses import dataclass
from typing import Any

from guihang.engines.definitions import DICTIONARY
from guihang.engines.figures.honesty import SMALL_CELLS, rounded_count, rounded_rate, small
from guihang.engines.words import Words
from guihang.outcomes import publishing
from guihang.outcomes.models import Publication, PublishedFigure
from guihang.people.queries import tree


@dataclass(frozen=True, slots=True)
class Release:
    """The newest publication of the region, and its figures that are not withheld."""

    made: Publication
    figures: list[dict[str, Any]]


def newest() -> Release | None:
    """Return what the region published last; None until it publishes for the first time."""
    top = (pk for pk, parent in tree().parents.items() if parent is None)
    known = publishing.publications(units=frozenset(top), limit=1)
    if not known:
        return None
    figures = [as_public(one) for one in known[0].figures.order_by("pk")]
    return Release(known[0], [one for one in figures if not one["hidden"]])


def as_public(one: PublishedFigure) -> dict[str, Any]:
    """Return a published figure as the public may see it: rounded, or withheld where too small."""
    definition = {
        name: Words(*text) for name, text in one.definition.items() if isinstance(text, list)
    }
    about = definition | {"code": one.code, "version": one.version, "reason": one.reason}
    cells = one.numerator is not None and one.denominator is not None
    if one.denominator is None:  # a count of the period
        count = one.numerator or 0
        if not DICTIONARY[one.code].of_people:
            return about | {"hidden": False, "count": count}
        hide = 0 < count < SMALL_CELLS.published
        return about | {"hidden": hide, "count": rounded_count(count)}
    hide = one.value is None or (
        cells and small(one.numerator or 0, one.denominator, SMALL_CELLS.published)
    )
    rates = {
        name: None if hide or getattr(one, name) is None else rounded_rate(getattr(one, name))
        for name in ("value", "lower", "upper", "lost", "reach")
    }
    return about | rates | {
        "hidden": hide, "people": rounded_count(one.denominator),
        "provisional": one.provisional,
    }  # fmt: skip
