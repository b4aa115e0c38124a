"""Keys with which a program calls the API for one user. The secret is shown once, then hashed."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.utils import timezone

from guihang.core import prepared, scope
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason, Refused
from guihang.engines.words import Words
from guihang.people.models import Token, Unit, User
from guihang.people.permissions import Permission, Role
from guihang.people.queries import HeldPost, StaffActor, SystemActor, region

LONGEST_DAYS = 366
PREFIX = "guihang_"
"""Lets a scanner of repositories and logs recognise a lost secret."""


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()


@dataclass(frozen=True, slots=True)
class Issued:
    """What is shown to whoever made a token, once; an answer to a program leaves it out."""

    secret: str
    pk: None = None


def is_ones_own(*, user: User, by: Actor) -> Iterable[Reason]:
    """Nobody makes a token in the name of another; the owner of the machine does, by command."""
    if by.user_id not in (user.pk, None):
        yield Reason("token.own", Words(
            "只能为自己的账号生成令牌。", "A token is made for one's own account."), "user")  # fmt: skip
    if not user.is_active:
        yield Reason("token.user", Words("该账号已停用。", "This account is closed."), "user")


def lives_some_days(*, days: int) -> Iterable[Reason]:
    if not 1 <= days <= LONGEST_DAYS:
        yield Reason("token.days", Words(
            f"有效期应为 1–{LONGEST_DAYS} 天。", f"A token lives 1–{LONGEST_DAYS} days."), "days")  # fmt: skip


@action(
    "people.issue_token", Permission.TOKEN_HOLD, zh="生成访问令牌", en="Make an API token",
    where="unit.id", guards=(is_ones_own, lives_some_days),
)  # fmt: skip
def issue_token(
    *,
    unit: Unit,
    user: User,
    note: Annotated[str, Label("用途", "What for", max=80, help=Words(
        "例如“与大数据平台对接”。", "For example “link to the data platform”."))],
    days: Annotated[int, Label("有效天数", "Days it lives")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Issued:  # fmt: skip
    """Make a key with which a program calls the API as this user; its hash alone is kept."""
    secret = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(
        digest=_digest(secret), user=user, note=note, made_at=at, ends_at=at + timedelta(days=days)
    )
    return Issued(secret)


def is_there_to_end(*, token: int, by: Actor, at: datetime) -> Iterable[Reason]:
    mine = Token.objects.filter(pk=token, ends_at__gt=at)
    if by.user_id is not None:
        mine = mine.filter(user_id=by.user_id)
    if not mine.exists():
        yield Reason("token.none", Words(
            "没有这个令牌，或已经作废。", "There is no such token, or it has ended."), "token")  # fmt: skip


@action(
    "people.revoke_token", Permission.TOKEN_HOLD, zh="作废访问令牌", en="End an API token",
    where="unit.id", guards=(is_there_to_end,),
)  # fmt: skip
def revoke_token(
    *,
    unit: Unit,
    token: Annotated[int, Label("令牌编号", "Token", max=2**31 - 1)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """End a token with its next call; the row stays."""
    Token.objects.filter(pk=token).update(ends_at=at)


def office_of(actor: StaffActor) -> Unit:
    """Return the unit of a post by which somebody may hold tokens."""
    return Unit.objects.get(pk=min(actor.offices(Permission.TOKEN_HOLD)))


def issue(*, username: str, note: str, days: int, at: datetime) -> str:
    """Make a token by command, for any active account, and return its secret. Raises Refused."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        unknown = Reason("token.user", Words(
            f"没有可用的账号“{username}”。", f"There is no active account “{username}”."), "username")  # fmt: skip
        others = issue_token.checked({"note": note, "days": days})[1]
        found = [one for one in others if one.field in ("note", "days")]
        raise Refused([unknown, *found, *lives_some_days(days=days)])
    unit = region()
    with scope.opened([unit.pk]):
        made: Issued = issue_token(
            unit=unit, user=user, note=note, days=days, by=SystemActor(), at=at
        )
    return made.secret


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
    """End a token by command. Returns whether there was one that still worked."""
    unit = region()
    try:
        with scope.opened([unit.pk]):
            revoke_token(unit=unit, token=token_id, by=SystemActor(), at=at)
    except Refused:
        return False
    return True


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
