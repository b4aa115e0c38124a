"""``python -m bench.audit``: what the log costs, as a ratio of one run.

Writers in processes of their own carry out transactions of one UPDATE, in turn with and without a
line of the log in the same transaction, while a sealer seals every second; the ratio of each pair
of rounds is taken, and the median of them printed. ``--work`` adds milliseconds to a transaction.
Exit code 1 when less than 75 % of the throughput is left.
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
    parser.add_argument("--seconds", type=float, default=3, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
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
    pairs = []
    for _ in range(given.rounds):
        plain = _round(pool, given.writers, given.seconds, work, noted=False)
        noted = _round(pool, given.writers, given.seconds, work, noted=True)
        pairs.append((plain, noted))
    with_, without = (median(pair[place] for pair in pairs) for place in (1, 0))
    return {
        "work_ms": work, "writers": given.writers, "without": without, "with": with_,
        "left": median(noted / plain for plain, noted in pairs),
        "more_ms": given.writers * 1000 * (1 / with_ - 1 / without),
    }  # fmt: skip


def _line(found: dict[str, Any]) -> str:
    return (
        f"{found['writers']} writers, {found['work_ms']:g} ms of work: {found['without']:,.0f} "
        f"transactions a second without, {found['with']:,.0f} with the log; "
        f"{found['left']:.0%} left, {found['more_ms']:+.2f} ms each"
    )


def _round(pool: Any, writers: int, seconds: float, work: float, *, noted: bool) -> float:
    """Return transactions a second of all writers together."""
    sealing = pool.apply_async(_seal, (seconds if noted else 0,))
    jobs = [pool.apply_async(_write, (number, seconds, work, noted)) for number in range(writers)]
    done: int = sum(job.get() for job in jobs)
    sealing.get()
    return done / seconds


def _ready() -> None:
    import django

    django.setup()
    time.sleep(0.3)  # so that each process of the pool takes one


def _write(number: int, seconds: float, work: float, noted: bool) -> int:
    import django

    django.setup()
    from django.utils import timezone

    from guihang.core import drafts, journal, prepared, scope
    from guihang.core.ids import uuid7
    from guihang.people.models import User

    user, _ = User.objects.get_or_create(username=f"bench{number}")
    drafts.keep(user.pk, "/bench/", {"note": "x"}, timezone.now())
    done, ends, seen = 0, time.monotonic() + seconds, [str(uuid7())]
    while time.monotonic() < ends:
        with scope.opened([UNIT]):
            prepared.run(_UPDATE, [user.pk, "/bench/"])
            if work:
                time.sleep(work / 1000)
            if noted:
                journal.note("read", by=user.pk, unit_id=UNIT, at=timezone.now(), seen=seen,
                             route="journey", permission="person_view")  # fmt: skip
        done += 1
    return done


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
