"""One case with who held it, for whoever opens journeys often: one statement, one model object."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from guihang.cases.models import Case, Person
from guihang.core import prepared
from guihang.core.crypto import PersonKey
from guihang.core.models import cell
from guihang.core.refusal import OutOfReach
from guihang.engines.identity import mask_name


class File(NamedTuple):
    """A case, the number and the masked name of its person, and its custodians, oldest first."""

    case: Case
    number: str
    name: str
    custody: list[tuple[int, datetime]]


_FILE = """
SELECT p.id, p.key, p.name_sealed, p.number,
       ARRAY(SELECT k.unit_id FROM cases_custody k WHERE k.case_id = c.id ORDER BY k.starts_at),
       ARRAY(SELECT k.starts_at FROM cases_custody k WHERE k.case_id = c.id ORDER BY k.starts_at),
       {columns}
  FROM cases_case c JOIN cases_person p ON p.id = c.person_id
 WHERE c.id = %(pk)s AND (c.unit_id = ANY(%(units)s::int[]) OR c.facility_id = ANY(%(units)s::int[])
   OR c.offered_to_id = ANY(%(units)s::int[]))
"""


def file(pk: UUID, *, units: Iterable[int]) -> File:
    """Return the file of a case that ``units`` hold, released, or are offered.

    The person of ``case`` is not loaded. Raises OutOfReach.
    """
    sql, names = _statement()
    found = prepared.rows(sql, {"pk": pk, "units": list(units)})
    if not found:
        raise OutOfReach
    row = found[0]
    case = Case.from_db(connection.alias, names, row[6:])
    return File(case, row[3], masked(*row[:3]), list(zip(row[4], row[5], strict=True)))


@cache
def _statement() -> tuple[str, list[str]]:
    fields = Case._meta.concrete_fields
    sql = _FILE.format(columns=", ".join(f"c.{field.column}" for field in fields))
    return sql, [field.attname for field in fields]


@lru_cache(maxsize=10_000)
def masked(person_id: UUID, key: bytes, name: bytes | None) -> str:
    """Return the masked name of a person from the sealed column; a dash when it is unknown.

    Remembered by key and sealed text: a changed name is another text, a destroyed key opens none.
    """
    if name is None or not key:  # unknown, or sealed
        return "—"
    opened = PersonKey.unwrap(key).open(name, place=cell(Person, "name_sealed", person_id))
    return mask_name(opened.partition("\x1f")[0])
