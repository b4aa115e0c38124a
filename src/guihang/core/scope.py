"""The row-level security context: which units the running transaction may see.

The policies read the setting ``guihang.scope``; without it every read of a guarded table raises
(SQLSTATE 42501). The setting is local to the transaction, so a pooled connection cannot carry it
to the next request.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from guihang.core import prepared


def in_scope(*columns: str) -> str:
    """Return the condition that one of the unit columns lies in the scope.

    The sub-select is evaluated once a statement, not once a row (77 ms against 0.13 ms over a
    million rows when it is not).
    """
    return " OR ".join(f"{column} = ANY ((SELECT guihang_scope())::int[])" for column in columns)


IN_SCOPE = in_scope("unit_id")


def literal(units: Iterable[int]) -> str:
    """Return ``units`` as the text of a PostgreSQL int array."""
    return "{" + ",".join(map(str, sorted(units))) + "}"


@contextmanager
def opened(units: Iterable[int]) -> Iterator[None]:
    """Run the block in a transaction that sees what ``units`` hold, and nothing else."""
    before: str = getattr(connection, "guihang_scope", "")
    try:
        with transaction.atomic():
            _set(literal(units))
            yield
    finally:
        connection.guihang_scope = before  # type: ignore[attr-defined]
        # A nested block shares its transaction with the outer one: give that one its scope back.
        if connection.in_atomic_block and not connection.needs_rollback:
            _set(before)


def _set(scope: str) -> None:
    prepared.run("SELECT set_config('guihang.scope', %s, true)", [scope])
    connection.guihang_scope = scope  # type: ignore[attr-defined]
