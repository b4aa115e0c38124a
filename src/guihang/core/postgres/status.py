"""What an embedded server does at the moment."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from psycopg.pq import Ping

from guihang.core.postgres.processes import postmaster_says, started_at
from guihang.core.postgres.server import Server

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


def status_of(server: Server) -> Status:
    """Look at a server without changing anything."""
    places = server.places
    pid = server.pid
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
