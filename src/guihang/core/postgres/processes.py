"""Which server processes work in a data directory.

A pid file proves nothing: its number may belong to a program of another kind by now, or to a
zombie that nobody reaps. A process is the server's when it is a live ``postgres`` whose working
directory is the data directory.
"""

import os
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from guihang.core.postgres.account import Account

DEAD = (b"Z", b"X")
POLL_SECONDS = 0.02


def servers_in(data: Path, account: Account) -> frozenset[int]:
    """Numbers of the live ``postgres`` processes that work in ``data``."""
    numbers = (int(name) for name in os.listdir("/proc") if name.isdigit())
    return frozenset(pid for pid in numbers if _is_server(pid, data, account))


def _is_server(pid: int, data: Path, account: Account) -> bool:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            head, _, tail = file.read().rpartition(b")")
        if head.partition(b"(")[2] != b"postgres" or tail.split()[0] in DEAD:
            return False
        return _works_in(f"/proc/{pid}/cwd", data.stat(), account)
    except (FileNotFoundError, ProcessLookupError):  # it ended while we looked
        return False


def _works_in(link: str, place: os.stat_result, account: Account) -> bool:
    try:
        return os.path.samestat(os.stat(link), place)
    except PermissionError:
        if not account.differs:
            return False
    try:
        with account.eyes():
            return os.path.samestat(os.stat(link), place)
    except PermissionError:
        return False


def postmaster_in(data: Path, account: Account) -> int | None:
    """Number of the live main server process of ``data``, if there is one."""
    number = _pid_file_line(data, 1)
    alive = number.isdigit() and _is_server(int(number), data, account)
    return int(number) if alive else None


def postmaster_says(data: Path) -> str:
    """What the main process last wrote of itself: ``starting``, ``ready``, ``stopping``."""
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
    with suppress(ProcessLookupError):
        os.kill(pid, number)
