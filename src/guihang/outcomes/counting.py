"""From the facts of a case to the few numbers that the figures take of it: one statement.

As known now, or as known at an earlier moment: facts recorded later, and corrections made later,
are left out. That is how an old figure is counted again.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from guihang.cases.models import Case
from guihang.engines.definitions import HORIZONS
from guihang.engines.definitions.retention import WINDOW
from guihang.engines.figures.followed import COLUMNS, EPOCH, Followed
from guihang.engines.protocol import CONTACT, Offset, Protocol
from guihang.followup import plan

_LIVE = "f.superseded_by_id IS NULL"
_KNOWN = """f.recorded_at <= %(known)s AND NOT EXISTS (
  SELECT 1 FROM {table} s WHERE s.id = f.superseded_by_id AND s.recorded_at <= %(known)s)"""

_DAY = "({} AT TIME ZONE 'Asia/Shanghai')::date"

_MOST = 32000  # days that a small integer holds

_BITS = " + ".join(
    f"CASE WHEN bool_or(d > {one.days - WINDOW} AND d <= {one.days}) THEN {1 << place} ELSE 0 END"
    for place, one in enumerate(HORIZONS)
)

_WINDOWS = """unnest(%(begins)s::int[], %(ends)s::int[], %(opens)s::int[], %(closes)s::int[])
    w (begins, ends, opens, closes)"""

_SELECT = """
SELECT c.id AS case_id, c.unit_id, c.facility_id AS facility, r.day - DATE '1970-01-01' AS released,
  (SELECT p.sex::int FROM cases_person p WHERE p.id = c.person_id) AS sex,
  array_position(%(drugs)s::text[], c.drug::text) AS drug,
  CASE WHEN EXISTS (SELECT 1 FROM cases_case e WHERE e.person_id = c.person_id
    AND e.released_at < c.released_at) THEN 0 ELSE 1 END AS first,
  coalesce(n.given, 0) AS consented,
  coalesce(least(v.relapse, t.relapse), -1) AS relapse, coalesce(t.positive, -1) AS positive,
  coalesce(least(a.died, z.died), -1) AS died, coalesce(least(a.custody, z.custody), -1) AS custody,
  coalesce(z.moved, -1) AS moved,
  coalesce(greatest(k.last, t.last, w.last), -1) AS verified,
  coalesce(k.bits, 0) | coalesce(t.bits, 0) | coalesce(w.bits, 0) AS contacted,
  coalesce(t.negative, 0) AS tested,
  gp.planned AS golden_planned, gd.done AS golden_done, least(gr.held, 1) AS golden_review,
  {tests_named}
FROM cases_case c
CROSS JOIN LATERAL ({released}) r
CROSS JOIN LATERAL (SELECT max(CASE WHEN decision = 'given' THEN 1 ELSE 0 END) AS given
  FROM cases_consentrecord f WHERE f.case_id = c.id AND {consent}) n
CROSS JOIN LATERAL (SELECT max(d) AS last, {bits} AS bits FROM (
  SELECT {happened} - r.day AS d FROM followup_contact f WHERE f.case_id = c.id AND {contact}
  ) x WHERE d >= 0) k
CROSS JOIN LATERAL (SELECT max(d) AS last, {bits} AS bits FROM (
  SELECT {held} - r.day AS d FROM followup_review f WHERE f.case_id = c.id AND {review}
  ) x WHERE d >= 0) w
CROSS JOIN LATERAL (
  SELECT max(d) FILTER (WHERE answered) AS last, {answered_bits} AS bits, {negative_bits} AS negative,
    min(d) FILTER (WHERE positive) AS positive, min(d) FILTER (WHERE proven) AS relapse, {done} FROM (
    SELECT {taken} - r.day AS d, result IN ('negative', 'positive', 'mixed') AS answered,
      result = 'negative' AS negative, result IN ('positive', 'mixed') AS positive,
      result IN ('positive', 'mixed') AND kind IN ('lab', 'retest') AND chain_complete
        AND NOT appeal_open AS proven
    FROM followup_drugtest f WHERE f.case_id = c.id AND {test}
  ) x WHERE d >= 0) t
CROSS JOIN LATERAL (SELECT min(f.used_on - r.day) AS relapse FROM followup_evidence f
  WHERE f.case_id = c.id AND f.kind = 'police_determination' AND f.used_on >= r.day AND {evidence}) v
CROSS JOIN LATERAL (SELECT min(d) FILTER (WHERE outcome = 'deceased') AS died,
    min(d) FILTER (WHERE outcome = 'in_custody') AS custody FROM (
  SELECT {happened} - r.day AS d, outcome FROM followup_attempt f
   WHERE f.case_id = c.id AND f.outcome IN ('deceased', 'in_custody') AND {attempt}
  ) x WHERE d >= 0) a
CROSS JOIN LATERAL (SELECT
    CASE WHEN c.ending = 'deceased' THEN d END AS died,
    CASE WHEN c.ending = 'custody' THEN d END AS custody,
    CASE WHEN c.ending = 'moved' THEN d END AS moved
  FROM (SELECT CASE WHEN {closed} THEN greatest({closing} - r.day, 0) END AS d) x) z
CROSS JOIN LATERAL (SELECT count(*) AS planned FROM {windows}
  WHERE n.given = 1 AND r.day - DATE '1970-01-01' BETWEEN w.begins AND w.ends) gp
CROSS JOIN LATERAL (SELECT count(DISTINCT w.opens) AS done FROM followup_contact f JOIN {windows}
    ON {happened} - r.day BETWEEN w.opens AND w.closes
  WHERE f.case_id = c.id AND {contact} AND n.given = 1
    AND r.day - DATE '1970-01-01' BETWEEN w.begins AND w.ends) gd
CROSS JOIN LATERAL (SELECT count(*) AS held FROM followup_review f WHERE f.case_id = c.id
  AND f.closing AND {held} - r.day BETWEEN 0 AND %(closing)s AND {review}) gr
CROSS JOIN LATERAL (SELECT {due} FROM
  unnest(%(code)s::text[], %(since)s::int[], %(until)s::int[], %(due)s::int[]) s (code, begins, ends, due)
  WHERE s.code = c.test_schedule AND r.day - DATE '1970-01-01' BETWEEN s.begins AND s.ends
    AND (n.given = 1 OR s.code = 'weekly-tests')) q
WHERE r.day IS NOT NULL AND c.released_at IS NOT NULL AND {which}
"""

_RELEASED_NOW = f"SELECT {_DAY.format('c.released_at')} AS day"
_RELEASED_THEN = f"""SELECT CASE WHEN EXISTS (SELECT 1 FROM cases_release f WHERE f.case_id = c.id)
  THEN (SELECT {_DAY.format("f.released_at")} FROM cases_release f
         WHERE f.case_id = c.id AND {_KNOWN.format(table="cases_release")} LIMIT 1)
  ELSE {_DAY.format("c.released_at")} END AS day"""
"""A bulk copy leaves no fact of the release; the case itself then says when it was."""

TABLES = {
    "consent": "cases_consentrecord", "contact": "followup_contact", "review": "followup_review",
    "test": "followup_drugtest", "evidence": "followup_evidence", "attempt": "followup_attempt",
}  # fmt: skip


def statement(*, known: bool, which: str) -> str:
    """Return the SELECT of every column, for the cases that ``which`` chooses."""
    kept = {name: _KNOWN.format(table=table) if known else _LIVE for name, table in TABLES.items()}
    places = range(len(HORIZONS))
    days = [one.days for one in HORIZONS]
    closed = """c.closed_at IS NOT NULL""" + (
        " AND EXISTS (SELECT 1 FROM cases_closure f WHERE f.case_id = c.id AND f.closed"
        " AND f.recorded_at <= %(known)s AND f.happened_at = c.closed_at)"
        if known
        else ""
    )
    return _SELECT.format(
        **kept, which=which, released=_RELEASED_THEN if known else _RELEASED_NOW, closed=closed,
        bits=_BITS, answered_bits=_BITS.replace("(d >", "(answered AND d >"),
        negative_bits=_BITS.replace("(d >", "(negative AND d >"), windows=_WINDOWS,
        happened=_DAY.format("f.happened_at"), held=_DAY.format("f.held_at"),
        taken=_DAY.format("f.taken_at"), closing=_DAY.format("c.closed_at"),
        due=", ".join(f"count(*) FILTER (WHERE due <= {days[n]}) AS due_{n}" for n in places),
        done=", ".join(
            f"count(*) FILTER (WHERE answered AND d <= {days[n]}) AS done_{n}" for n in places
        ),
        tests_named=", ".join(f"q.due_{n}, least(t.done_{n}, {_MOST}) AS done_{n}" for n in places),
    )  # fmt: skip


def values() -> dict[str, Any]:
    """Return the parameters of the statement that are the same for everybody: drugs, the windows
    of the golden quarter and the days of the test schedules, by version."""
    golden = [
        (since, until, _day(step.opens), _day(step.closes))
        for since, until, one in _versions("golden-quarter") for step in one.steps
        if step.track == CONTACT
    ]  # fmt: skip
    tests = [
        (code, since, until, _day(step.due)) for code in Case.TestSchedule.values
        for since, until, one in _versions(code) for step in one.steps
    ]  # fmt: skip
    return {
        "drugs": Case.Drug.values, "closing": 104,
        **dict(zip(("begins", "ends", "opens", "closes"), map(list, zip(*golden, strict=True)), strict=True)),
        **dict(zip(("code", "since", "until", "due"), map(list, zip(*tests, strict=True)), strict=True)),
    }  # fmt: skip


def _versions(code: str) -> Iterator[tuple[int, int, Protocol]]:
    """Yield each version of a protocol with the first and last day whose releases follow it."""
    known = [one for one in plan.all_versions() if one.code == code]
    known.sort(key=lambda one: (one.effective_on, one.version))
    days = [one.effective_on.toordinal() - EPOCH for one in known]
    for place, one in enumerate(known):
        yield days[place], days[place + 1] - 1 if place + 1 < len(days) else 10**6, one


def _day(offset: Offset) -> int:
    """Return the day of an offset after release; a month is a twelfth of 365.25 days."""
    return offset.days + round(offset.months * 365.25 / 12) + (offset.hours or 0) // 24


def as_known(*, facilities: Iterable[int], known_at: datetime) -> Followed:
    """Return everybody whom these facilities had released, as the records stood at ``known_at``.

    Needs a scope that sees them.
    """
    which = "c.facility_id = ANY(%(facilities)s)"
    inner = statement(known=True, which=which)
    return packed(inner, values() | {"known": known_at, "facilities": list(facilities)})


def counted(*, units: Iterable[int], first: int = -(10**6), last: int = 10**6) -> Followed:
    """Return everybody whom ``units`` released or hold, as counted now (``keeping.refresh``).

    ``first``, ``last``: days of release since 1970-01-01, both included.
    """
    names = ", ".join("facility_id AS facility" if name == "facility" else name for name in COLUMNS)
    inner = f"""SELECT {names} FROM outcomes_counted
      WHERE (unit_id = ANY(%(units)s) OR facility_id = ANY(%(units)s))
        AND released BETWEEN %(first)s AND %(last)s"""
    return packed(inner, {"units": list(units), "first": first, "last": last})


_WIDE = frozenset({"facility", "released"})


def packed(inner: str, given: dict[str, Any]) -> Followed:
    """Return the rows of a SELECT as columns: one string of bytes a column, no object a row."""
    columns = ", ".join(
        f"string_agg(int4send({name}::int), '')" if name in _WIDE
        else f"string_agg(int2send({name}::smallint), '')" for name in COLUMNS
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM ({inner}) people", given)
        row = cursor.fetchone()
    return Followed(*(_column(name, part) for name, part in zip(COLUMNS, row, strict=True)))


def _column(name: str, part: bytes | None) -> np.ndarray[Any, np.dtype[np.int32]]:
    kind = ">i4" if name in _WIDE else ">i2"
    return np.frombuffer(part or b"", kind).astype(np.int32)
