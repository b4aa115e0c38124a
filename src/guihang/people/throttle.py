"""Tries to sign in, counted before anything is hashed.

The count stands in the database, so it is exact over all workers and all threads: each try is
written under a lock of its account and its address *before* the password is looked at, and taken
back when it was right. Nobody is locked out for good: a try is forgotten after ``WINDOW``.
"""

import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models, transaction
from django.http import HttpRequest

from guihang.core import crypto

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 5, 30
"""Failures in a window (promise of part 2; ASVS 5.0 6.3.1)."""

IPV6_PREFIX = 64
"""One customer holds this much of IPv6; every address of it counts as one."""


class Attempt(models.Model):
    """One try. The key is a keyed hash: people type passwords into the wrong field."""

    key = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        app_label = "people"
        indexes = [models.Index(fields=["key", "at"], name="attempt_key")]

    def __str__(self) -> str:
        return f"{self.at}"


def of_account(username: str) -> Mapping[bytes, int]:
    """Limit of passwords for an account, whether there is one of that name or not."""
    return {crypto.index("password", username): PER_ACCOUNT}


def of_codes(user_id: int) -> Mapping[bytes, int]:
    """Limit of codes for an account whose password was right."""
    return {crypto.index("second factor", str(user_id)): PER_ACCOUNT}


def of_address(request: HttpRequest | None) -> Mapping[bytes, int]:
    """Limit of the address that a request came from; none for a call inside the program."""
    return {crypto.index("address", network(address(request))): PER_ADDRESS} if request else {}


def of_sign_ups(request: HttpRequest) -> Mapping[bytes, int]:
    """Limit of sign-ups from an address; a class of a school sits behind one."""
    return {crypto.index("sign-up", network(address(request))): PER_ADDRESS}


def address(request: HttpRequest) -> str:
    """Return the client's address: the one our outermost proxy saw, else the connection's.

    Of ``X-Forwarded-For`` only as many entries count as there are proxies of our own
    (GUIHANG_PROXIES); what stands further left was written by the client.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    hops = settings.GUIHANG_PROXIES
    if hops and len(seen) >= hops:
        return str(seen[-hops].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def network(text: str) -> str:
    """Return what counts as one address: an IPv4 address, a /64 of IPv6."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return text
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))


def begin(limits: Mapping[bytes, int], *, at: datetime) -> list[int] | None:
    """Write a try down and return its ids, or nothing where a limit is reached."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            for key in sorted(limits):  # one order for all, or two tries would wait for each other
                number = int.from_bytes(key[:8], signed=True)
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        for key, limit in limits.items():
            if Attempt.objects.filter(key=key, at__gt=at - WINDOW).count() >= limit:
                return None
        made = Attempt.objects.bulk_create(Attempt(key=key, at=at) for key in limits)
        return [one.pk for one in made]


def forgive(tries: list[int]) -> None:
    """Take a try back: it was right."""
    Attempt.objects.filter(pk__in=tries).delete()


def forget(before: datetime) -> int:
    """Drop tries of before a moment; return how many."""
    return Attempt.objects.filter(at__lt=before).delete()[0]
