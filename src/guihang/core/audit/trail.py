"""The log as the auditor searches it: who did or saw what, when; never what was in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from guihang.core.action import ACTIONS
from guihang.core.audit.leaves import ACCESS, ENTRY
from guihang.core.models import Access, Entry, Looked
from guihang.engines.words import Words

DONE = "done"
"""Stands beside the kinds of the log of reads for what was done: the entries of the journal."""


class Cursor(NamedTuple):
    """Where a page ended: the lines are ordered by moment, table and id, newest first."""

    at: datetime
    table: str
    key: str

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.table}~{self.key}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        try:
            at, table, key = text.split("~")
            _ = int(key) if table == ACCESS else UUID(key)
            moment = datetime.fromisoformat(at)
        except ValueError:
            return None
        return cls(moment, table, key) if table in (ACCESS, ENTRY) and moment.tzinfo else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log. ``what``: the route of a page, or the name of an action."""

    at: datetime
    table: str
    key: str
    kind: str
    by_id: int | None
    by: str
    unit_id: int
    what: str
    permission: str
    subjects: tuple[str, ...]
    found: int
    address: str

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.at, self.table, self.key)

    @property
    def words(self) -> Words | None:
        """The action in its own words."""
        action = ACTIONS.get(self.what) if self.kind == DONE else None
        return action.words if action else None


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; empty values ask for nothing. ``subjects``: any of these cases."""

    subjects: tuple[str, ...] | None = None
    by_id: int | None = None
    unit_id: int | None = None
    kind: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None


def lines(query: Query, *, limit: int, after: Cursor | None = None) -> list[Line]:
    """Return the newest lines, older than ``after``, at most ``limit``. The audit scope is open."""
    found = []
    if query.kind != DONE:
        found += [_read(row) for row in _reads(query, after)[:limit]]
    if query.kind in ("", DONE):
        found += [_done(row) for row in _entries(query, after)[:limit]]
    return sorted(found, key=lambda line: (line.at, line.table, _id(line)), reverse=True)[:limit]


def over_budget(since: datetime) -> int:
    """Return how often an answer was refused because too many people had been shown."""
    return Access.objects.filter(kind=Access.Kind.OVER_BUDGET, at__gt=since).count()


def _id(line: Line) -> Any:
    return int(line.key) if line.table == ACCESS else UUID(line.key)


def _reads(query: Query, after: Cursor | None) -> QuerySet[Access]:
    rows = _common(Access.objects.all(), query, after, ACCESS)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.what:
        rows = rows.filter(route__startswith=query.what)
    if query.subjects is not None:
        shown = Looked.objects.filter(subject_id__in=query.subjects)
        rows = rows.filter(pk__in=shown.values("access_id"))
    return rows


def _entries(query: Query, after: Cursor | None) -> QuerySet[Entry]:
    rows = _common(Entry.objects.defer("body", "reason", "digest"), query, after, ENTRY)
    if query.what:
        rows = rows.filter(action__startswith=query.what)
    return rows if query.subjects is None else rows.filter(subject_id__in=query.subjects)


def _common(rows: QuerySet[Any], query: Query, after: Cursor | None, table: str) -> QuerySet[Any]:
    asked = {
        "by_id": query.by_id, "unit_id": query.unit_id, "at__gte": query.since,
        "at__lt": query.until,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in asked.items() if value is not None})
    if after:
        older = Q(at__lt=after.at)
        if after.table == table:
            older |= Q(at=after.at, pk__lt=after.key)
        elif table < after.table:
            older |= Q(at=after.at)
        rows = rows.filter(at__lte=after.at).filter(older)
    return rows.select_related("by").order_by("-at", "-pk")


def _read(row: Access) -> Line:
    return Line(
        row.at, ACCESS, str(row.pk), row.kind, row.by_id, str(row.by) if row.by else "",
        row.unit_id, row.route, row.permission, tuple(row.subjects), row.found, row.address or "",
    )  # fmt: skip


def _done(row: Entry) -> Line:
    subjects: Sequence[str] = (str(row.subject_id),) if row.subject_id else ()
    action = ACTIONS.get(row.action)
    return Line(
        row.at, ENTRY, str(row.pk), DONE, row.by_id, str(row.by) if row.by else "", row.unit_id,
        row.action, str(action.permission) if action else "", tuple(subjects), len(subjects), "",
    )  # fmt: skip
