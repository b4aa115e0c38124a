"""What an item of the model is: the actions that record it, the pages that show it, the counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from guihang.engines.words import Words

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
