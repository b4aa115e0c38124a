"""An outside body answers one resolution by its link: no account, once, and nothing else is seen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guihang.core import journal, scope
from guihang.partners.conferences import answer_resolution
from guihang.partners.models import Resolution, ResolutionLink
from guihang.partners.models.conferences import digest
from guihang.people.permissions import Permission


@dataclass(frozen=True, slots=True)
class LinkActor:
    """Whoever holds a link: they may answer at the unit of the meeting, and do nothing else."""

    unit_id: int
    user_id: int | None = None

    def units(self, permission: StrEnum) -> frozenset[int]:
        return frozenset({self.unit_id} if permission == Permission.PARTNER_RECORD else ())


@dataclass(frozen=True, slots=True)
class Shown:
    """What a link shows: the meeting, the addressee, and one resolution."""

    link: ResolutionLink
    resolution: Resolution


def opened(secret: str, *, at: datetime) -> Shown | None:
    """Return what a link shows while it can be used; None otherwise, whatever the reason."""
    token = digest(secret)
    with scope.opened((), token=token):
        held = ResolutionLink.objects.filter(digest=token, used_at=None, ends_at__gt=at)
        link = held.select_related("resolution").first()
        if link is None or link.resolution.state != Resolution.State.OPEN:
            return None
        return Shown(link, link.resolution)


def answer(secret: str, *, at: datetime, entry: UUID, **given: Any) -> bool:
    """Carry the answer in and use the link up, both or neither. Raises Refused.

    False where the link cannot be used: another click, or somebody else, was first.
    """
    shown = opened(secret, at=at)
    if shown is None:
        return False
    unit = shown.link.unit_id
    with scope.opened([unit]):
        if not ResolutionLink.objects.filter(pk=shown.link.pk, used_at=None).update(used_at=at):
            return False
        answer_resolution(
            resolution=shown.resolution, **given, by=LinkActor(unit), at=at, entry=entry
        )
    return True


def slip(pk: UUID, *, by: int, at: datetime) -> ResolutionLink | None:
    """Return a link that this user made and nobody used, to send or print it."""
    row = ResolutionLink.objects.filter(pk=pk, used_at=None, ends_at__gt=at).first()
    return row if row and journal.entry_by(pk) == by else None
