"""The journal read back: what was done, by whom, in the words of the action itself."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from guihang.core import crypto, prepared, scope
from guihang.core.action import ACTIONS, OWN_ACTIONS, Action
from guihang.core.fields import Field
from guihang.core.models import Access, Entry, Looked, cell
from guihang.core.words import say
from guihang.engines.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, readable. ``details`` are label and value without private fields.

    ``texts`` is what was written freely; the caller shows it only to who may record the same.
    """

    id: UUID
    action: str
    words: Words
    at: datetime
    by: str
    details: list[tuple[Words, str]]
    texts: list[tuple[Words, str]]
    reason: str
    supersedes: UUID | None
    superseded: bool
    correctable: bool


def lines_of(subject_id: UUID, key: crypto.PersonKey, *, limit: int = 200) -> list[Line]:
    """Return the entries about one subject, newest first."""
    rows = list(
        Entry.objects.filter(subject_id=subject_id)
        .select_related("by")
        .order_by("-at", "-id")[:limit]
    )
    superseded = {row.supersedes_id for row in rows if row.supersedes_id}
    return [_line(row, key, superseded) for row in rows]


def body_of(entry: Entry, key: crypto.PersonKey) -> dict[str, Any]:
    """Return what was given when the entry was made."""
    opened = key.open(entry.body, place=cell(Entry, "body", entry.id))
    found: dict[str, Any] = json.loads(opened or "{}")  # nothing is left of an erased person
    return found


def given(
    entry_id: UUID | str, action: str, subject_id: UUID, key: crypto.PersonKey
) -> dict[str, Any]:
    """Return what an earlier entry of ``action`` about ``subject_id`` was given, or nothing."""
    try:
        entry = Entry.objects.filter(pk=entry_id, action=action, subject_id=subject_id).first()
    except ValidationError:  # the address names no entry
        return {}
    return body_of(entry, key) if entry else {}


def _line(entry: Entry, key: crypto.PersonKey, superseded: set[UUID | None]) -> Line:
    action = ACTIONS.get(entry.action) or OWN_ACTIONS.get(entry.action)
    reason = key.open(entry.reason, place=cell(Entry, "reason", entry.id)) if entry.reason else ""
    body = body_of(entry, key)
    return Line(
        entry.id, entry.action, action.words if action else Words(entry.action, entry.action),
        entry.at, _by(entry), _details(action, body), _texts(action, body),
        reason, entry.supersedes_id, entry.id in superseded,
        bool(action and action.records) and entry.id not in superseded,
    )  # fmt: skip


def _by(entry: Entry) -> str:
    if entry.by:
        return str(entry.by)
    return say(Words("本人", "the person")) if entry.action in OWN_ACTIONS else ""


def _details(action: Action | None, body: dict[str, Any]) -> list[tuple[Words, str]]:
    if action is None:
        return []
    return [
        (field.words, shown(field, body[field.name]))
        for field in action.inputs
        if not field.label.private and field.name != "fulfils" and body.get(field.name)
    ]


def _texts(action: Action | None, body: dict[str, Any]) -> list[tuple[Words, str]]:
    return [
        (field.words, str(body[field.name]))
        for field in (action.inputs if action else ())
        if field.label.private and field.label.lines > 1 and body.get(field.name)
    ]


def shown(field: Field, value: Any) -> str:
    """Return a stored value as a reader knows it: labels for codes, local time for moments."""
    labels = dict(field.choices)
    if field.many:
        return "、".join(str(labels.get(item, item)) for item in value)
    if labels:
        return str(labels.get(value, value))
    if field.kind is bool:
        return say(Words("是", "yes"))
    if field.kind is datetime and (moment := parse_datetime(str(value))):
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    if field.kind is date and (day := parse_date(str(value))):
        return day.isoformat()
    return str(value)


LOOKS = (Access.Kind.READ, Access.Kind.SEARCH, Access.Kind.EXPORT, Access.Kind.PRINT)
"""Kinds by which somebody saw data of a person."""

# Written with every answer, hence without a model object in between.
_NOTE = """
INSERT INTO core_access
  (at, by_id, unit_id, kind, address, route, permission, subjects, found, role)
VALUES (%s, %s, %s, %s, %s::inet, %s, %s, %s::jsonb, %s, %s)
"""


def note(
    kind: str, *, by: int | None, unit_id: int, at: datetime, route: str = "",
    permission: str = "", seen: Sequence[str] = (), found: int | None = None,
    address: str | None = None, role: str = "",
) -> None:  # fmt: skip
    """Write down that somebody saw data of these subjects, in the transaction that showed it.

    Also what else happened at the door: a sign-in, a refusal. ``found``: how many there were, when
    they are not all named.
    """
    count = len(seen) if found is None else found
    subjects = json.dumps(list(seen))
    values = [at, by, unit_id, str(kind), address, route, permission, subjects, count,
              role]  # fmt: skip
    prepared.run(_NOTE, values)


def note_apart(
    kind: str, *, by: int | None, at: datetime, unit_id: int = 0, route: str = "",
    permission: str = "", seen: Sequence[str] = (), found: int | None = None,
    address: str | None = None, role: str = "",
) -> None:  # fmt: skip
    """Write a line in a transaction of its own: nothing was shown, or nobody is signed in."""
    with scope.opened([unit_id]):
        note(kind, by=by, unit_id=unit_id, at=at, route=route, permission=permission, seen=seen,
             found=found, address=address, role=role)  # fmt: skip


class Place(NamedTuple):
    """Where a page of the journal or of the log of reads ends: the moment, and the id as text."""

    at: datetime
    key: str

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.key}"

    @classmethod
    def of(cls, row: Entry | Access) -> "Place":
        return cls(row.at, str(row.pk))

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        moment, _, key = text.partition("~")
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            return None
        return cls(at, key) if at.tzinfo else None


def _older(rows: QuerySet[Any], after: Place | None) -> QuerySet[Any]:
    newest_first = rows.select_related("by").order_by("-at", "-pk")
    if after is None:
        return newest_first
    try:
        return newest_first.filter(Q(at__lt=after.at) | Q(at=after.at, pk__lt=after.key))
    except (ValidationError, ValueError):  # the address names no line
        return newest_first


def recent(
    units: Iterable[int], *, after: Place | None = None, limit: int = 100
) -> list[tuple[Entry, Words]]:
    """Return the newest entries made at ``units``, with the words of their actions."""
    rows = _older(Entry.objects.filter(unit_id__in=list(units)), after)
    known = ACTIONS | OWN_ACTIONS
    return [
        (row, known[row.action].words if row.action in known else Words(row.action, row.action))
        for row in rows[:limit]
    ]


def recent_reads(
    units: Iterable[int], *, after: Place | None = None, limit: int = 100
) -> list[Access]:
    """Return the newest reads by staff of ``units``."""
    looks = Access.objects.filter(unit_id__in=list(units), kind__in=LOOKS, by__isnull=False)
    return list(_older(looks, after)[:limit])


def reads_of(subject_id: UUID, *, limit: int = 50) -> list[Access]:
    """Return who looked at one subject, newest first."""
    looks = Looked.objects.filter(subject_id=subject_id, kind__in=LOOKS)
    rows = Access.objects.filter(pk__in=looks.values("access_id")).select_related("by")
    return list(rows.order_by("-at")[:limit])


def entry_by(entry_id: UUID) -> int | None:
    """Return who made an entry, within the open scope."""
    return Entry.objects.filter(pk=entry_id).values_list("by_id", flat=True).first()
