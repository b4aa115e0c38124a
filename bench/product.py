"""What a bench asks the product's own code: how many people, tokens, sessions, ids to use.

Everything here runs in the bench's process with the product's settings; Django starts on import.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from guihang.core import scope  # noqa: E402
from guihang.people import tokens  # noqa: E402
from guihang.people.models import User  # noqa: E402
from guihang.people.queries import SystemActor, tree  # noqa: E402
from guihang.web import gate  # noqa: E402

WORKER, BUREAU, OFFICER = "worker", "bureau", "officer"
"""Demo accounts: one station, the whole region, one facility."""


def everything() -> Any:
    return scope.opened(tree().parents)


def rows(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that sees every unit."""
    with everything(), connection.cursor() as cursor:
        cursor.execute(sql, list(values) or None)
        return cursor.fetchall()


def people() -> int:
    found: int = rows("SELECT count(*) FROM cases_person")[0][0]
    return found


def unit_of(account: str) -> int:
    return User.objects.get(username=account).tenures.get().post.unit_id


@cache
def token(account: str) -> str:
    return tokens.issue(username=account, note="bench", days=2, at=timezone.now())


def signed_in(account: str) -> Client:
    """Return a browser that has given both factors."""
    client = Client()
    user = User.objects.get(username=account)
    client.force_login(user)
    given = client.session
    gate.proved(given, user.pk)
    given.save()
    return client


@cache
def session(account: str) -> dict[str, str]:
    """Return the headers of a signed-in browser, with what a form must send back."""
    client = signed_in(account)
    client.get("/", HTTP_HOST="127.0.0.1")
    client.get(f"/do/followup.record_contact/case/{aftercare(1)[0]}/", HTTP_HOST="127.0.0.1")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} | (
        {"X-CSRFToken": cookies["csrftoken"]} if "csrftoken" in cookies else {}
    )


def aftercare(count: int, *, facts: int = 0) -> list[UUID]:
    """Return cases in aftercare at the worker's station, released within two years."""
    return [
        row[0] for row in rows(
            "SELECT id FROM cases_case WHERE unit_id = %s AND stage = 'aftercare' AND closed_at IS NULL"
            " AND released_at > %s ORDER BY id LIMIT %s",
            [unit_of(WORKER), timezone.now() - timedelta(days=900), count],
        )
    ]  # fmt: skip


def cluster() -> Any:
    from pathlib import Path

    from django.conf import settings

    from guihang.core.postgres import Cluster

    return Cluster(Path(settings.VAR) / "postgres")


def let_go() -> None:
    """Close this process's connections, so that none idles beside a measurement."""
    for alias in connections:
        connections[alias].close()
        connections[alias].close_pool()


__all__ = ["BUREAU", "OFFICER", "WORKER", "SystemActor", "aftercare", "cluster", "people"]


def moment(before: timedelta) -> str:
    """Return a local moment before now, as forms and the API take it."""
    return f"{timezone.localtime(timezone.now() - before):%Y-%m-%dT%H:%M:%S}"


_EVENTS = """
SELECT (SELECT count(*) FROM followup_contact WHERE case_id = c) +
       (SELECT count(*) FROM followup_drugtest WHERE case_id = c) FROM unnest(%s::uuid[]) c
"""


def with_events(cases: int, events: int) -> None:
    """Give the first cases of the station so many facts on file, by the ordinary action."""
    from guihang.cases import queries
    from guihang.core.ids import uuid7
    from guihang.followup import plan
    from guihang.followup.actions import record_contact

    chosen, actor, now = aftercare(cases), SystemActor(), timezone.now()
    known = [row[0] for row in rows(_EVENTS, [chosen])]
    with everything(), plan.deferred():
        for pk, there in zip(chosen, known, strict=True):
            if there >= events:
                continue
            case = queries.case(pk, units=tree().parents)
            step = (now - case.released_at) / (events - there + 1)
            for number in range(1, events - there + 1):
                record_contact(
                    case=case, happened_at=now - number * step, channel="phone", by=actor, at=now,
                    entry=uuid7(), note="谈了近况。",
                )  # fmt: skip


def reach() -> str:
    """Return every unit, as the row-level security context of a transaction takes it."""
    return scope.literal(tree().parents)


def postmaster() -> int:
    """Return the process id of the database server."""
    return int((cluster().places.data / "postmaster.pid").read_text().split()[0])
