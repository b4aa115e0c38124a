"""The region's records for the command line: with which rights, as of when."""

from django.utils import timezone

from guihang.core import scope
from guihang.engines.words import Words
from guihang.outcomes.queries import RetentionColumns, retention_columns
from guihang.people.models import User
from guihang.people.permissions import Permission
from guihang.people.queries import SystemActor, actor_of, chosen, region


def reach(account: str | None) -> tuple[frozenset[int], Words]:
    """Return the units that ``account`` may count, or all where none is named; and their name."""
    if account is None:
        here = region()
        return SystemActor().units(Permission.OUTCOME_VIEW), Words(here.zh, here.en)
    user = chosen(User, account)
    if not isinstance(user, User) or not user.is_active:
        return frozenset(), Words("", "")
    actor = actor_of(user, timezone.localdate())
    name = actor.posts[0].unit if actor.posts else Words("", "")
    return actor.units(Permission.OUTCOME_VIEW), name


def columns(*, by: str, account: str | None) -> RetentionColumns | None:
    """Return what ``account`` may count, or all where none is named; None where it may nothing."""
    units, _ = reach(account)
    if not units:
        return None
    with scope.opened(units):
        return retention_columns(units=units, at=timezone.now(), by=by)
