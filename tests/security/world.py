"""A small random region in every guarded table, written straight into the database.

Rows need not make sense; they need to differ in what policies ask about. Each row is kept as plain
values too, so that an oracle can say from them who may see it (``oracle.py``).
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.apps import apps
from django.db import connections, models
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from guihang.core.ids import uuid7
from guihang.core.rowsecurity import guarded_models
from guihang.people.models import Unit, User

UNITS, USERS, ROWS = 7, 4, 40
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class World:
    """Rows by table name: column → value. ``units``, ``users``: the ids there are."""

    units: list[int] = field(default_factory=list)
    users: list[int] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def ids(self, model: type[models.Model]) -> list[Any]:
        key = model._meta.pk.column
        return [row[key] for row in self.rows.get(model._meta.db_table, [])]


def connect(alias: str) -> psycopg.Connection[Any]:
    """Return a connection of its own to the test database, outside Django's transactions."""
    settings = connections[alias].get_connection_params() | {"autocommit": True}
    wanted = ("dbname", "user", "password", "host", "port", "options")
    return psycopg.connect(
        **{name: settings[name] for name in wanted if settings.get(name)}, autocommit=True
    )


def guarded() -> list[Any]:
    """Return the guarded models, those that others refer to first."""
    order = {name: n for n, name in enumerate(("cases_person", "cases_case", "cases_seal"))}
    return sorted(guarded_models(), key=lambda model: order.get(model._meta.db_table, 99))


def made(rng: random.Random) -> World:
    """Fill the tables of the test database, committed; ``unforced`` cleans nothing up."""
    world = World()
    region = Unit.objects.create(code="r", kind="region", zh="r", en="r")
    stations = [
        Unit.objects.create(code=f"u{n}", kind="station", parent=region, zh="u", en="u")
        for n in range(UNITS - 1)
    ]
    world.units = [region.pk, *(unit.pk for unit in stations)]
    world.users = [
        User.objects.create_user(username=f"u{n}", name=f"u{n}").pk for n in range(USERS)
    ]
    begun = rng.random()
    with connect("owner") as owner, unforced(owner):
        for model in guarded():
            table = model._meta.db_table
            own = random.Random(f"{begun} {table}")  # a new table changes no other
            world.rows[table] = _filled(owner, model, world, own)
        with owner.cursor(row_factory=dict_row) as cursor:  # a trigger writes these
            world.rows["core_looked"] = cursor.execute("SELECT * FROM core_looked").fetchall()
        noted = [row["id"] for row in world.rows["outcomes_stale"]]
        owner.execute("DELETE FROM outcomes_stale WHERE NOT id = ANY(%s)", [noted])  # by triggers
    return world


@contextmanager
def unforced(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """Let the owner write past the policies for the length of the block."""
    tables = [model._meta.db_table for model in guarded()]
    for table in tables:
        owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        for table in tables:
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _filled(
    owner: psycopg.Connection[Any], model: Any, world: World, rng: random.Random
) -> list[dict[str, Any]]:
    """Insert random rows; one that breaks a constraint is thrown away."""
    found = []
    for _ in range(COUNTS.get(model._meta.db_table, ROWS)):
        row = {f.column: value(f, world, rng) for f in model._meta.concrete_fields}
        row |= SHAPES.get(model._meta.db_table, lambda *_: {})(row, world, rng)
        row = {column: item for column, item in row.items() if item is not DEFAULT}
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
        try:
            kept = owner.execute(
                f'INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks}) RETURNING "'
                f'{model._meta.pk.column}"',
                [Jsonb(item) if isinstance(item, list) and _is_json(model, name) else item
                 for name, item in row.items()],
            ).fetchone()  # fmt: skip
        except psycopg.errors.IntegrityError:
            continue
        assert kept
        found.append(row | {model._meta.pk.column: kept[0]})
    return found


def _grant(row: dict[str, Any], world: World, rng: random.Random) -> dict[str, Any]:
    """A grant within its constraints, of a case that is there, running more often than not."""
    kind = rng.choice(("consent", "emergency", "opening", "opening"))
    sealed = [one["case_id"] for one in world.rows["cases_seal"]]
    wanted = rng.choice(sealed) if kind == "opening" and rng.random() < 0.8 else row["case_id"]
    case = next(one for one in world.rows["cases_case"] if one["id"] == wanted)
    made = {
        "case_id": wanted, "person_id": case["person_id"], "kind": kind, "reviewed_by_id": None,
        "fields": [], "declined": False, "revoked_at": rng.choice((None, None, None, START)),
        "given_at": rng.choice((START, START, START, START + timedelta(days=9000))),
        "ends_at": START + timedelta(days=rng.choice((30, 30, 9999, 9999))),
        "reason_sealed": b"x", "told_sealed": b"x", "nature": "life", "text": "t",
        "text_hash": "h", "language": "zh", "explained": "read",
    }  # fmt: skip
    if kind == "consent":
        made |= {"user_id": None, "declined": rng.random() < 0.5}
        return made | {"recipient_id": rng.choice(world.units)}
    return made | {"user_id": rng.choice(world.users), "recipient_id": None}


def _seal(row: dict[str, Any], world: World, rng: random.Random) -> dict[str, Any]:
    case = next(one for one in world.rows["cases_case"] if one["id"] == row["case_id"])
    return {"person_id": case["person_id"]}


def _access(row: dict[str, Any], world: World, rng: random.Random) -> dict[str, Any]:
    known = [str(one["id"]) for one in world.rows["cases_case"]]
    return {"subjects": rng.sample(known, rng.randrange(3))}


def _task(row: dict[str, Any], world: World, rng: random.Random) -> dict[str, Any]:
    opens = START + timedelta(days=rng.randrange(400))
    return {"opens_at": opens, "due_at": opens + timedelta(days=1),
            "closes_at": opens + timedelta(days=2), "done_at": None, "done_by_id": None}  # fmt: skip


def _volunteer(row: dict[str, Any], world: World, rng: random.Random) -> dict[str, Any]:
    """A volunteer whose own side one of the contexts may have open."""
    return {"own_id": rng.choice(world.rows["cases_case"])["person_id"]}


def _use(row: dict[str, Any], world: World, rng: random.Random) -> dict[str, Any]:
    """Mostly a story for the public pages, so that each of its conditions matters."""
    about = {"kind": "story", "place": "site", "shown_sealed": None, "approved_at": START}
    return {name: item for name, item in about.items() if rng.random() < 0.8} | {
        "agreed_on": START.date(), "until_on": (START + timedelta(days=rng.choice((30, 9000)))).date(),
        "withdrawn_at": rng.choice((None, None, START)), "approved_by_id": None,
    }  # fmt: skip


def _entry(row: dict[str, Any], world: World, rng: random.Random) -> dict[str, Any]:
    """Mostly the draft of a library case, which the person it tells of may come to see."""
    return {"action": "casework.draft_case"} if rng.random() < 0.8 else {}


def _library(row: dict[str, Any], world: World, rng: random.Random) -> dict[str, Any]:
    """A case somewhere on its way from one of the drafts, or adopted before the product came."""
    made = {"id": rng.choice(world.rows["core_entry"])["id"], "body": "", "adopted_on": None}
    state = rng.choice(("draft", "reading", "read", "read", "agreed", "withdrawn", "adopted"))
    if state == "adopted":
        made |= {"adopted_on": START.date()}
    return made | {"state": state, "earlier": state == "adopted", "reader_id": None}


SHAPES = {
    "community_use": _use,
    "knowledge_librarycase": _library,
    "community_volunteer": _volunteer,
    "followup_task": _task,
    "cases_grant": _grant,
    "cases_seal": _seal,
    "core_access": _access,
    "core_entry": _entry,
}
"""What must hang together for a row to be possible at all, or to matter."""

COUNTS = {
    "core_looked": 0,
    "cases_person": 90,
    "cases_case": 120,
    "cases_seal": 15,
    "cases_grant": 240,
    "core_entry": 160,
    "knowledge_librarycase": 120,
}
"""Most records are not sealed, or nothing would be left to see; a grant has many ways to be."""


def _is_json(model: Any, column: str) -> bool:
    return any(f.column == column and isinstance(f, models.JSONField) for f in model._meta.fields)


DEFAULT = object()


def value(column: Any, world: World, rng: random.Random) -> Any:
    """Return a random value for one column; DEFAULT leaves it to the database."""
    if isinstance(column, models.AutoField) or column.generated:
        return DEFAULT
    if column.null and rng.random() < 0.4:
        return None
    if column.remote_field:
        return _reference(column, world, rng)
    if isinstance(column, models.UUIDField):
        people, cases = (world.rows.get(name, []) for name in ("cases_person", "cases_case"))
        if column.column == "subject_id" and cases:
            return rng.choice(cases)["id"]
        if column.column == "person_id" and people:
            return rng.choice(people)["id"]
        return uuid7()
    if column.column.endswith("unit_id"):
        return rng.choice(world.units)
    if column.column.endswith(("user_id", "by_id")):
        return rng.choice(world.users)
    return _plain(column, rng)


def _reference(column: Any, world: World, rng: random.Random) -> Any:
    target = column.remote_field.model
    if target is Unit:
        return rng.choice(world.units)
    if target is User:
        return rng.choice(world.users)
    known = world.ids(target)
    if column.unique and known:  # one to one: try them in a random order, the taken ones fail
        return rng.choice(known)
    return rng.choice(known) if known else DEFAULT


def _plain(column: Any, rng: random.Random) -> Any:
    if column.choices:
        return rng.choice([code for code, _ in column.choices])
    if isinstance(column, models.DateTimeField):
        return START + timedelta(hours=rng.randrange(-4000, 16000))
    if isinstance(column, models.DateField):
        return (START + timedelta(days=rng.randrange(-200, 900))).date()
    if isinstance(column, models.BooleanField):
        return rng.random() < 0.5
    if isinstance(column, models.BinaryField):
        return rng.randbytes(8)
    if isinstance(column, models.GenericIPAddressField):
        return f"10.0.0.{rng.randrange(9)}"
    if isinstance(column, models.JSONField):
        return [str(uuid7()) for _ in range(rng.randrange(3))]
    if isinstance(column, models.IntegerField):
        return rng.randrange(5)
    if hasattr(column, "base_field"):
        return []
    return "".join(rng.choice("abcdef") for _ in range(min(column.max_length or 9, 9)))


def of(row: dict[str, Any], column: str) -> UUID | None:
    found = row.get(column)
    return found if isinstance(found, UUID) else None


def tables() -> dict[str, Any]:
    """Return every table of ours by name."""
    return {model._meta.db_table: model for model in apps.get_models()}
