"""Rows of custody and handover as the engine's values."""

from datetime import datetime
from uuid import UUID

from guihang.cases.models import Case, Custody, Handover
from guihang.engines import custody


def newest(case: Case) -> custody.Handover | None:
    """Return the last handover of a case, or None."""
    row = Handover.objects.filter(case=case).order_by("-offered_at", "-id").first()
    return row and value(row)


def value(row: Handover) -> custody.Handover:
    """Return one handover as the engine knows it."""
    return custody.Handover(
        str(row.pk), row.from_unit_id, row.to_unit_id, row.offered_at, row.expires_at,
        custody.HandoverState(row.state), row.answered_at,
    )  # fmt: skip


def since(case: Case) -> datetime:
    """Return when the present custodian became responsible."""
    rows = Custody.objects.filter(case=case).order_by("-starts_at")
    return rows.values_list("starts_at", flat=True)[0]


def pass_on(case: Case, unit_id: int, at: datetime, entry: UUID) -> None:
    """Make ``unit_id`` the custodian from ``at`` on."""
    Custody.objects.create(case=case, unit_id=unit_id, starts_at=at, entry_id=entry)
