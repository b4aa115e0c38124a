"""Work without a web server: planning, writing plans, counting retention."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from bench import product, serving

ENGINE_PEOPLE, ONE_FACT = 3000, 200


def engine_rate() -> tuple[float, float]:
    """Return people a second on one core, and tasks a person: just released, three years ahead."""
    from django.utils import timezone

    from guihang.engines.acts import Act, Done
    from guihang.engines.calendar import local
    from guihang.engines.protocol import Facts, Period
    from guihang.followup import plan

    now, tasks = local(timezone.now()), 0
    people = []
    for number in range(ENGINE_PEOPLE):
        out = now - timedelta(minutes=7 * (number % 700) + 5)
        chosen = [plan.in_force(code, out.date()) for code in (*plan.ALWAYS, "tests-a")]
        acts = [
            Done(str(day), act, out + timedelta(days=day, minutes=number), None)
            for day, act in ((0, Act.CONTACT), (1, Act.VISIT))
            if out + timedelta(days=day) < now
        ]  # fmt: skip
        facts = Facts({"release": out, "enrolment": out}, tuple(acts), (), (Period(out, None),))
        people.append((chosen, facts))
    plan.planned_by(*people[0], now)
    began = time.process_time()
    for chosen, facts in people:
        tasks += len(plan.planned_by(chosen, facts, now))
    return ENGINE_PEOPLE / (time.process_time() - began), tasks / ENGINE_PEOPLE


def one_fact() -> tuple[float, float]:
    """Return median and 95th percentile in ms of planning one person again after a fact."""
    from django.utils import timezone

    from guihang.cases import queries
    from guihang.followup import plan
    from guihang.people.queries import tree

    taken = []
    for pk in product.aftercare(ONE_FACT):
        with product.everything():
            case = queries.case(pk, units=tree().parents)
            began = time.perf_counter()
            plan.replan(case, at=timezone.now())
            taken.append((time.perf_counter() - began) * 1000)
    return median(taken), quantiles(taken, n=20)[-1]


_CHOSEN = """
SELECT id FROM cases_case WHERE stage IN ('released', 'aftercare') AND released_at IS NOT NULL AND consent = 'given'
 ORDER BY released_at DESC LIMIT %s
"""


@dataclass(frozen=True)
class Written:
    """How long it took to plan so many people anew and to write their tasks."""

    people: int
    tasks: int
    seconds: float
    processor_seconds: float


def plans_written(people: int, processes: int) -> Written:
    """Plan the newest of the released whose tasks were taken away, in several processes."""
    from django.db import connections

    chosen = [row[0] for row in product.rows(_CHOSEN, [people])]
    owner, reach = connections["owner"], product.reach()
    with owner.cursor() as cursor:
        cursor.execute("SELECT set_config('guihang.scope', %s, false)", [reach])
        cursor.execute("DELETE FROM followup_task WHERE case_id = ANY(%s)", [chosen])
    database = product.postmaster()
    began, used = time.perf_counter(), _used(database)
    _in_parts(chosen, processes)
    seconds, used = time.perf_counter() - began, _used(database) - used
    written = product.rows("SELECT count(*) FROM followup_task WHERE case_id = ANY(%s)", [chosen])
    return Written(len(chosen), written[0][0], seconds, used)


def _used(database: int) -> float:
    """Processor seconds of the database, its ended sessions too, and of our ended children."""
    return serving.processor_seconds(database, ended=True) + sum(os.times()[2:4])


def _in_parts(chosen: Sequence[UUID], processes: int) -> None:
    from multiprocessing import get_context

    product.let_go()  # a forked process must not share a connection with another
    context = get_context("fork")
    parts = [
        context.Process(target=_replan, args=(chosen[number::processes],))
        for number in range(processes)
    ]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    if any(part.exitcode for part in parts):
        raise RuntimeError("planning failed")


def _replan(chosen: Sequence[UUID]) -> None:
    from django.utils import timezone

    from guihang.cases.models import Case
    from guihang.followup import plan

    now = timezone.now()
    for start in range(0, len(chosen), 500):
        with product.everything(), plan.deferred():
            for case in Case.objects.filter(pk__in=chosen[start : start + 500]):
                plan.replan(case, at=now)
    product.let_go()


def retention(people: int) -> dict[str, float]:
    """Return seconds to load columns, and ms to count so many people by facility from them."""
    import numpy as np
    from django.utils import timezone

    from guihang.engines.retention import retention as counted
    from guihang.engines.survival_ledger import tally
    from guihang.outcomes.queries import retention_columns
    from guihang.people.queries import tree

    began = time.perf_counter()
    with product.everything():
        found = retention_columns(units=tree().parents, at=timezone.now(), by="facility")
    loaded = time.perf_counter() - began
    spent, event, group = (np.resize(one, people) for one in (found.time, found.event, found.group))

    def count() -> Any:
        ledger = tally(time=spent, event=event, group=group, labels=found.labels)
        return counted(ledger, horizons=[30, 90, 365, 1095])

    count()
    taken, cores = zip(*(_timed(count) for _ in range(9)), strict=True)
    return {"load_seconds": loaded, "n": len(found.time), "median_ms": median(taken),
            "least_ms": min(taken), "cpu_ms": median(cores)}  # fmt: skip


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    wall, core = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - core) * 1000
