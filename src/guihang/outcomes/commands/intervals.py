"""``guihang outcomes intervals``: the event is known only to lie between two visits."""

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from guihang.core.refusal import Reason, Refused
from guihang.engines.retention import HONESTY, Caution, caution
from guihang.engines.stats.intervals import Npmle, turnbull
from guihang.engines.words import Words
from guihang.outcomes import options
from guihang.outcomes.fields import Time
from guihang.outcomes.printing import as_json, notes, number, percent, plain_table, screen, time
from guihang.outcomes.table import read_table

CONVENTIONS = (
    Words(
        "半开区间：事件在左端之后，不晚于右端。左为最后一次阴性，右为首次阳性；右为空表示未见发生（右删失）；"
        "左右相等表示确切日期。",
        "Half-open intervals (left, right]: left the last negative, right the first positive; a "
        "blank right end was not seen to happen; equal ends are an exact date.",
    ),
    Words(
        "Turnbull 非参数最大似然估计。只有最内区间以外的保持率是唯一的；"
        "区间之内给出上下界，估计值按右端（检出日）计。",
        "Turnbull's nonparametric maximum likelihood. Retention is unique outside the innermost "
        "intervals; inside one its bounds are given, and the figure counts the event at the "
        "right end, as a visit finds it.",
    ),
    Words(
        "超出最后一次检测不给出比率；已知此时仍未发生的少于 {n} 人为暂定（{rule}）。",
        "No rate beyond the last visit; provisional with fewer than {n} people known to be free "
        "then ({rule}).",
    ).fill(n=HONESTY.min_at_risk, rule=f"{HONESTY.code} {HONESTY.version}"),
)


@click.command(
    short_help="区间删失的保持率 · Retention from intervals between tests",
    help="两次检测之间发生的事件（Turnbull）：一人一行的 CSV，事件在左端之后、不晚于右端，右端空白表示未见"
    "发生。\n\n"
    "Events between two tests (Turnbull): a CSV with one row per person; the event lies in "
    "(left, right], a blank right end means that it was not seen.",
)
@options.file
@click.option("--left", metavar="COL", help="左端列 · column with the left end")
@click.option("--right", metavar="COL", help="右端列，空白为删失 · right end, blank if not seen")
@options.at
@options.as_json
def intervals(
    file: Path | None, left: str | None, right: str | None, at: str, as_json: bool
) -> None:
    """Print the estimated survival at the horizons, and its log-likelihood."""
    horizons = options.horizons(at)
    path, low, high = options.needed(file, left=left, right=right)
    starts, ends = Time(low), Time(high, open_end=True)
    with options.unusable():
        n_missing = read_table(path, [starts, ends], check=_in_order)
    found = turnbull(starts.column, ends.column)
    free = np.sort(starts.column)
    rates = [_rate(found, t, int(free.size - np.searchsorted(free, t))) for t in horizons]
    if as_json:
        click.echo(_json(found, rates, n_missing))
    else:
        _print(found, rates, n_missing)


def _in_order(values: Sequence[Any]) -> None:
    left, right = values
    if left > right:
        words = Words(
            "左端 {left:g} 大于右端 {right:g}",
            "the left end {left:g} is above the right end {right:g}",
        )
        raise Refused([Reason("not_an_interval", words.fill(left=left, right=right))])


def _rate(found: Npmle, t: float, n_free: int) -> tuple[dict[str, Any], Caution | None]:
    """Return the figures at ``t``; ``n_free`` people were negative at ``t`` or later."""
    point = found.at(t)
    last = int(found.last) if found.last.is_integer() else found.last
    reason = caution(last=last, n_risk=n_free, horizon=t)
    return {
        "time": t,
        "n_free": n_free,
        "survival": point.survival,
        "survival_low": point.lower,
        "survival_high": point.upper,
        "identified": point.identified,
        "provisional": reason is not None,
        "reason": reason.code if reason else None,
    }, reason


def _json(found: Npmle, rates: list[tuple[dict[str, Any], Caution | None]], n_missing: int) -> str:
    answer = {
        "n": found.n,
        "n_missing": n_missing,
        "events": found.n_events,
        "n_uninformative": found.n_uninformative,
        "loglik": found.loglik,
        "converged": found.converged,
        "kkt_max": found.gradient,
        "at": [rate for rate, _ in rates],
        "intervals": [
            {
                "left": float(left),
                "right": float(right) if math.isfinite(right) else None,
                "mass": float(mass),
                "survival_after": float(after),
            }
            for left, right, mass, after in zip(
                found.left, found.right, found.mass, found.after(), strict=True
            )
        ],
    }
    return as_json(answer)


def _print(
    found: Npmle, rates: list[tuple[dict[str, Any], Caution | None]], n_missing: int
) -> None:
    console = screen(sys.stdout)
    table = plain_table(
        "区间删失的保持率 · Retention from intervals",
        ("已知未发生\nKnown free", "保持率\nRate", "上下界\nBounds", "注\nNote"),
        "时点\nTime",
    )
    words = list(dict.fromkeys(reason.words for _, reason in rates if reason))
    for rate, reason in rates:
        bounds = f"{percent(rate['survival_low'])} – {percent(rate['survival_high'])}"
        note = f"[{words.index(reason.words) + 1}]" if reason else ""
        unique = rate["identified"] or rate["survival"] is None
        table.add_row(
            time(rate["time"]),
            str(rate["n_free"]),
            percent(rate["survival"]),
            "—" if unique else bounds,
            note,
        )
    console.print(table)
    for place, one in enumerate(words, start=1):
        console.print(f"[{place}] {one.zh} · {one.en}")
    console.print(
        f"人数 · People: {found.n}; 从未检测 · never tested: {found.n_uninformative}; "
        f"对数似然 · log-likelihood: {number(found.loglik)}"
    )
    notes(console, CONVENTIONS, n_missing)
