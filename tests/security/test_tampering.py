"""Whatever is done to the log afterwards is found, by kinds and at random places."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from tests.security import book

from guihang.core.audit import checks, witness

SEED = int(os.environ.get("GUIHANG_SEED", "4711"))
TIMES = int(os.environ.get("GUIHANG_LONG", "25"))
BATCHES, TRANSACTIONS = 8, 4


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """A sealed log, made once for all kinds: each tampering is undone again."""
    from tests.core.conftest import emptied

    folder = tmp_path_factory.mktemp("log")
    with django_db_blocker.unblock(), book.places(folder):
        book.sealed(random.Random(SEED), batches=BATCHES, transactions=TRANSACTIONS)
        yield folder
        emptied()


@pytest.fixture
def log(filled: Path) -> Iterator[Path]:
    with book.places(filled):
        yield filled


def after(kind: Any, rng: random.Random) -> checks.Verdict:
    """Return what a check says after one tampering, which is undone."""
    kept = witness.file().read_bytes()
    try:
        with transaction.atomic(using="owner"):
            hand = book.Tampering(rng)
            kind(hand)
            if kind not in book.BESIDE:
                hand.cover()
            verdict = checks.verify(using="owner")
            transaction.set_rollback(True, using="owner")
    finally:
        witness.file().write_bytes(kept)
    return verdict


@pytest.mark.parametrize("kind", book.KINDS, ids=lambda kind: kind.__name__)
def test_every_tampering_is_found(log, kind):
    rng = random.Random(f"{SEED} {kind.__name__}")

    found = [after(kind, rng) for _ in range(TIMES)]

    passed = sum(verdict.holds for verdict in found)
    assert passed == 0, f"seed {SEED}: {passed} of {TIMES} passed"
    assert all(one.faults[0].batch or one.faults[0].row for one in found)


def test_a_log_that_nobody_touched_holds(log):
    """The control, through the eyes of the same hand."""
    verdict = after(lambda hand: None, random.Random(SEED))

    assert verdict.faults == []
    assert verdict.rows == BATCHES * TRANSACTIONS * 3
    assert (verdict.batches, verdict.unsealed, verdict.unwitnessed) == (BATCHES, 0, 0)


def test_the_check_names_the_batch_and_the_row(log):
    rng = random.Random(SEED)
    changed: list[Any] = []

    def edit(hand: book.Tampering) -> None:
        changed.append(hand.any("core_access"))
        hand.run("UPDATE core_access SET by_id = 77 WHERE id = %s", changed[0])
        hand.cursor.execute("SELECT s.number FROM core_seal s, core_access a WHERE a.id = %s AND "
                            "s.begins <= a.xid::text::bigint AND s.ends > a.xid::text::bigint",
                            [changed[0]])  # fmt: skip
        changed.append(hand.cursor.fetchone()[0])

    first = after(edit, rng).faults[0]

    assert (first.row, first.batch) == (f"core_access {changed[0]}", f"1-{changed[1]}")


def test_without_the_witness_a_cut_tail_would_pass(log):
    """The control of the witness: rows and seals cut together leave a log that is right."""

    def cut(hand: book.Tampering) -> None:
        book.cut_the_tail(hand)
        seals = {(seal.epoch, seal.number) for seal in hand.seals()}
        known = [line for line in witness.lines() if isinstance(line, witness.Line)]
        witness.file().write_text("".join(f"{line}\n" for line in known if line.place in seals))

    assert after(cut, random.Random(SEED)).holds
