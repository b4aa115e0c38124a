"""A signed-in user asks for records: where the permission holds, and what was seen.

Pages and the API open the row-level security scope here and nowhere else, so that a look at
personal data and the note of it are one transaction: if the note fails, nothing is shown.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guihang.core import journal, scope
from guihang.core.models import Access
from guihang.core.refusal import OutOfReach
from guihang.people import budget
from guihang.people.budget import OverBudget
from guihang.people.permissions import GRANTS, LABELS, Permission
from guihang.people.queries import StaffActor

UNBUDGETED = frozenset({Permission.AUDIT_VIEW, Permission.EMERGENCY_OPEN})
"""The auditor reads the log, not files; an emergency is limited by itself and does not wait."""


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
    kind: Access.Kind = Access.Kind.READ
    route: str = ""
    about: list[str] = field(default_factory=list)
    """Ids of the records that the asker named, for the note of a refusal."""

    def by_post(self) -> tuple[int, str]:
        """Return unit and role of the post by which the asker may: else of the first one held."""
        posts = self.actor.posts
        by = [post for post in posts if self.permission in GRANTS[post.role]] or posts
        return (by[0].unit_id, str(by[0].role)) if by else (0, "")

    def saw(self, cases: Iterable[UUID]) -> None:
        """Note whose data is shown; written to the log of reads when the answer is ready."""
        self.seen.extend(map(str, cases))

    def searched(self, cases: Iterable[UUID]) -> None:
        """Note what a search found; a search that finds nobody is written down too."""
        self.kind = Access.Kind.SEARCH
        self.saw(cases)

    def printed(self, route: str) -> None:
        """Note that a page goes on paper; who was on it was noted when it was shown."""
        self.kind, self.route = Access.Kind.PRINT, route

    def took(self) -> None:
        """Note that the answer is a file, or goes on paper, whoever is in it."""
        self.kind = Access.Kind.EXPORT


@contextmanager
def asking(
    actor: StaffActor, permission: Permission | None, *, route: str, at: datetime,
    about: Iterable[object] = (), budgeted: bool = True,
) -> Iterator[Asking]:  # fmt: skip
    """Open the scope of ``actor`` for one answer, and write down what it showed.

    Without a ``permission`` the units are all that any post reaches. Raises NotGranted. What is
    refused is written down too, with what the address named (``about``). Raises OverBudget when
    too many people were shown, unless not ``budgeted``: what somebody typed is not refused so.
    """
    asked = Asking(actor, frozenset(), permission, about=named(about))
    try:
        asked.units = granted(actor, permission) if permission else actor.all_units
        audit = permission == Permission.AUDIT_VIEW
        with scope.opened(actor.all_units, user=actor.user_id, audit=audit):
            yield asked
            if budgeted and asked.permission not in UNBUDGETED:
                on_a_page = asked.kind != Access.Kind.EXPORT and not route.startswith("api:")
                budget.spend(actor.user_id, asked.seen, at=at, on_a_page=on_a_page)
            if asked.seen or asked.kind != Access.Kind.READ:
                unit_id, role = asked.by_post()
                # An administrator works for a unit without reaching its rows.
                here = unit_id in actor.all_units
                with nullcontext() if here else scope.opened([unit_id]):
                    journal.note(
                        asked.kind, by=actor.user_id, unit_id=unit_id, route=asked.route or route,
                        seen=asked.seen, permission=asked.permission or "", at=at, role=role,
                    )  # fmt: skip
    except OverBudget as over:
        unit_id, role = asked.by_post()
        journal.note_apart(
            Access.Kind.OVER_BUDGET, by=actor.user_id, unit_id=unit_id, route=route, at=at,
            permission=asked.permission or "", found=over.people, role=role,
        )  # fmt: skip
        raise
    except (NotGranted, OutOfReach):
        journal.note_apart(
            Access.Kind.REFUSED, by=actor.user_id, unit_id=asked.by_post()[0], route=route, at=at,
            permission=asked.permission or "", seen=asked.about, found=0,
        )  # fmt: skip
        raise


def named(values: Iterable[object]) -> list[str]:
    """Return the ids of records among what an address or a body holds."""
    found = []
    for value in values:
        try:
            found.append(str(UUID(str(value))))
        except ValueError:
            continue
    return found


def granted(actor: StaffActor, permission: Permission) -> frozenset[int]:
    """Return the units at which ``permission`` holds. Raises NotGranted where there are none."""
    units = actor.units(permission)
    if not units:
        raise NotGranted(permission)
    return units


@contextmanager
def at_unit(actor: StaffActor, unit_id: int) -> Iterator[None]:
    """Open one unit's rows for one action of an administrator, who reaches none of them else."""
    with scope.opened({*actor.all_units, unit_id}, user=actor.user_id):
        yield
