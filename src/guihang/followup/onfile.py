"""Which facts are on file already, by what makes two of them the same: for whoever brings many."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from guihang.core import prepared


class Mark(NamedTuple):
    """A person is contacted, or tested, once at one moment in one way.

    ``way``: channel and target of a contact or an attempt, kind of a test.
    """

    kind: str
    case_id: UUID
    at: datetime
    way: str


_MARKS = """
SELECT 'contacts', case_id, happened_at, channel || ',person' FROM followup_contact
 WHERE case_id = ANY(%(cases)s::uuid[]) AND happened_at = ANY(%(moments)s::timestamptz[])
   AND superseded_by_id IS NULL
UNION SELECT 'contacts', case_id, happened_at, channel || ',' || target FROM followup_attempt
 WHERE case_id = ANY(%(cases)s::uuid[]) AND happened_at = ANY(%(moments)s::timestamptz[])
   AND superseded_by_id IS NULL
UNION SELECT 'tests', case_id, taken_at, kind FROM followup_drugtest
 WHERE case_id = ANY(%(cases)s::uuid[]) AND taken_at = ANY(%(moments)s::timestamptz[])
   AND superseded_by_id IS NULL
"""


def marks(cases: Iterable[UUID], moments: Iterable[datetime]) -> set[Mark]:
    """Return the marks of what is on file of these cases at these moments: one statement."""
    values = {"cases": list(set(cases)), "moments": list(set(moments))}
    return {Mark(*row) for row in prepared.rows(_MARKS, values)} if values["cases"] else set()
