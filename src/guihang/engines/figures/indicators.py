"""Figures worked out from a cohort's counts: by definition, with limits, refused where too little
is known (:mod:`guihang.engines.retention` states the rule).
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

import numpy as np

from guihang.engines.definitions import HORIZONS, Definition, Kind, State
from guihang.engines.definitions.results import COVERAGE, GOLDEN90
from guihang.engines.figures.cohort_counts import CohortCounts, Measure, Rows, ledger
from guihang.engines.retention import BEYOND, FEW, HONESTY, REACH, Caution, HonestyRule
from guihang.engines.retention import rate as rate_of
from guihang.engines.stats.before_after import share_limits
from guihang.engines.survival import curves
from guihang.engines.words import Words

ENGINE = "indicators 2"
"""Version of this calculation; stored with every published figure."""

NOT_YET = "not_yet"
LOST = "lost"
_LOST = frozenset({State.UNKNOWN, State.MOVED})


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one cohort.

    ``numerator`` people of ``denominator``; for a curve, people at risk and None. ``value`` with
    95 % limits (Wilson for shares, log-log for curves), None where refused. ``lost``: share not
    reached in the window before the horizon. ``reach``: share of the cohort for whom the horizon
    has passed. ``tests``: drug tests done, and due. ``reason``: why it is refused or provisional.
    """

    code: str
    version: int
    numerator: int | None
    denominator: int
    value: float | None
    lower: float | None
    upper: float | None
    lost: float | None
    reach: float | None
    tests: tuple[int, int]
    provisional: bool
    reason: Caution | None


def figure(
    definition: Definition, counts: CohortCounts, cut_off: date, rule: HonestyRule = HONESTY
) -> Figure:
    """Return a retention figure, a share of the golden quarter, or coverage, of a cohort.

    Raises ValueError for an indicator that is counted elsewhere (``measured``).
    """
    if definition.horizon is None:
        raise ValueError(f"{definition.code} is not worked out from a cohort")
    place = next(n for n, one in enumerate(HORIZONS) if one.days == definition.horizon)
    everybody = counts.people()
    ended = counts.ended(Measure(place), definition.horizon, cut_off)
    reach = int(ended[:, 4].sum()) / everybody if everybody else None
    lost = _share(ended, _LOST)
    tests = _tests(counts, place, definition.horizon, cut_off)
    about = {"lost": lost, "reach": reach, "tests": tests}
    if definition.kind is Kind.CURVE:
        return _curve(definition, counts, about, rule)
    numerator, denominator = _parts(definition, counts, ended, cut_off)
    return _shared(definition, numerator, denominator, about, rule)


def _parts(
    definition: Definition, counts: CohortCounts, ended: Rows, cut_off: date
) -> tuple[int, int]:
    """Return numerator and denominator of a share."""
    state, agreed, people = ended[:, 3] % 8, ended[:, 3] >= 8, ended[:, 4]
    if definition.code == GOLDEN90.code:
        rows = counts.ended(Measure.GOLDEN, GOLDEN90.horizon or 0, cut_off)
        planned = rows[rows[:, 3] > 0]
        return int(planned[planned[:, 3] == 2, 4].sum()), int(planned[:, 4].sum())
    if definition.code == COVERAGE.code:
        here = ~np.isin(state, [State.DIED, State.CUSTODY, State.MOVED])
        return int(people[here & agreed].sum()), int(people[here].sum())
    among = np.isin(state, list(definition.among)) & (agreed | (not definition.clients))
    counted = among & np.isin(state, list(definition.counted))
    return int(people[counted].sum()), int(people[among].sum())


def _shared(
    definition: Definition, numerator: int, denominator: int, about: dict, rule: HonestyRule
) -> Figure:
    reason = _caution(denominator, about["reach"], rule)
    if reason is None and _takes_the_lost_for_known(definition):
        reason = _unknown(about["lost"], rule)
    refused = reason is not None and reason.code not in (REACH, LOST)
    value = None if refused else numerator / denominator
    lower, upper = (None, None) if refused else share_limits(numerator, denominator)
    return Figure(
        definition.code, definition.version, numerator, denominator, value, lower, upper,
        provisional=reason is not None, reason=reason, **about,
    )  # fmt: skip


def _curve(definition: Definition, counts: CohortCounts, about: dict, rule: HonestyRule) -> Figure:
    line, horizon = curves(ledger(counts.times))[0], definition.horizon or 0
    found = rate_of(line, horizon, rule=rule)
    reason = found.reason
    if reason is None and about["reach"] is not None and about["reach"] < rule.min_reach:
        reason = _low(about["reach"], rule)
    reason = reason or _unknown(about["lost"], rule)
    refused = reason is not None and reason.code in (BEYOND, FEW)
    return Figure(
        definition.code, definition.version, None, found.n_risk,
        None if refused else found.survival, None if refused else found.lower,
        None if refused else found.upper, provisional=reason is not None, reason=reason, **about,
    )  # fmt: skip


def _caution(denominator: int, reach: float | None, rule: HonestyRule) -> Caution | None:
    if denominator == 0:
        return Caution(NOT_YET, Words(
            "还没有人满这一时长，不给出比率", "For nobody has this span passed: no rate is given"))  # fmt: skip
    if denominator < rule.min_at_risk:
        words = Words(
            "只有 {n} 人，少于 {floor}：不给出比率",
            "{n} people, fewer than {floor}: no rate is given",
        )
        return Caution(FEW, words.fill(n=denominator, floor=rule.min_at_risk))
    return _low(reach, rule) if reach is not None and reach < rule.min_reach else None


def _low(reach: float, rule: HonestyRule) -> Caution:
    words = Words(
        "已满这一时长的人占 {reach:.0%}，低于 {floor:.0%}：暂定",
        "For {reach:.0%} this span has passed, below {floor:.0%}: provisional",
    )
    return Caution(REACH, words.fill(reach=reach, floor=rule.min_reach))


def _takes_the_lost_for_known(definition: Definition) -> bool:
    """Say whether somebody of whom nothing is known counts like one who was seen to be well."""
    counted = definition.counted
    return bool(counted - _LOST) and bool(counted & {State.UNKNOWN, State.RELAPSED})


def _unknown(lost: float | None, rule: HonestyRule) -> Caution | None:
    if lost is None or lost <= 1 - rule.min_reach:
        return None
    words = Words(
        "失访 {lost:.0%}，过半的人情况不明：暂定",
        "Lost: {lost:.0%}; of more than half nothing is known: provisional",
    )
    return Caution(LOST, words.fill(lost=lost))


def _share(rows: Rows, chosen: Set[State]) -> float | None:
    total = int(rows[:, 4].sum())
    return int(rows[np.isin(rows[:, 3] % 8, list(chosen)), 4].sum()) / total if total else None


def _tests(counts: CohortCounts, place: int, horizon: int, cut_off: date) -> tuple[int, int]:
    rows = counts.ended(Measure(Measure.TESTS + place), horizon, cut_off)
    return int(rows[rows[:, 3] == 1, 4].sum()), int(rows[rows[:, 3] == 0, 4].sum())
