"""Rows into tables by binary COPY, as the owner."""

from django.db import connections, transaction

from guihang.simulate.tables import TABLES, Rows


class Copier:
    """Writes rows table by table; each call is one transaction."""

    def __init__(self) -> None:
        self._owner = connections["owner"]
        self._types = {table.name: table.types() for table in TABLES}
        with self._owner.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")

    def write(self, rows: Rows) -> None:
        with transaction.atomic(using="owner"):
            for table in TABLES:
                if rows[table.name]:
                    self._copy(table.name, table.columns, rows[table.name])

    def _copy(self, name: str, columns: tuple[str, ...], rows: list) -> None:  # type: ignore[type-arg]
        with self._owner.cursor() as cursor:
            listed = ", ".join(columns)
            with cursor.copy(f"COPY {name} ({listed}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(self._types[name])
                for row in rows:
                    copy.write_row(row)
