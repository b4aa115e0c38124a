"""What may be said of few people, and what may not be asked at all.

Small cells are withheld, and one more beside a lone one, so that no total gives it away. Rates are
rounded, and two cohorts that differ by a few people are not both published. Groups are formed by
what was known on the day of release.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from guihang.engines.words import Words


@dataclass(frozen=True, slots=True)
class SmallCells:
    """Below which count something is withheld, and how published figures are rounded."""

    code: str
    version: str
    source: Words
    effective_on: date
    inside: int
    """Smallest count shown to those who are authorised, inside the system."""
    published: int
    """Smallest count, numerator, rest or number at risk in a published figure."""
    count_base: int
    rate_step: float


SMALL_CELLS = SmallCells(
    code="SMALL_CELLS",
    version="1",
    source=Words(
        "归航统计规则；公开口径参照英国 NDTMS(少于 5 不公布)并从严到 10，人数取 5 的倍数，比率取整到 1%",
        "Guihang statistics rules; after the English NDTMS (below 5 withheld), stricter for the "
        "public: 10; counts to base 5, rates to 1 %",
    ),
    effective_on=date(2026, 11, 24),
    inside=5,
    published=10,
    count_base=5,
    rate_step=0.01,
)


def small(numerator: int, denominator: int, floor: int) -> bool:
    """Say whether numerator, rest or whole is above 0 and below ``floor``."""
    return any(0 < cell < floor for cell in (numerator, denominator - numerator, denominator))


def withheld(cells: Sequence[tuple[int, int]], floor: int) -> tuple[bool, ...]:
    """Return which of the (numerator, denominator) of a table with a total are withheld.

    Where one alone is small, the smallest of the others goes too: else the total minus the rest
    would tell it.
    """
    hidden = [small(numerator, denominator, floor) for numerator, denominator in cells]
    shown = [place for place, hide in enumerate(hidden) if not hide and cells[place][1] > 0]
    if sum(hidden) == 1 and shown:
        hidden[min(shown, key=lambda place: cells[place][1])] = True
    return tuple(hidden)


def rounded_count(count: int, rule: SmallCells = SMALL_CELLS) -> int:
    """Return a count to the nearest multiple of the base."""
    return round(count / rule.count_base) * rule.count_base


def rounded_rate(rate: float, rule: SmallCells = SMALL_CELLS) -> float:
    """Return a rate to the nearest step."""
    steps = round(1 / rule.rate_step)
    return round(rate * steps) / steps


def told_apart(only_first: int, only_second: int, rule: SmallCells = SMALL_CELLS) -> bool:
    """Say whether two published cohorts differ by so few people that their difference names them.

    ``only_first``, ``only_second``: people in one cohort and not in the other.
    """
    return any(0 < people < rule.published for people in (only_first, only_second))


class AfterIndexDate(ValueError):
    """Groups by something dated after the index date: whoever lived to have it seems to do well."""

    def __init__(self, name: Words) -> None:
        self.words = Words(
            f"不能按“{name.zh}”分组：它是出所之后才有的(不死时间偏倚)，先复吸的人等不到它。"
            "请用出所时已知的特征。",
            f"Cannot group by {name.en}: it came about after the release (immortal time), and whoever "
            "relapsed first never had it. Group by what was known at release.",
        )
        super().__init__(self.words.en)


def baseline(name: Words, dated: ArrayLike, index: ArrayLike) -> None:
    """Refuse a grouping of which anything is dated after the index date.

    ``dated``, ``index``: (n,) days of the attribute and of the release; NaN where undated.
    Raises AfterIndexDate.
    """
    if (np.asarray(dated, float) > np.asarray(index, float)).any():
        raise AfterIndexDate(name)


def landmark(days: ArrayLike, dated: ArrayLike, at: int) -> tuple[np.ndarray, np.ndarray]:
    """Return who is still followed at day ``at``, and who of all had the attribute by then.

    The honest way to compare by something that came later: time starts at the landmark, and
    whoever gets it afterwards stays in the group without it. ``dated``: day of the attribute, NaN
    for never.
    """
    return np.asarray(days) >= at, np.asarray(dated, float) <= at
