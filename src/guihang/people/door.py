"""The door: who signed in, who could not, who left; written to the log of reads.

A sign-in that cannot be written down does not happen: what a receiver raises ends the request, and
the session is not kept. Of a failure only an account that exists is named; people type passwords
into the wrong field.
"""

from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.http import HttpRequest
from django.utils import timezone

from guihang.core import journal
from guihang.core.models import Access
from guihang.people import throttle
from guihang.people.models import Tenure, User


def signed_in(sender: Any, request: HttpRequest | None, user: User, **_: Any) -> None:
    _note(Access.Kind.SIGNED_IN, request, user.pk, how=_factor(request))


def signed_out(sender: Any, request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if user is not None:
        _note(Access.Kind.SIGNED_OUT, request, user.pk)


def not_signed_in(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    name = str(credentials.get("username", ""))[:60]
    known = User.objects.filter(username=name).values_list("pk", flat=True).first()
    _note(Access.Kind.NOT_SIGNED_IN, request, known)


def not_proved(request: HttpRequest | None, user_id: int | None) -> None:
    """Note a second step that was wrong: whoever gave it may know the password."""
    _note(Access.Kind.NOT_SIGNED_IN, request, user_id)


def listen() -> None:
    """Hear the signals of every way to sign in."""
    user_logged_in.connect(signed_in, dispatch_uid="guihang")
    user_logged_out.connect(signed_out, dispatch_uid="guihang")
    user_login_failed.connect(not_signed_in, dispatch_uid="guihang")


def _factor(request: HttpRequest | None) -> str:
    """Return by which second factor somebody comes in, as the log names it."""
    session: Any = getattr(request, "session", {})
    kinds = [how.get("type") for how in session.get(AUTHENTICATION_METHODS_SESSION_KEY, ())]
    return f"by {kinds[-1]}" if kinds and kinds[-1] else ""


def _note(
    kind: Access.Kind, request: HttpRequest | None, user_id: int | None, how: str = ""
) -> None:
    now = timezone.now()
    held = Tenure.objects.on(timezone.localdate(now)).filter(user_id=user_id)
    unit_id = held.order_by("post_id").values_list("post__unit_id", flat=True).first() or 0
    route = request.resolver_match.view_name if request and request.resolver_match else ""
    journal.note_apart(kind, by=user_id, at=now, unit_id=unit_id, route=how or route,
                       address=_address(request))  # fmt: skip


def _address(request: HttpRequest | None) -> str | None:
    """Return where a request came from, behind a proxy of ours too, if that is an address."""
    text = throttle.address(request) if request else ""
    try:
        validate_ipv46_address(text)
    except ValidationError:  # a socket of the machine itself
        return None
    return text
