"""What the database keeps of plans: facts read, tasks and standing written, many cases at once.

A fact changes one task or two of forty, so what is stored is read and compared here, and only
what differs is sent. The cases are locked by whoever changes them.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from guihang.cases.models import Case
from guihang.core import prepared
from guihang.engines.protocol import Planned


class Row(NamedTuple):
    """One fact as it comes from the database: what, when, and up to three details."""

    kind: str
    id: UUID
    at: datetime
    one: str
    two: str
    fulfils: str


_FACTS = """
SELECT case_id, 'contact', id, happened_at, channel, '', fulfils FROM followup_contact
 WHERE case_id {cases} AND superseded_by_id IS NULL
UNION ALL SELECT case_id, 'attempt', id, happened_at, channel, target || ',' || outcome, ''
  FROM followup_attempt WHERE case_id {cases} AND superseded_by_id IS NULL
UNION ALL SELECT case_id, 'test', id, taken_at, kind, result || ',' || chain_complete || ',' || appeal_open
  || ',' || unannounced, fulfils
  FROM followup_drugtest WHERE case_id {cases} AND superseded_by_id IS NULL
UNION ALL SELECT case_id, 'review', id, held_at, closing::text, '', fulfils FROM followup_review
 WHERE case_id {cases} AND superseded_by_id IS NULL
UNION ALL SELECT case_id, 'meeting', id, held_at, '', '', '' FROM followup_meeting
 WHERE case_id {cases} AND superseded_by_id IS NULL
UNION ALL SELECT case_id, 'evidence', id, used_on::timestamp AT TIME ZONE 'Asia/Shanghai', kind,
  coalesce(not_before::text, ''), '' FROM followup_evidence
 WHERE case_id {cases} AND superseded_by_id IS NULL
UNION ALL SELECT case_id, 'consent', id, decided_at, decision, '', '' FROM cases_consentrecord
 WHERE case_id {cases} AND superseded_by_id IS NULL
UNION ALL SELECT case_id, CASE WHEN closed THEN 'closing' ELSE 'reopening' END, id, happened_at,
  '', '', '' FROM cases_closure WHERE case_id {cases}
ORDER BY 4, 3
"""
# A list of unknown length looks dearer than a list of one, so the server would plan these eight
# guarded reads again for every request: 8 ms, and 25 MB that the connection keeps.
_FACTS_OF_ONE = _FACTS.format(cases="= %(case)s::uuid")
_FACTS_OF_MANY = _FACTS.format(cases="= ANY(%(cases)s::uuid[])")


def rows_of(case_id: UUID) -> list[Row]:
    """Return every fact of a case that counts, in order of time: one statement."""
    return [Row(*row) for _, *row in prepared.rows(_FACTS_OF_ONE, {"case": case_id})]


def rows_by_case(case_ids: Sequence[UUID]) -> dict[UUID, list[Row]]:
    """Return the facts of each case that count, in order of time."""
    if len(case_ids) == 1:
        return {case_ids[0]: rows_of(case_ids[0])}
    found: dict[UUID, list[Row]] = {case_id: [] for case_id in case_ids}
    for case_id, *row in prepared.rows(_FACTS_OF_MANY, {"cases": list(case_ids)}):
        found[case_id].append(Row(*row))
    return found


class Plan(NamedTuple):
    """One case as it should be stored; ``stands`` are the columns of its standing."""

    case: Case
    tasks: Sequence[Planned]
    stands: dict[str, Any]


_STORED = """
SELECT case_id, rule, anchor, step, unit_id, role, version, opens_at, due_at, closes_at, done_at,
  done_by_id, void FROM followup_task WHERE case_id {cases}
"""
_STORED_OF_ONE = _STORED.format(cases="= %(case)s::uuid")
_STORED_OF_MANY = _STORED.format(cases="= ANY(%(cases)s::uuid[])")
_WRITE = """
INSERT INTO followup_task (case_id, unit_id, role, rule, version, anchor, step, opens_at, due_at,
  closes_at, done_at, done_by_id, void)
SELECT * FROM json_to_recordset(%(tasks)s::json) AS w(case_id uuid, unit_id int, role text,
  rule text, version int, anchor text, step text, opens_at timestamptz, due_at timestamptz,
  closes_at timestamptz, done_at timestamptz, done_by_id uuid, void text)
ON CONFLICT (case_id, rule, anchor, step) DO UPDATE SET (unit_id, role, version, opens_at, due_at,
  closes_at, done_at, done_by_id, void) = (excluded.unit_id, excluded.role, excluded.version,
  excluded.opens_at, excluded.due_at, excluded.closes_at, excluded.done_at, excluded.done_by_id,
  excluded.void)
"""
_REPLACE = """
UPDATE followup_task t SET void = 'replaced'
  FROM unnest(%(case)s::uuid[], %(rule)s::text[], %(anchor)s::text[], %(step)s::text[])
    g (case_id, rule, anchor, step)
 WHERE (t.case_id, t.rule, t.anchor, t.step) = (g.case_id, g.rule, g.anchor, g.step)
"""
_STANDING = """
INSERT INTO followup_standing AS f (case_id, last_contact_at, last_test_at, last_negative_at,
  first_positive_at, relapse_on, ended_at, ended_by, silent_since, falls_silent_at)
SELECT * FROM json_to_recordset(%(stands)s::json) AS w(case_id uuid, last_contact_at timestamptz,
  last_test_at timestamptz, last_negative_at timestamptz, first_positive_at timestamptz,
  relapse_on date, ended_at timestamptz, ended_by text, silent_since timestamptz,
  falls_silent_at timestamptz)
ON CONFLICT (case_id) DO UPDATE SET (last_contact_at, last_test_at, last_negative_at,
  first_positive_at, relapse_on, ended_at, ended_by, silent_since, falls_silent_at) = (excluded.last_contact_at,
  excluded.last_test_at, excluded.last_negative_at, excluded.first_positive_at,
  excluded.relapse_on, excluded.ended_at, excluded.ended_by, excluded.silent_since,
  excluded.falls_silent_at)
WHERE f.* IS DISTINCT FROM excluded.*
"""

type Key = tuple[UUID, str, str, str]
"""Case, rule, anchor and step of a task."""


def store(plans: Sequence[Plan]) -> None:
    """Write what differs; a step that is no longer asked for becomes void."""
    if not plans:
        return
    cases = [plan.case.pk for plan in plans]
    stored = {row[:4]: row[4:] for row in _stored(cases)}
    changed: list[tuple[Case, Planned]] = []
    asked: set[Key] = set()
    for case, tasks, _ in plans:
        for task in tasks:
            key = (case.pk, *task.key)
            asked.add(key)
            if stored.get(key) != _as_stored(task, case.unit_id):
                changed.append((case, task))
    gone = [key for key, row in stored.items() if key not in asked and row[-1] != "replaced"]
    if changed:
        # One text: as thirteen arrays the tasks cost more to send than to plan.
        tasks_sent = json.dumps([_as_json(case, task) for case, task in changed])
        prepared.run(_WRITE, {"tasks": tasks_sent})
    if gone:
        names = ("case", "rule", "anchor", "step")
        prepared.run(_REPLACE, dict(zip(names, map(list, zip(*gone, strict=True)), strict=True)))
    # As arrays, those of nothing but nulls would have another type: a statement more to keep.
    stands = [{"case_id": str(plan.case.pk)} | plan.stands for plan in plans]
    prepared.run(_STANDING, {"stands": json.dumps(stands, default=_iso)})


def _iso(moment: date) -> str:
    return moment.isoformat()


def _stored(cases: Sequence[UUID]) -> list[tuple[Any, ...]]:
    if len(cases) == 1:
        return prepared.rows(_STORED_OF_ONE, {"case": cases[0]})
    return prepared.rows(_STORED_OF_MANY, {"cases": cases})


def _as_stored(task: Planned, unit_id: int) -> tuple[Any, ...]:
    """Return a task as ``_STORED`` gives it back."""
    done_by = UUID(task.done_by) if task.done_by else None
    return (
        unit_id, task.owner, task.version, task.opens_at, task.due_at, task.closes_at, task.done_at,
        done_by, _void(task),
    )  # fmt: skip


def _as_json(case: Case, task: Planned) -> dict[str, Any]:
    rule, anchor, step = task.key
    return {
        "case_id": str(case.pk), "unit_id": case.unit_id, "role": task.owner, "rule": rule,
        "version": task.version, "anchor": anchor, "step": step,
        "opens_at": task.opens_at.isoformat(), "due_at": task.due_at.isoformat(),
        "closes_at": task.closes_at.isoformat(),
        "done_at": task.done_at.isoformat() if task.done_at else None,
        "done_by_id": task.done_by, "void": _void(task),
    }  # fmt: skip


def _void(task: Planned) -> str:
    return "not_owed" if task.void_reason else ""


def columns(tasks: Sequence[Planned]) -> dict[str, list[Any]]:
    """Return tasks as one list a column, as COPY takes them."""
    return {
        "role": [task.owner for task in tasks],
        "rule": [task.key.rule for task in tasks],
        "version": [task.version for task in tasks],
        "anchor": [task.key.anchor for task in tasks],
        "step": [task.key.step for task in tasks],
        "opens": [task.opens_at for task in tasks],
        "due": [task.due_at for task in tasks],
        "closes": [task.closes_at for task in tasks],
        "done": [task.done_at for task in tasks],
        "done_by": [task.done_by for task in tasks],
        "void": [_void(task) for task in tasks],
    }
