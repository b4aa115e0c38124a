"""A signed-in user asks for records: where the permission holds, and what was seen.

Pages and the API open the row-level security scope here and nowhere else, so that a look at
personal data and the note of it are one transaction: if the note fails, nothing is shown.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guihang.core import journal, scope
from guihang.people.permissions import LABELS, Permission
from guihang.people.queries import StaffActor


class NotGranted(Exception):
    """None of the user's posts grants the permission anywhere; ``words`` names it."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.words = LABELS[permission]


@dataclass(slots=True)
class Asking:
    """Who asks, and the units at which the permission holds."""

    actor: StaffActor
    units: frozenset[int]
    permission: Permission | None = None
    """Why the asker may look; a page that learns it late (an action's form) sets it."""
    seen: list[str] = field(default_factory=list)

    def saw(self, cases: Iterable[UUID]) -> None:
        """Note whose data is shown; written to the log of reads when the answer is ready."""
        self.seen.extend(map(str, cases))


@contextmanager
def asking(
    actor: StaffActor, permission: Permission | None, *, route: str, at: datetime
) -> Iterator[Asking]:
    """Open the scope of ``actor`` for one answer, and write down what it showed.

    Without a ``permission`` the units are all that any post reaches. Raises NotGranted.
    """
    units = granted(actor, permission) if permission else actor.all_units
    asked = Asking(actor, units, permission)
    with scope.opened(actor.all_units, user=actor.user_id):
        yield asked
        if asked.seen:
            journal.note_read(
                by=actor.user_id, unit_id=actor.posts[0].unit_id, route=route, seen=asked.seen,
                permission=asked.permission or "", at=at,
            )  # fmt: skip


def granted(actor: StaffActor, permission: Permission) -> frozenset[int]:
    """Return the units at which ``permission`` holds. Raises NotGranted where there are none."""
    units = actor.units(permission)
    if not units:
        raise NotGranted(permission)
    return units
