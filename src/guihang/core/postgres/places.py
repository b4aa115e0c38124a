"""Where the files of an embedded cluster are.

::

    DIRECTORY/              0700 (0711 when the server runs under another account than its starter)
        data/               PostgreSQL's own
        socket/             0700; elsewhere when this path does not fit a socket address
        passwords/          0700, one file 0600 for each role
        prepared            says that roles and database are made
        server.log          what the server says; holds no person's data
        spool/              0700, finished pieces of the log, until they are shipped (``store``)
        ballast             room to give back when the disk is full
        supervisor.lock     held while somebody starts, stops or replaces the server
        server.lock         held by the server's processes themselves
"""

import hashlib
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from guihang.core.postgres.account import Account
from guihang.core.postgres.problem import ServerProblem
from guihang.engines.words import Words

SOCKET_FILE = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 100  # the kernel's limit is 107, some clients count less
TAIL_BYTES = 8192
BALLAST_BYTES = 40 * 1024 * 1024
"""Two pieces of log and a little: enough for a server to recover and to be asked what to delete."""
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


@dataclass(frozen=True)
class Places:
    """Paths of one cluster; ``directory`` is absolute and free of links."""

    directory: Path

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def draft(self) -> Path:
        """A data directory in the making."""
        return self.directory / "data.new"

    @property
    def replay(self) -> Path:
        """The log that a restored server replays."""
        return self.directory / "replay"

    @property
    def ballast(self) -> Path:
        return self.directory / "ballast"

    @property
    def spool(self) -> Path:
        return self.directory / "spool"

    @property
    def passwords(self) -> Path:
        return self.directory / "passwords"

    @property
    def prepared(self) -> Path:
        return self.directory / "prepared"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def socket(self) -> Path:
        """The socket's folder: in the directory, or a private one with a short plain path.

        Not in TMPDIR, which another caller may have set otherwise.
        """
        inside = self.directory / "socket"
        address = os.fsencode(inside / SOCKET_FILE)
        if len(address) <= SOCKET_PATH_BYTES and PLAIN.fullmatch(str(inside)):
            return inside
        mark = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:16]
        return Path("/tmp") / f"guihang-{mark}"  # noqa: S108 (made and checked by make_socket_folder)

    @property
    def socket_for_server(self) -> str:
        """The socket's folder as the server names it, which may not search our parents."""
        inside = self.socket.parent == self.directory
        return f"../{self.socket.name}" if inside else str(self.socket)

    def drop_socket_folder(self) -> None:
        """Leave nothing outside the directory once the server is down."""
        if self.socket.parent != self.directory:
            with suppress(OSError):
                self.socket.rmdir()

    @property
    def keeper(self) -> Account:
        """Who owns the directory: files made here by root must stay that account's."""
        status = self.directory.stat()
        return Account(status.st_uid, status.st_gid)

    def open(self, name: str) -> int:
        """Open a private file of the directory for appending; returns its descriptor."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(self.directory / name, flags, 0o600)
        if self.keeper.differs:
            os.fchown(descriptor, self.keeper.uid, self.keeper.gid)
        return descriptor

    def exchange(self) -> Path | None:
        """Put the draft in the place of the data; returns where the old data went, if any."""
        aside = None
        if self.data.exists():
            moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            aside = self.directory / f"data.before-{moment}"
            self.data.rename(aside)
        self.draft.rename(self.data)
        return aside

    def take_back(self, aside: Path | None) -> None:
        """Undo an exchange; the rejected data becomes the draft again."""
        self.data.rename(self.draft)
        if aside:
            aside.rename(self.data)

    def set_aside(self) -> None:
        """Take room on the disk while there is enough, to have some when there is none."""
        free = os.statvfs(self.directory)
        if self.ballast.exists() or free.f_bavail * free.f_frsize < 2 * BALLAST_BYTES:
            return
        descriptor = self.open("ballast")
        try:
            os.posix_fallocate(descriptor, 0, BALLAST_BYTES)
        finally:
            os.close(descriptor)

    def give_back(self) -> bool:
        """Give the room back when the disk is full; a server needs some to recover."""
        free = os.statvfs(self.directory)
        if self.ballast.exists() and free.f_bavail * free.f_frsize < BALLAST_BYTES:
            self.ballast.unlink()
            return True
        return False

    def check_creatable(self) -> None:
        """Refuse to begin with an empty cluster where there is or was data."""
        leftovers = sorted(self.directory.glob("data*"))
        leftovers = [path for path in leftovers if path != self.draft]
        if leftovers:
            raise ServerProblem(
                Words(
                    f"没有完整的数据目录 {self.data}，但有 {leftovers[-1].name}。"
                    "上次恢复可能被中断；请把正确的一份改名为 data。",
                    f"{self.data} is missing or not whole, yet {leftovers[-1].name} is there. "
                    "A restore may have been interrupted; rename the right one to data.",
                )
            )

    def log_tail(self, lines: int) -> str:
        """The last lines that the server said."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
                text = file.read().decode("utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def make_socket_folder(self, account: Account) -> None:
        """Have the socket's folder, closed to everybody but the server's account."""
        folder = self.socket
        if not os.path.lexists(folder):
            folder.mkdir(mode=0o700)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (account.uid, os.geteuid()):
            raise ServerProblem(
                Words(
                    f"{folder} 被别人占用，不能放数据库的通道。请检查并移走它。",
                    f"{folder} belongs to somebody else; the database's socket cannot be there. "
                    "Look at it and move it away.",
                )
            )
        folder.chmod(0o700)
        account.give(folder)
