"""Eight tries at once are counted as exactly as eight in a row."""

import os
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db import connection
from django.test import Client
from django.utils import timezone

from guihang.people import factors, throttle
from guihang.people.models import User

pytestmark = pytest.mark.usefixtures("committed")

AT_ONCE = 8
ROUNDS = 3 * int(os.environ.get("GUIHANG_LONG", "1"))
PASSWORD = "correct horse battery"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    lock = threading.Lock()
    real = Argon2PasswordHasher.verify

    def counted(self: Any, *given: Any) -> bool:
        with lock:
            found.append(1)
        return bool(real(self, *given))

    monkeypatch.setattr(Argon2PasswordHasher, "verify", counted)
    return found


def at_once(call: Callable[[int], Any]) -> list[Any]:
    """Call eight times in eight threads that start together."""
    gate, answers = threading.Barrier(AT_ONCE), [None] * AT_ONCE

    def run(number: int) -> None:
        try:
            gate.wait()
            answers[number] = call(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def guess(client: Client) -> None:
    client.post("/login/", {"login": "worker", "password": "not the password"})


def test_eight_guesses_at_once_are_hashed_five_times(hashes: list[int]) -> None:
    User.objects.create_user("worker", PASSWORD)
    for _ in range(ROUNDS):
        hashes.clear()
        throttle.Attempt.objects.all().delete()
        at_once(lambda _: [guess(Client()) for _ in range(3)])
        assert len(hashes) == throttle.PER_ACCOUNT


def counted_without_a_lock(limits: Any, *, at: Any) -> list[int] | None:
    """What a throttle does that looks first and writes afterwards."""
    for key, limit in limits.items():
        if throttle.Attempt.objects.filter(key=key, at__gt=at - throttle.WINDOW).count() >= limit:
            return None
    time.sleep(0.02)
    made = throttle.Attempt.objects.bulk_create(throttle.Attempt(key=key, at=at) for key in limits)
    return [one.pk for one in made]


def test_a_count_without_a_lock_lets_more_through(
    hashes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create_user("worker", PASSWORD)
    monkeypatch.setattr(throttle, "begin", counted_without_a_lock)
    at_once(lambda _: guess(Client()))
    assert len(hashes) > throttle.PER_ACCOUNT


def test_one_code_sent_eight_times_at_once_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PER_ACCOUNT", 100)
    user, secret = User.objects.create_user("worker", PASSWORD), "JBSWY3DPEHPK3PXP"
    factors.take_phone(user, secret, step=0)
    for number in range(ROUNDS):
        now = timezone.now()
        step = int(now.timestamp()) // 30 - 1 + number % 3
        one = factors.code_at(secret, step)
        taken = at_once(
            lambda _, one=one, now=now: factors.matching(user, one, at=now, request=None)
        )
        assert sum(found is not None for found in taken) == 1


def test_a_known_and_an_unknown_account_take_as_long() -> None:
    User.objects.create_user("worker", PASSWORD)
    times: dict[str, list[float]] = {"worker": [], "nobody": []}
    hashes: list[float] = []
    for number in range(24 * int(os.environ.get("GUIHANG_LONG", "1"))):
        throttle.Attempt.objects.all().delete()
        name = ("worker", "nobody")[number % 2]
        began = time.perf_counter()
        Client().post("/login/", {"login": name, "password": "not the password"})
        times[name].append(time.perf_counter() - began)
        began = time.perf_counter()
        make_password(PASSWORD)
        hashes.append(time.perf_counter() - began)
    known, unknown, one = (statistics.median(found) for found in (*times.values(), hashes))
    # Whoever leaves a hash out is found, on a busy machine too.
    assert abs(known - unknown) < one / 2, (known, unknown, one)
