"""The statistics alone, as ratios in one run: Kaplan–Meier, incidence, Cox, memory.

    python -m bench.statistics [--people 10000000] [--cox 1000000] [--json]

Ours and the others are measured in turn, three rounds each, and the least processor time of each
counts: other work on the machine makes things slower, never faster. Peak memory is that of a
process of its own, from which the columns themselves may be taken away. Needs no database.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS, FACILITIES, DAYS = 3, 13, 1096
LABELS = tuple(f"f{place}" for place in range(FACILITIES))
NAMES = ("age", "male", "injecting", "tries", "years", "young")
CHUNK = 1 << 16

type Columns = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]


def people(size: int) -> Columns:
    """Return days (int16), events (bool) and facilities (int8) of so many invented people."""
    random = np.random.default_rng(20261124)
    facility = random.integers(0, FACILITIES, size, np.int8)
    free = random.exponential(400, size)
    seen = random.integers(1, DAYS, size, np.int16)
    return np.minimum(free, seen).astype(np.int16), free <= seen, facility


def ours(columns: Columns) -> Any:
    """Curves of every facility with Greenwood's error and log-log limits."""
    from guihang.engines.survival import curves
    from guihang.engines.survival_ledger import tally

    days, event, facility = columns
    return curves(tally(time=days, event=event, group=facility, labels=LABELS))


def one_pass(columns: Columns) -> Any:
    """The best single pass over the same columns that NumPy has: count them, check nothing."""
    days, event, facility = columns
    counts = np.zeros(FACILITIES * DAYS * 2, np.int64)
    key = np.empty(CHUNK, np.uint16)
    for start in range(0, days.size, CHUNK):
        part = slice(start, start + CHUNK)
        chunk = key[: min(CHUNK, days.size - start)]
        np.multiply(facility[part].view(np.uint8), np.uint16(DAYS), out=chunk, dtype=np.uint16)
        np.add(chunk, days[part].view(np.uint16), out=chunk)
        np.left_shift(chunk, 1, out=chunk)
        np.bitwise_or(chunk, event[part].view(np.uint8), out=chunk)
        counts += np.bincount(chunk, minlength=counts.size)
    return counts


def lifelines_curves(columns: Columns) -> Any:
    """Kaplan–Meier of lifelines, facility by facility, with its log-log limits."""
    import lifelines

    days, event, facility = columns
    found = []
    for place in range(FACILITIES):
        own = facility == place
        fitter = lifelines.KaplanMeierFitter().fit(days[own], event[own])
        found.append(fitter.survival_function_.iloc[:, 0])
    return found


def covariates(size: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.float64]]:
    """Return days, events and (n, 6) covariates with known effects; days are tied."""
    random = np.random.default_rng(20261125)
    x = np.column_stack([
        random.normal(35, 9, size), random.integers(0, 2, size), random.integers(0, 2, size),
        random.poisson(3, size), random.normal(8, 4, size), random.integers(0, 2, size),
    ]).astype(np.float64)  # fmt: skip
    line = (x - x.mean(axis=0)) @ np.array([-0.03, 0.2, -0.3, 0.05, 0.02, -0.2])
    free, seen = random.exponential(600 / np.exp(line)), random.uniform(1, DAYS - 1, size)
    return np.ceil(np.minimum(free, seen)).astype(np.int16), free <= seen, x


def measured(works: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Return the least processor seconds of each work over the rounds, taken in turn."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            began = time.process_time()
            work()
            taken[name].append(time.process_time() - began)
    return {name: min(seconds) for name, seconds in taken.items()}


def curves_beside(size: int) -> dict[str, float]:
    columns = people(size)
    mine, theirs = ours(columns), lifelines_curves(columns)
    for line, other in zip(mine, theirs, strict=True):
        gap = np.abs(line.survival - other.loc[line.time].to_numpy()).max()
        assert gap < 1e-9, gap
    return measured(
        {"ours": lambda: ours(columns), "pass": lambda: one_pass(columns),
         "lifelines": lambda: lifelines_curves(columns)}
    )  # fmt: skip


def cox_beside(size: int) -> dict[str, float]:
    import lifelines
    import pandas as pd

    from guihang.engines.stats.cox import cox

    days, event, x = covariates(size)
    frame = pd.DataFrame(x, columns=NAMES).assign(days=days, happened=event)

    def mine() -> Any:
        return cox(time=days, event=event, covariates=x, names=NAMES)

    def theirs() -> Any:
        return lifelines.CoxPHFitter().fit(frame, "days", "happened")

    gap = float(np.abs(mine().coef - theirs().params_.to_numpy()).max())
    assert gap < 1e-4, gap
    return measured({"ours": mine, "lifelines": theirs}) | {"difference": gap}


def peak_megabytes(size: int) -> float:
    """Return the peak resident memory of a process that holds the columns and draws the curves."""
    code = (
        "from bench import statistics as s; import resource; "
        f"s.ours(s.lean({size})); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def lean(size: int) -> Columns:
    """Return columns as :func:`people` does, made in parts: making them must not be the peak."""
    parts = [people(min(CHUNK * 16, size - start)) for start in range(0, size, CHUNK * 16)]
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]


def results(size: int, models: int) -> dict[str, Any]:
    """Measure everything; plain values by name."""
    peak = peak_megabytes(size)  # first: a process begins with the peak of the one that made it
    return {
        "people": size,
        "models": models,
        "peak_mb": peak,
        "curves": curves_beside(size),
        "cox": cox_beside(models),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--people", type=int, default=10_000_000)
    parser.add_argument("--cox", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    found = results(given.people, given.cox)
    if given.json:
        print(json.dumps(found))
        return
    from bench import report

    failed = False
    for one in report.statistics(found):
        print(f"{'met' if one.met else 'MISSED':7}{one.words}: {one.value} ({one.target})")
        failed |= one.met is False
    sys.exit(failed)


if __name__ == "__main__":
    main()
