"""``make bench``: every budget of the product in one run, beside pgbench and a plain project.

    python -m bench [--people 1000000] [--seconds 10] [--clients 8] [--only NAME] [--var DIR] [--json]

The folder (``--var``, or one that is thrown away) holds a database of its own, made with the
embedded PostgreSQL and filled with ``guihang simulate``. A folder that is named is kept, so that
filling happens once; what was measured at another size is kept in it too, and compared.
Exit code 1 when a budget is missed.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import place

BEFORE = 100_000
"""The size that a larger one is compared with: pages must not slow down with the region."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--only", default="", help="workloads whose name begins so")
    parser.add_argument("--var", type=Path, help="folder to keep; without it one is thrown away")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guihang-bench-") as folder:
        var = (given.var or Path(folder)).resolve()
        place.enter(var)
        with place.database():
            results = _at_each_size(given, var)
    from bench import report

    budgets = report.budgets(results, given)
    if given.json:
        print(
            json.dumps({"results": results, "budgets": [asdict(one) for one in budgets]}, indent=1)
        )
    else:
        report.show(results, budgets)
    sys.exit(any(one.met is False for one in budgets))


def _at_each_size(given: argparse.Namespace, var: Path) -> dict[str, Any]:
    """Measure at 100,000 first where more are asked for, then at the size asked for."""
    from bench import measure

    kept = var / "bench.json"
    results: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    for people in sorted({BEFORE, given.people}):
        if people > given.people or (people < given.people and measure.too_many(people)):
            continue
        results[str(people)] = (results.get(str(people)) or {}) | measure.everything(people, given)
        kept.write_text(json.dumps(results))
    return results


if __name__ == "__main__":
    main()
