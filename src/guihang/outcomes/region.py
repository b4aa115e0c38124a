"""The region's records for the command line: with which rights, as of when."""

from django.utils import timezone

from guihang.core import scope
from guihang.outcomes.queries import RetentionColumns, retention_columns
from guihang.people.models import User
from guihang.people.permissions import Permission
from guihang.people.queries import SystemActor, actor_of, chosen


def columns(*, by: str, account: str | None) -> RetentionColumns | None:
    """Return what ``account`` may count, or all where none is named; None where it may nothing."""
    at = timezone.now()
    if account is None:
        units = SystemActor().units(Permission.OUTCOME_VIEW)
    else:
        user = chosen(User, account)
        if not isinstance(user, User) or not user.is_active:
            return None
        units = actor_of(user, timezone.localdate(at)).units(Permission.OUTCOME_VIEW)
        if not units:
            return None
    with scope.opened(units):
        return retention_columns(units=units, at=at, by=by)
