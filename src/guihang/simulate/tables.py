"""The tables that a crowd is copied into, and their indexes put aside while it is."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import ProgrammingError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from guihang.cases.models import Case, Closure, ConsentRecord, Custody, Person
from guihang.core.models import Entry
from guihang.followup.models import Contact, DrugTest, Evidence, Standing, Task
from guihang.outcomes.models import Stale


@dataclass(frozen=True)
class Table:
    """One table and the columns that are copied; the others keep their default."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def types(self) -> list[str]:
        """The PostgreSQL types of the columns, as a binary COPY needs them."""
        owner = connections["owner"]
        known = {field.column: field for field in self.model._meta.concrete_fields}
        return [known[name].db_type(owner).partition("(")[0] for name in self.columns]


def _table(model: type[models.Model], columns: str) -> Table:
    return Table(model, tuple(columns.split()))


PERSON = _table(Person, (
    "id number unit_id identity sex born_on key name_sealed id_number_sealed phone_sealed "
    "address_sealed name_index id_number_index phone_index"))  # fmt: skip
CASE = _table(Case, (
    "id person_id unit_id facility_id stage zone drug decided_on admitted_at term_ends_on "
    "released_at accepted_at consent test_schedule closed_at ending sealing_due_on"))  # fmt: skip
CUSTODY = _table(Custody, "case_id unit_id starts_at entry_id")
CLOSURE = _table(Closure, "id case_id recorded_at closed happened_at")
CONSENT = _table(ConsentRecord, "id case_id recorded_at decision decided_at")
CONTACT = _table(Contact, "id case_id recorded_at happened_at channel fulfils")
TEST = _table(DrugTest, (
    "id case_id recorded_at taken_at kind result drugs chain_complete appeal_open unannounced "
    "fulfils"))  # fmt: skip
EVIDENCE = _table(Evidence, "id case_id recorded_at used_on kind")
ENTRY = _table(Entry, "id action at by_id unit_id subject_id body digest")
STANDING = _table(Standing, (
    "case_id last_contact_at last_test_at last_negative_at first_positive_at relapse_on "
    "ended_at ended_by silent_since falls_silent_at"))  # fmt: skip
TASK = _table(Task, (
    "case_id unit_id role rule version anchor step opens_at due_at closes_at done_at done_by_id "
    "void"))  # fmt: skip

TABLES = (PERSON, CASE, CUSTODY, CLOSURE, CONSENT, CONTACT, TEST, EVIDENCE, ENTRY, STANDING, TASK)
"""In an order in which each row finds the rows that it refers to."""

_NAMES = [table.name for table in TABLES]

_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), contype
  FROM pg_constraint
 WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u')
 ORDER BY contype DESC  -- unique first: a foreign key needs what it refers to
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
  FROM pg_index i
 WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


class Guard(NamedTuple):
    """An index or a constraint: how it is dropped and how it is made."""

    drop: str
    make: str


def guards(owner: BaseDatabaseWrapper) -> list[Guard]:
    """Return indexes, unique constraints and foreign keys in the order in which they are made."""
    with owner.cursor() as cursor:
        cursor.execute(_INDEXES, [_NAMES])
        found = [Guard(f"DROP INDEX {name}", text) for name, text in cursor.fetchall()]
        cursor.execute(_CONSTRAINTS, [_NAMES])
        for table, name, text, _ in cursor.fetchall():
            change = f"ALTER TABLE {table}"
            found.append(
                Guard(f"{change} DROP CONSTRAINT {name}", f"{change} ADD CONSTRAINT {name} {text}")
            )
    return found


def strip(owner: BaseDatabaseWrapper, guarding: Sequence[Guard]) -> None:
    """Prepare the tables for COPY.

    Row-level security stays on for the application; only the owner steps out of it, since COPY
    refuses to run under it.
    """
    with owner.cursor() as cursor:
        for name in (*_NAMES, Stale._meta.db_table):  # triggers write the last
            cursor.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
        for guard in reversed(guarding):
            cursor.execute(guard.drop)


@contextmanager
def copying(owner: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the owner COPY a few people in the block; guards stay where they are."""
    strip(owner, ())
    try:
        yield
    finally:
        with owner.cursor() as cursor:
            for name in _NAMES:
                cursor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")


def rebuild(owner: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    """Make indexes and constraints; one that is there already is left alone."""
    for statement in statements:
        with owner.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '512MB'")
            # Checking a foreign key reads tables under row-level security as their owner does.
            cursor.execute("SET guihang.scope = '{}'")
            with suppress(ProgrammingError):  # it exists
                cursor.execute(statement)


type Rows = dict[str, list[Sequence[Any]]]
"""Rows to copy, by the name of their table."""
