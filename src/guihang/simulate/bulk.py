"""Many invented people copied straight into the tables, for benches.

Actions are for work; a million people through them would take an hour. What is copied is what
actions would have left: the same encryption, the same plan of the same engine, one journal entry
for each fact. Left out, to stay within ten minutes: handovers, reviews, attempts, and the tasks
of cases that are closed (no list shows them). Each fact that decides a plan is there, so that
planning any of these people again changes nothing.
"""

import gc
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import connections

from guihang.core import rowsecurity
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.simulate import mark, region
from guihang.simulate.copying import Copier
from guihang.simulate.crowd import Crowd
from guihang.simulate.parts import Work, shared
from guihang.simulate.tables import TABLES, guards, rebuild, strip

CHUNK = 1000
"""People a transaction: enough to make a COPY worth while, little enough to hold in memory."""

SPARSE = 20_000
"""From this many people on, indexes and foreign keys are made after the copying."""


class Step(NamedTuple):
    """How far the filling is."""

    words: Words
    done: int
    seconds: float


def fill(*, now: datetime, seed: int, people: int, processes: int = 2) -> Iterator[Step]:
    """Add ``people`` invented people to the present database; yields how far it is.

    Raises HoldsRealData before anything is written, unless the database is empty or synthetic.
    """
    began = time.monotonic()

    def step(zh: str, en: str, done: int) -> Step:
        return Step(Words(zh, en), done, time.monotonic() - began)

    batch = mark.claim()
    if not Unit.objects.exists():
        region.build(seed)
    yield step("准备", "Preparing", 0)
    owner = connections["owner"]
    guarding = guards(owner) if people >= SPARSE else []
    # Written down before anything is dropped, so that an interrupted run can be mended.
    mark.write(mark.Mark(batch + 1, complete=False, later=[guard.make for guard in guarding]))
    strip(owner, guarding)
    for done in shared(_work(now, seed, people, batch), people, processes):
        yield step("写入", "Copying", done)
    for number, guard in enumerate(guarding, 1):
        yield step(f"索引 {number}/{len(guarding)}", f"Index {number}/{len(guarding)}", people)
        rebuild(owner, [guard.make])
    rowsecurity.apply("owner")
    yield step("统计", "Analysing", people)
    with owner.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(table.name for table in TABLES)}")
    mark.complete(batch)
    yield step("完成", "Done", people)


def _work(now: datetime, seed: int, people: int, batch: int) -> Work:
    def work(part: int, parts: int, tell: Callable[[int], None]) -> None:
        gc.disable()  # rows hold no cycles, and looking for them is a tenth of the time
        crowd = Crowd(now=now, seed=seed, batch=batch, part=part, parts=parts)
        copier, left = Copier(), len(range(part, people, parts))
        while left:
            size = min(CHUNK, left)
            copier.write(crowd.people(size))
            left -= size
            tell(size)

    return work
