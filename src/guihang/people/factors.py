"""The second factor: codes from a phone, passkeys, recovery codes. What is kept is sealed."""

import base64
from collections.abc import Iterable
from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from guihang.core import crypto
from guihang.people import throttle
from guihang.people.models import User

PLACE = crypto.place("mfa_authenticator", "data", 0)
"""A secret is sealed before its row has an id; the account stands in the row beside it."""

LAST_STEP, DEMO = "last_step", "demo"
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def seal(text: str) -> str:
    return base64.b64encode(crypto.house_key().seal(text, place=PLACE)).decode()


def unseal(text: str) -> str:
    return crypto.house_key().open(base64.b64decode(text), place=PLACE)


def is_set_up(user: User) -> bool:
    """Whether the account has a second factor (recovery codes alone are none)."""
    return Authenticator.objects.filter(user=user, type__in=KINDS).exists()


def matching(
    user: User, code: str, *, at: datetime, request: HttpRequest | None
) -> Authenticator | None:
    """Return the authenticator that ``code`` is right for, and use the code up.

    Nothing comes back for a wrong code, for one used before, and after too many tries.
    """
    limits = {**throttle.of_codes(user.pk), **throttle.of_address(request)}
    tries = throttle.begin(limits, at=at)
    if tries is None:
        return None
    found = _phone(user, code, at) or _recovery(user, code)
    if found:
        throttle.forgive(tries)
    return found


def step_of(secret: str, code: str, at: datetime, *, ahead: int = 1) -> int | None:
    """Return the 30-second step of which ``code`` is the code (RFC 6238), now or one beside it."""
    now = int(at.timestamp()) // app_settings.TOTP_PERIOD
    for step in range(now - 1, now + ahead + 1):
        if compare_user_code(actual=code, expected=code_at(secret, step)):
            return step
    return None


def code_at(secret: str, step: int) -> str:
    return format_hotp_value(hotp_value(secret, step))


@transaction.atomic
def _phone(user: User, code: str, at: datetime) -> Authenticator | None:
    rows = Authenticator.objects.select_for_update()  # two requests must not use one code
    row = rows.filter(user=user, type=Authenticator.Type.TOTP).first()
    step = row and step_of(decrypt(row.data["secret"]), code, at, ahead=_ahead(row))
    if not row or not step or step <= row.data.get(LAST_STEP, 0):
        return None
    row.data[LAST_STEP] = step
    row.save(update_fields=["data"])
    return row


def _recovery(user: User, code: str) -> Authenticator | None:
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return row if row and row.wrap().validate_code(code) else None


@transaction.atomic
def take_phone(user: User, secret: str, *, step: int) -> Authenticator:
    """Let codes come from this phone, and from no other any more."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    made = TOTP.activate(user, secret).instance
    made.data[LAST_STEP] = step
    made.save(update_fields=["data"])
    return made


def take_demo_phones(users: Iterable[User], secret: str) -> None:
    """Give invented accounts a phone that everybody has: the sign-in page of the demo."""
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP,
                      data={"secret": seal(secret), DEMO: True})
        for user in users
    )  # fmt: skip


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Make ten codes that work once each; earlier ones end. They are shown this once."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    made = RecoveryCodes.activate(user)
    made.mark_as_viewed()
    return made.generate_codes()


def has_recovery_codes(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists()


def reset(user: User) -> int:
    """Drop every second factor of the account; return how many there were."""
    return Authenticator.objects.filter(user=user).delete()[0]


def shown_code(user: User, at: datetime) -> str:
    """Return the code that works now, for an invented account of the demo; else nothing.

    Only ``guihang demo`` sets GUIHANG_DEMO, and only its invented accounts carry the mark.
    """
    if not settings.GUIHANG_DEMO:
        return ""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None or not row.data.get(DEMO):
        return ""
    now = int(at.timestamp()) // app_settings.TOTP_PERIOD
    step = max(now, row.data.get(LAST_STEP, 0) + 1)
    return code_at(decrypt(row.data["secret"]), step) if step <= now + _ahead(row) else ""


def _ahead(row: Authenticator) -> int:
    """Return how many steps of 30 seconds a code may come from later than now.

    One, as clocks differ. Visitors of the demo sign in and out faster than codes change, so its
    invented accounts have more.
    """
    return 20 if settings.GUIHANG_DEMO and row.data.get(DEMO) else 1
