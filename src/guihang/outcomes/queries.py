"""The region's own records as columns: one statement, whatever the number of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.utils.functional import Promise
from numpy.typing import NDArray

from guihang.cases.models import Case, Person
from guihang.core.words import W
from guihang.engines.definitions import DEFINITIONS, FIRST_POSITIVE_TEST, Definition
from guihang.engines.figures.honesty import AfterIndexDate
from guihang.engines.words import Words
from guihang.people.queries import tree

GROUPINGS: list[tuple[str, str | Promise]] = [
    ("", W("不分组", "Not grouped")),
    ("facility", W("强制隔离戒毒所", "Facility")),
    ("sex", W("性别", "Sex")),
    ("drug", W("主要毒品种类", "Main drug kind")),
    ("year", W("出所年份", "Year of release")),
]
"""By what people can be told apart: what was known on the day of release or before it."""

AFTER_RELEASE = {
    "unit": Words("责任单位", "responsible unit"),
    "stage": Words("阶段", "stage"),
    "consent": Words("照管意愿", "aftercare consent"),
}
"""What came about after the release: whoever lived to have it seems to do well (immortal time)."""

_DAY = "({} AT TIME ZONE 'Asia/Shanghai')::date"

_CODES = {
    "": "0",
    "facility": "c.facility_id",
    "sex": "(SELECT p.sex::int FROM cases_person p WHERE p.id = c.person_id)",
    "drug": "array_position(%(drugs)s::text[], c.drug::text)",
    "year": f"extract(year FROM {_DAY.format('c.released_at')})::int",
}

_COUNTED = {
    "": "0", "facility": "o.facility_id", "sex": "o.sex::int",
    "drug": "array_position(%(drugs)s::text[], o.drug::text)", "year": "o.year",
}  # fmt: skip
"""The same groupings, of the counts that sealed records left."""

_ROWS = """
COPY (
  SELECT coalesce(positive, tested, released) - released, positive IS NOT NULL, code
    FROM (
      SELECT {released} AS released, coalesce({code}, 0)::int AS code,
             {positive} AS positive, greatest({tested}, {released}) AS tested
        FROM cases_case c
        LEFT JOIN followup_standing s ON s.case_id = c.id
        LEFT JOIN LATERAL (
          -- A test taken inside may stand as the first positive one; what counts came later.
          SELECT min(t.taken_at) AS at FROM followup_drugtest t
           WHERE s.first_positive_at < c.released_at AND t.case_id = c.id
             AND t.superseded_by_id IS NULL AND t.result IN ('positive', 'mixed')
             AND t.taken_at >= c.released_at
        ) later ON s.first_positive_at < c.released_at
       WHERE c.released_at <= %(at)s
         AND (c.unit_id = ANY(%(units)s) OR c.facility_id = ANY(%(units)s))
    ) people
  UNION ALL
  -- What sealed records left: without them those who did best would drop out of the figures.
  SELECT o.days, o.event, coalesce({counted}, 0)::int
    FROM cases_sealedoutcome o, generate_series(1, o.people)
   WHERE o.unit_id = ANY(%(units)s) OR o.facility_id = ANY(%(units)s)
) TO STDOUT (FORMAT BINARY)
"""

_RECORD = np.dtype(
    [("count", ">i2"), ("size_1", ">i4"), ("days", ">i4"), ("size_2", ">i4"), ("event", "?"),
     ("size_3", ">i4"), ("code", ">i4")]
)  # fmt: skip
"""One row of PostgreSQL's binary COPY: no column is ever NULL, so every row has one size."""

_HEAD, _TAIL = 19, 2


@dataclass(frozen=True, eq=False, slots=True)
class RetentionColumns:
    """People as columns: (n,) int32 days from release, (n,) bool events, (n,) int16 positions in
    ``labels``."""

    time: NDArray[np.int32]
    event: NDArray[np.bool_]
    group: NDArray[np.int16]
    labels: tuple[str, ...]


def retention_columns(
    *, units: Iterable[int], at: datetime, by: str = "",
    definition: Definition = FIRST_POSITIVE_TEST,
) -> RetentionColumns:  # fmt: skip
    """Return everybody released by ``at`` whom one of ``units`` released or holds, as defined.

    Needs an open scope. ``by`` is one of GROUPINGS; labels are in the active language. Raises
    AfterIndexDate for a grouping dated after the release, ValueError for a definition that these
    columns do not follow.
    """
    if by in AFTER_RELEASE:
        raise AfterIndexDate(AFTER_RELEASE[by])
    if definition != FIRST_POSITIVE_TEST:
        raise ValueError(f"{definition.code} is not counted here")
    released, later = _DAY.format("c.released_at"), _DAY.format("later.at")
    standing = _DAY.format("s.first_positive_at")
    sql = _ROWS.format(
        released=released,
        code=_CODES[by],
        counted=_COUNTED[by],
        tested=_DAY.format("s.last_test_at"),
        positive=f"CASE WHEN s.first_positive_at < c.released_at THEN {later} ELSE {standing} END",
    )
    values = {"at": at, "units": list(units), "drugs": Case.Drug.values}
    rows = _copied(sql, values)
    codes, group = np.unique(rows["code"], return_inverse=True)
    return RetentionColumns(
        rows["days"].astype(np.int32), rows["event"].copy(), group.astype(np.int16),
        labels(by, codes.tolist()) or ("all",),
    )  # fmt: skip


def _copied(sql: str, values: dict[str, Any]) -> NDArray[Any]:
    """Return the rows of a COPY as a structured array, without a Python object a row."""
    # With DEBUG on, Django's cursor takes the finished text of a COPY only.
    with connection.cursor() as cursor, cursor.copy(cursor.mogrify(sql, values)) as copy:
        raw = b"".join(copy)
    return np.frombuffer(
        raw, _RECORD, count=(len(raw) - _HEAD - _TAIL) // _RECORD.itemsize, offset=_HEAD
    )


def labels(by: str, codes: list[int]) -> tuple[str, ...]:
    """Return the names of the groups of a grouping, in the active language."""
    if by == "facility":
        names = tree().names
        return tuple(_unique([str(W(*names[code])) for code in codes], codes))
    if by == "sex":
        return tuple(str(Person.Sex(str(code)).label) for code in codes)
    if by == "drug":
        return tuple(str(Case.Drug(Case.Drug.values[code - 1]).label) for code in codes)
    return tuple(map(str, codes)) if by else ("all",) * len(codes)


def _unique(names: list[str], codes: list[int]) -> list[str]:
    """Two units of one name stay two groups."""
    return [
        f"{name} ({code})" if names.count(name) > 1 else name
        for name, code in zip(names, codes, strict=True)
    ]


__all__ = ["DEFINITIONS", "GROUPINGS", "RetentionColumns", "retention_columns"]
