"""One embedded PostgreSQL server, as the rest of the product sees it.

The server is no child that dies with its starter: it runs in a session of its own until
``stop()``. Everything that changes it happens under one lock, so that starts at the same time
wait for each other. Its processes hold a second lock; as long as any of them lives, even in
another container, no second server touches the data.
"""

import fcntl
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from psycopg.pq import Ping

from guihang.core.postgres import backup, roles
from guihang.core.postgres.parameters import write_private
from guihang.core.postgres.places import Places
from guihang.core.postgres.problem import ServerProblem
from guihang.core.postgres.programs import Programs, bundled
from guihang.core.postgres.server import Server, Waiting, quiet
from guihang.core.postgres.status import Status, status_of
from guihang.engines.words import Words

PREPARED = "1"
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

    def backup(self, to: Path, progress: backup.Progress = backup.quiet) -> None:
        """Copy the whole cluster into the new folder ``to``, starting the server if need be."""
        self.start()
        backup.take(self.server.programs, self.login("backup"), to, progress)

    def restore(self, source: Path, waiting: Waiting = quiet) -> Path | None:
        """Replace the data by a backup, once that is proven whole; returns where the old data is.

        The server is stopped only for the exchange. If it does not start from the backup, the
        old data comes back.
        """
        backup.verify(source)
        with self._supervising() as lock:
            account = self.server.account
            backup.unpack(source, self.places.draft, self.server.programs)
            account.give(self.places.draft)
            self.server.take_down(waiting)
            aside = self.places.exchange()
            self.places.prepared.unlink(missing_ok=True)
            try:
                self._bring_up(waiting, lock)
            except BaseException:
                self.server.take_down(waiting)
                self.places.take_back(aside)
                raise
            return aside

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
        self.server.bring_up(waiting)
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


ONLY_LINUX = Words(
    "自带的数据库只在 Linux 上运行。请用 DATABASE_URL 和 DATABASE_OWNER_URL 指定一台服务器。",
    "The embedded database runs on Linux only. Name a server in DATABASE_URL and "
    "DATABASE_OWNER_URL.",
)
