"""Instruments as data: items, scales, bands, missing answers, alarms; and how one is scored.

A score may only offer help. Nothing that decides about a person imports this package
(pyproject.toml, import contract).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from guihang.engines.words import Words

type Answers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Without ``words`` its text is not ours to ship: the licensed paper has it.

    ``labels``: the answers, from the lowest value on; without them a number is typed.
    ``allowed``: the values, where they are not every number from ``lowest`` to ``highest``.
    """

    key: str
    words: Words | None = None
    lowest: int = 0
    highest: int = 3
    labels: tuple[Words, ...] = ()
    allowed: tuple[int, ...] = ()
    turned: bool = False
    """Scored the other way round."""

    @property
    def values(self) -> tuple[int, ...]:
        return self.allowed or tuple(range(self.lowest, self.highest + 1))

    def scored(self, value: int) -> int:
        return self.lowest + self.highest - value if self.turned else value


@dataclass(frozen=True, slots=True)
class Band:
    """From ``lowest`` on, what a score is called."""

    lowest: float
    words: Words


@dataclass(frozen=True, slots=True)
class Scale:
    """Items that make one figure. ``may_lack``: how many may be missing; the mean stands for them.

    ``of``: values → figure, asked with a value for every item.
    """

    code: str
    words: Words
    items: tuple[str, ...]
    may_lack: int = 0
    of: Callable[[list[float]], float] = sum
    lowest: float = 0
    highest: float = 0
    norms: Mapping[str, tuple[Band, ...]] = field(default_factory=dict)
    """Norm set → bands; the empty name where there is one set only."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """An answer of ``at_least`` on ``item`` opens help at once."""

    item: str
    at_least: int
    words: Words


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument in one version."""

    code: str
    version: int
    words: Words
    source: Words
    licence: Words
    period: Words
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    alarms: tuple[Alarm, ...] = ()
    judge: Callable[[Answers], tuple[Words, bool] | None] | None = None
    """Answers → what they mean where no sum says it, and whether help opens at once."""
    interview_only: bool = False
    norms: Mapping[str, Words] = field(default_factory=dict)
    """Norm sets in use, where they differ between sources: the one taken is stored."""

    @property
    def has_text(self) -> bool:
        return all(item.words for item in self.items)


@dataclass(frozen=True, slots=True)
class Scored:
    """Figures by scale (None where too much is missing), bands, alarms, how many answers lack."""

    figures: Mapping[str, float | None]
    bands: Mapping[str, Words]
    alarms: tuple[Words, ...]
    missing: int


def problems(instrument: Instrument, answers: Answers) -> dict[str, Words]:
    """Return what is wrong with answers, by item; an item without an answer is no problem."""
    known = {item.key: item for item in instrument.items}
    found = {
        key: Words("没有这道题。", "There is no such question.")
        for key in answers.keys() - known.keys()
    }
    for key, value in answers.items():
        if key in known and value not in known[key].values:
            low, high = known[key].values[0], known[key].values[-1]
            found[key] = Words(
                f"应为 {low} 到 {high} 之间的有效数值。", f"A valid value of {low} to {high}."
            )
    return found


def score(instrument: Instrument, answers: Answers, norm: str = "") -> Scored:
    """Score answers. Raises ValueError when one is out of range or the norm is unknown."""
    if wrong := problems(instrument, answers):
        raise ValueError(f"{instrument.code}: {', '.join(sorted(wrong))}")
    if norm not in (instrument.norms or ("",)):
        raise ValueError(f"{instrument.code} has no norm {norm!r}")
    items = {item.key: item for item in instrument.items}
    figures = {scale.code: _figure(scale, items, answers) for scale in instrument.scales}
    bands = {
        scale.code: words for scale in instrument.scales
        if (words := _band(scale.norms.get(norm, ()), figures[scale.code]))
    }  # fmt: skip
    alarms = [
        alarm.words for alarm in instrument.alarms if answers.get(alarm.item, 0) >= alarm.at_least
    ]
    if instrument.judge and (judged := instrument.judge(answers)):
        bands["risk"] = judged[0]
        alarms += [judged[0]] if judged[1] else []
    return Scored(figures, bands, tuple(alarms), len(items.keys() - answers.keys()))


def _figure(scale: Scale, items: Mapping[str, Item], answers: Answers) -> float | None:
    given = [float(items[key].scored(answers[key])) for key in scale.items if key in answers]
    lacking = len(scale.items) - len(given)
    if not given or lacking > scale.may_lack:
        return None
    mean = sum(given) / len(given)
    return round(scale.of([*given, *[mean] * lacking]), 2)


def _band(bands: tuple[Band, ...], figure: float | None) -> Words | None:
    if figure is None:
        return None
    reached = [band for band in bands if figure >= band.lowest]
    return reached[-1].words if reached else None
