"""Committed data and real connections, for what a test's own transaction cannot show."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, connections

from guihang.followup.plan import forget_adopted
from guihang.people.queries import forget_tree

OURS = ("core_", "people_", "cases_", "followup_", "outcomes_")


@contextmanager
def _committing(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        connection.close()
        yield
        emptied()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let the test commit; the owner empties the tables afterwards."""
    with _committing(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def committed_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The same for all tests of a file, which share what was committed first."""
    with _committing(django_db_blocker):
        yield


def emptied() -> None:
    """Empty every table as the owner, after a test that committed."""
    connection.close()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall() if row[0].startswith(OURS)]
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    forget_tree()
    forget_adopted()


Work = Callable[[], Any]


def overlapping(first: Work, second: Work) -> tuple[Future[Any], Future[Any]]:
    """Run two pieces of work so that the second meets the first before it commits.

    ``first`` is a generator function that yields once, when what it did is not committed yet; it
    goes on only when the other waits for it in the database, or has ended.
    """
    begun, ended = Event(), Event()

    def one() -> Any:
        work = first()
        next(work)
        begun.set()
        wait_for(lambda: ended.is_set() or somebody_waits())
        return next(work)

    def other() -> Any:
        assert begun.wait(20)
        try:
            return second()
        finally:
            ended.set()

    def alone(work: Work) -> Any:
        try:
            return work()
        finally:
            begun.set()
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return pool.submit(alone, one), pool.submit(alone, other)


def wait_for(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "nobody came to wait"
        sleep(0.02)


def somebody_waits() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
            "WHERE NOT l.granted AND a.datname = current_database())"
        )
        return bool(cursor.fetchone()[0])
