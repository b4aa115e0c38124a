"""What an embedded server does at the moment."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from psycopg.pq import Ping

from guihang.core.postgres.places import Places
from guihang.core.postgres.processes import postmaster_says, started_at
from guihang.core.postgres.server import Server
from guihang.engines.words import Words

LOW_BYTES = 1_000_000_000
"""Below this an operator is told, while there is time."""

State = Literal["not created", "stopped", "starting", "running", "stopping"]


@dataclass(frozen=True)
class Status:
    """``starting`` includes recovery after a crash; ``data_bytes`` is the whole data directory."""

    state: State
    running: bool
    pid: int | None
    version: str
    started_at: datetime | None
    data_bytes: int
    directory: Path
    socket: Path
    account: str
    last_log_line: str
    free_bytes: int
    alarms: tuple[Words, ...]


@dataclass(frozen=True)
class Room:
    """Free bytes of the disk under the data, and what is to be said about it."""

    bytes: int
    alarms: tuple[Words, ...]


def room(places: Places) -> Room:
    """Look at the disk under a cluster."""
    found = os.statvfs(places.directory if places.directory.exists() else "/")
    free, alarms = found.f_bavail * found.f_frsize, []
    if places.directory.exists() and places.data.exists() and not places.ballast.exists():
        alarms.append(
            Words(
                "磁盘已满，预留空间已动用。请立即腾出空间，之后重启服务。",
                "The disk is full and the room set aside is in use. Free some now, then restart.",
            )
        )
    elif free < LOW_BYTES:
        alarms.append(
            Words(
                f"磁盘只剩 {free / 1e6:,.0f} MB，快满了。请腾出空间。",
                f"Only {free / 1e6:,.0f} MB are free on the disk. Make room.",
            )
        )
    return Room(free, tuple(alarms))


def status_of(server: Server) -> Status:
    """Look at a server without changing anything."""
    places = server.places
    pid = server.pid
    free = room(places)
    state = _state(server, pid)
    return Status(
        state=state,
        running=state == "running",
        pid=pid,
        version=server.programs.version,
        started_at=started_at(places.data) if pid else None,
        data_bytes=_bytes_in(places.data),
        directory=places.directory,
        socket=places.socket,
        account=str(server.account.uid),
        last_log_line=places.log_tail(1),
        free_bytes=free.bytes,
        alarms=free.alarms,
    )


def _state(server: Server, pid: int | None) -> State:
    if not (server.places.data / "PG_VERSION").exists():
        return "not created"
    if pid is None:
        return "stopped"
    if server.answers() == Ping.OK:
        return "running"
    return "stopping" if postmaster_says(server.places.data) == "stopping" else "starting"


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size
        except FileNotFoundError:  # the server removed it while we counted
            continue
    return total
