"""The restore drill: bring the newest backup back beside the running database, and compare.

A moment is marked while nobody can write to the tables of people, and their content is summed up as
of that moment. A scratch server then restores to the mark; its sums must be equal. The live server
is asked to wait for milliseconds only, and is otherwise left alone.
"""

import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.utils import timezone
from psycopg import sql

from guihang.cases import erasure_list
from guihang.core import crypto, drills
from guihang.core.models import Drill
from guihang.core.postgres import Cluster, ServerProblem
from guihang.core.postgres.store import Point, Store
from guihang.engines.words import Words

TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND (relname ~ '^(cases|followup)_' OR relname IN ('core_entry', 'core_access')) ORDER BY 1
"""
SUMMED = """
SELECT count(*), coalesce(sum(
  ('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 15))::bit(60)::bigint), 0)::text
  FROM {} t
"""
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY 1, 2"
POLICIES = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, p.polname, p.polpermissive, p.polcmd,
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), c.relacl::text
  FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1, 4
"""
LOCK_TRIES, LOCK_WAIT = 20, "300ms"
"""Less than a deadlock is looked for after: the drill gives way, never somebody's work."""

State = dict[str, Any]


def state(connection: psycopg.Connection) -> State:
    """Sum up a database: rows and content of the tables of people, migrations, policies."""
    tables = [row[0] for row in connection.execute(TABLES).fetchall()]
    sums = {
        table: connection.execute(sql.SQL(SUMMED).format(sql.Identifier(table))).fetchone()
        for table in tables
    }
    return {
        "sums": sums,
        "migrations": connection.execute(MIGRATIONS).fetchall(),
        "policies": connection.execute(POLICIES).fetchall(),
    }


def marked(live: Cluster, store: Store, name: str) -> tuple[Point, State]:
    """Name this moment, and return it with the state of the database at it."""
    with (
        psycopg.connect(live.url("owner")) as owner,
        psycopg.connect(live.url("backup")) as reader,
    ):
        tables = [row[0] for row in reader.execute(TABLES).fetchall()]
        reader.rollback()
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        _locked(owner, tables)
        reader.execute("SELECT 1")  # from here on it sees this moment
        point = live.mark(store, name)
        owner.rollback()
        return point, state(reader)


def _locked(owner: psycopg.Connection, tables: list[str]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    for attempt in range(LOCK_TRIES):
        try:
            owner.execute(sql.SQL("SET lock_timeout = {}").format(sql.Literal(LOCK_WAIT)))
            owner.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(names))
            return
        except psycopg.errors.LockNotAvailable:
            owner.rollback()
            time.sleep(0.2 * attempt)
    raise ServerProblem(
        Words("数据库一直繁忙，没有取得标记。", "The database was too busy to mark a moment.")
    )


def run(now: datetime, by: int | None = None) -> Drill:
    """Carry out one drill and write down what was found."""
    drill = drills.begun(now, by)
    scratch = Cluster(Path(settings.VAR) / "drill" / "postgres")
    began = time.monotonic()
    try:
        drill.checks, drill.backup, drill.seconds = _tried(scratch, now)
        drill.passed = all(check["passed"] for check in drill.checks)
    except Exception as error:
        words = getattr(error, "words", None) or Words(str(error), str(error))
        drill.problem, drill.seconds = [words.zh, words.en], time.monotonic() - began
        raise
    finally:
        with suppress(ServerProblem, OSError):
            scratch.stop()
        shutil.rmtree(scratch.places.directory.parent, ignore_errors=True)
        drill.finished_at = timezone.now()
        drill.save()
    return drill


def _tried(scratch: Cluster, now: datetime) -> tuple[list[dict[str, Any]], str, float]:
    live, store = drills.cluster(), drills.store()
    shutil.rmtree(scratch.places.directory.parent, ignore_errors=True)
    scratch.places.directory.parent.mkdir(mode=0o711)
    if not store.all():
        live.backup(store)
    point, before = marked(live, store, f"drill-{now.astimezone(UTC):%Y%m%d-%H%M%S-%f}")
    witness = _witness(scratch)
    live.flush(store)
    after: State = {}
    erased = erasure_list.read(store.erasures, crypto.ring().indexing)

    def look(connection: psycopg.Connection) -> None:
        after.update(state(connection))

    def erase(connection: psycopg.Connection) -> None:
        erasure_list.replay(connection, erased)
        people = [line.person for line in erased]
        after["readable"] = connection.execute(
            "SELECT count(*) FROM cases_person WHERE id = ANY(%s) AND key <> %s",
            [people, crypto.ERASED],
        ).fetchone()

    backup, _ = store.fit_for(point)
    began = time.monotonic()
    scratch.restore(store, point, afterwards=[look, erase])
    seconds = time.monotonic() - began
    return (
        [*_compared(before, after, len(erased)), _audited(scratch, witness)],
        backup.name,
        seconds,
    )


def _witness(scratch: Cluster) -> Path:
    """The witness of the log as it was at the mark; later lines are not in the restored log."""
    kept = scratch.places.directory.parent / "witness.txt"
    with suppress(FileNotFoundError):
        shutil.copyfile(settings.GUIHANG_WITNESS, kept)
    return kept


def _compared(before: State, after: State, erased: int) -> list[dict[str, Any]]:
    rows = sum(count for count, _ in after["sums"].values())
    return [
        _check("内容摘要相同", "Content equal", before["sums"] == after["sums"],
               f"{len(after['sums'])} 张表", f"{len(after['sums'])} tables"),
        _check("行数相同", "Rows equal", _rows(before) == _rows(after), f"{rows} 行", f"{rows} rows"),
        _check("表结构版本相同", "Migrations equal", before["migrations"] == after["migrations"],
               f"{len(after['migrations'])} 步", f"{len(after['migrations'])} steps"),
        _check("行级安全策略与授权相同", "Policies and grants equal",
               before["policies"] == after["policies"],
               f"{len(after['policies'])} 条", f"{len(after['policies'])} lines"),
        _check("已删除的人仍不可读", "The erased stay unreadable", after["readable"] == (0,),
               f"{erased} 人", f"people: {erased}"),
    ]  # fmt: skip


def _rows(found: State) -> dict[str, int]:
    return {table: count for table, (count, _) in found["sums"].items()}


def _audited(scratch: Cluster, witness: Path) -> dict[str, Any]:
    environment = {
        **os.environ, "DATABASE_URL": scratch.url("app"),
        "DATABASE_OWNER_URL": scratch.url("owner"), "GUIHANG_WITNESS": str(witness),
        "GUIHANG_USE_POOL": "no",
    }  # fmt: skip
    start = "from guihang.project.cli import main; main(['audit', 'verify', '--json'])"
    result = subprocess.run(
        [sys.executable, "-c", start], env=environment, capture_output=True, check=False
    )
    return _check("日志存证核对无误", "Sealed log verified", result.returncode == 0, "", "")


def _check(zh: str, en: str, passed: bool, said_zh: str, said_en: str) -> dict[str, Any]:
    return {"words": [zh, en], "passed": passed, "said": [said_zh, said_en]}
