"""Hot statements: bound and planned on the server once a connection, answered in binary.

Planning a guarded join again for each request costs more than running it. Django's own cursor
puts values into the text, so that nothing can be planned before; these statements are for the few
places that every request goes through.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import Format


def rows(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement on the default connection; return its rows.

    Values need types that the server can tell: write ``%(ids)s::int[]`` for a list. The text of
    the statement must not change with the values, or each variant is planned and kept.
    """
    with _cursor() as found:
        found.execute(sql, values)
        return found.fetchall()


def run(sql: str, values: Mapping[str, Any] | Sequence[Any]) -> None:
    """Run a statement that returns no rows."""
    with _cursor() as found:
        found.execute(sql, values)


def _cursor() -> Any:
    """Return a cursor that prepares; statements are logged where Django logs its own."""
    db = connections[DEFAULT_DB_ALIAS]
    with db.wrap_database_errors:
        if db.connection is None:
            db.ensure_connection()
        made: Any = psycopg.Cursor(db.connection)
    made.format = Format.BINARY
    return db.make_debug_cursor(made) if db.queries_logged else db.make_cursor(made)
