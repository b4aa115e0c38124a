"""The test database is a copy of a mould: every table made by the migrations, and nobody in it.

Running the migrations takes fifteen seconds of processor time, copying takes less than one. A mould
is kept beside the databases of the server, under a name that follows from the migrations, so any
change of them makes another one. Policies and grants are put on every copy anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections

PREFIX = "mould_guihang_"
LOCK = 20_261_124
"""One process at a time looks for the mould, makes it, or copies it."""


def _name() -> str:
    told = sha256()
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.*")):
            told.update(file.name.encode() + file.read_bytes())
    return PREFIX + told.hexdigest()[:16]


@contextmanager
def copied(name: str) -> Iterator[None]:
    """Have a database ``name`` with every table behind the owner's connection, and drop it."""
    owner: Any = connections["owner"]
    before = owner.settings_dict["NAME"]
    owner.close()
    with owner._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        mould = _name()
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        known = {row[0] for row in cursor.fetchall()}
        if mould not in known:
            _make(owner, f"{PREFIX}draft")
            owner.settings_dict["NAME"] = before
            cursor.execute(f'ALTER DATABASE "{PREFIX}draft" RENAME TO "{mould}"')
            for old in known - {f"{PREFIX}draft"}:
                cursor.execute(f'DROP DATABASE "{old}"')
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{mould}"')
        # What this database loses in a power cut nobody misses; test_crash.py has its own servers.
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    owner.settings_dict["NAME"] = name
    emit_post_migrate_signal(0, False, "owner")
    owner.close()
    yield
    owner.close()
    owner.settings_dict["NAME"] = before
    with owner._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _make(owner: Any, name: str) -> None:
    owner.settings_dict["TEST"]["NAME"] = name
    owner.creation.create_test_db(verbosity=0, autoclobber=True)
    owner.close()
