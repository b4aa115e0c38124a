"""Retention rates that refuse to say more than the records hold.

Kaplan–Meier figures come from :mod:`guihang.engines.survival`; this module decides which of them
may be printed, which only as provisional, and which not at all, and says why in two languages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from guihang.engines.stats.comparison import LogRank, logrank
from guihang.engines.survival import Curve, Quantile, curves
from guihang.engines.survival_ledger import Ledger
from guihang.engines.words import Words


@dataclass(frozen=True, slots=True)
class HonestyRule:
    """When a rate at a horizon is refused or provisional. Printed with every published rate."""

    code: str
    version: str
    source: Words
    effective_on: date
    min_at_risk: int
    min_reach: float


HONESTY = HonestyRule(
    code="RATE_HONESTY",
    version="1",
    source=Words(
        "归航统计规则；参照 Pocock、Clayton、Altman 2002（Lancet 359:1686）："
        "在险人数过少处不应再读曲线",
        "Guihang statistics rules; after Pocock, Clayton & Altman 2002 (Lancet 359:1686): "
        "a curve is not to be read where few remain at risk",
    ),
    effective_on=date(2026, 11, 24),
    min_at_risk=10,
    min_reach=0.5,
)


class Caution(NamedTuple):
    """Why a rate is refused or provisional: a stable code for programs, words for people."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True)
class Rate:
    """Retention at one horizon.

    ``n_risk`` people have time ≥ ``time``; ``events`` counts those up to and at ``time``.
    ``survival``, ``lower``, ``upper`` (95 % log-log) are ``None`` where refused or undefined.
    ``provisional`` is true for every figure that may not stand as final, a refused one included;
    ``reason`` then says why. ``reach`` is the share of the group whose potential follow-up is at
    least ``time``, ``None`` where it is not known.
    """

    time: float
    n_risk: int
    events: int
    survival: float | None
    lower: float | None
    upper: float | None
    provisional: bool
    reason: Caution | None
    reach: float | None = None


@dataclass(frozen=True, slots=True)
class GroupRetention:
    """One group's people, events, median time to event and rates at the horizons asked for."""

    label: str
    n: int
    events: int
    median: Quantile
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """Retention of every group; ``logrank`` only where there are at least two groups."""

    n: int
    events: int
    groups: tuple[GroupRetention, ...]
    logrank: LogRank | None


def retention(
    ledger: Ledger,
    *,
    horizons: Sequence[float],
    potential: Ledger | None = None,
    rule: HonestyRule = HONESTY,
) -> Retention:
    """Return medians, honest rates and the log-rank test for the groups of ``ledger``.

    ``horizons`` and times share one unit. ``potential`` holds the same people at their potential
    follow-up (data cut-off − index date), everyone without event; with it reach is judged.
    Raises ValueError where its labels are not those of ``ledger``, or a horizon is below 0.
    """
    if any(not horizon >= 0 for horizon in horizons):
        raise ValueError("horizons must be 0 or more")
    if potential is not None and potential.labels != ledger.labels:
        raise ValueError("potential follow-up must have the same groups")
    lines = curves(ledger)
    reaches = curves(potential) if potential is not None else (None,) * len(lines)
    groups = tuple(
        GroupRetention(
            label=line.label,
            n=line.n,
            events=line.n_events,
            median=line.quantile(0.5),
            rates=tuple(rate(line, horizon, potential=reach, rule=rule) for horizon in horizons),
        )
        for line, reach in zip(lines, reaches, strict=True)
    )
    return Retention(
        n=sum(group.n for group in groups),
        events=sum(group.events for group in groups),
        groups=groups,
        logrank=logrank(lines) if len(lines) > 1 else None,
    )


def rate(
    line: Curve,
    horizon: float,
    *,
    potential: Curve | None = None,
    rule: HonestyRule = HONESTY,
) -> Rate:
    """Return the rate of one group at ``horizon``, refused or marked as ``rule`` says."""
    point = line.at(horizon)
    reach = potential.n_risk(horizon) / potential.n if potential and potential.n else None
    reason = caution(
        last=line.last, n_risk=point.n_risk, horizon=horizon, reach=reach, rule=rule
    )  # fmt: skip
    refused = reason is not None and reason.code == BEYOND
    return Rate(
        time=horizon,
        n_risk=point.n_risk,
        events=point.events,
        survival=None if refused else point.survival,
        lower=None if refused else point.lower,
        upper=None if refused else point.upper,
        provisional=reason is not None,
        reason=reason,
        reach=reach,
    )


BEYOND = "beyond_last_observation"
FEW = "few_at_risk"
REACH = "low_reach"


def caution(
    *,
    last: float | None,
    n_risk: int,
    horizon: float,
    reach: float | None = None,
    rule: HonestyRule = HONESTY,
) -> Caution | None:
    """Return why a rate at ``horizon`` is refused (code BEYOND) or provisional, or ``None``.

    ``last`` is the last observation of the group, ``None`` where nobody is in it.
    """
    if last is None:
        return Caution(BEYOND, Words("本组无人被观察", "Nobody in this group was observed"))
    if horizon > last:
        words = Words(
            "超出最后一次观察（{last}），不给出比率",
            "Beyond the last observation ({last}): no rate is given",
        )
        return Caution(BEYOND, words.fill(last=last))
    if n_risk < rule.min_at_risk:
        words = Words(
            "在险人数 {n}，少于 {floor}：暂定",
            "{n} at risk, fewer than {floor}: provisional",
        )
        return Caution(FEW, words.fill(n=n_risk, floor=rule.min_at_risk))
    if reach is not None and reach < rule.min_reach:
        words = Words(
            "可随访到此时点的人占 {reach:.0%}，低于 {floor:.0%}：暂定",
            "Only {reach:.0%} could have been followed this long, below {floor:.0%}: provisional",
        )
        return Caution(REACH, words.fill(reach=reach, floor=rule.min_reach))
    return None
