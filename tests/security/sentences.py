"""Random SELECT statements over the guarded tables: joins, sets, windows, laterals, sub-selects.

Every statement gives the same rows however it is carried out: nothing is cut off without an order
over all columns.
"""

import random
from typing import Any

from tests.security.world import World

COMPARISONS = ("=", "<>", "<", ">=", "IS NOT DISTINCT FROM")


class Sentences:
    """Makes statements from the tables and values of one world."""

    def __init__(self, world: World, models: dict[str, Any], rng: random.Random) -> None:
        self.world, self.rng = world, rng
        self.tables = [name for name, rows in world.rows.items() if rows]
        self.columns = {
            name: [f.column for f in models[name]._meta.concrete_fields] for name in self.tables
        }
        self.columns["people_unit"] = ["id", "code", "kind"]
        self.joined = [name for name in self.tables if "case_id" in self.columns[name]]

    def one(self, table: str = "") -> str:
        """Return one statement; one that reads ``table`` when it is named."""
        makers = (
            self._plain, self._joined, self._counted, self._nested, self._sets, self._window,
            self._lateral, self._with, self._scalar, self._loud,
        )  # fmt: skip
        return self.rng.choice(makers)(table or self.rng.choice(self.tables))

    def _column(self, table: str) -> str:
        return self.rng.choice(self.columns[table])

    def _where(self, table: str, alias: str) -> str:
        column = self._column(table)
        known = [row[column] for row in self.world.rows[table] if row.get(column) is not None]
        if not known or isinstance(known[0], list) or self.rng.random() < 0.2:
            return f"{alias}.{column} IS {self.rng.choice(('', 'NOT '))}NULL"
        one = self.rng.choice(known)
        comparison = self.rng.choice(COMPARISONS)
        return f"{alias}.{column} {comparison} {literal(one)}"

    def _conditions(self, table: str, alias: str) -> str:
        parts = [self._where(table, alias) for _ in range(self.rng.randrange(3))]
        if self.rng.random() < 0.2:
            parts = [f"NOT ({part})" for part in parts]
        return self.rng.choice((" AND ", " OR ")).join(parts) or "true"

    def _plain(self, table: str) -> str:
        shown = ", ".join(f"a.{self._column(table)}::text" for _ in range(self.rng.randrange(1, 4)))
        return f"SELECT {shown} FROM {table} a WHERE {self._conditions(table, 'a')}"

    def _joined(self, table: str) -> str:
        kind = self.rng.choice(("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"))
        one, two, on = self._pair(table)
        return (
            f"SELECT a.{self._column(one)}::text, b.{self._column(two)}::text FROM {one} a "
            f"{kind} {two} b ON {on} WHERE {self._conditions(one, 'a')}"
        )

    def _pair(self, table: str) -> tuple[str, str, str]:
        """Return two tables and how they hang together; ``table`` is one of them."""
        if table == "cases_person":
            return table, "cases_case", "a.id = b.person_id"
        if table == "cases_case":
            other = self.rng.choice([*self.joined, "cases_person"])
            on = "a.person_id = b.id" if other == "cases_person" else "a.id = b.case_id"
            return table, other, on
        if "case_id" in self.columns[table]:
            other = self.rng.choice(self.joined)
            return table, other, "a.case_id = b.case_id"
        if "subject_id" in self.columns[table]:
            return table, "cases_case", "a.subject_id = b.id"
        return (
            table,
            "people_unit",
            "b.id = a.unit_id" if "unit_id" in self.columns[table] else "true",
        )

    def _counted(self, table: str) -> str:
        by = self._column(table)
        return (
            f"SELECT a.{by}::text, count(*), count(DISTINCT a.{self._column(table)}::text) "
            f"FROM {table} a WHERE {self._conditions(table, 'a')} GROUP BY a.{by}::text "
            f"HAVING count(*) > {self.rng.randrange(3)}"
        )

    def _nested(self, table: str) -> str:
        one, two, on = self._pair(table)
        word = self.rng.choice(("EXISTS", "NOT EXISTS"))
        return (
            f"SELECT a.{self._column(one)}::text FROM {one} a WHERE {word} "
            f"(SELECT 1 FROM {two} b WHERE {on} AND {self._conditions(one, 'a')})"
        )

    def _sets(self, table: str) -> str:
        other, word = (
            self.rng.choice(self.tables),
            self.rng.choice(("UNION", "EXCEPT", "INTERSECT")),
        )
        return (
            f"SELECT a.{self._column(table)}::text FROM {table} a {word} "
            f"SELECT b.{self._column(other)}::text FROM {other} b "
            f"WHERE {self._conditions(other, 'b')}"
        )

    def _window(self, table: str) -> str:
        key, by = self.columns[table][0], self._column(table)
        return (
            f"SELECT a.{key}::text, count(*) OVER (PARTITION BY a.{by}::text), "
            f"rank() OVER (ORDER BY a.{key}::text) FROM {table} a "
            f"WHERE {self._conditions(table, 'a')}"
        )

    def _lateral(self, table: str) -> str:
        one, two, on = self._pair(table)
        return (
            f"SELECT a.{self._column(one)}::text, l.n FROM {one} a CROSS JOIN LATERAL "
            f"(SELECT count(*) AS n FROM {two} b WHERE {on}) l WHERE {self._conditions(one, 'a')}"
        )

    def _with(self, table: str) -> str:
        word = self.rng.choice(("MATERIALIZED", "NOT MATERIALIZED"))
        return (
            f"WITH w AS {word} (SELECT a.* FROM {table} a WHERE {self._conditions(table, 'a')}) "
            f"SELECT w.{self._column(table)}::text, (SELECT count(*) FROM w) FROM w"
        )

    def _scalar(self, table: str) -> str:
        other = self.rng.choice(self.tables)
        return (
            f"SELECT (SELECT max(b.{self._column(other)}::text) FROM {other} b "
            f"WHERE {self._conditions(other, 'b')}), count(*) FROM {table} a"
        )

    def _loud(self, table: str) -> str:
        """A statement that would fail on a row that it must not see."""
        key = self.columns[table][0]
        one = self.rng.choice(self.world.rows[table])[key]
        return (
            f"SELECT a.{self._column(table)}::text FROM {table} a "
            f"WHERE 1 / (CASE WHEN a.{key} = {literal(one)} THEN 0 ELSE 1 END) = 1"
        )


def literal(value: Any) -> str:
    """Return a value as SQL text of an unknown type, which the column beside it decides."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    return "'" + str(value).replace("'", "''") + "'"
