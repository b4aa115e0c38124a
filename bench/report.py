"""The budgets, and what was measured, as tables."""

from argparse import Namespace
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

READS, WRITES = 4.0, 3.0
PAGE_MS, RECORD_MS = 150.0, 100.0
FLAT = 1.3
MEGABYTES = 400.0


@dataclass(frozen=True)
class Budget:
    """One promise: what it says, what was measured, and whether that keeps it."""

    words: str
    value: str
    target: str
    met: bool | None


def budgets(results: dict[str, Any], given: Namespace) -> list[Budget]:
    """Return every budget that the measurements at the largest size speak of."""
    sizes = sorted(map(int, results))
    now = results[str(sizes[-1])]
    works = {name: one for name, one in now.items() if isinstance(one, dict) and "kind" in one}
    found = [_wrong(one) for one in works.values() if "wrong" in one]
    works = {name: one for name, one in works.items() if "wrong" not in one}
    found += [_ratio(one) for one in works.values() if "plain" in one]
    found += [_latency(one) for one in works.values() if one["kind"] in ("page", "record")]
    if len(sizes) > 1:
        before = results[str(sizes[-2])]
        found += [
            _flat(one, before[name], sizes) for name, one in works.items()
            if "web_ms" in before.get(name, {}) and one["kind"] in ("read", "page")
        ]  # fmt: skip
    found += _work(now["engine"]) if "engine" in now else []
    found += statistics(now["statistics"]) if "statistics" in now else []
    if sizes := now.get("megabytes"):
        parts = {name: sizes[name] for name in ("web", "jobs", "database")}
        told = ", ".join(f"{name} {value:.0f}" for name, value in parts.items())
        found.append(_at_most(f"server memory: {told}", sum(parts.values()), MEGABYTES, "MB"))
    return found


def _at_most(words: str, value: float, target: float, unit: str) -> Budget:
    return Budget(words, f"{value:.1f} {unit}", f"≤ {target:g} {unit}", value <= target)


def _wrong(one: dict[str, Any]) -> Budget:
    return Budget(one["words"], "not measured", "an answer", False)


def _cost(one: dict[str, Any]) -> float:
    return float(one["web_ms"] + one["database_ms"])


def _ratio(one: dict[str, Any]) -> Budget:
    target = READS if one["kind"] == "read" else WRITES
    ratio = one["rate"] / one["plain"]["rate"]
    cost = _cost(one["plain"]) / _cost(one)
    value = f"{ratio:.1f}× (by processor time {cost:.1f}×)"
    return Budget(
        f"API against plain DRF: {one['words']}", value, f"≥ {target:g}×", ratio >= target
    )


def _latency(one: dict[str, Any]) -> Budget:
    target = PAGE_MS if one["kind"] == "page" else RECORD_MS
    return _at_most(f"p95, {one['words']}", one["p95"], target, "ms")


def _flat(one: dict[str, Any], before: dict[str, Any], sizes: list[int]) -> Budget:
    ratio = _cost(one) / _cost(before)
    words = f"{sizes[-2]:,} → {sizes[-1]:,} people, processor time: {one['words']}"
    return Budget(words, f"{ratio:.2f}×", f"≤ {FLAT}×", ratio <= FLAT)


def _work(engine: dict[str, Any]) -> list[Budget]:
    kept, counted = engine["written_seconds"], engine["retention"]
    return [
        Budget(
            f"engine alone, one core, {engine['tasks']:.0f} tasks a person",
            f"{engine['rate']:,.0f} people/s", "≥ 5,000 people/s", engine["rate"] >= 5000,
        ),
        Budget(
            f"plans of 100,000 people computed and written, {engine['written_tasks']:.0f} tasks "
            f"each (measured with {engine['written_people']:,})",
            f"{kept:.0f} s, {engine['written_processor_seconds']:.0f} s of processor time",
            "≤ 120 s", kept <= 120,
        ),
        _at_most("one changed fact planned again, p50", engine["one_p50"], 20, "ms"),
        _at_most(
            f"first page of retention after new records, {engine['page']['people']:,} people (again "
            f"{engine['page']['again_ms']:.0f} ms)", engine["page"]["first_ms"], 300, "ms",
        ),
        _at_most(
            f"{engine['facts']['people']:,} people counted from Parquet in "
            f"{engine['facts']['count_seconds']:.0f} s, peak", engine["facts"]["peak_mb"], 1024, "MB",
        ),
        _at_most(
            f"retention of 1,000,000 by 13 facilities from columns, p50 (processor "
            f"{counted['cpu_ms']:.1f} ms)", counted["median_ms"], 20, "ms",
        ),
    ]  # fmt: skip


def statistics(found: dict[str, Any]) -> list[Budget]:
    """Return the budgets of the statistics alone, as ratios in one run."""
    curves, cox = found["curves"], found["cox"]
    faster, passes = curves["lifelines"] / curves["ours"], curves["ours"] / curves["pass"]
    regression = cox["lifelines"] / cox["ours"]
    many, models = f"{found['people']:,}", f"{found['models']:,}"
    return [
        Budget(
            f"Kaplan–Meier, {many} × 13 facilities, against lifelines",
            f"{faster:.1f}× ({curves['ours'] * 1000:.0f} ms)", "≥ 5×", faster >= 5,
        ),
        Budget(
            f"Kaplan–Meier, {many} × 13, against the best single pass",
            f"{passes:.1f}×", "≤ 4×", passes <= 4,
        ),
        Budget(
            f"Cox, {models} × 6, against lifelines",
            f"{regression:.1f}× ({cox['ours']:.2f} s)", "≥ 1×", regression >= 1,
        ),
        _at_most(f"Kaplan–Meier, {many}: peak memory", found["peak_mb"], 1024, "MB"),
    ]  # fmt: skip


def show(results: dict[str, Any], found: list[Budget]) -> None:
    """Print the measurements of each size, then the budgets."""
    screen = Console(width=150, highlight=False)
    for size in sorted(results, key=int):
        one = results[size]
        head = (
            f"{int(size):,} people · load {one['load']:.1f} → {one['load_after']:.1f} · "
            f"the loop itself {one['ceiling']:,.0f}/s"
        )  # fmt: skip
        table = Table(
            "", "ours /s", "p50", "p95 ms", "web ms", "db ms", "plain /s", "ratio", "pgbench /s",
            "of it", "others", title=head,
        )  # fmt: skip
        for work in one.values():
            if isinstance(work, dict) and "rate" in work and "words" in work:
                table.add_row(*_row(work))
        screen.print(table)
    table = Table("budget", "measured", "target", "", title="Budgets")
    for budget in found:
        sign = {True: "met", False: "MISSED", None: "—"}[budget.met]
        table.add_row(budget.words, budget.value, budget.target, sign)
    screen.print(table)


def _row(work: dict[str, Any]) -> list[str]:
    plain, bench = work.get("plain"), work.get("pgbench")
    return [
        work["words"], f"{work['rate']:,.0f}", f"{work['p50']:.1f}", f"{work['p95']:.1f}",
        f"{work['web_ms']:.2f}", f"{work['database_ms']:.2f}",
        f"{plain['rate']:,.0f}" if plain else "", f"{work['rate'] / plain['rate']:.2f}×" if plain else "",
        f"{bench:,.0f}" if bench else "", f"{work['rate'] / bench:.0%}" if bench else "",
        f"{work['others']:.0%}",
    ]  # fmt: skip
