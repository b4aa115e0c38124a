"""Every committed row is sealed, once, whoever writes, rolls back or is killed meanwhile."""

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone
from tests.security import book

from guihang.core import scope
from guihang.core.audit import checks, leaves, receipts, sealer, state, witness
from guihang.core.audit.problem import LogProblem
from guihang.core.ids import uuid7
from guihang.core.models import Access, LogSeal

SECONDS = float(os.environ.get("GUIHANG_LONG", "6"))
WRITERS, ENOUGH = 3, 60


@pytest.fixture
def log(committed: None, tmp_path: Path) -> Iterator[Path]:
    with book.places(tmp_path):
        yield tmp_path
    with connections["owner"].cursor() as cursor:
        for table in leaves.LAYOUTS[leaves.NEWEST]:
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN epoch SET DEFAULT 1")


def look(subjects: tuple[str, ...] = ()) -> Access:
    subjects = subjects or (str(uuid7()),)
    with scope.opened([book.UNIT]):
        return Access.objects.create(
            at=timezone.now(), by_id=3, unit_id=book.UNIT, route="journey", found=len(subjects),
            permission="person_view", subjects=list(subjects),
        )  # fmt: skip


def verdict() -> checks.Verdict:
    with scope.opened((), audit=True):
        return checks.verify()


def write(number: int, stop: Any, committed: Any) -> None:
    """Write transactions of different length until told to stop; a quarter is rolled back."""
    rng = random.Random(number)
    try:
        while not stop.is_set():
            given_up, wait = rng.random() < 0.25, rng.choice((0, 0, 0.01, 0.3))
            with scope.opened([book.UNIT]):
                look()
                sleep(wait)
                look()
                transaction.set_rollback(given_up)
            committed[number] += 0 if given_up else 2
    finally:
        connections.close_all()


def seal_for_ever() -> None:
    connections.close_all()
    while True:
        sealer.seal(now=timezone.now)


def test_what_is_committed_is_sealed_under_three_writers_rollbacks_and_kills(log):
    stop, committed = Event(), [0] * WRITERS
    writers = [Thread(target=write, args=(n, stop, committed)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    kills, ends = 0, monotonic() + SECONDS
    fork = multiprocessing.get_context("fork")
    while monotonic() < ends or (sum(committed) < ENOUGH and monotonic() < ends + 30):
        connections.close_all()
        one = fork.Process(target=seal_for_ever)
        one.start()
        sleep(random.Random(kills).uniform(0.05, 0.5))
        os.kill(one.pid, signal.SIGKILL)
        one.join()
        kills += 1
    stop.set()
    for writer in writers:
        writer.join()
    book.seal_all()

    found = verdict()

    sealed = sum(LogSeal.objects.values_list("rows", flat=True))
    assert sealed == sum(committed) == found.rows >= ENOUGH, (kills, found)
    assert (found.faults, found.unwitnessed) == ([], 0)
    assert len(list(witness.lines())) == LogSeal.objects.count() > 1


def test_going_by_the_highest_id_would_miss_rows(log):
    """The control: a row of a transaction that began earlier and ended later."""
    begun, seen, done = Event(), Event(), Event()

    def slow() -> None:
        with scope.opened([book.UNIT]):
            look()
            begun.set()
            seen.wait(20)
        connections.close_all()
        done.set()

    thread = Thread(target=slow)
    thread.start()
    begun.wait(20)
    look()
    with scope.opened((), audit=True), connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM core_access")
        highest = cursor.fetchone()[0]
        counted = Access.objects.filter(pk__lte=highest).count()
    made = sealer.seal(now=timezone.now)
    seen.set()
    done.wait(20)
    thread.join()

    with scope.opened((), audit=True):
        missed = Access.objects.filter(pk__lte=highest).count() - counted
    assert (counted, missed) == (1, 1)
    assert sum(seal.rows for seal in made) == 0  # ours waits for whoever is not done
    book.seal_all()
    assert verdict().rows == 2


def test_two_sealers_at_once_leave_the_work_to_one(log):
    look()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sealer.LOCK])
        assert sealer.seal(now=timezone.now) == []
    book.seal_all()
    assert LogSeal.objects.count() == 1


def test_a_batch_ends_at_a_transaction_and_is_never_empty(log, monkeypatch):
    monkeypatch.setattr(sealer, "ROWS", 3)
    with scope.opened([book.UNIT]):
        for _ in range(7):
            look()
    for _ in range(5):
        look()
    book.seal_all()

    assert [seal.rows for seal in LogSeal.objects.order_by("number")] == [7, 3, 2]
    assert verdict().holds


def test_a_witness_that_knows_more_stops_the_sealing_until_somebody_says_why(log):
    look()
    book.seal_all()
    known = witness.last()
    with connections["owner"].cursor() as cursor:  # the database of yesterday
        cursor.execute("TRUNCATE core_seal, core_access, core_looked")
    look()

    with pytest.raises(LogProblem):
        sealer.seal(now=timezone.now)
    assert [fault.batch for fault in verdict().faults] == ["1-1"]

    opened = sealer.begin_epoch(reason="演练恢复", at=timezone.now())
    look()
    book.seal_all()

    found = verdict()
    assert found.faults == []
    assert (opened.epoch, opened.number, opened.rows) == (2, 0, 1)
    assert f'"witness": [1, 1, "{known.head}"]' in opened.note
    assert [str(seal) for seal in LogSeal.objects.order_by("id")] == ["2-0", "2-1"]


def test_rows_of_a_server_that_had_counted_further_stop_the_sealing(log):
    """A dump that was read into a new server: its transactions begin to count anew."""
    one = look()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE core_access NO FORCE ROW LEVEL SECURITY")
        cursor.execute("UPDATE core_access SET xid = '9000000000' WHERE id = %s", [one.pk])
        cursor.execute("ALTER TABLE core_access FORCE ROW LEVEL SECURITY")

    with pytest.raises(LogProblem):
        sealer.seal(now=timezone.now)
    sealer.begin_epoch(reason="新服务器", at=timezone.now())
    look()
    book.seal_all()

    assert verdict().faults == []
    assert verdict().rows == 2


def test_a_lost_witness_is_not_made_again_from_what_it_watches(log):
    for _ in range(2):
        look()
        book.seal_all()
    witness.file().unlink()

    look()
    with pytest.raises(LogProblem):
        sealer.seal(now=timezone.now)
    assert not witness.file().exists()
    assert len(verdict().faults) == 2

    sealer.begin_epoch(reason="见证磁盘损坏", at=timezone.now())
    assert verdict().holds


def test_what_the_witness_was_not_told_it_is_told_by_the_next(log):
    look()
    book.seal_all()
    text = witness.file().read_text()
    look()
    book.seal_all()
    half = witness.file().read_text().splitlines()[1][:40]
    witness.file().write_text(text + half)  # a crash in the middle of a line

    sealer.seal(now=timezone.now)

    assert [line.place for line in witness.lines()] == [(1, 1), (1, 2)]
    assert verdict().holds


def test_a_receipt_proves_one_line_and_names_nobody_else(log):
    mine, theirs = str(uuid7()), str(uuid7())
    one = look((mine, theirs))
    with scope.opened((), audit=True):
        assert receipts.receipt("core_access", one.pk) is None  # not sealed yet
    book.seal_all()

    with scope.opened((), audit=True):
        made = receipts.receipt("core_access", one.pk, about=mine)

    assert receipts.doubts(made) == []
    assert theirs not in str(made)
    changes = {
        "row": made["row"].replace("journey", "search"), "index": 5, "path": ["00" * 32],
        "signature": "00" * 64, "key": "11" * 32,
        "person": made["person"] | {"subject": str(uuid7())},
        "seal": made["seal"] | {"sealed_at": "2020-01-01T00:00:00.000000+00:00"},
    }  # fmt: skip
    for name, value in changes.items():
        assert receipts.doubts(made | {name: value}) != [], name
    assert receipts.doubts({}) != []


def test_the_newest_layout_covers_every_column(log):
    for model, table in ((Access, "core_access"), (book.Entry, "core_entry")):
        columns = {field.column for field in model._meta.concrete_fields}
        assert set(leaves.LAYOUTS[leaves.NEWEST][table]) == columns


def test_the_application_can_neither_change_nor_date_what_is_sealed(log):
    one = look()
    book.seal_all()
    for sql in (
        "UPDATE core_seal SET rows = 0", "DELETE FROM core_seal",
        "INSERT INTO core_access (at, unit_id, kind, route, permission, subjects, found, xid) "
        "SELECT at, unit_id, kind, route, permission, subjects, found, '3'::xid8 FROM core_access",
        "INSERT INTO core_access (at, unit_id, kind, route, permission, subjects, found, epoch) "
        "SELECT at, unit_id, kind, route, permission, subjects, found, 7 FROM core_access",
        f"DELETE FROM core_access WHERE id = {one.pk}",
    ):  # fmt: skip
        refused = pytest.raises(DatabaseError, match="permission denied")
        with refused, scope.opened([book.UNIT]), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_state_says_what_waits_and_since_when(log):
    with scope.opened((), audit=True):
        assert (state.now().last, state.now().waiting) == (None, 0)
    one = look()
    with scope.opened((), audit=True):
        before = state.now()
    book.seal_all()
    with scope.opened((), audit=True):
        after = state.now()

    assert (before.waiting, before.oldest) == (1, one.at)
    assert (after.waiting, after.oldest, str(after.last)) == (0, None, "1-1")
