"""A new root key, while everybody works: keys of persons are wrapped anew, values stay as they are.

The new key is in the key file before anything is wrapped by it, the old one until nothing is left
that it wrapped, so whoever reads always has the key.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.db import connection, models

from guihang.cases.grants import Grant
from guihang.cases.models import Person
from guihang.core import crypto, scope
from guihang.people.queries import tree

HOLDERS: tuple[type[models.Model], ...] = (Person, Grant)
"""Models with a ``key`` that the root key wraps."""

BATCH = 1000

_BATCH = """
SELECT id, key FROM {table} WHERE key IS NOT NULL {after} ORDER BY id LIMIT {batch} {lock}
"""
_WRITE = """
UPDATE {table} SET key = new.key
  FROM unnest(%s::{id}[], %s::bytea[]) AS new(id, key) WHERE {table}.id = new.id
"""


class Rotated(NamedTuple):
    """How many keys there are, and how many were wrapped anew."""

    keys: int
    rewrapped: int


def left() -> int:
    """Return how many keys an older root key still wraps."""
    return sum(crypto.rewrapped(key) is not None for _, rows in _batches("") for _, key in rows)


def rotate(at: datetime, progress: Callable[[int], None] = lambda done: None) -> Rotated:
    """Add a root key and wrap every key of a person by it; goes on with a rotation cut short."""
    crypto.renewed()
    if not left():
        crypto.add_root(at)
    done = keys = 0
    while True:
        keys = found = 0
        for model, rows in _batches("FOR UPDATE SKIP LOCKED"):
            new = [(pk, made) for pk, key in rows if (made := crypto.rewrapped(key))]
            _write(model, new)
            keys += len(rows)
            found += len(new)
            progress(keys)
        done += found
        # Rows that somebody held were skipped, and an action may have read the old ring.
        if not left():
            return Rotated(keys, done)


def _batches(lock: str):  # type: ignore[no-untyped-def]
    """Give every model's keys in batches, each in a transaction that ends when the next is asked."""
    for model in HOLDERS:
        table, after = model._meta.db_table, None
        while True:
            with scope.opened(tree().parents), connection.cursor() as cursor:
                cursor.execute(
                    _BATCH.format(
                        table=table, after="AND id > %s" if after else "", batch=BATCH, lock=lock
                    ),
                    [after] if after else [],
                )
                rows = [(pk, bytes(key)) for pk, key in cursor.fetchall()]
                yield model, rows
            if not rows:
                break
            after = rows[-1][0]


def _write(model: type[models.Model], new: list[tuple[object, bytes]]) -> None:
    if new:
        with connection.cursor() as cursor:
            kind = model._meta.pk.db_type(connection)
            sql = _WRITE.format(table=model._meta.db_table, id=kind)
            cursor.execute(sql, [[pk for pk, _ in new], [key for _, key in new]])
