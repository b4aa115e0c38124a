"""Which backups are kept: all of 35 days, then the first full one of each of 12 months."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from guihang.core.postgres.backup import Backup

KEPT_DAYS = 35
KEPT_MONTHS = 12
FULL_EVERY = timedelta(days=6, hours=12)
"""A new full backup once a week; half a day of slack lets the weekday stay the same."""


def kept(backups: Iterable[Backup], now: datetime) -> frozenset[str]:
    """Return the names of the backups to keep, with the full ones that they need."""
    rows = sorted(backups, key=lambda backup: backup.began_at)
    recent = [row for row in rows if now - row.began_at <= timedelta(days=KEPT_DAYS)]
    monthly: dict[tuple[int, int], Backup] = {}
    for row in rows:
        age = 12 * (now.year - row.began_at.year) + now.month - row.began_at.month
        if row.kind == "full" and age < KEPT_MONTHS:
            monthly.setdefault((row.began_at.year, row.began_at.month), row)
    chosen = {*recent, *monthly.values(), *rows[-1:]}
    return frozenset({row.name for row in chosen} | {row.parent for row in chosen if row.parent})


def log_needed_from(backups: Iterable[Backup], now: datetime) -> int:
    """Return the place in the log from which any moment of the last 35 days can be restored.

    Older backups bring the log that they themselves need.
    """
    rows = list(backups)
    recent = [row for row in rows if now - row.began_at <= timedelta(days=KEPT_DAYS)]
    wanted = recent or sorted(rows, key=lambda row: row.began_at)[-1:]
    names = {row.parent for row in wanted}
    starts = [row.start for row in rows if row in wanted or row.name in names]
    return min(starts, default=0)
