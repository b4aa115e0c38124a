"""Web servers of a bench: the product as ``guihang serve`` starts it, and the plain project."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.place import GUIHANG

from guihang.project.serve import THREADS, WORKERS

START_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """A running server: its port and the process that leads it."""

    port: int
    pid: int


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(application: str, health: str) -> Iterator[Served]:
    """Run granian with ``application``, with the workers and threads of the product."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", application, "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--no-ws", "--workers", str(WORKERS)),
        *("--blocking-threads", str(THREADS), "--log-level", "warning"),
    ]
    environment = os.environ | {"MALLOC_ARENA_MAX": "2"}  # as ``guihang serve`` does
    process = subprocess.Popen(command, start_new_session=True, env=environment)
    try:
        _wait(process, f"http://127.0.0.1:{port}{health}")
        yield Served(port, process.pid)
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(15)


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")


def megabytes(*leaders: int) -> float:
    """Return the memory of processes and all their descendants: shared pages counted once."""
    return sum(map(_kilobytes, _family(leaders))) / 1024


def database_megabytes(database: int) -> float:
    """Return the memory of the database without the sessions of the plain project."""
    ours = [pid for pid in _family([database]) if b" guihang_owner " not in _command(pid)]
    return sum(map(_kilobytes, ours)) / 1024


@contextmanager
def job_worker() -> Iterator[int]:
    """Run the job worker that ``guihang serve`` keeps; yields its process id."""
    process = subprocess.Popen([*GUIHANG, "worker"], start_new_session=True)
    try:
        yield process.pid
    finally:
        _end(process)


def processor_seconds(*leaders: int, ended: bool = False) -> float:
    """Return the processor time of processes and their descendants; with ``ended``, also of
    descendants that they have waited for."""
    return sum(_ticks(pid, ended) for pid in _family(leaders)) / os.sysconf("SC_CLK_TCK")


def session_seconds(database: int) -> float:
    """Return the processor time of the database's sessions, without its housekeeping."""
    sessions = [pid for pid in _family([database]) if b"guihang_" in _command(pid)]
    return sum(_ticks(pid, False) for pid in sessions) / os.sysconf("SC_CLK_TCK")


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _family(leaders: Iterable[int]) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (values := _status(int(entry.name))):
            children.setdefault(int(values[1]), []).append(int(entry.name))
    waiting = list(leaders)
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        yield pid


def _status(pid: int) -> list[str]:
    """Return the fields of ``/proc/PID/stat`` from the third on; nothing when it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _ticks(pid: int, ended: bool) -> int:
    return sum(map(int, _status(pid)[11 : 15 if ended else 13]))


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
