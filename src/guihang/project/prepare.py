"""``guihang prepare``: what must be right before the product serves, each at once when it is.

Run by ``serve`` and ``demo`` in a process of its own, which ends before the server starts.
"""

import hashlib
from pathlib import Path

import click
import django

from guihang.core.postgres import ServerProblem
from guihang.engines.words import Words
from guihang.project.stages import console, stage

SEED = 1
"""Seed of the demo region: everybody sees the same people, moved to the day of the demo."""


@click.command(hidden=True)
@click.option("--people", type=click.IntRange(1), help="演示人数 · People of the demo region.")
def prepare(people: int | None) -> None:
    with stage("表结构与权限 · Tables and policies"):
        tables()
        after_a_restore()
    with stage("页面资源 · Styles and scripts"):
        static_files()
    if people is not None:
        demo_region(people)


def tables() -> None:
    """Migrate as the owner; policies and grants are put on again after it."""
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from guihang.people import rights

    _known_history()
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    rights.note_change(at=timezone.now())


def _known_history() -> None:
    """Raise ServerProblem where the tables were made by a version that this one does not know."""
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connections["owner"])
    known = loader.disk_migrations.keys() | loader.replacements.keys()
    unknown = sorted(".".join(one) for one in loader.applied_migrations if one not in known)
    if unknown:
        raise ServerProblem(
            Words(
                f"这个数据目录由另一个版本建立（{unknown[0]}），没有改动。请用原来的版本打开，"
                "或用 GUIHANG_VAR 另指一个空目录。",
                f"The data were made by another version ({unknown[0]}); nothing was changed. Open "
                "them with that version, or name an empty folder in GUIHANG_VAR.",
            )
        )


def after_a_restore() -> None:
    """Seal what is due before anybody is served, where the database came out of a backup.

    The backup may be from before a seal. A restore begins a new timeline, which tells of it; on
    any other start the work of the night seals what fell due.
    """
    django.setup()
    from django.conf import settings
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        # Of the log being written: the last checkpoint may still be of the time before.
        cursor.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
        timeline = str(int(cursor.fetchone()[0][:8], 16))
    served = Path(settings.VAR, "timeline")
    if timeline != (served.read_text() if served.exists() else "1"):
        put_away()
    served.write_text(timeline)


def put_away() -> None:
    """Seal every record that is due, where custodians hold keys."""
    from django.utils import timezone

    from guihang.casework import sealing
    from guihang.core import boxes
    from guihang.jobs import chores

    if len(sealing.custodians()) == boxes.PEOPLE:
        chores.seal_records(timezone.now())


def static_files() -> None:
    """Collect and compress static files, unless none changed since the last time."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    built = Path(settings.STATICFILES_DIRS[0])
    if not (built / "manifest.json").exists():
        raise ServerProblem(
            Words(
                "页面资源还没有生成，请先运行 make setup。",
                "Styles and scripts are not built yet; run make setup first.",
            )
        )
    marker = Path(settings.STATIC_ROOT) / ".sources"
    wanted = _fingerprint()
    if marker.exists() and marker.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    marker.write_text(wanted)


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    found = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            found.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def demo_region(people: int) -> None:
    """Make the demo region in an empty database; leave one that is complete as it is."""
    django.setup()
    from django.utils import timezone

    from guihang.simulate import mark, story

    known = mark.read()
    if known and known.complete:
        return
    if known:
        console().print(
            " 上次生成演示区域没有完成，重新生成 · The demo region was left half made; made again."
        )
        mark.start_again()
    with stage("演示区域 · Demo region") as running:
        for done in story.make_region(now=timezone.now(), seed=SEED, people=people):
            running.share(done, people)
