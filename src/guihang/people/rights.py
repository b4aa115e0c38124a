"""The table of permissions comes with the program; that it changed is written to the log."""

import hashlib
import json
from datetime import datetime

from guihang.core import journal, scope
from guihang.core.models import Access
from guihang.people.permissions import GRANTS


def fingerprint() -> str:
    """Return 16 characters that change with any permission of any role."""
    table = {str(role): sorted(granted) for role, granted in GRANTS.items()}
    return hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()[:16]


def note_change(*, at: datetime) -> bool:
    """Write a line if the table differs from the one of the last line; return whether it did."""
    route = f"rights {fingerprint()}"
    with scope.opened((), audit=True):
        last = Access.objects.filter(kind=Access.Kind.RIGHTS).order_by("-at", "-id").first()
    if last is not None and last.route == route:
        return False
    journal.note_apart(Access.Kind.RIGHTS, by=None, at=at, route=route)
    return True
