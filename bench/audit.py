"""``python -m bench.audit``: what the log costs, as a ratio of one run.

Writers in processes of their own carry out transactions of one UPDATE, in turn with and without a
line of the log in the same transaction, while a sealer seals every second. Both kinds meet the same
load of the machine, so the ratio of their medians holds on a busy one too. ``--work`` adds
milliseconds to a transaction. Exit code 1 when less than 75 % of the throughput is left.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench import place

NEEDED = 0.75
UNIT = 1
_UPDATE = "UPDATE core_draft SET saved_at = now() WHERE user_id = %s AND key = %s"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--work", type=float, nargs="*", default=[0, 10], help="milliseconds")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guihang-audit-") as folder:
        place.enter(Path(folder))
        context = multiprocessing.get_context("spawn")
        with place.database(), context.Pool(given.writers + 1) as pool:
            pool.starmap(_ready, [()] * (given.writers + 1))
            found = [_compared(pool, work, given) for work in given.work]
    print(json.dumps(found, indent=1) if given.json else "\n".join(map(_line, found)))
    sys.exit(any(one["left"] < NEEDED for one in found))


def _compared(pool: Any, work: float, given: argparse.Namespace) -> dict[str, Any]:
    sealing = pool.apply_async(_seal, (given.seconds,))
    jobs = [
        pool.apply_async(_write, (number, given.seconds, work)) for number in range(given.writers)
    ]
    taken: list[tuple[float, float]] = [pair for job in jobs for pair in job.get()]
    sealing.get()
    without, noted = (median(pair[place] for pair in taken) for place in (0, 1))
    return {
        "work_ms": work, "writers": given.writers, "transactions": 2 * len(taken),
        "without_ms": without, "with_ms": noted, "left": without / noted,
    }  # fmt: skip


def _line(found: dict[str, Any]) -> str:
    return (
        f"{found['writers']} writers, {found['work_ms']:g} ms of work: {found['without_ms']:.2f} ms "
        f"without, {found['with_ms']:.2f} ms with the log; {found['left']:.0%} of the throughput "
        f"left ({found['transactions']} transactions)"
    )


def _ready() -> None:
    import django

    django.setup()
    time.sleep(0.3)  # so that each process of the pool takes one


def _write(number: int, seconds: float, work: float) -> list[tuple[float, float]]:
    """Return the milliseconds of each pair: without the log, with it."""
    import django

    django.setup()
    from django.utils import timezone

    from guihang.core import drafts, journal, prepared, scope
    from guihang.core.ids import uuid7
    from guihang.people.models import User

    user, _ = User.objects.get_or_create(username=f"bench{number}")
    drafts.keep(user.pk, "/bench/", {"note": "x"}, timezone.now())
    seen = [str(uuid7())]

    def carry_out(noted: bool) -> float:
        began = time.perf_counter()
        with scope.opened([UNIT]):
            prepared.run(_UPDATE, [user.pk, "/bench/"])
            time.sleep(work / 1000)
            if noted:
                journal.note("read", by=user.pk, unit_id=UNIT, at=timezone.now(), seen=seen,
                             route="journey", permission="person_view")  # fmt: skip
        return (time.perf_counter() - began) * 1000

    carry_out(True)
    taken, ends = [], time.monotonic() + seconds
    while time.monotonic() < ends:
        first = len(taken) % 2 == 0  # neither kind always comes second
        one, other = carry_out(first), carry_out(not first)
        taken.append((other, one) if first else (one, other))
    return taken


def _seal(seconds: float) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from guihang.core.audit import sealer

    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        sealer.seal(now=timezone.now)
        time.sleep(1)


if __name__ == "__main__":
    main()
