"""Retention of three columns, as one JSON object or as tables for the terminal."""

import json
from collections.abc import Sequence
from typing import TextIO

from rich.table import Table

from guihang.engines.definitions import Definition
from guihang.engines.retention import HONESTY, GroupRetention, Rate, Retention, retention
from guihang.engines.survival_ledger import tally
from guihang.engines.words import Words
from guihang.outcomes.columns import Columns
from guihang.outcomes.printing import percent, plain_table, screen, time

CONVENTIONS = (
    Words(
        "操守保持率 S(t)：Kaplan–Meier，95% 区间用 log-log 变换；"
        "同一时点先计事件、后计删失；在险＝时长 ≥ t。",
        "Retention S(t): Kaplan–Meier, 95% log-log limits; events before censorings on ties; "
        "at risk = time ≥ t.",
    ),
    Words(
        "中位数：S 恰为 0.5 的一段取中点（R 的约定），区间按 Brookmeyer–Crowley。"
        "删失假定与事件无关。",
        "Median: midpoint where S is exactly 0.5 (as in R), Brookmeyer–Crowley limits. "
        "Censoring is taken to be independent of the event.",
    ),
    Words(
        "超出最后一次观察不给出比率；在险少于 {n} 人为暂定（{rule}）。",
        "No rate beyond the last observation; provisional with fewer than {n} at risk ({rule}).",
    ).fill(n=HONESTY.min_at_risk, rule=f"{HONESTY.code} {HONESTY.version}"),
)


def retention_of(columns: Columns, horizons: list[float]) -> Retention:
    """Return the retention of ``columns`` at ``horizons`` (same unit as the times)."""
    ledger = tally(
        time=columns.time, event=columns.event, group=columns.group, labels=columns.labels
    )
    return retention(ledger, horizons=horizons)


def as_json(result: Retention, columns: Columns, definition: Definition | None = None) -> str:
    """Return one JSON object; what is undefined or refused is null.

    Figures of the region's own records name the ``definition`` by which they were counted.
    """
    answer: dict[str, object] = {
        "n": result.n,
        "n_missing": columns.n_missing,
        "events": result.events,
        "groups": [_group(group) for group in result.groups],
    }
    if result.logrank is not None:
        test = result.logrank
        answer["logrank"] = {"chi2": test.chi2, "df": test.df, "p": test.p}
    if definition is not None:
        answer["definition"] = {"code": definition.code, "version": definition.version}
    return json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=2)


def _group(group: GroupRetention) -> dict[str, object]:
    return {
        "group": group.label,
        "n": group.n,
        "events": group.events,
        "median": group.median.time,
        "median_lower": group.median.lower,
        "median_upper": group.median.upper,
        "at": [
            {
                "time": rate.time,
                "n_risk": rate.n_risk,
                "events": rate.events,
                "survival": rate.survival,
                "lower": rate.lower,
                "upper": rate.upper,
                "provisional": rate.provisional,
                "reason": rate.reason.code if rate.reason else None,
            }
            for rate in group.rates
        ],
    }


def print_tables(
    result: Retention, columns: Columns, *, file: TextIO, definition: Definition | None = None
) -> None:
    """Print medians, rates, the test and the conventions behind them, in both languages."""
    console = screen(file)
    notes = tuple(
        dict.fromkeys(
            rate.reason.words for group in result.groups for rate in group.rates if rate.reason
        )
    )
    console.print(_medians(result))
    console.print(_rates(result, notes))
    for number, words in enumerate(notes, start=1):
        console.print(f"[{number}] {words.zh} · {words.en}")
    if (test := result.logrank) is not None:
        if test.chi2 is None or test.p is None:
            console.print("对数秩检验：无可比较的事件 · Log-rank: nothing to compare")
        else:
            console.print(
                f"对数秩检验 · Log-rank: χ²={test.chi2:.4f}, df={test.df}, p={test.p:.3g}"
            )
    console.print(f"缺值未计入的行 · Rows left out, a value missing: {columns.n_missing}\n")
    for words in (*_definition(definition), *CONVENTIONS):
        console.print(f"{words.zh}\n{words.en}")


def _definition(definition: Definition | None) -> Sequence[Words]:
    if definition is None:
        return ()
    name = Words("定义 {name}（{code} v{version}）", "Definition {name} ({code} v{version})")
    return (
        Words(
            *(
                text.format(name=words, code=definition.code, version=definition.version)
                for text, words in zip(name, definition.words, strict=True)
            )
        ),
        definition.meaning,
        definition.source,
    )


def _medians(result: Retention) -> Table:
    table = plain_table(
        "组 · Groups",
        ("人数\nn", "事件\nEvents", "中位数\nMedian", "95% 区间\n95% limits"),
    )
    for group in result.groups:
        median = group.median
        limits = f"{time(median.lower)} – {time(median.upper)}"
        table.add_row(group.label, str(group.n), str(group.events), time(median.time), limits)
    return table


def _rates(result: Retention, notes: Sequence[Words]) -> Table:
    table = plain_table(
        "操守保持率 · Retention",
        (
            "时点\nTime",
            "在险\nAt risk",
            "累计事件\nEvents",
            "保持率\nRate",
            "95% 区间\n95% limits",
            "注\nNote",
        ),
    )
    for group in result.groups:
        for rate in group.rates:
            note = f"[{notes.index(rate.reason.words) + 1}]" if rate.reason else ""
            table.add_row(group.label, *_cells(rate), note)
    return table


def _cells(rate: Rate) -> tuple[str, ...]:
    limits = "—" if rate.lower is None else f"{percent(rate.lower)} – {percent(rate.upper)}"
    counts = (time(rate.time), str(rate.n_risk), str(rate.events))
    return (*counts, percent(rate.survival), limits)
