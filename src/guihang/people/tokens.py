"""Keys with which a program calls the API for one user. The secret is shown once, then hashed."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from guihang.core import journal, prepared
from guihang.core.models import Access
from guihang.core.refusal import Reason, Refused
from guihang.engines.words import Words
from guihang.people.models import Token, User
from guihang.people.permissions import Role
from guihang.people.queries import HeldPost, StaffActor

LONGEST_DAYS = 366
PREFIX = "guihang_"
"""Lets a scanner of repositories and logs recognise a lost secret."""


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def issue(*, username: str, note: str, days: int, at: datetime) -> str:
    """Make a token for an active user and return its secret. Raises Refused."""
    user = User.objects.filter(username=username, is_active=True).first()
    refusals = []
    if user is None:
        refusals.append(Reason("token.user", Words(
            f"没有可用的账号“{username}”。", f"There is no active account “{username}”."), "username"))  # fmt: skip
    if not 1 <= days <= LONGEST_DAYS:
        refusals.append(Reason("token.days", Words(
            f"有效期应为 1–{LONGEST_DAYS} 天。", f"A token lives 1–{LONGEST_DAYS} days."), "days"))  # fmt: skip
    if not 1 <= len(note.strip()) <= 80:
        refusals.append(Reason("token.note", Words(
            "请写明用途(不超过 80 字)。", "Say what it is for (at most 80 characters)."), "note"))  # fmt: skip
    if refusals:
        raise Refused(refusals)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        Token.objects.create(
            digest=_digest(secret), user=user, note=note.strip(), made_at=at,
            ends_at=at + timedelta(days=days),
        )  # fmt: skip
        _note(user.pk if user else None, "token issued", at)
    return secret


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token as an administrator sees it: everything but the secret."""

    id: int
    username: str
    note: str
    made_at: datetime
    ends_at: datetime


def tokens() -> list[TokenRow]:
    """Return all tokens, newest first, those that have ended too."""
    rows = Token.objects.order_by("-id")
    return [
        TokenRow(*row)
        for row in rows.values_list("id", "user__username", "note", "made_at", "ends_at")
    ]


def revoke(token_id: int, *, at: datetime) -> bool:
    """End a token now. Returns whether there was one that still worked; the row stays."""
    with transaction.atomic():
        user_id = Token.objects.filter(pk=token_id).values_list("user_id", flat=True).first()
        ended = bool(Token.objects.filter(pk=token_id, ends_at__gt=at).update(ends_at=at))
        if ended:
            _note(user_id, "token revoked", at)
    return ended


def _note(user_id: int | None, what: str, at: datetime) -> None:
    journal.note_apart(Access.Kind.TOKEN, by=user_id, at=at, route=what)


_BEARER = """
SELECT u.id, u.name, p.id, p.unit_id, p.role, p.title, p.title_en, v.zh, v.en
  FROM people_token t
  JOIN people_user u ON u.id = t.user_id AND u.is_active
  LEFT JOIN (people_tenure n JOIN people_post p ON p.id = n.post_id
             JOIN people_unit v ON v.id = p.unit_id)
    ON n.user_id = u.id AND n.starts_on <= %(today)s
   AND (n.ends_on IS NULL OR n.ends_on > %(today)s)
 WHERE t.digest = %(digest)s AND t.ends_at > %(now)s
 ORDER BY p.id
"""


def bearer(secret: str, now: datetime) -> StaffActor | None:
    """Return the user of a token that still works, with the posts held today: one statement."""
    values = {"digest": _digest(secret), "now": now, "today": timezone.localdate(now)}
    rows = prepared.rows(_BEARER, values)
    if not rows:
        return None
    posts = tuple(
        HeldPost(row[2], row[3], Role(row[4]), Words(*row[5:7]), Words(*row[7:]))
        for row in rows
        if row[2]
    )
    return StaffActor(rows[0][0], rows[0][1], posts)
