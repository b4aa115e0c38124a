"""A row of the log as bytes: what a leaf of the tree covers.

A layout is never changed, or old batches could not be checked. A new column comes in a new layout;
every seal says which one it used. The text of a row is a JSON array: table, xid, then the columns.
Moments are microseconds since 1970 (UTC), bytes are hexadecimal.

Of the people whom a read showed the text holds the root of a tree of their own, so that one of
them can be shown their line without learning who else was on the page.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connections

from guihang.engines import merkle

PLAIN, MOMENT = "{c}", "(extract(epoch FROM {c}) * 1000000)::bigint"
BYTES, NAME, PEOPLE = "encode({c}, 'hex')", "{c}::text", "CAST({c} AS text)"
ACCESS, ENTRY = "core_access", "core_entry"
KEYS = {ACCESS: "bigint", ENTRY: "uuid"}

_ACCESS_1 = {
    "id": PLAIN, "at": MOMENT, "by_id": PLAIN, "unit_id": PLAIN, "kind": PLAIN,
    "address": "host({c})", "route": PLAIN, "permission": PLAIN, "subjects": PEOPLE,
    "found": PLAIN,
}  # fmt: skip
_ENTRY_1 = {
    "id": NAME, "action": PLAIN, "at": MOMENT, "by_id": PLAIN, "unit_id": PLAIN,
    "subject_id": NAME, "supersedes_id": NAME, "reason": BYTES, "body": BYTES, "digest": BYTES,
}  # fmt: skip
LAYOUTS: dict[int, dict[str, dict[str, str]]] = {
    1: {ACCESS: _ACCESS_1, ENTRY: _ENTRY_1},
    2: {ACCESS: _ACCESS_1 | {"role": PLAIN}, ENTRY: _ENTRY_1},
}
NEWEST = max(LAYOUTS)


class Row(NamedTuple):
    """One row of the log: where it stands in the order, and its leaf."""

    xid: int
    table: str
    id: str
    text: str

    @property
    def leaf(self) -> bytes:
        return merkle.leaf(self.text.encode())


def rows(using: str, layout: int, epoch: int, begins: int, ends: int) -> list[Row]:
    """Return the rows of an epoch with ``begins`` ≤ xid < ``ends``, in the order of the leaves."""
    found: list[Row] = []
    for table, columns in LAYOUTS[layout].items():
        shown = ", ".join(kind.format(c=name) for name, kind in columns.items())
        sql = (
            f"SELECT xid::text::bigint, {shown} FROM {table} WHERE epoch = %s "
            "AND xid >= %s::text::xid8 AND xid < %s::text::xid8 ORDER BY xid, id"
        )
        with connections[using].cursor() as cursor:
            cursor.execute(sql, [epoch, str(begins), str(ends)])
            found += [_row(table, columns, values) for values in cursor.fetchall()]
    found.sort(key=lambda row: (row.xid, row.table))  # the ids are in order already
    return found


def row(using: str, layout: int, table: str, key: str) -> tuple[int, Row, list[str]] | None:
    """Return one row with its epoch, and the people whom it showed."""
    columns = LAYOUTS[layout][table]
    shown = ", ".join(kind.format(c=name) for name, kind in columns.items())
    people = "subjects::text" if table == ACCESS else "'[]'"
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT epoch, {people}, xid::text::bigint, {shown} FROM {table} "
            f"WHERE id = %s::text::{KEYS[table]}", [key],
        )  # fmt: skip
        values = cursor.fetchone()
    return (values[0], _row(table, columns, values[2:]), json.loads(values[1])) if values else None


def _row(table: str, columns: dict[str, str], values: Sequence[Any]) -> Row:
    xid, *cells = values
    for place, kind in enumerate(columns.values()):
        if kind is PEOPLE:
            cells[place] = merkle.root(people_leaves(json.loads(cells[place]))).hex()
    text = json.dumps([table, xid, *cells], ensure_ascii=False, separators=(",", ":"))
    return Row(xid, table, str(cells[0]), text)


def people_leaves(subjects: Sequence[str]) -> list[bytes]:
    """Return the leaves of the people whom a read showed. Their ids cannot be guessed."""
    return [merkle.leaf(subject.encode()) for subject in subjects]
