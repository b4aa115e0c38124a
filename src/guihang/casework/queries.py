"""What is stuck between units: offers that ran out, and people nobody was offered to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from guihang.cases.handovers import Handover
from guihang.cases.models import Case
from guihang.cases.queries import Cursor
from guihang.core.china import calendar
from guihang.engines import custody
from guihang.engines.custody import Level
from guihang.people.queries import tree

KINDS = {
    Level.FACILITY: ("facility", "station"),
    Level.LEAGUE: ("league",),
    Level.REGION: ("region",),
}
"""Level of the ladder 所 → 盟市局 → 区局 → kinds of unit that answer for it."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """An offer that ran out, the level it has reached, and the unit that must act."""

    handover_id: UUID
    case_id: UUID
    from_unit: str
    to_unit: str
    expired_at: datetime
    level: Level
    since: datetime
    unit_id: int


def handover_escalations(
    *, units: Iterable[int], now: datetime, of: Iterable[UUID] | None = None
) -> list[Stuck]:
    """Return the offers that ran out and concern ``units``, or those ``of`` them, highest level
    first.

    A direct facility has no league bureau above it: its next level is the regional bureau.
    """
    rows = Handover.objects.filter(
        from_unit_id__in=list(units), state__in=Handover.UNANSWERED, expires_at__lte=now
    ).select_related("from_unit", "to_unit")
    if of is not None:
        rows = rows.filter(pk__in=list(of))
    found = [_stuck(row, now) for row in rows.order_by("expires_at")]
    return sorted(found, key=lambda stuck: (-list(Level).index(stuck.level), stuck.expired_at))


def _stuck(row: Handover, now: datetime) -> Stuck:
    reached = custody.levels(row.expires_at, now, calendar())[-1]
    above = tree()
    kinds = KINDS[reached.level]
    owner = next(
        (unit for unit in above.above(row.from_unit_id) if above.kinds[unit] in kinds),
        above.above(row.from_unit_id)[-1],
    )
    return Stuck(
        row.pk, row.case_id, str(row.from_unit), str(row.to_unit), row.expires_at,
        reached.level, reached.since, owner,
    )  # fmt: skip


def released_without_offer(
    *, units: Iterable[int], after: Cursor | None = None, limit: int
) -> list[Case]:
    """Return people who are out and offered to nobody: the gap at the gate, longest first.

    One more than ``limit`` if there are.
    """
    rows = Case.objects.filter(
        unit_id__in=list(units), stage=Case.Stage.RELEASED, offered_to=None
    ).select_related("person", "unit")
    if after:
        rows = rows.filter(Q(released_at__gt=after.at) | Q(released_at=after.at, id__gt=after.id))
    return list(rows.order_by("released_at", "id")[: limit + 1])


def run_out(now: datetime) -> list[Handover]:
    """Return the offers whose time to answer is over and that nobody has marked, oldest first."""
    rows = Handover.objects.filter(state=Handover.State.OFFERED, expires_at__lte=now)
    return list(rows.order_by("expires_at"))


def in_follow_up(*, after: UUID | None, limit: int) -> list[UUID]:
    """Return ids of cases that are out and not closed, in order of id from ``after`` on."""
    rows = Case.objects.filter(stage__in=(Case.Stage.RELEASED, Case.Stage.AFTERCARE))
    if after is not None:
        rows = rows.filter(id__gt=after)
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def held(case_id: UUID) -> Case:
    """Return a case locked until the transaction ends."""
    return Case(pk=case_id).locked()


def all_held(case_ids: Sequence[UUID]) -> list[Case]:
    """Return cases locked until the transaction ends, in order of id: nobody waits in a circle."""
    rows = Case.objects.filter(pk__in=case_ids).order_by("pk")
    return list(rows.select_for_update(of=("self",)))
