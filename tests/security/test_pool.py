"""Requests that share few connections: what one of them set never reaches the next."""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.security.oracle import Who, visible
from tests.security.world import World, made

from guihang.cases.models import Case
from guihang.core import scope

REQUESTS = int(os.environ.get("GUIHANG_LONG", "10000"))
THREADS, CONNECTIONS = 6, 3
SEED = 4025


@pytest.fixture
def world(committed: None) -> Iterator[World]:
    """A region, and a pool of few connections for everybody."""
    world = made(random.Random(SEED))
    connection.close()
    options = connections["default"].settings_dict["OPTIONS"]
    options["pool"] = {"min_size": 1, "max_size": CONNECTIONS, "timeout": 30}
    yield world
    connection.close()
    connection.close_pool()
    del options["pool"]


class Late(Exception):
    """The request broke off."""


def proper(units: list[int]) -> Any:
    return scope.opened(units)


def requests(world: World, context: Callable[[list[int]], Any]) -> Counter[str]:
    """Send requests on several threads; count what each met.

    Of ten requests one breaks off, one runs out of time in the database, and of four one forgets
    to say who asks. ``leaked`` counts answers that are not just what the units may see, and every
    answer to a request that did not say who asks.
    """
    several = [*combinations(world.units, 1), *combinations(world.units, 2)]
    may = {units: visible(world, Who(frozenset(units)))["cases_case"] for units in several}

    def one(number: int) -> str:
        rng = random.Random(SEED * 1_000_003 + number)
        units, fate = rng.sample(world.units, rng.randrange(1, 3)), rng.random()
        try:
            if rng.random() < 0.25:
                list(Case.objects.values_list("pk", flat=True))
                return "leaked"  # an answer, even an empty one
            with context(units):
                seen = list(Case.objects.values_list("pk", flat=True))
                if fate < 0.1:
                    raise Late
                if fate < 0.2:
                    _out_of_time()
            return "right" if set(seen) == may[tuple(sorted(units))] else "leaked"
        except Late:
            return "broke off"
        except DatabaseError as error:
            return {"42501": "refused", "57014": "out of time"}[error.__cause__.sqlstate]
        finally:
            connection.close()  # back into the pool, as at the end of a request

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(one, range(REQUESTS)))


def _out_of_time() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 5")
        cursor.execute("SELECT pg_sleep(1)")


def test_no_request_sees_with_the_eyes_of_another(world):
    met = requests(world, proper)

    assert met["leaked"] == 0
    assert met.keys() == {"right", "refused", "broke off", "out of time"}
    assert met["refused"] > REQUESTS / 5
    assert sum(met.values()) == REQUESTS


class OfTheSession:
    """What would leak: the same settings, kept by the connection."""

    def __init__(self, units: list[int]) -> None:
        self.units = units

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('guihang.scope', %s, false)", [scope.literal(self.units)]
            )

    def __exit__(self, *_: object) -> None:
        """Nothing takes it back."""


def test_a_context_of_the_session_would_leak(world):
    """The control."""
    assert requests(world, OfTheSession)["leaked"] > REQUESTS / 10
