"""Rows of custody and handover as the engine's values."""

from datetime import datetime
from uuid import UUID

from guihang.cases.handovers import Handover
from guihang.cases.models import Case, Closure, Custody
from guihang.engines import custody
from guihang.followup import plan


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
    rows = Custody.objects.filter(case=case, superseded_by_id=None).order_by("-starts_at")
    return rows.values_list("starts_at", flat=True)[0]


def reopened_at(case: Case) -> datetime | None:
    """Return when the case was last taken up again, or None."""
    rows = Closure.objects.filter(case=case, closed=False).order_by("-happened_at")
    return rows.values_list("happened_at", flat=True).first()


def anchor_again(case: Case, released_at: datetime, entry: UUID) -> datetime | None:
    """Bring custody in line with a corrected release; return when the first station took over.

    Who agreed to take over, and when, is on file; from when on they were responsible follows
    from the release. A row that no longer holds is superseded, never changed.
    """
    rows = list(Custody.objects.filter(case=case, superseded_by_id=None).order_by("starts_at"))
    accepted = Handover.objects.filter(case=case, state=Handover.State.ACCEPTED)
    agreed = list(accepted.values_list("to_unit_id", "answered_at"))
    offered = {unit for unit, _ in agreed}
    # Custody that came with a file from elsewhere has no handover behind it.
    agreed += [(row.unit_id, row.starts_at) for row in rows[1:] if row.unit_id not in offered]
    history = custody.takeovers(_row(rows[0]), agreed, released_at)
    stale = [row.pk for row in rows if _row(row) not in history]
    Custody.objects.filter(pk__in=stale).update(superseded_by_id=entry)
    for unit, starts in set(history) - {_row(row) for row in rows}:
        pass_on(case, unit, starts, entry)
    return history[1].starts_at if len(history) > 1 else None


def _row(row: Custody) -> custody.Custody:
    return custody.Custody(row.unit_id, row.starts_at)


def pass_on(case: Case, unit_id: int | None, at: datetime, entry: UUID) -> None:
    """Make ``unit_id`` the custodian from ``at`` on."""
    Custody.objects.create(case=case, unit_id=unit_id, starts_at=at, entry_id=entry)


def change(case: Case, at: datetime, **values: object) -> None:
    """Write columns of the case, and let the follow-up plan see them at once."""
    Case.objects.filter(pk=case.pk).update(**values)
    for name, value in values.items():
        setattr(case, name, value)
    plan.replan(case, at=at)
