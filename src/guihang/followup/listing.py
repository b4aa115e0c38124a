"""Long lists of cases as plain rows, with where each stands: one statement, no model objects."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from guihang.cases.files import masked
from guihang.cases.queries import Cursor
from guihang.core import prepared


class CaseRow(NamedTuple):
    """One case of a list. ``name`` is masked; the codes are those of the model's choices."""

    id: UUID
    number: str
    name: str
    unit_id: int
    facility_id: int
    stage: str
    zone: str
    consent: str
    drug: str
    admitted_at: datetime
    released_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None
    last_contact_at: datetime | None
    silent_since: datetime | None


# The page is cut before the joins: 26 persons are looked up, however many cases there are.
_LIST = """
SELECT p.id, p.key, p.name_sealed, c.id, p.number, c.unit_id, c.facility_id, c.stage, c.zone,
       c.consent, c.drug, c.admitted_at, c.released_at, c.accepted_at, c.closed_at,
       s.last_contact_at, s.silent_since
  FROM (SELECT * FROM cases_case WHERE {unit} {stage} {after}
         ORDER BY admitted_at DESC, id DESC LIMIT %(limit)s) c
  JOIN cases_person p ON p.id = c.person_id
  LEFT JOIN followup_standing s ON s.case_id = c.id
 ORDER BY c.admitted_at DESC, c.id DESC
"""


def listed(
    *, units: Iterable[int], stage: str = "", unit_id: int | None = None,
    after: Cursor | None = None, limit: int = 25,
) -> list[CaseRow]:  # fmt: skip
    """Return the newest cases that ``units`` hold, one row more when there is another page."""
    ids = list(units)
    if unit_id is not None:
        ids = [unit_id] if unit_id in ids else []
    sql = _LIST.format(
        unit="unit_id = %(unit)s" if len(ids) == 1 else "unit_id = ANY(%(units)s::int[])",
        stage="AND stage = %(stage)s" if stage else "",
        after="AND (admitted_at, id) < (%(at)s, %(id)s)" if after else "",
    )
    values = {
        "unit": ids[0] if ids else None, "units": ids, "stage": stage, "limit": limit + 1,
        "at": after and after.at, "id": after and after.id,
    }  # fmt: skip
    rows = prepared.rows(sql, values)
    return [CaseRow(row[3], row[4], masked(*row[:3]), *row[5:]) for row in rows]
