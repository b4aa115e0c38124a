"""``guihang outcomes funnel``: facilities beside the average for the people they had."""

import sys
from pathlib import Path
from typing import Any

import click
import numpy as np

from guihang.engines.retention import HONESTY
from guihang.engines.stats.funnel import Facility, Funnel, standardised
from guihang.engines.stats.shrinkage import Shrunken, shrink
from guihang.engines.words import Words
from guihang.outcomes import options
from guihang.outcomes.commands.cox import unfit
from guihang.outcomes.fields import Covariate, Event, Group, Time
from guihang.outcomes.printing import as_json, notes, number, plain_table, screen
from guihang.outcomes.table import read_table

CONVENTIONS = (
    Words(
        "标化比＝实际事件数 ÷ 预期事件数；预期数按各单位人员入所前的特征，由全体合并的 Cox 模型"
        "（Efron）算出。标化比只与“同样人员的平均水平”相比，两个单位之间不能互比，也不排名次。",
        "Ratio = observed over expected events; expected by one pooled Cox model (Efron) from what "
        "people brought with them. It compares a unit with the average for its own mix: two "
        "ratios cannot be compared with each other, and nothing is ranked.",
    ),
    Words(
        "区间为 Poisson 精确 95% 区间；z 用平方根尺度（Spiegelhalter 2005），按 10% 缩尾估计过离散 φ，"
        "加性方差 τ²。单位少时 φ 很不准，两种 z 一并给出。",
        "Exact 95% Poisson limits; z on the square-root scale (Spiegelhalter 2005), φ winsorised "
        "at 10%, additive τ². With few units φ is very uncertain: both z are shown.",
    ),
    Words(
        "不要用单位自己做过的事作协变量。少于 {n} 人的单位（标 *）不宜公布。",
        "Never adjust for anything a unit did itself. A unit with fewer than {n} people (*) is "
        "not fit to be published.",
    ).fill(n=HONESTY.min_at_risk),
)


@click.command(
    short_help="各单位漏斗图 · Funnel of units",
    help="按人员构成间接标化的各单位事件比（漏斗图）：一人一行的 CSV。\n\n"
    "Indirectly standardised event ratios of units (funnel): a CSV with one row per person.",
)
@options.file
@options.duration
@options.event
@click.option("--unit", metavar="COL", help="单位列 · column with the unit")
@options.covariates
@click.option("--horizon", metavar="H", help="只计到此时点 · follow-up counts up to H")
@options.as_json
def funnel(
    file: Path | None,
    duration: str | None,
    event: str | None,
    unit: str | None,
    covariates: str | None,
    horizon: str | None,
    as_json: bool,
) -> None:
    """Print observed and expected events of every unit, and how far each stands out."""
    path, length, happened, place, listed = options.needed(
        file, duration=duration, event=event, unit=unit, covariates=covariates
    )
    until = None if horizon is None else options.horizons(horizon, "--horizon")[0]
    times, events, units = Time(length), Event(happened), Group(place)
    factors = [Covariate(name) for name in options.names(listed, "--covariates")]
    with options.unusable():
        n_missing = read_table(path, [times, events, units, *factors])
    x = {name: column for one in factors for name, column in one.columns.items()}
    with unfit():
        found = standardised(
            time=times.column,
            event=events.column,
            unit=units.column,
            labels=units.labels,
            covariates=np.column_stack(list(x.values())),
            names=list(x),
            horizon=until,
        )
    observed, expected = zip(*((one.observed, one.expected) for one in found.units), strict=True)
    shrunken = shrink(observed, expected) if len(found.units) > 1 else None
    if as_json:
        click.echo(_json(found, shrunken, int(times.column.size), n_missing))
    else:
        _print(found, shrunken, n_missing)


def _json(found: Funnel, shrunken: Shrunken | None, n: int, n_missing: int) -> str:
    assert found.model is not None
    answer = {
        "n": n,
        "n_missing": n_missing,
        "horizon": found.horizon,
        "observed": found.observed,
        "expected": found.expected,
        "phi": found.phi,
        "phi_unwinsorised": found.phi_unwinsorised,
        "overdispersion_chi2": found.dispersion_chi2,
        "tau2": found.tau2,
        "winsor": found.winsor,
        "winsor_limits": list(found.winsor_limits),
        "units": [_unit(one, shrunken, place) for place, one in enumerate(found.units)],
        "left_out": list(found.left_out),
        "model": [
            {"name": row.name, "coef": row.coef, "se": row.se} for row in found.model.coefficients
        ],
    }
    return as_json(answer)


def _unit(one: Facility, shrunken: Shrunken | None, place: int) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "n": one.n,
        "observed": one.observed,
        "expected": one.expected,
        "srr": one.ratio,
        "lower": one.lower,
        "upper": one.upper,
        "z": one.z,
        "z_winsorised": one.z_winsorised,
        "z_multiplicative": one.z_multiplicative,
        "z_additive": one.z_additive,
        "limit95_lower": one.limits_95[0],
        "limit95_upper": one.limits_95[1],
        "limit998_lower": one.limits_998[0],
        "limit998_upper": one.limits_998[1],
        "limit998_lower_additive": one.limits_998_additive[0],
        "limit998_upper_additive": one.limits_998_additive[1],
        "shrunken": None
        if shrunken is None
        else {
            "srr": float(shrunken.mean[place]),
            "lower": float(shrunken.lower[place]),
            "upper": float(shrunken.upper[place]),
            "exceeds": shrunken.excess,
            "probability": float(shrunken.exceeds[place]),
        },
        "publishable": one.n >= HONESTY.min_at_risk,
    }


def _print(found: Funnel, shrunken: Shrunken | None, n_missing: int) -> None:
    console = screen(sys.stdout)
    table = plain_table(
        "各单位与平均水平 · Units beside the average",
        (
            "人数\nn",
            "实际\nObserved",
            "预期\nExpected",
            "标化比\nRatio",
            "95% 区间\n95% limits",
            "z",
            "z 加性\nadditive",
            "收缩后\nShrunken",
        ),
        "单位\nUnit",
    )
    for place, one in enumerate(found.units):
        table.add_row(
            one.unit if one.n >= HONESTY.min_at_risk else f"{one.unit} *",
            str(one.n),
            str(one.observed),
            number(one.expected, 2),
            number(one.ratio, 2),
            f"{one.lower:.2f} – {one.upper:.2f}",
            number(one.z, 2),
            number(one.z_additive, 2),
            number(float(shrunken.mean[place]), 2) if shrunken else "—",
        )
    console.print(table)
    console.print(f"φ={number(found.phi)}, τ²={number(found.tau2)}")
    if found.left_out:
        listed = ", ".join(found.left_out)
        console.print(f"预期为 0，未列 · Expecting no event, left out: {listed}")
    notes(console, CONVENTIONS, n_missing)
