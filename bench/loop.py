"""Runs ``bench.drive`` and reads what it measured."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

MOST = 200_000
"""Requests of one run, whatever the time."""


@dataclass(frozen=True)
class Measured:
    """Requests a second, and milliseconds to the answer."""

    rate: float
    p50: float
    p95: float
    count: int


class Wrong(Exception):
    """An answer was not what the workload expects: a measurement of it would mean nothing."""


def drive(
    port: int,
    requests: list[dict[str, Any]],
    good: tuple[int, ...],
    *,
    clients: int,
    seconds: float,
) -> Measured:
    """Drive ``port`` from a process of its own. Raises Wrong when an answer is not a good one."""
    given = {
        "port": port, "clients": clients, "seconds": seconds, "most": MOST, "requests": requests,
        "good": good,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bench.drive"], input=json.dumps(given), capture_output=True,
        text=True, timeout=seconds + 60, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Wrong(done.stderr[-2000:])
    found = json.loads(done.stdout)
    if found["bad"]:
        raise Wrong(
            f"{requests[0]['path']}: {found['bad']} of {found['count']}: {found['first_bad']}"
        )
    if not found["count"]:
        raise Wrong(f"{requests[0]['path']}: no answer within {seconds:.0f} s")
    taken = sorted(found["milliseconds"])
    return Measured(
        found["count"] / found["seconds"], _at(taken, 0.5), _at(taken, 0.95), found["count"]
    )


def _at(taken: list[float], share: float) -> float:
    return taken[min(len(taken) - 1, int(len(taken) * share))] if taken else float("nan")
