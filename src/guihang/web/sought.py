"""What somebody looks for stays out of addresses: a name or an ID number is sent by POST.

The page of the result has an address, so that going back and loading again work. What was typed
stands in it sealed, for this user alone (ASVS 5.0 14.2.1).
"""

import base64

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from guihang.core import crypto
from guihang.core.crypto import Unreadable
from guihang.web.page import Request

LONGEST = 100
NAME = "sought"


def address(route: str, text: str, user_id: int) -> str:
    """Return where the result of a search stands."""
    sealed = crypto.house_key().seal(text[:LONGEST], place=_place(user_id))
    return f"{reverse(route)}?{NAME}={base64.urlsafe_b64encode(sealed).decode()}"


def led(request: Request, route: str) -> HttpResponse:
    """Lead from the form to the result."""
    return redirect(address(route, request.POST.get("q", "").strip(), request.actor.user_id))


def text(request: Request) -> str:
    """Return what was typed; nothing, where the address is no address of this user."""
    try:
        sealed = base64.urlsafe_b64decode(request.GET.get(NAME, ""))
        return crypto.house_key().open(sealed, place=_place(request.actor.user_id))
    except (ValueError, Unreadable):
        return ""


def _place(user_id: int) -> str:
    return crypto.place("web", NAME, user_id)
