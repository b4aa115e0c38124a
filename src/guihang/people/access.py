"""What an account is signed in with, where, and how one ends that."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from guihang.people.models import User


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which somebody is signed in."""

    id: int
    address: str
    browser: str
    began_at: datetime
    seen_at: datetime
    current: bool


def sessions_of(user_id: int, *, current: str = "") -> list[OpenSession]:
    """Return the sessions of an account that are still open, the newest first."""
    open_keys = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    rows = UserSession.objects.filter(user_id=user_id, session_key__in=open_keys)
    return [
        OpenSession(row.pk, row.ip, browser_of(row.user_agent), row.created_at, row.last_seen_at,
                    row.session_key == current)
        for row in rows.order_by("-created_at")
    ]  # fmt: skip


def browser_of(agent: str) -> str:
    """Return what people call a browser; the full text of its name says more than they can use."""
    names = ("Edg", "MicroMessenger", "QQBrowser", "Firefox", "Chrome", "Safari")
    systems = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
    found = [next((name for name in many if name in agent), "") for many in (names, systems)]
    return " · ".join(word.replace("Edg", "Edge") for word in found if word) or "—"


def end_session(user_id: int, row_id: int) -> bool:
    """End one session of an account now; the next request of it finds nobody signed in."""
    row = UserSession.objects.filter(user_id=user_id, pk=row_id).first()
    if row is None:
        return False
    row.end()
    return True


def end_sessions(user_id: int, *, but: str = "") -> int:
    """End every session of an account, ``but`` the one with this key; return how many."""
    rows = list(UserSession.objects.filter(user_id=user_id).exclude(session_key=but))
    for row in rows:
        row.end()
    return len(rows)


def seen(session_key: str | None) -> None:
    """Note that a session was used just now."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=timezone.now())


def renamed(before: str | None, after: str | None) -> None:
    """Follow a session whose key was changed after a proof."""
    UserSession.objects.filter(session_key=before).update(session_key=after)


@dataclass(frozen=True, slots=True)
class Factor:
    """One way to prove who one is, besides the password."""

    id: int
    kind: str
    name: str
    made_at: datetime
    used_at: datetime | None


def factors_of(user: User) -> list[Factor]:
    rows = Authenticator.objects.filter(user=user).order_by("created_at")
    return [
        Factor(row.pk, row.type, row.data.get("name", ""), row.created_at, row.last_used_at)
        for row in rows
    ]


def drop_passkey(user: User, pk: int) -> bool:
    """Remove one passkey, unless it is the last second factor of the account."""
    mine = Authenticator.objects.filter(user=user)
    others = mine.exclude(pk=pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if not others.exists():
        return False
    return bool(mine.filter(pk=pk, type=Authenticator.Type.WEBAUTHN).delete()[0])
