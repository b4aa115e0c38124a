"""Outcome figures at size: ten million people from Parquet, and the first page after new records."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from guihang.engines.figures.followed import COLUMNS, Followed

CHUNK = 1_000_000
CUT_OFF = date(2026, 10, 31)


def facts(path: Path, people: int, seed: int = 1) -> None:
    """Write invented facts of so many people, a million at a time."""
    import pyarrow.parquet as pq

    from guihang.outcomes.parquet import as_table, schema

    rng = np.random.default_rng(seed)
    with pq.ParquetWriter(path, schema(), compression="zstd") as file:
        for start in range(0, people, CHUNK):
            file.write_table(as_table(_invented(rng, min(CHUNK, people - start))))


def _invented(rng: np.random.Generator, n: int) -> Followed:
    def days(share: float) -> Any:
        return np.where(rng.random(n) < share, rng.integers(0, 1095, n), -1)

    values: dict[str, Any] = {
        "facility": rng.integers(1, 14, n), "released": rng.integers(17532, 20700, n),
        "sex": rng.integers(1, 3, n), "drug": rng.integers(1, 8, n), "first": rng.random(n) < 0.9,
        "consented": rng.random(n) < 0.9, "relapse": days(0.5), "positive": days(0.4),
        "died": days(0.02), "custody": days(0.2), "moved": days(0.03), "verified": days(0.9),
        "contacted": rng.integers(0, 8, n), "tested": rng.integers(0, 8, n),
        "golden_planned": np.full(n, 9), "golden_done": rng.integers(0, 10, n),
        "golden_review": rng.random(n) < 0.8,
    }  # fmt: skip
    for place in range(3):
        values |= {f"due_{place}": rng.integers(0, 20, n), f"done_{place}": rng.integers(0, 20, n)}
    return Followed(*(np.asarray(values[name], np.int32) for name in COLUMNS))


def ten_million(people: int = 10_000_000) -> dict[str, float]:
    """Return seconds and peak memory to count so many people from Parquet and work out all figures.

    In a process of its own, so that its peak is its own.
    """
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "facts.parquet"
        facts(path, people)
        asked = [sys.executable, "-m", "bench.counting", str(path)]
        answer = subprocess.run(asked, capture_output=True, text=True, check=True)
        return json.loads(answer.stdout) | {"file_mb": path.stat().st_size / 1e6}


def counted(path: str) -> dict[str, float]:
    """Count one file and say what it took."""
    from guihang.outcomes.lake import counts_of_facts
    from guihang.outcomes.signed_counts import Carried, figures_of

    began = time.perf_counter()
    found = counts_of_facts(path)
    counted_in = time.perf_counter() - began
    figures = figures_of(Carried("bench", CUT_OFF, ("all",), found))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"people": figures["people"], "count_seconds": counted_in,
            "figures_seconds": time.perf_counter() - began - counted_in, "peak_mb": peak}  # fmt: skip


def first_page(cases: int = 50) -> dict[str, float]:
    """Return how long the first page of retention takes after new records of so many cases."""
    from datetime import timedelta

    from bench import product
    from django.utils import timezone

    from guihang.cases import queries
    from guihang.followup.actions import record_contact
    from guihang.outcomes import keeping
    from guihang.people.queries import SystemActor, tree

    began = time.perf_counter()
    keeping.refresh_all()
    caught_up = time.perf_counter() - began
    client = product.signed_in("lead")
    client.get("/outcomes/retention/", HTTP_HOST="127.0.0.1")  # compiles templates
    now = timezone.now()
    with product.everything():
        for pk in product.aftercare(cases):
            record_contact(
                case=queries.case(pk, units=tree().parents), channel="phone", by=SystemActor(),
                happened_at=now - timedelta(minutes=5), at=now,
            )  # fmt: skip
    began = time.perf_counter()
    answer = client.get("/outcomes/retention/", HTTP_HOST="127.0.0.1")
    first = time.perf_counter() - began
    assert answer.status_code == 200, answer.status_code
    began = time.perf_counter()
    client.get("/outcomes/retention/", HTTP_HOST="127.0.0.1")
    return {"people": product.people(), "catch_up_seconds": caught_up, "first_ms": first * 1000,
            "again_ms": (time.perf_counter() - began) * 1000}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(counted(sys.argv[1])))
