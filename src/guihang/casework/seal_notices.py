"""封存通知: whoever holds copies of a sealed record is told to put them away, and says so.

A partner is told the person number, for it holds copies under it. Whom else something was told, on
paper or by word of mouth, is named without the person. The text goes with the confirmation.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from guihang.cases.grants import Disclosure
from guihang.cases.models import Case
from guihang.cases.queries import one
from guihang.cases.seals import SealNotice
from guihang.core import crypto
from guihang.core.action import REFERENCES, Actor, action
from guihang.core.ids import uuid7
from guihang.core.models import cell, sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.sealing import NOTICE_DAYS
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission, Purpose

Kind = SealNotice.Kind
type Told = list[tuple[str, str, str]]
"""Day, purpose, and to whom."""


def written(files: Sequence[Case], at: datetime) -> None:
    """Write the notices about a person whose record is being sealed, while it can be read."""
    partners: dict[int, Told] = defaultdict(list)
    others: dict[int, Told] = defaultdict(list)
    for case in files:
        rows = Disclosure.objects.filter(case=case).select_related("grant").order_by("happened_at")
        for row in rows:
            row.case = case
            day, purpose = f"{row.happened_at:%Y-%m-%d}", str(row.purpose)
            if row.recipient_id:
                partners[row.recipient_id].append((day, purpose, ""))
            elif whom := _whom(row):
                others[case.unit_id].append((day, purpose, whom))
    for unit_id, told in partners.items():
        _make(unit_id, Kind.PARTNER, at, number=files[0].person.number, told=told)
    for unit_id, told in others.items():
        _make(unit_id, Kind.PAPER, at, told=told)


def _whom(row: Disclosure) -> str:
    """Return who was told outside: on paper, or by whoever opened the file in an emergency."""
    if row.told_sealed:
        return row.opened("told_sealed")
    if row.grant is not None and row.grant.told_sealed:
        row.grant.case = row.case
        return row.grant.opened("told_sealed")
    return ""


def opened(unit_id: int, asked: UUID, at: datetime) -> None:
    """Note that the person is to be told that their sealed record was opened."""
    _make(unit_id, Kind.PERSON, at, request=str(asked))


def _make(unit_id: int, kind: Kind, at: datetime, **text: Any) -> None:
    pk = uuid7()
    sealed = sealed_texts(
        SealNotice, crypto.house_key(), pk, text=json.dumps(text, ensure_ascii=False)
    )
    SealNotice.objects.create(id=pk, unit_id=unit_id, kind=kind, made_at=at, **sealed)


def is_unanswered(*, notice: SealNotice) -> Iterable[Reason]:
    if notice.done_at:
        yield Reason("notice.done", Words("已经确认过。", "It is confirmed already."))


@action(
    "casework.confirm_seal_notice", Permission.SEAL_NOTICE, zh="确认封存通知",
    en="Confirm a notice of sealing", where="notice.unit_id", guards=(is_unanswered,),
)  # fmt: skip
def confirm_seal_notice(*, notice: SealNotice, by: Actor, at: datetime, entry: UUID) -> None:
    """Say that the copies were put away, or that who was to be told was told."""
    SealNotice.objects.filter(pk=notice.pk).update(
        done_at=at, done_by_id=by.user_id, text_sealed=None
    )


def notice(pk: UUID | str, *, units: Iterable[int]) -> SealNotice:
    """Return a notice to one of ``units``. Raises OutOfReach."""
    found: SealNotice = one(SealNotice.objects.filter(unit_id__in=list(units)), pk=pk)
    return found


REFERENCES[SealNotice] = notice


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that waits: what it says, since when, and whether it is late."""

    row: SealNotice
    number: str
    told: list[tuple[str, Any, str]]
    request: str
    late: bool


def waiting(*, units: Iterable[int], now: datetime, limit: int = 100) -> list[Waiting]:
    """Return the notices that ``units`` have not confirmed, the oldest first."""
    return [_waiting(row, now) for row in _open(units).order_by("made_at", "id")[:limit]]


def _waiting(row: SealNotice, now: datetime) -> Waiting:
    text = json.loads(crypto.house_key().open(
        row.text_sealed, place=cell(SealNotice, "text_sealed", row.pk)))  # fmt: skip
    told = [(day, Purpose(purpose).label, whom) for day, purpose, whom in text.get("told", ())]
    late = (now - row.made_at).days > NOTICE_DAYS
    return Waiting(row, text.get("number", ""), told, text.get("request", ""), late)


def unconfirmed(*, units: Iterable[int]) -> list[tuple[Unit, int]]:
    """Return how many notices wait at which of ``units``, for whoever is above: no text."""
    rows = _open(units).order_by().values_list("unit_id").annotate(Count("id"))
    counts = dict(rows)
    known = Unit.objects.in_bulk(counts)
    return sorted(((known[pk], n) for pk, n in counts.items()), key=lambda pair: -pair[1])


def _open(units: Iterable[int]) -> QuerySet[SealNotice]:
    return SealNotice.objects.filter(unit_id__in=list(units), done_at=None).select_related("unit")
