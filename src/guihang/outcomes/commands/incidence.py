"""``guihang outcomes incidence``: several outcomes that exclude one another."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from guihang.engines.retention import BEYOND, HONESTY, Caution, caution
from guihang.engines.stats.gray import Gray, gray
from guihang.engines.stats.incidence import Incidence, incidences
from guihang.engines.survival_ledger import OutcomeLedger, tally_outcomes
from guihang.engines.words import Words
from guihang.outcomes import options
from guihang.outcomes.fields import Cause, Group, Time
from guihang.outcomes.printing import as_json, notes, number, percent, plain_table, screen, time
from guihang.outcomes.table import read_table

CONVENTIONS = (
    Words(
        "累积发生率：Aalen–Johansen，即各结局并存时的真实概率；不用 1−Kaplan–Meier（会偏高）。"
        "未发生任何结局的概率与各发生率之和为 1。",
        "Cumulative incidence: Aalen–Johansen, the probability while the other outcomes happen "
        "too; never 1 − Kaplan–Meier, which is too high. Free of all + incidences = 1.",
    ),
    Words(
        "标准误用无穷小刀切法，95% 区间用 log-log 变换；Gray 检验比较各组的发生率。",
        "Standard errors by the infinitesimal jackknife, 95% log-log limits; Gray's test compares "
        "incidences between groups.",
    ),
    Words(
        "超出最后一次观察不给出比率；在险少于 {n} 人为暂定（{rule}）。",
        "No rate beyond the last observation; provisional with fewer than {n} at risk ({rule}).",
    ).fill(n=HONESTY.min_at_risk, rule=f"{HONESTY.code} {HONESTY.version}"),
)


@click.command(
    short_help="累积发生率（竞争结局）· Cumulative incidence",
    help="各种结局的累积发生率（Aalen–Johansen）和 Gray 检验：一人一行的 CSV，结局列 0 表示删失，"
    "1、2……表示最先发生的结局。\n\n"
    "Cumulative incidence of each outcome (Aalen–Johansen) and Gray's test: a CSV with one row "
    "per person; in the column of outcomes 0 is censored, 1, 2, … what happened first.",
)
@options.file
@options.duration
@click.option(
    "--cause", metavar="COL", help="结局列，0、1、2…… · column with the outcome, 0, 1, 2, …"
)
@options.by
@options.at
@options.as_json
def incidence(
    file: Path | None,
    duration: str | None,
    cause: str | None,
    by: str | None,
    at: str,
    as_json: bool,
) -> None:
    """Print the incidence of every outcome by group, and Gray's test of each."""
    horizons = options.horizons(at)
    path, length, happened = options.needed(file, duration=duration, cause=cause)
    times, causes, group = Time(length), Cause(happened), None if by is None else Group(by)
    with options.unusable():
        n_missing = read_table(path, [times, causes, *([] if group is None else [group])])
    ledger = tally_outcomes(
        time=times.column,
        outcome=causes.column,
        group=None if group is None else group.column,
        labels=("all",) if group is None else group.labels,
    )
    lines = incidences(ledger)
    tests = gray(ledger) if len(lines) > 1 else ()
    if as_json:
        click.echo(_json(ledger, lines, tests, horizons, n_missing))
    else:
        _print(lines, tests, horizons, n_missing)


def _json(
    ledger: OutcomeLedger,
    lines: tuple[Incidence, ...],
    tests: tuple[Gray, ...],
    horizons: list[float],
    n_missing: int,
) -> str:
    answer: dict[str, Any] = {
        "n": ledger.n,
        "n_missing": n_missing,
        "censored": int(ledger.counts[:, 0].sum()),
        "groups": [
            {
                "group": line.label,
                "n": line.n,
                "free": [
                    {"time": t, "survival": None if _refused(line, t) else line.free_at(t)}
                    for t in horizons
                ],
                "causes": [
                    {
                        "cause": cause,
                        "events": int(line.events[:, place].sum()),
                        "at": [_at(line, cause, t) for t in horizons],
                    }
                    for place, cause in enumerate(line.causes)
                ],
            }
            for line in lines
        ],
    }
    if tests:
        answer["gray"] = [asdict(test) for test in tests]
    return as_json(answer)


def _caution(line: Incidence, t: float) -> Caution | None:
    return caution(last=line.last, n_risk=line.n_risk(t), horizon=t)


def _refused(line: Incidence, t: float) -> bool:
    found = _caution(line, t)
    return found is not None and found.code == BEYOND


def _at(line: Incidence, cause: int, t: float) -> dict[str, Any]:
    point, reason, refused = line.at(t, cause), _caution(line, t), _refused(line, t)
    return {
        "time": t,
        "n_risk": point.n_risk,
        "events": point.events,
        "cif": None if refused else point.incidence,
        "se": None if refused else point.stderr,
        "lower": None if refused else point.lower,
        "upper": None if refused else point.upper,
        "provisional": reason is not None,
        "reason": reason.code if reason else None,
    }


def _print(
    lines: tuple[Incidence, ...], tests: tuple[Gray, ...], horizons: list[float], n_missing: int
) -> None:
    console = screen(sys.stdout)
    table = plain_table(
        "累积发生率 · Cumulative incidence",
        (
            "结局\nOutcome",
            "时点\nTime",
            "在险\nAt risk",
            "累计发生\nEvents",
            "发生率\nIncidence",
            "95% 区间\n95% limits",
            "注\nNote",
        ),
    )
    found: list[Words] = []
    for line in lines:
        for cause in line.causes:
            for t in horizons:
                table.add_row(line.label, str(cause), *_cells(line, cause, t, found))
    console.print(table)
    for place, words in enumerate(found, start=1):
        console.print(f"[{place}] {words.zh} · {words.en}")
    for test in tests:
        p = "—" if test.p is None else f"{test.p:.3g}"
        told = f"χ²={number(test.chi2)}, df={test.df}, p={p}"
        console.print(f"Gray 检验，结局 {test.cause} · Gray's test, outcome {test.cause}: {told}")
    notes(console, CONVENTIONS, n_missing)


def _cells(line: Incidence, cause: int, t: float, found: list[Words]) -> tuple[str, ...]:
    point, reason = line.at(t, cause), _caution(line, t)
    if reason is not None and reason.words not in found:
        found.append(reason.words)
    note = f"[{found.index(reason.words) + 1}]" if reason else ""
    counts = (time(t), str(point.n_risk), str(point.events))
    if _refused(line, t):
        return (*counts, "—", "—", note)
    limits = "—" if point.lower is None else f"{percent(point.lower)} – {percent(point.upper)}"
    return (*counts, percent(point.incidence), limits, note)
