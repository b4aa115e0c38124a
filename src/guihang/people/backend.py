"""Account and password: counted first, then hashed."""

from threading import BoundedSemaphore
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest
from django.utils import timezone

from guihang.people import throttle
from guihang.people.models import User

HASHING = BoundedSemaphore(1)
"""One hash at a time in each worker: sign-ins must not take the cores from everybody else."""

LONGEST = 1024
"""Characters of a password; more is no password, and hashing it costs time."""


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, 2 passes, 1 lane: OWASP Password Storage Cheat Sheet (2024)."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1


class StaffBackend(ModelBackend):
    """Signs staff in by account and password, at most so often (``throttle``)."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None,
        password: str | None = None, **_: Any,
    ) -> User | None:  # fmt: skip
        if not username or not password or len(password) > LONGEST:
            return None
        limits = {**throttle.of_account(username), **throttle.of_address(request)}
        tries = throttle.begin(limits, at=timezone.now())
        if tries is None:
            return None
        with HASHING:
            # For an account that there is not, Django hashes too: both answers take as long.
            user = super().authenticate(request, username=username, password=password)
        if user is not None:
            throttle.forgive(tries)
        return user  # type: ignore[return-value]
