"""The family scale: the same five questions before and after, and what the difference means.

The questions and the smallest change that counts are set by this product (version 1). They have not
been validated: the figure says how many moved by the rule, not how well families live.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum, auto
from typing import NamedTuple

from guihang.engines.words import Words

VERSION = 1
HIGHEST = 4
CHANGE = 3
"""Points, of 20, by which the total has to move to count as better or worse."""

ITEMS: dict[str, Words] = {
    "talk": Words("我们能好好说话，不争吵", "We can talk without quarrelling"),
    "trust": Words("我们互相信任", "We trust each other"),
    "contact": Words("我们经常联系或见面", "We are often in touch or meet"),
    "support": Words("家人支持康复", "The family supports recovery"),
    "together": Words("我们一起做家里的事", "We do the things of the home together"),
}
ANSWERS = (
    Words("从不", "Never"), Words("很少", "Seldom"), Words("有时", "Sometimes"),
    Words("经常", "Often"), Words("总是", "Always"),
)  # fmt: skip


class Change(StrEnum):
    """What became of one family. Every family served is exactly one of these."""

    IMPROVED = auto()
    UNCHANGED = auto()
    WORSE = auto()
    NOT_MEASURED = auto()


class Measured(NamedTuple):
    """One answered scale: who answered, on which day, the total (0–20)."""

    by: str
    on: date
    total: int


def total(answers: Mapping[str, int]) -> int:
    """Return the sum of all five answers. Raises ValueError when one lacks or is out of range."""
    if answers.keys() != ITEMS.keys() or not all(0 <= n <= HIGHEST for n in answers.values()):
        raise ValueError("five answers of 0 to 4")
    return sum(answers.values())


def change(measures: Iterable[Measured], until: date) -> Change:
    """Say what became of a family by the day before ``until``.

    The first and the last scale of the same person are compared, the person's own before a
    relative's; with fewer than two of them it is not measured.
    """
    known = sorted((one for one in measures if one.on < until), key=lambda one: one.on)
    for by in ("person", "relative"):
        mine = [one for one in known if one.by == by]
        if len(mine) > 1 and mine[0].on < mine[-1].on:
            moved = mine[-1].total - mine[0].total
            if moved >= CHANGE:
                return Change.IMPROVED
            return Change.WORSE if moved <= -CHANGE else Change.UNCHANGED
    return Change.NOT_MEASURED
