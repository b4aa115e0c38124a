"""A log with some batches, and every way to tamper with it."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from tests.core.conftest import wait_for

from guihang.core import scope
from guihang.core.audit import leaves, sealer, seals, state, witness
from guihang.core.ids import uuid7
from guihang.core.models import Access, Entry, LogSeal
from guihang.engines import merkle

START = datetime(2026, 3, 1, tzinfo=UTC)
UNIT = 1


@contextmanager
def places(folder: Path) -> Iterator[None]:
    """Keep key and witness of the log in a folder of the test."""
    with override_settings(
        GUIHANG_AUDIT_KEY=folder / "audit.key", GUIHANG_WITNESS=folder / "witness.txt"
    ):
        yield


def written(rng: random.Random, number: int) -> None:
    """Write one transaction: an entry and some reads, as the application does."""
    at = START + timedelta(minutes=number)
    with scope.opened([UNIT]):
        Entry.objects.create(
            id=uuid7(), action="followup.record_contact", at=at, by_id=rng.randrange(1, 9),
            unit_id=UNIT, subject_id=uuid7(), body=rng.randbytes(60), digest=rng.randbytes(32),
        )  # fmt: skip
        for _ in range(2):
            Access.objects.create(
                at=at, by_id=rng.randrange(1, 9), unit_id=UNIT, route="journey", found=2,
                permission="person_view", subjects=[str(uuid7()), str(uuid7())],
            )  # fmt: skip


def sealed(rng: random.Random, *, batches: int, transactions: int) -> None:
    """Fill the log: ``transactions`` in each batch."""
    for batch in range(batches):
        for number in range(transactions):
            written(rng, batch * transactions + number)
        seal_all()


def seal_all() -> None:
    """LogSeal until nothing is left: a transaction of anybody on the server holds the watermark."""

    def sealed() -> bool:
        sealer.seal(now=timezone.now)
        with scope.opened((), audit=True):
            return state.now().waiting == 0

    wait_for(sealed, seconds=120)


class Tampering:
    """One hand at the database: the owner, past every policy, in a transaction that is undone."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.cursor = connections["owner"].cursor()
        for table in (*leaves.LAYOUTS[leaves.NEWEST], "core_looked"):
            self.cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")

    def any(self, table: str) -> Any:
        self.cursor.execute(f"SELECT id FROM {table} ORDER BY id")
        return self.rng.choice([row[0] for row in self.cursor.fetchall()])

    def two(self, table: str) -> tuple[Any, Any]:
        self.cursor.execute(f"SELECT id FROM {table} ORDER BY id")
        one, other = self.rng.sample([row[0] for row in self.cursor.fetchall()], 2)
        return one, other

    def run(self, sql: str, *values: Any) -> None:
        self.cursor.execute(sql, values)
        assert self.cursor.rowcount, sql

    def cover(self) -> None:
        """Bring the looks beside each person in line with the lines, as a careful hand would."""
        self.cursor.execute("""
            DELETE FROM core_looked;
            INSERT INTO core_looked (access_id, subject_id, at, by_id, unit_id, kind)
            SELECT DISTINCT a.id, s::uuid, a.at, a.by_id, a.unit_id, a.kind
              FROM core_access a, jsonb_array_elements_text(a.subjects) s""")

    def seals(self) -> list[LogSeal]:
        return list(LogSeal.objects.using("owner").order_by("epoch", "number"))


def edit_body(hand: Tampering) -> None:
    hand.run("UPDATE core_entry SET body = body || '\\x00'::bytea WHERE id = %s", hand.any("core_entry"))  # fmt: skip


def edit_actor(hand: Tampering) -> None:
    table = hand.rng.choice(("core_entry", "core_access"))
    hand.run(f"UPDATE {table} SET by_id = by_id + 1 WHERE id = %s", hand.any(table))


def shift_time(hand: Tampering) -> None:
    table = hand.rng.choice(("core_entry", "core_access"))
    hand.run(
        f"UPDATE {table} SET at = at + interval '1 microsecond' WHERE id = %s", hand.any(table)
    )


def delete_read(hand: Tampering) -> None:
    hand.run("DELETE FROM core_access WHERE id = %s", hand.any("core_access"))


def delete_entry(hand: Tampering) -> None:
    hand.run("DELETE FROM core_entry WHERE id = %s", hand.any("core_entry"))


def insert_back_dated(hand: Tampering) -> None:
    hand.run(
        "INSERT INTO core_access (at, by_id, unit_id, kind, route, permission, subjects, found, xid) "
        "SELECT at, by_id, unit_id, kind, route, permission, subjects, found, xid "
        "FROM core_access WHERE id = %s", hand.any("core_access"),
    )  # fmt: skip


def swap_two(hand: Tampering) -> None:
    one, other = hand.two("core_entry")
    hand.run(
        "UPDATE core_entry a SET body = b.body, digest = b.digest, by_id = b.by_id FROM core_entry b "
        "WHERE (a.id, b.id) IN ((%s, %s), (%s, %s))", one, other, other, one,
    )  # fmt: skip


def hide_a_person(hand: Tampering) -> None:
    hand.run("UPDATE core_access SET subjects = subjects - 0 WHERE id = %s", hand.any("core_access"))  # fmt: skip


def hide_a_look(hand: Tampering) -> None:
    hand.run("DELETE FROM core_looked WHERE id = %s", hand.any("core_looked"))


def lay_a_look_on_another(hand: Tampering) -> None:
    hand.run("UPDATE core_looked SET by_id = by_id + 1 WHERE id = %s", hand.any("core_looked"))


def move_to_another_batch(hand: Tampering) -> None:
    table = hand.rng.choice(("core_entry", "core_access"))
    seals = hand.seals()
    one = hand.any(table)
    hand.cursor.execute(f"SELECT xid::text::bigint FROM {table} WHERE id = %s", [one])
    xid = hand.cursor.fetchone()[0]
    elsewhere = [seal for seal in seals if not seal.begins <= xid < seal.ends]
    to = hand.rng.choice(elsewhere).ends - 1
    hand.run(f"UPDATE {table} SET xid = %s::text::xid8 WHERE id = %s", str(to), one)


def move_to_another_epoch(hand: Tampering) -> None:
    hand.run("UPDATE core_entry SET epoch = %s WHERE id = %s", hand.rng.choice((0, 2, 7)),
             hand.any("core_entry"))  # fmt: skip


def move_to_the_future(hand: Tampering) -> None:
    hand.run("UPDATE core_entry SET xid = '9000000000'::xid8 WHERE id = %s", hand.any("core_entry"))  # fmt: skip


def cut_the_tail(hand: Tampering) -> None:
    """Rows and seals together: the log is right in itself, only the witness remembers."""
    seals = hand.seals()
    first = seals[-hand.rng.randrange(1, len(seals))]
    for table in leaves.LAYOUTS[leaves.NEWEST]:
        hand.run(f"DELETE FROM {table} WHERE xid >= %s::text::xid8", str(first.begins))
    hand.run("DELETE FROM core_seal WHERE number >= %s", first.number)


def drop_a_batch(hand: Tampering) -> None:
    one = hand.rng.choice(hand.seals())
    for table in leaves.LAYOUTS[leaves.NEWEST]:
        hand.run(f"DELETE FROM {table} WHERE xid >= %s::text::xid8 AND xid < %s::text::xid8",
                 str(one.begins), str(one.ends))  # fmt: skip
    hand.run("DELETE FROM core_seal WHERE id = %s", one.pk)


def edit_a_root(hand: Tampering) -> None:
    hand.run("UPDATE core_seal SET root = sha256(root) WHERE id = %s", hand.any("core_seal"))


def edit_a_leaf(hand: Tampering) -> None:
    hand.run("UPDATE core_seal SET leaves = sha256(leaves) || substr(leaves, 33) WHERE id = %s",
             hand.any("core_seal"))  # fmt: skip


def edit_a_seal(hand: Tampering) -> None:
    column = hand.rng.choice(("rows", "ends", "layout"))
    hand.run(f"UPDATE core_seal SET {column} = {column} + 1 WHERE id = %s", hand.any("core_seal"))


def shift_a_seal(hand: Tampering) -> None:
    hand.run("UPDATE core_seal SET sealed_at = sealed_at + interval '1 microsecond' WHERE id = %s",
             hand.any("core_seal"))  # fmt: skip


def edit_a_signature(hand: Tampering) -> None:
    hand.run("UPDATE core_seal SET signature = set_byte(signature, 3, (get_byte(signature, 3) + 1) %% 256) "
             "WHERE id = %s", hand.any("core_seal"))  # fmt: skip


def seal_anew(hand: Tampering) -> None:
    """Change a row and recompute everything, with a key of one's own."""
    edit_actor(hand)
    key, last = Ed25519PrivateKey.generate(), seals.FIRST
    for seal in hand.seals():
        rows = leaves.rows("owner", seal.layout, seal.epoch, seal.begins, seal.ends)
        hashes = [row.leaf for row in rows]
        seal.root, seal.leaves, seal.previous = merkle.root(hashes), b"".join(hashes), last
        last = seal.head = seals.head(seal)
        seal.signature, seal.key = key.sign(last), key.public_key().public_bytes_raw()
        seal.save(using="owner")


def seal_anew_under_our_name(hand: Tampering) -> None:
    """The same, claiming that the trusted key signed."""
    before = bytes(hand.seals()[0].key)
    seal_anew(hand)
    hand.run("UPDATE core_seal SET key = %s", before)


def edit_the_witness(hand: Tampering) -> None:
    lines = witness.file().read_text().splitlines()
    place = hand.rng.randrange(len(lines))
    line = witness.Line.parse(lines[place])
    lines[place] = str(line._replace(head=line.head[::-1]))
    witness.file().write_text("\n".join(lines) + "\n")


def thin_the_witness(hand: Tampering) -> None:
    lines = witness.file().read_text().splitlines()
    del lines[hand.rng.randrange(len(lines) - 1)]
    witness.file().write_text("\n".join(lines) + "\n")


def pretend_a_restore(hand: Tampering) -> None:
    """Cut the tail off, and say with a seal of one's own that a restore lost it."""
    known = witness.last()
    assert known
    cut_the_tail(hand)
    last = hand.seals()[-1] if hand.seals() else None
    key = Ed25519PrivateKey.generate()
    note = json.dumps({"reason": "restored", "of": 1, "witness": [*known.place, known.head]})
    made = LogSeal(
        epoch=2, number=0, layout=leaves.NEWEST, begins=last.ends if last else 0,
        ends=last.ends if last else 0, rows=0, sealed_at=START, note=note, root=merkle.EMPTY,
        previous=last.head if last else seals.FIRST, leaves=b"",
        key=key.public_key().public_bytes_raw(),
    )  # fmt: skip
    made.head = seals.head(made)
    made.signature = key.sign(made.head)
    made.save(using="owner")


BESIDE: list[Callable[[Tampering], None]] = [hide_a_look, lay_a_look_on_another]
"""Ways that leave the lines as they are."""

KINDS: list[Callable[[Tampering], None]] = [
    edit_body, edit_actor, shift_time, delete_read, delete_entry, insert_back_dated, swap_two,
    hide_a_person, move_to_another_batch, move_to_another_epoch, move_to_the_future, cut_the_tail,
    drop_a_batch, edit_a_root, edit_a_leaf, edit_a_seal, shift_a_seal, edit_a_signature, seal_anew,
    seal_anew_under_our_name, edit_the_witness, thin_the_witness, pretend_a_restore, *BESIDE,
]  # fmt: skip
