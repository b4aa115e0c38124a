"""What is known of the backups and the drills: for the page, and for whoever decides to run one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from guihang.core.models import Drill
from guihang.core.postgres import Cluster, ServerProblem
from guihang.core.postgres.backup import Backup
from guihang.core.postgres.sealed import Keys
from guihang.core.postgres.status import room
from guihang.core.postgres.store import SUFFIX, Store
from guihang.engines.words import Words

DUE = timedelta(days=7)
OVERDUE = timedelta(days=8)
BACKUP_OVERDUE = timedelta(hours=36)
GIVEN_UP = timedelta(hours=6)
"""A drill that has not ended by then was killed."""


def store() -> Store:
    """The store of this installation."""
    return Store(Path(settings.GUIHANG_BACKUPS), Keys(Path(settings.GUIHANG_BACKUP_KEY)))


def cluster() -> Cluster:
    """The embedded cluster of this installation."""
    return Cluster(Path(settings.VAR) / "postgres")


@dataclass(frozen=True)
class Kept:
    """The state of the backups; ``waiting`` counts pieces of the log that are not shipped yet."""

    backups: tuple[Backup, ...]
    log_pieces: int
    log_at: datetime | None
    waiting: int
    free_bytes: int
    problem: Words | None
    alarms: tuple[Words, ...]


def kept(now: datetime) -> Kept:
    """Look at the store and the disk."""
    known, places = store(), cluster().places
    try:
        backups, problem = tuple(reversed(known.all())), None
    except ServerProblem as error:
        backups, problem = (), error.words
    pieces = list(known.log.glob(f"*{SUFFIX}")) if known.log.is_dir() else []
    times = [datetime.fromtimestamp(piece.stat().st_mtime, now.tzinfo) for piece in pieces]
    free = room(places)
    return Kept(
        backups, len(pieces), max(times, default=None), _count(places.spool),
        free.bytes, problem,
        (*free.alarms, *_alarms(backups, problem, now)),
    )  # fmt: skip


def _alarms(backups: tuple[Backup, ...], problem: Words | None, now: datetime) -> list[Words]:
    if problem:
        return [problem]
    if not backups:
        return [Words("还没有备份。", "There is no backup yet.")]
    if now - backups[0].began_at > BACKUP_OVERDUE:
        return [
            Words(
                f"上一次备份是 {backups[0].began_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}，已超过 36 小时。",
                f"The last backup, of {backups[0].began_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}, "
                "is more than 36 hours old.",
            )
        ]
    return []


def _count(folder: Path) -> int:
    try:
        return len([path for path in folder.iterdir() if not path.name.startswith(".")])
    except OSError:  # the server's own account alone may look
        return 0


def begun(at: datetime, by: int | None) -> Drill:
    """Note that a drill begins; ``by`` asked for it, or nobody did."""
    return Drill.objects.create(began_at=at, by_id=by)


def recent() -> list[Drill]:
    """Return the newest drills, newest first."""
    return list(Drill.objects.select_related("by").order_by("-began_at")[:12])


def running(now: datetime) -> bool:
    """Say whether a drill goes on."""
    return Drill.objects.filter(finished_at=None, began_at__gt=now - GIVEN_UP).exists()


def last_passed() -> Drill | None:
    """Return the newest drill in which everything was right."""
    return Drill.objects.filter(passed=True).order_by("-began_at").first()


def overdue(now: datetime) -> bool:
    """Say whether the last good drill is more than eight days old."""
    last = last_passed()
    return last is None or now - last.began_at > OVERDUE


def due(now: datetime) -> bool:
    """Say whether this week's drill has not been tried yet."""
    return not Drill.objects.filter(began_at__gt=now - DUE + timedelta(hours=12)).exists()
