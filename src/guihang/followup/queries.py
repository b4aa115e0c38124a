"""The work list, and everything on one journey."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from guihang.cases.files import masked
from guihang.cases.models import Case
from guihang.core import prepared
from guihang.engines.protocol import Planned, State, Window, state
from guihang.engines.words import Words
from guihang.followup import plan
from guihang.followup.models import DrugTest, ProtocolVersion


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of the work list."""

    task_id: int
    case_id: UUID
    number: str
    name: str
    unit_id: int
    role: str
    words: Words
    why: Words
    track: str
    key: str
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    state: State


_WORK = """
SELECT t.id, t.case_id, p.number, p.id, p.key, p.name_sealed, t.unit_id, t.role, t.rule, t.version,
       t.anchor, t.step, t.opens_at, t.due_at, t.closes_at
  FROM followup_task t JOIN cases_case c ON c.id = t.case_id JOIN cases_person p ON p.id = c.person_id
 WHERE {unit} AND t.done_at IS NULL AND t.void = '' AND t.closes_at > %(now)s {after}
   AND t.opens_at <= %(now)s {late} {role}
 ORDER BY t.closes_at, t.id LIMIT %(limit)s
"""


def worklist(
    *, units: Iterable[int], now: datetime, roles: Iterable[str] = (), overdue: bool | None = None,
    after: tuple[datetime, int] | None = None, limit: int = 25,
) -> list[WorkRow]:  # fmt: skip
    """Return what can be recorded now, soonest to close first; one row more shows another page."""
    ids, wanted = list(units), list(roles)
    sql = _WORK.format(
        unit="t.unit_id = %(unit)s" if len(ids) == 1 else "t.unit_id = ANY(%(units)s::int[])",
        after="AND (t.closes_at, t.id) > (%(closes)s, %(task)s)" if after else "",
        late={None: "", True: "AND t.due_at < %(now)s", False: "AND t.due_at >= %(now)s"}[overdue],
        role=_of_roles(wanted),
    )
    values = {
        "unit": ids[0] if ids else None, "units": ids, "now": now, "roles": wanted,
        "role": wanted[0] if wanted else None, "limit": limit + 1, "closes": after and after[0],
        "task": after and after[1],
    }  # fmt: skip
    return [_work_row(row, now) for row in prepared.rows(sql, values)]


def _of_roles(wanted: Sequence[str]) -> str:
    # One role is compared with =, so that its index gives the rows in their order.
    one = " AND t.role = %(role)s" if wanted else ""
    return " AND t.role = ANY(%(roles)s::text[])" if len(wanted) > 1 else one


def _work_row(row: tuple, now: datetime) -> WorkRow:  # type: ignore[type-arg]
    (task_id, case_id, number, person_id, key, name, unit_id, role, rule, version, anchor, step,
     opens_at, due_at, closes_at) = row  # fmt: skip
    known = plan.step(rule, version, step)
    return WorkRow(
        task_id, case_id, number, masked(person_id, key, name), unit_id, role, known.words,
        known.why, known.track, f"{rule}/{anchor}/{step}", opens_at, due_at, closes_at,
        state(Window(opens_at, due_at, closes_at), None, now),
    )  # fmt: skip


COUNTED = 200
"""Counting stops here: exact for any station, and a region of a million costs no more."""

_COUNTS = """
SELECT (SELECT count(*) FROM (SELECT FROM followup_task t WHERE {open} AND t.due_at < %(now)s
         LIMIT %(most)s) x),
       (SELECT count(*) FROM (SELECT FROM followup_task t WHERE {open} AND t.due_at >= %(now)s
         LIMIT %(most)s) x),
       (SELECT count(*) FROM (SELECT FROM followup_standing s JOIN cases_case c ON c.id = s.case_id
         WHERE c.unit_id = ANY(%(units)s::int[]) AND c.stage = 'aftercare'
           AND coalesce(s.silent_since, s.falls_silent_at) < %(now)s LIMIT %(most)s) x)
"""
_OPEN = """t.unit_id = ANY(%(units)s::int[]) AND t.done_at IS NULL AND t.void = ''
         AND t.opens_at <= %(now)s AND t.closes_at > %(now)s"""


def counts(*, units: Iterable[int], now: datetime, roles: Iterable[str] = ()) -> dict[str, int]:
    """Return how many tasks are overdue and due, and how many people are out of contact.

    No number is above COUNTED, which means “so many or more”.
    """
    wanted = list(roles)
    sql = _COUNTS.format(open=_OPEN + _of_roles(wanted))
    values = {
        "units": list(units), "now": now, "roles": wanted, "role": wanted[0] if wanted else None,
        "most": COUNTED,
    }  # fmt: skip
    overdue, due, silent = prepared.rows(sql, values)[0]
    return {"overdue": overdue, "open": due, "silent": silent}


def journey(case: Case, *, now: datetime) -> tuple[tuple[Planned, ...], list[plan.Row]]:
    """Return the plan of a case as of ``now`` and the facts behind it."""
    rows = plan.rows_of(case.pk)
    return plan.planned(case, rows, at=now), rows


_LOAD = """
SELECT u.id,
  (SELECT count(*) FROM cases_case c WHERE c.unit_id = u.id AND c.stage = 'aftercare') AS people,
  (SELECT count(*) FROM followup_task t WHERE t.unit_id = u.id AND t.done_at IS NULL AND t.void = ''
     AND t.opens_at <= %(now)s AND t.closes_at > %(now)s) AS open,
  (SELECT count(*) FROM followup_task t WHERE t.unit_id = u.id AND t.done_at IS NULL AND t.void = ''
     AND t.due_at < %(now)s AND t.closes_at > %(now)s) AS overdue,
  (SELECT count(*) FROM followup_standing s JOIN cases_case c ON c.id = s.case_id
    WHERE c.unit_id = u.id AND c.stage = 'aftercare'
      AND coalesce(s.silent_since, s.falls_silent_at) < %(now)s) AS silent
  FROM people_unit u WHERE u.id = ANY(%(units)s)
"""


def load_by_unit(*, units: Iterable[int], now: datetime) -> dict[int, dict[str, int]]:
    """Return for each unit how many people, open and overdue tasks it has, and who is silent."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD, {"units": list(units), "now": now})
        names = ("people", "open", "overdue", "silent")
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}


def newest_tests(case: Case, *, limit: int = 10) -> list[DrugTest]:
    """Return the latest tests of a case, newest first."""
    rows = DrugTest.objects.filter(case=case, superseded_by_id=None)
    return list(rows.order_by("-taken_at")[:limit])


def proposals() -> list[ProtocolVersion]:
    """Return the protocol versions that wait for a decision."""
    return list(ProtocolVersion.objects.filter(adopted_at=None).select_related("proposed_by"))
