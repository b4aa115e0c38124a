"""What the cells of a column mean: times, events, causes, groups, covariates."""

import math
import re
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guihang.core.refusal import Reason, Refused
from guihang.engines.words import Words
from guihang.outcomes.table import shown

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "NULL", "null"})
TRUE, FALSE = frozenset({"1", "true", "1.0"}), frozenset({"0", "false", "0.0"})
GROUPS_AT_MOST = 500  # the log-rank test weighs every group against every other
LEVELS_AT_MOST = 20  # of a covariate in words: each but the first takes a coefficient
CAUSES_AT_MOST = 20
WHOLE_AT_MOST = 2**53  # above this a float no longer holds every whole number

type Times = NDArray[np.int64] | NDArray[np.float64]


class Time:
    """Numbers of 0 or more. With ``open_end`` a blank cell is a value too: never, infinity."""

    def __init__(self, name: str, *, open_end: bool = False) -> None:
        self.name, self.open_end = name, open_end
        self._kept = array("d")

    def parse(self, text: str) -> float | None:
        if self.open_end and text in MISSING:
            return math.inf
        return _time(text, self.name)

    def keep(self, value: float) -> None:
        self._kept.append(value)

    @property
    def column(self) -> Times:
        """The values, (n,), int64 where every one is whole."""
        time = np.frombuffer(self._kept, np.float64)
        whole = bool((time == np.floor(time)).all() and time.max() <= WHOLE_AT_MOST)
        return time.astype(np.int64) if whole else time


class Event:
    """0/1 or true/false."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._kept = bytearray()

    def parse(self, text: str) -> bool | None:
        return _event(text, self.name)

    def keep(self, value: bool) -> None:
        self._kept.append(value)

    @property
    def column(self) -> NDArray[np.bool_]:
        return np.frombuffer(self._kept, np.bool_)


class Cause:
    """Whole numbers: 0 for the censored, 1, 2, … for what happened first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._kept = array("q")
        self._codes: set[int] = set()

    def parse(self, text: str) -> int | None:
        return _cause(text, self.name)

    def keep(self, value: int) -> None:
        self._codes.add(value)
        if len(self._codes) > CAUSES_AT_MOST + 1:
            words = Words(
                "“{column}”列有 {most} 种以上的结局；0 表示删失，1、2……表示各种结局",
                "“{column}” has more than {most} outcomes; 0 is censored, 1, 2, … the causes",
            ).fill(column=self.name, most=CAUSES_AT_MOST)
            raise Refused([Reason("too_many_causes", words, self.name)])
        self._kept.append(value)

    @property
    def column(self) -> NDArray[np.int64]:
        return np.frombuffer(self._kept, np.int64)


class Group:
    """Texts that name a group; positions in ``labels``, which are in natural order."""

    def __init__(self, name: str, *, most: int | None = GROUPS_AT_MOST) -> None:
        self.name, self.most = name, most
        self._kept = array("i")
        self._codes: dict[str, int] = {}

    def parse(self, text: str) -> str | None:
        return None if text in MISSING else text

    def keep(self, value: str) -> None:
        self._kept.append(self._codes.setdefault(value, len(self._codes)))
        if self.most is not None and len(self._codes) > self.most:
            words = Words(
                "“{column}”列有 {most} 个以上不同的值，不能用来分组",
                "“{column}” has more than {most} different values: it cannot be grouped by",
            ).fill(column=self.name, most=self.most)
            raise Refused([Reason("too_many_groups", words, self.name)])

    @property
    def labels(self) -> tuple[str, ...]:
        return in_order(list(self._codes))

    @property
    def column(self) -> NDArray[np.int32]:
        """Positions in :attr:`labels`, (n,)."""
        place = {label: index for index, label in enumerate(self.labels)}
        rank = np.array([place[label] for label in self._codes], np.int32)
        return rank[np.frombuffer(self._kept, np.int32)]


class Covariate:
    """Numbers, or words: each word but the first in order then becomes a column of 0 and 1."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._kept = array("d")
        self._words: dict[str, int] = {}
        self._numbers = False

    def parse(self, text: str) -> float | str | None:
        return None if text in MISSING else _number_or_word(text)

    def keep(self, value: float | str) -> None:
        if isinstance(value, str):
            self._kept.append(self._words.setdefault(value, len(self._words)))
            self._words_are_few()
        else:
            self._numbers = True
            self._kept.append(value)
        if self._words and self._numbers:
            words = Words(
                "“{column}”列里有数字，也有文字（如“{text}”）：请只用一种",
                "“{column}” holds numbers and words (such as “{text}”): use one kind",
            ).fill(column=self.name, text=shown(next(iter(self._words))))
            raise Refused([Reason("mixed_covariate", words, self.name)])

    def _words_are_few(self) -> None:
        if len(self._words) > LEVELS_AT_MOST:
            words = Words(
                "“{column}”列有 {most} 种以上不同的文字，不能作协变量",
                "“{column}” has more than {most} different words: it cannot be a covariate",
            ).fill(column=self.name, most=LEVELS_AT_MOST)
            raise Refused([Reason("too_many_levels", words, self.name)])

    @property
    def columns(self) -> dict[str, NDArray[np.float64]]:
        """The column (n,) under its name; for words ``name=word`` of each word but the first."""
        kept = np.frombuffer(self._kept, np.float64)
        if len(self._words) < 2:
            return {self.name: kept}
        return {
            f"{self.name}={word}": (kept == self._words[word]).astype(np.float64)
            for word in in_order(list(self._words))[1:]
        }


@lru_cache(maxsize=1 << 14)
def _time(text: str, column: str) -> float | None:
    if text in MISSING:
        return None
    value = number(text)
    if value >= 0:
        return value
    if value < 0:
        words = Words("“{column}”列的 {text} 是负数", "{text} in “{column}” is negative")
    else:
        words = Words("“{column}”列的“{text}”不是数字", "“{text}” in “{column}” is not a number")
    raise Refused([Reason("not_a_time", words.fill(column=column, text=shown(text)), column)])


def number(text: str) -> float:
    """Return the finite number that a cell holds, NaN for anything else."""
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


@lru_cache(maxsize=1 << 14)
def _number_or_word(text: str) -> float | str:
    value = number(text)
    return text if math.isnan(value) else value


@lru_cache(maxsize=1 << 14)
def _event(text: str, column: str) -> bool | None:
    if text in MISSING:
        return None
    word = text.lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    words = Words(
        "“{column}”列的“{text}”不是 0/1 或 true/false",
        "“{text}” in “{column}” is not 0/1 or true/false",
    )
    raise Refused([Reason("not_an_event", words.fill(column=column, text=shown(text)), column)])


@lru_cache(maxsize=1 << 14)
def _cause(text: str, column: str) -> int | None:
    if text in MISSING:
        return None
    value = number(text)
    if value >= 0 and value.is_integer() and value < WHOLE_AT_MOST:
        return int(value)
    words = Words(
        "“{column}”列的“{text}”不是结局编号：0 表示删失，1、2……表示各种结局",
        "“{text}” in “{column}” is no outcome: 0 is censored, 1, 2, … the causes",
    )
    raise Refused([Reason("not_a_cause", words.fill(column=column, text=shown(text)), column)])


def in_order(labels: Sequence[str]) -> tuple[str, ...]:
    """Return labels by value where all are numbers, else with 2 before 10."""
    return tuple(sorted(labels, key=_natural(labels)))


def _natural(labels: Sequence[str]) -> Callable[[str], Any]:
    values = {label: number(label) for label in labels}
    if not any(math.isnan(value) for value in values.values()):
        return lambda label: (values[label], label)
    return lambda label: [
        int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", label)
    ]
