"""The server's processes: create, start, wait, stop. The caller holds the supervisor's lock."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.pq import PGconn, Ping

from guihang.core.postgres.account import Account, account_for
from guihang.core.postgres.parameters import arguments, write_access_files
from guihang.core.postgres.places import SOCKET_FILE, Places
from guihang.core.postgres.problem import ServerProblem
from guihang.core.postgres.processes import (
    POLL_SECONDS,
    end_orphans,
    postmaster_in,
    postmaster_says,
    send,
)
from guihang.core.postgres.programs import MAJOR, Programs
from guihang.engines.words import Words

Waiting = Callable[[float, str], None]
"""Told while a start or stop goes on: seconds since it began, last line of the server's log."""

LOG_LIMIT_BYTES = 4_000_000
STOP_PATIENCE_SECONDS = 60
INTERLOCK_PATIENCE_SECONDS = 5
# Memory of a plan goes back to the system: a connection would keep what its largest one needed.
CLEAN = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "MALLOC_MMAP_THRESHOLD_": "262144"}

_children: list[subprocess.Popen[bytes]] = []
"""Servers started by this process, kept so that an ended one is reaped."""


def quiet(seconds: float, line: str) -> None:
    """Say nothing while waiting."""


@dataclass(frozen=True)
class Server:
    """The server of one cluster."""

    places: Places
    programs: Programs

    @property
    def account(self) -> Account:
        return account_for(self.places.data)

    @property
    def pid(self) -> int | None:
        """Number of the main process, if it is alive."""
        return postmaster_in(self.places.data, self.account)

    def answers(self) -> Ping:
        """What a client would be told now. Asks for a login and leaves, so nothing is logged."""
        address = f"host={self.places.socket} user=guihang_app dbname=guihang connect_timeout=5"
        return Ping(PGconn.ping(address.encode()))

    def _accepts(self) -> bool:
        """Whether connections are accepted; a server that still starts is not even asked."""
        return postmaster_says(self.places.data) == "ready" and self.answers() == Ping.OK

    def create(self, lock: int) -> None:
        """Make a data directory, or leave none.

        ``initdb`` inherits the supervisor's lock, so that another start waits for it even when
        the caller is killed.
        """
        draft, account = self.places.draft, self.account
        maker = account.named() if account.differs else account
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        maker.give(draft)
        result = subprocess.run(
            [
                self._programs_for(account).path("initdb"),
                f"--pgdata={_as_seen_by(account, draft)}",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C",  # the same everywhere; sorting and case are the builtin provider's
                "--locale-provider=builtin",
                "--builtin-locale=PG_UNICODE_FAST",
                "--auth-local=peer",
                "--auth-host=reject",
                "--data-checksums",
                "--no-instructions",
            ],
            check=False,
            cwd=draft,
            env=CLEAN,
            capture_output=True,
            text=True,
            pass_fds=[lock],
            **maker.options(),
        )
        if result.returncode:
            raise _failed("initdb", result.stderr)
        account.give(draft)
        draft.rename(self.places.data)

    def bring_up(self, waiting: Waiting = quiet) -> None:
        """Return when the server accepts connections, however long it recovers."""
        self._check_version()
        if self.pid and self._lost_its_socket():
            self.take_down(waiting)
        began = time.monotonic()
        while not self._accepts():
            child = None if self.pid else self._spawn()
            while not self._accepts():
                if child and child.poll() is not None:
                    raise _failed("postgres", self.places.log_tail(12))
                if not child and not self.pid:
                    break  # it was being stopped by other hands: start it again
                self._pause(time.monotonic() - began, waiting)

    def take_down(self, waiting: Waiting = quiet) -> None:
        """Return when no process of the server is left."""
        began = time.monotonic()
        account, pid = self.account, self.pid
        if pid:
            send(pid, signal.SIGINT)  # ends sessions, keeps everything committed
        while pid and pid == self.pid:
            seconds = time.monotonic() - began
            if seconds > STOP_PATIENCE_SECONDS:
                send(pid, signal.SIGQUIT)  # at once; the next start recovers from the log
            self._pause(seconds, waiting)
        end_orphans(self.places.data, account)
        self.places.drop_socket_folder()
        _reap()

    def _spawn(self) -> subprocess.Popen[bytes]:
        """Start the main process; there is none alive."""
        places, account = self.places, self.account
        end_orphans(places.data, account)
        _reap()
        places.make_socket_folder(account)
        with self._interlock() as held:
            for stale in (places.data / "postmaster.pid", *places.socket.glob(".s.PGSQL.*")):
                stale.unlink(missing_ok=True)
            write_access_files(places.data, account)
            log = self._open_log()
            try:
                child = subprocess.Popen(
                    [
                        self._programs_for(account).path("postgres"),
                        *("-D", _as_seen_by(account, places.data)),
                        *arguments(places.socket_for_server),
                    ],
                    cwd=places.data,
                    env=CLEAN,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=[held],
                    start_new_session=True,
                    umask=0o077,
                    **account.options(),
                )
            finally:
                os.close(log)
        _children.append(child)
        return child

    @contextmanager
    def _interlock(self) -> Iterator[int]:
        """The lock that the server's processes inherit and hold while any of them lives."""
        descriptor = self.places.open("server.lock")
        began = time.monotonic()
        try:
            while not _lock(descriptor):
                if time.monotonic() - began > INTERLOCK_PATIENCE_SECONDS:
                    raise ServerProblem(IN_USE_ELSEWHERE)
                time.sleep(POLL_SECONDS)
            yield descriptor
        finally:
            os.close(descriptor)

    def _open_log(self) -> int:
        log = self.places.log
        if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
            log.rename(log.with_suffix(".log.1"))
        return self.places.open(log.name)

    def _programs_for(self, account: Account) -> Programs:
        return self.programs.shared() if account.differs else self.programs

    def _lost_its_socket(self) -> bool:
        """Whether something cleaned the socket away under a running server."""
        ready = postmaster_says(self.places.data) == "ready"
        return ready and not (self.places.socket / SOCKET_FILE).exists()

    def _check_version(self) -> None:
        found = (self.places.data / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise ServerProblem(
                Words(
                    f"数据目录属于 PostgreSQL {found}，而自带的是 {MAJOR}。"
                    f"请用 {found} 版的 pg_dump 导出后再导入。",
                    f"The data belongs to PostgreSQL {found}; the bundled one is {MAJOR}. "
                    f"Dump it with pg_dump of version {found} and load it again.",
                )
            )

    def _pause(self, seconds: float, waiting: Waiting) -> None:
        waiting(seconds, self.places.log_tail(1))
        time.sleep(POLL_SECONDS if seconds < 2 else 10 * POLL_SECONDS)


IN_USE_ELSEWHERE = Words(
    "另一个容器或系统中的数据库进程正在使用这个数据目录，不能再启动一个。请先在那里停止它。",
    "Server processes in another container or system use this data directory; a second server "
    "must not start. Stop it there first.",
)


def _as_seen_by(account: Account, data: Path) -> str:
    """The data directory, which is the working directory, as the server is told it.

    Another account may not be allowed to search the parent directories. It need not: it starts
    in the directory, and this link leads there without passing through them.
    """
    return "/proc/self/cwd" if account.differs else str(data)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _reap() -> None:
    for child in [child for child in _children if child.poll() is not None]:
        _children.remove(child)


def _failed(program: str, output: str) -> ServerProblem:
    return ServerProblem(
        Words(f"{program} 没有成功：\n{output.strip()}", f"{program} failed:\n{output.strip()}")
    )
