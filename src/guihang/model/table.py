"""What an item of the model is: the actions that record it, the pages that show it, the counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import models

from guihang.engines.words import Words
from guihang.people import register as registers
from guihang.people.register import REGISTERS

type Count = Callable[[frozenset[int] | None, date, date], int]
"""``count(units, since, until)``: how many, at these units (None: everywhere), from ``since`` to
before ``until``."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of an item: a register by its slug, or a route."""

    register: str = ""
    route: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A live number of an item, and what it counts."""

    words: Words
    count: Count


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the article names."""

    code: str
    words: Words
    actions: tuple[str, ...]
    shown: tuple[Shown, ...]
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Limb:
    """One digit of 1234567."""

    number: int
    words: Words
    text: Words
    items: tuple[Item, ...]


def held(slug: str) -> Count:
    """Return the count of the records of a register by the day that orders it."""

    def count(units: frozenset[int] | None, since: date, until: date) -> int:
        """Records of the register at these units, by its day."""
        made = REGISTERS[slug]
        moment = isinstance(made.model._meta.get_field(made.newest), models.DateTimeField)
        day = f"{made.newest}__date" if moment else made.newest
        rows = registers.standing(made.model._default_manager.all())
        if units is not None:
            rows = rows.filter(made.within(units))
        return rows.filter(**{f"{day}__gte": since, f"{day}__lt": until}).count()

    return count
