"""Accounts: opened and closed by the system administrator, made safe again by the security one.

A password and a second factor are never in the hands of one administrator: who resets the one
cannot reset the other, so no single person can sign in as somebody else.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.people import access, factors
from guihang.people.models import Unit, User
from guihang.people.permissions import Permission

FIRST_BYTES = 12
"""Of the first password: 96 random bits, 16 characters; it works until its owner changes it."""

USERNAME = Label(
    "账号", "Account", Words("字母、数字、点、横线；不用证件号码。",
                             "Letters, digits, dots, hyphens; no ID number."), 60,
)  # fmt: skip
TAKEN = Reason(
    "account.taken", Words("这个账号已经有人使用。", "This account is taken."), "username"
)
CONSTRAINTS["people_user_username_key"] = TAKEN


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed to the owner of an account, once and in person."""

    user: User
    password: str
    pk: None = None


def name_is_free(*, username: str) -> Iterable[Reason]:
    if User.objects.filter(username__iexact=username).exists():
        yield TAKEN
    elif not all(one.isalnum() or one in ".-_" for one in username):
        yield Reason("account.characters", Words(
            "账号只用字母、数字、点、横线。", "Use letters, digits, dots and hyphens."), "username")  # fmt: skip


@action(
    "people.open_account", Permission.ACCOUNT_MANAGE, zh="开通账号", en="Open an account",
    where="unit.id", guards=(name_is_free,),
)  # fmt: skip
def open_account(
    *,
    unit: Unit,
    username: Annotated[str, USERNAME],
    name: Annotated[str, Label("姓名", "Name", max=60)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Handed:
    """Open an account without any post; its first password is to be changed at once."""
    user = User.objects.create_user(username=username, name=name, password_due=True)
    return _handed(user)


def is_open(*, user: User) -> Iterable[Reason]:
    if not _is_active(user):
        yield Reason("account.closed", Words("该账号已停用。", "This account is closed."))


def is_closed(*, user: User) -> Iterable[Reason]:
    if _is_active(user):
        yield Reason("account.open", Words("该账号正在使用。", "This account is open."))


def _is_active(user: User) -> bool:
    return User.objects.filter(pk=user.pk, is_active=True).exists()


def is_another(*, user: User, by: Actor) -> Iterable[Reason]:
    if by.user_id == user.pk:
        yield Reason("account.own", Words(
            "不能对自己的账号这样做，请由另一位管理员办理。",
            "Not on your own account; another administrator does it."))  # fmt: skip


@action(
    "people.close_account", Permission.ACCOUNT_MANAGE, zh="停用账号", en="Close an account",
    where="user.home_id", guards=(is_open, is_another),
)  # fmt: skip
def close_account(*, user: User, by: Actor, at: datetime, entry: UUID) -> None:
    """Close an account: its sessions and tokens end with the next request."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    access.end_sessions(user.pk)


@action(
    "people.reopen_account", Permission.ACCOUNT_MANAGE, zh="恢复账号", en="Reopen an account",
    where="user.home_id", guards=(is_closed,),
)  # fmt: skip
def reopen_account(*, user: User, by: Actor, at: datetime, entry: UUID) -> Handed:
    """Open an account again, with a new first password."""
    return _handed(user)


@action(
    "people.reset_password", Permission.ACCOUNT_MANAGE, zh="重设密码", en="Reset a password",
    where="user.home_id", guards=(is_open, is_another),
)  # fmt: skip
def reset_password(*, user: User, by: Actor, at: datetime, entry: UUID) -> Handed:
    """Give a new first password; the second factor stays, and every session ends."""
    access.end_sessions(user.pk)
    return _handed(user)


@action(
    "people.reset_factors", Permission.ACCESS_MANAGE, zh="重置第二步验证", en="Reset the second step",
    where="user.home_id", guards=(is_another,),
)  # fmt: skip
def reset_factors(*, user: User, by: Actor, at: datetime, entry: UUID) -> None:
    """Drop phone, passkeys and recovery codes: at the next sign-in the owner sets up new ones."""
    factors.reset(user)
    access.end_sessions(user.pk)


@action(
    "people.end_sessions", Permission.ACCESS_MANAGE, zh="结束登录", en="End all sessions",
    where="user.home_id",
)  # fmt: skip
def end_sessions(*, user: User, by: Actor, at: datetime, entry: UUID) -> None:
    """Sign an account out everywhere, with its next request."""
    access.end_sessions(user.pk)


def _handed(user: User) -> Handed:
    password = secrets.token_urlsafe(FIRST_BYTES)
    row = User.objects.select_for_update().get(pk=user.pk)  # what was passed in may be older
    row.set_password(password)
    row.is_active = row.password_due = True
    row.save(update_fields=["password", "password_due", "is_active"])
    return Handed(row, password)
