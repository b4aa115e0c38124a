"""All measurements at one size of the region."""

import json
import os
import subprocess
import sys
import time
from argparse import Namespace
from typing import Any

from bench import beside, counting, engine, machine, place, product, serving
from bench.loop import Wrong, drive
from bench.workloads import Workload, workloads

ROUNDS = 3
"""Ours, plain, ours, plain …: so that a busy moment of the machine hits both."""

WARM_SECONDS = 1.5
JOBS_SECONDS = 20
PLANNED_PEOPLE = 4000
RETENTION_PEOPLE = 1_000_000
FACTS_PEOPLE = 10_000_000


def tell(text: str) -> None:
    print(f" {text}", file=sys.stderr, flush=True)


def too_many(people: int) -> bool:
    """Say whether the folder holds more people than that, so that this size cannot be measured."""
    return product.people() > people


def everything(people: int, given: Namespace) -> dict[str, Any]:
    """Fill up to ``people`` and measure; returns plain values by name."""
    tell(f"{people:,}: 准备 · preparing")
    seconds = place.filled(people)
    subprocess.run([sys.executable, "-m", "bench.plain"], check=True)
    asked = [work for work in workloads() if work.name.startswith(given.only)]
    found: dict[str, Any] = {"load": os.getloadavg()[0]}
    if seconds is not None:
        found["fill_seconds"] = seconds
    if not given.only or "engine".startswith(given.only):
        found["engine"] = _without_server()
    if not given.only or "statistics".startswith(given.only):
        tell("曲线与回归 · curves and models")
        found["statistics"] = _statistics()
    product.let_go()
    found.update(_with_servers(asked, given))
    found["load_after"] = os.getloadavg()[0]
    return found


def _without_server() -> dict[str, Any]:
    tell("计划与保持率 · plans and retention")
    rate, tasks = engine.engine_rate()
    middle, slow = engine.one_fact()
    written = engine.plans_written(PLANNED_PEOPLE, os.cpu_count() or 1)
    share = 100_000 / written.people
    return {
        "rate": rate, "tasks": tasks, "one_p50": middle, "one_p95": slow,
        "written_people": written.people, "written_tasks": written.tasks / written.people,
        "written_seconds": written.seconds * share,
        "written_processor_seconds": written.processor_seconds * share,
        "retention": engine.retention(RETENTION_PEOPLE),
        "page": counting.first_page(), "facts": counting.ten_million(FACTS_PEOPLE),
    }  # fmt: skip


def _statistics() -> dict[str, Any]:
    """Measure in a process of its own, whose memory nothing else has touched."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.statistics", "--json"], stdout=subprocess.PIPE, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _with_servers(asked: list[Workload], given: Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with (
        serving.served("guihang.project.wsgi:application", "/healthz") as ours,
        serving.served("bench.plain.wsgi:application", "/nothing/") as plain,
    ):
        nothing = [{"method": "GET", "path": "/nothing/"}]
        loop = drive(plain.port, nothing, (200,), clients=given.clients, seconds=3)
        found["ceiling"] = loop.rate
        for work in asked:
            tell(work.words)
            try:
                found[work.name] = _measured(work, ours, plain, given)
            except (Wrong, RuntimeError, subprocess.SubprocessError) as error:
                found[work.name] = {
                    "words": work.words,
                    "kind": work.kind,
                    "wrong": str(error)[:600],
                }
                tell(f"  ✗ {error}"[:600])
        # Only now: a region just filled has a night's work to make up.
        with serving.job_worker() as worker:
            time.sleep(JOBS_SECONDS)
            found["megabytes"] = {
                "web": serving.megabytes(ours.pid), "jobs": serving.megabytes(worker),
                "database": serving.database_megabytes(product.postmaster()),
                "plain": serving.megabytes(plain.pid),
            }  # fmt: skip
    return found


def _measured(
    work: Workload, ours: serving.Served, plain: serving.Served, given: Namespace
) -> dict[str, Any]:
    """Measure one workload in rounds, ours and the plain one in turn."""
    for port, requests, good in (
        (ours.port, work.ours, work.good),
        (plain.port, work.plain, work.plain_good),
    ):
        if requests:
            drive(port, requests, good, clients=given.clients, seconds=WARM_SECONDS)
    runs: dict[str, list[dict[str, float]]] = {"ours": [], "plain": []}
    seconds = given.seconds / ROUNDS
    for _ in range(ROUNDS):
        runs["ours"].append(_run(ours, work.ours, work.good, given.clients, seconds))
        if work.plain:
            runs["plain"].append(_run(plain, work.plain, work.plain_good, given.clients, seconds))
    found: dict[str, Any] = {"words": work.words, "kind": work.kind, **_joined(runs["ours"])}
    if work.plain:
        found["plain"] = _joined(runs["plain"])
        found["pgbench"] = beside.rate(work.ours[0], clients=given.clients, seconds=seconds)
        product.let_go()
    return found


def _run(
    server: serving.Served, requests: list[Any], good: tuple[int, ...], clients: int, seconds: float
) -> dict[str, float]:
    """One closed loop: rate, latency, and the processor time a request of web and database."""
    database, watch = product.postmaster(), machine.Watch()
    web, base = serving.processor_seconds(server.pid), serving.session_seconds(database)
    loop = drive(server.port, requests, good, clients=clients, seconds=seconds)
    web = serving.processor_seconds(server.pid) - web
    base = serving.session_seconds(database) - base
    return {
        "rate": loop.rate, "p50": loop.p50, "p95": loop.p95, "count": loop.count,
        "web_ms": web / loop.count * 1000, "database_ms": base / loop.count * 1000,
        "others": watch.others(web + base),
    }  # fmt: skip


def _joined(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each value over the rounds; the count is the sum."""
    middle = {
        name: sorted(run[name] for run in runs)[len(runs) // 2] for name in runs[0]
    }  # fmt: skip
    return middle | {"count": sum(run["count"] for run in runs)}
