"""Counts kept up: the cases that changed are counted again, and only they.

Triggers note which cases those are. Whoever asks for a figure counts them first, a few at a time;
the timetable counts a large import. Two at once wait for each other.
"""

import json
from typing import Any

import numpy as np
from django.db import connection

from guihang.core import scope
from guihang.engines.figures.cohort_counts import (
    CohortCounts,
    Rows,
    added,
    counted,
    less,
)
from guihang.engines.figures.followed import COLUMNS, Followed, counts_of
from guihang.outcomes import counting
from guihang.people.queries import tree

AT_A_PAGE = 5000
"""Cases that a page counts before it answers; a larger import waits for the timetable."""

AT_A_TIME = 20_000

SINCE = 2018
"""Years of release from here on are also kept together: what the first page asks for."""

_LOCK = 7423  # any number of our own

_COLUMNS = ", ".join("facility_id" if name == "facility" else name for name in COLUMNS)
_TAKE = """DELETE FROM outcomes_stale WHERE id IN (SELECT id FROM outcomes_stale ORDER BY id LIMIT %s)
RETURNING case_id, was"""
_KEEP = f"""INSERT INTO outcomes_counted (case_id, unit_id, {_COLUMNS}) {{select}}
ON CONFLICT (case_id) DO UPDATE SET (unit_id, {_COLUMNS}) = (excluded.unit_id, {
    ", ".join(f"excluded.{name}" for name in _COLUMNS.split(", "))
})"""
_DROP = """UPDATE outcomes_counted SET first = 0 WHERE case_id = ANY(%(cases)s::uuid[])
  AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id AND c.released_at IS NOT NULL)"""
_OLD = f"""SELECT {_COLUMNS.replace("facility_id", "facility_id AS facility")} FROM outcomes_counted
 WHERE case_id = ANY(%(cases)s::uuid[])"""
_ADD = """INSERT INTO outcomes_tally AS t (kind, facility_id, period, one, two, people)
SELECT * FROM unnest(%s::smallint[], %s::int[], %s::int[], %s::int[], %s::smallint[], %s::bigint[])
ON CONFLICT (kind, facility_id, period, one, two) DO UPDATE SET people = t.people + excluded.people"""


def refresh(*, most: int = AT_A_PAGE) -> int:
    """Count again what changed, at most ``most`` cases; return how many notes are left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM outcomes_stale LIMIT %s) s", [most + 1])
        waiting: int = cursor.fetchone()[0]
    if not waiting or waiting > most:
        return waiting
    with scope.opened(tree().parents), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        _some(cursor, most)
    return 0


def refresh_all() -> int:
    """Count again everything that changed, in parts of a transaction each; return how many."""
    done = 0
    while True:
        with scope.opened(tree().parents), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            taken = _some(cursor, AT_A_TIME)
        done += taken
        if not taken:
            return done


def _some(cursor: Any, most: int) -> int:
    """Take notes off the list and bring the counts in line; return how many notes."""
    cursor.execute(_TAKE, [most])
    rows = cursor.fetchall()
    if not rows:
        return 0
    cases = sorted({row[0] for row in rows})
    given = counting.values() | {"cases": cases}
    # Seen through earlier cases of the person too: the first release may be another one now.
    cursor.execute(
        "SELECT o.id FROM cases_case c JOIN cases_case o ON o.person_id = c.person_id"
        " WHERE c.id = ANY(%(cases)s::uuid[]) AND o.released_at IS NOT NULL", given,
    )  # fmt: skip
    given["cases"] = sorted({*cases, *(row[0] for row in cursor.fetchall())})
    gone = [json.loads(was) if isinstance(was, str) else was for _, was in rows if was]
    before = added([counts_of(counting.packed(_OLD, given)), counts_of(_as_columns(gone))])
    select = counting.statement(known=False, which="c.id = ANY(%(cases)s::uuid[])")
    cursor.execute(
        _KEEP.format(select=f"SELECT case_id, unit_id, {', '.join(COLUMNS)} FROM ({select}) p"),
        given,
    )
    cursor.execute(_DROP, given)
    after = counts_of(counting.packed(_OLD, given))
    _add(cursor, less(after, before))
    return len(rows)


def _as_columns(rows: list[dict[str, Any]]) -> Followed:
    names = ["facility_id" if name == "facility" else name for name in COLUMNS]
    return Followed(*(np.array([row[name] for row in rows], np.int32) for name in names))


def _add(cursor: Any, change: CohortCounts) -> None:
    together = change.times.copy()
    together[:, 1] = together[:, 1] >= SINCE
    for kind, rows in enumerate((change.times, change.states, _merged(together))):
        if len(rows):
            columns = [column.tolist() for column in rows.T]
            cursor.execute(_ADD, [[kind] * len(rows), *columns])


def _merged(times: Rows) -> Rows:
    """Return the times of all years from SINCE on in one, and of those before in another."""
    found = counted(*times[:, :4].T, weights=times[:, 4])
    return found[found[:, 4] != 0]


_CELLS = """SELECT string_agg(int4send(f) || int4send(p) || int4send(one) || int4send(two) || int4send(n), '')
 FROM (SELECT {facility} AS f, {period} AS p, one, two::int AS two, sum(people)::int AS n
         FROM outcomes_tally WHERE kind = %s AND period BETWEEN %s AND %s
        GROUP BY 1, 2, 3, 4 HAVING sum(people) <> 0) cells"""


def tallied(
    first: int = 0,
    last: int = 10**6,
    *,
    this_year: int = 0,
    facility: bool = True,
    year: bool = True,
) -> CohortCounts:
    """Return the counts of the whole region, released in these months (``CohortCounts``).

    ``this_year`` is the year of today. ``facility``, ``year``: whether times keep them apart;
    without, they stand as 0. Fewer cells are read sooner: 340,000 for a million people, 4,000 of
    all facilities and years together. Needs a scope that sees every facility.
    """
    place = "facility_id::int" if facility else "0"
    states = _cells(1, "facility_id::int", "period", first, last)
    # Nobody is released in a year to come, so that asking up to this year is asking for all.
    if year or first != SINCE * 12 or last < this_year * 12:
        times = _cells(0, place, "period" if year else "0", first // 12, last // 12)
    else:
        times = _cells(2, place, "0", 1, 1)
    return CohortCounts(times, states)


def _cells(kind: int, facility: str, period: str, first: int, last: int) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(_CELLS.format(facility=facility, period=period), [kind, first, last])
        raw = cursor.fetchone()[0] or b""
    return np.frombuffer(raw, ">i4").reshape(-1, 5).astype(np.int64)
