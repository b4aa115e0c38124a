"""Which server processes work in a data directory.

A pid file proves nothing: its number may belong to a program of another kind by now, or to a
zombie that nobody reaps. A process is the server's when it is a live ``postgres`` whose working
directory is the data directory.
"""

import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from guihang.core.postgres.account import Account

DEAD = "ZX"
POLL_SECONDS = 0.02


def servers_in(data: Path, account: Account) -> frozenset[int]:
    """Numbers of the live ``postgres`` processes that work in ``data``."""
    try:
        place = data.stat()
    except FileNotFoundError:
        return frozenset()
    found = (int(path.name) for path in Path("/proc").glob("[0-9]*") if _is_postgres(path))
    return frozenset(pid for pid in found if _works_in(pid, place, account))


def _is_postgres(process: Path) -> bool:
    try:
        head, _, tail = (process / "stat").read_text(errors="replace").rpartition(")")
    except OSError:  # it ended while we looked
        return False
    return head.partition("(")[2] == "postgres" and tail.split()[0] not in DEAD


def _works_in(pid: int, place: os.stat_result, account: Account) -> bool:
    link = f"/proc/{pid}/cwd"
    try:
        return os.path.samestat(os.stat(link), place)
    except PermissionError:
        if not account.differs:
            return False
    except OSError:
        return False
    try:
        with account.eyes():
            return os.path.samestat(os.stat(link), place)
    except OSError:
        return False


def postmaster_in(data: Path, account: Account) -> int | None:
    """Number of the live main server process of ``data``, if there is one."""
    number = _pid_file_line(data, 1)
    alive = number.isdigit() and int(number) in servers_in(data, account)
    return int(number) if alive else None


def postmaster_says(data: Path) -> str:
    """What the main process last wrote of itself: ``starting``, ``ready``, ``stopping`` or nothing."""
    return _pid_file_line(data, 8)


def started_at(data: Path) -> datetime | None:
    """When the main process began, by its own account."""
    seconds = _pid_file_line(data, 3)
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdigit() else None


def _pid_file_line(data: Path, number: int) -> str:
    """A line of ``postmaster.pid`` counted from 1, or an empty text."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()[number - 1].strip()
    except (OSError, IndexError):
        return ""


def end_orphans(data: Path, account: Account) -> None:
    """End what a killed postmaster left behind; only call when no postmaster is alive.

    They notice its death within a moment, except one in the middle of a long query. Killing
    that one is safe: the next start recovers from the log before it answers anybody.
    """
    began = time.monotonic()
    while remaining := servers_in(data, account):
        if time.monotonic() - began > 1:
            for pid in remaining:
                send(pid, signal.SIGKILL)
        time.sleep(POLL_SECONDS)


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone by now."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
