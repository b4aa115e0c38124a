"""Half-filled forms on the server: they outlive a closed tab and a session that ran out."""

import json
from datetime import datetime

from guihang.core import crypto
from guihang.core.models import Draft
from guihang.core.refusal import OutOfReach

LONGEST = 200_000
"""Characters of one draft; more is not typing but a file."""


def _is_an_address(key: str) -> bool:
    longest = Draft._meta.get_field("key").max_length
    return 0 < len(key) <= longest and key.isprintable()


def _place(user_id: int, key: str) -> str:
    return crypto.place("core_draft", "body", user_id) + key


def keep(user_id: int, key: str, fields: dict[str, str], now: datetime) -> None:
    """Store what one user has typed so far into the form ``key``; the caller minds ``LONGEST``.

    Raises OutOfReach for a key that no form has.
    """
    if not _is_an_address(key):
        raise OutOfReach
    # Escaped, so that half a surrogate pair from a broken keyboard is kept like anything else.
    body = crypto.house_key().seal(json.dumps(fields), place=_place(user_id, key))
    Draft.objects.update_or_create(
        user_id=user_id, key=key, defaults={"body": body, "saved_at": now}
    )


def find(user_id: int, key: str) -> dict[str, object] | None:
    """Return what was typed and when, or None."""
    found = Draft.objects.filter(user_id=user_id, key=key) if _is_an_address(key) else []
    draft = next(iter(found), None)
    if draft is None:
        return None
    fields = json.loads(crypto.house_key().open(draft.body, place=_place(user_id, key)))
    return {"fields": fields, "saved_at": draft.saved_at.isoformat()}


def forget_older(before: datetime) -> int:
    """Drop every draft that nobody has touched since ``before``; return how many."""
    return Draft.objects.filter(saved_at__lt=before).delete()[0]


def forget(user_id: int, key: str) -> None:
    """Drop a draft after its form was sent, or when its author threw it away."""
    if _is_an_address(key):
        Draft.objects.filter(user_id=user_id, key=key).delete()


def forget_about(part: str) -> int:
    """Drop every draft whose form stands at an address with ``part`` in it; return how many."""
    return Draft.objects.filter(key__contains=part).delete()[0]
