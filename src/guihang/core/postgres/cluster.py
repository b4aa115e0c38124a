"""One embedded PostgreSQL server, as the rest of the product sees it.

The server is no child that dies with its starter: it runs in a session of its own until
``stop()``. Everything that changes it happens under one lock, so that starts at the same time
wait for each other. Its processes hold a second lock; as long as any of them lives, even in
another container, no second server touches the data.
"""

import errno
import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.pq import Ping

from guihang.core.postgres import backup, recovery, roles
from guihang.core.postgres.backup import Backup, Progress
from guihang.core.postgres.parameters import write_private
from guihang.core.postgres.places import Places
from guihang.core.postgres.problem import ServerProblem
from guihang.core.postgres.programs import Programs, bundled
from guihang.core.postgres.server import Server, Waiting, quiet
from guihang.core.postgres.status import Status, status_of
from guihang.core.postgres.store import SUFFIX, Point, Store, check_name
from guihang.engines.words import Words

type Afterwards = Iterable[Callable[[psycopg.Connection], None]]

PREPARED = "2"
"""Version of ``roles.prepare``: raise it and every cluster is prepared again at its next start."""


class Cluster:
    """The embedded server whose files are in ``directory``."""

    def __init__(self, directory: Path, programs: Programs | None = None) -> None:
        self.places = Places(directory.resolve())
        self.server = Server(self.places, programs or bundled())

    def start(self, waiting: Waiting = quiet) -> None:
        """Return when the server accepts connections; create the cluster on first use.

        Waits without limit while the server recovers from a crash.
        """
        if self._prepared and self.server.answers() == Ping.OK:
            return
        with self._supervising() as lock:
            self._bring_up(waiting, lock)

    def stop(self, waiting: Waiting = quiet) -> None:
        """Return when no process of the server is left."""
        if self.places.data.exists():
            with self._supervising():
                self.server.take_down(waiting)

    def status(self) -> Status:
        """What the server does now; changes nothing."""
        return status_of(self.server)

    def url(self, role: roles.Role, database: str = roles.DATABASE) -> str:
        """The address for a role, password included: not for logs or screens."""
        secret = quote(roles.password(self.places, role), safe="")
        host = quote(str(self.places.socket), safe="")
        return f"postgresql://guihang_{role}:{secret}@{host}/{quote(database, safe='')}"

    def psql(self, argv: Sequence[str], role: roles.Role = "owner") -> int:
        """Run the bundled ``psql`` in the caller's terminal; returns its exit code."""
        program = self.server.programs.path("psql")
        # No history file: what is typed may name a person.
        environment = {**os.environ, **self.login(role), "PSQL_HISTORY": os.devnull}
        process = subprocess.Popen([program, *argv], env=environment)
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # psql ends its query, not us
                continue

    def login(self, role: roles.Role) -> dict[str, str]:
        """The address for a role as environment variables of PostgreSQL's own programs."""
        return {
            "PGHOST": str(self.places.socket),
            "PGUSER": f"guihang_{role}",
            "PGPASSWORD": roles.password(self.places, role),
            "PGDATABASE": roles.DATABASE,
        }

    def backup(
        self, store: Store, *, full: bool = False, progress: Progress = backup.quiet
    ) -> Backup:
        """Add a copy of the whole cluster to ``store``, starting the server if need be.

        From the first backup on, the log is kept too.
        """
        self.start()
        with self._supervising():
            self._make_spool()
        return store.take(
            self.server.programs, self.login("backup"),
            timeline=None if full else self._timeline(), progress=progress,
        )  # fmt: skip

    def ship(self, store: Store) -> int:
        """Move the finished pieces of the log into ``store``; returns how many there were."""
        return store.ship(self.places.spool)

    def flush(self, store: Store, patience: float = 30) -> None:
        """Have everything up to this moment in ``store``. Raises ServerProblem."""
        with psycopg.connect(self._address, autocommit=True) as connection:
            # One byte back: where nothing was written, the switch answers with the next piece.
            row = connection.execute("SELECT pg_walfile_name(pg_switch_wal() - 1)").fetchone()
        began = time.monotonic()
        while row and not (store.log / f"{row[0]}{SUFFIX}").exists():
            if time.monotonic() - began > patience:
                raise ServerProblem(NOT_ARCHIVED)
            time.sleep(0.05)
            self.ship(store)

    def mark(self, store: Store, name: str) -> Point:
        """Name this moment, to come back to it. Raises ServerProblem."""
        check_name(name)
        with psycopg.connect(self._address, autocommit=True) as connection:
            row = connection.execute("SELECT pg_create_restore_point(%s)", [name]).fetchone()
        assert row is not None
        return store.mark(name, row[0], self._timeline())

    def _timeline(self) -> int:
        """Which course of the log the server is on; each restore begins another one."""
        with psycopg.connect(self._address) as connection:
            row = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
        assert row is not None
        return int(row[0][:8], 16)

    @property
    def _address(self) -> str:
        return self.url("backup")

    def _make_spool(self) -> None:
        if not self.places.spool.exists():
            draft = self.places.spool.with_name("spool.new")
            draft.mkdir(mode=0o700, exist_ok=True)
            self.server.account.give(draft)
            draft.rename(self.places.spool)

    def restore(
        self, store: Store, to: datetime | Point | None = None, *,
        waiting: Waiting = quiet, afterwards: Afterwards = (),
    ) -> Path | None:  # fmt: skip
        """Put the data as it was at ``to`` (as late as the log reaches) in the place of the data.

        Returns where the old data is. The server must be stopped. What is restored is proven
        before the exchange; if it does not start, or ``afterwards`` fails (each is called with a
        superuser's connection before anybody else comes in), the old data comes back.
        """
        with self._supervising() as lock:
            if self.server.pid:
                raise ServerProblem(STOP_FIRST)
            self.ship(store)
            newest, timeline = store.fit_for(to)
            account = self.server.account
            recovery.assemble(store, newest, self.places.draft, self.server.programs)
            shutil.rmtree(self.places.replay, ignore_errors=True)
            store.unship(newest.start, self.places.replay)
            recovery.aim(self.places.draft, "../replay", to, timeline)
            account.give(self.places.draft)
            account.give(self.places.replay)
            aside = self.places.exchange()
            self.places.prepared.unlink(missing_ok=True)
            self._make_spool()  # what comes after the restore is kept from its first moment
            try:
                self._bring_up(waiting, lock)
                recovery.arrived(self.places.data)
                self._finish(afterwards)
            except BaseException:
                self.server.take_down(waiting)
                self.places.take_back(aside)
                raise
            finally:
                shutil.rmtree(self.places.replay, ignore_errors=True)
            return aside

    def _finish(self, afterwards: Afterwards) -> None:
        for step in afterwards:
            with psycopg.connect(
                host=str(self.places.socket), user="postgres", dbname=roles.DATABASE
            ) as connection:
                step(connection)

    @property
    def _prepared(self) -> bool:
        try:
            return self.places.prepared.read_text() == PREPARED
        except FileNotFoundError:
            return False

    def _bring_up(self, waiting: Waiting, lock: int) -> None:
        if not (self.places.data / "PG_VERSION").exists():
            self.places.check_creatable()
            self.places.prepared.unlink(missing_ok=True)
            self.server.create(lock)
        if not self.server.pid:
            self.places.give_back()
        try:
            self.server.bring_up(waiting)
        except OSError as error:
            raise ServerProblem(FULL) if error.errno == errno.ENOSPC else error from error
        self.places.set_aside()
        if not self._prepared:
            roles.prepare(self.places)
            write_private(self.places.prepared, PREPARED, self.places.keeper)

    @contextmanager
    def _supervising(self) -> Iterator[int]:
        """Be the only one who starts, stops or replaces this server."""
        if not Path("/proc/self/stat").exists():
            raise ServerProblem(ONLY_LINUX)
        self.places.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The server's account must pass through, and no more, when it is not the caller's.
        self.places.directory.chmod(0o711 if self.server.account.differs else 0o700)
        descriptor = self.places.open("supervisor.lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


FULL = Words(
    "磁盘已满，数据库不能启动。已确认的记录都在；请腾出空间后再启动。",
    "No space left on the disk, so the database does not start. What was acknowledged is there; "
    "make room and start again.",
)

STOP_FIRST = Words(
    "数据库正在运行，不能在它上面恢复。请先停止服务，再运行 guihang db stop。",
    "The database is running; nothing is restored over it. Stop the product, then run "
    "guihang db stop.",
)

NOT_ARCHIVED = Words(
    "数据库的日志没有及时存档，请查看磁盘空间和 server.log。",
    "The server's log was not archived in time; look at the room on the disk and at server.log.",
)

ONLY_LINUX = Words(
    "自带的数据库只在 Linux 上运行。请用 DATABASE_URL 和 DATABASE_OWNER_URL 指定一台服务器。",
    "The embedded database runs on Linux only. Name a server in DATABASE_URL and "
    "DATABASE_OWNER_URL.",
)
