"""The operating-system account that the server runs as.

Started by an ordinary user, the server runs as that user. PostgreSQL refuses to run as root, so
for root it runs under a number that no account has: nothing else on the machine runs under it,
and no user need be created.
"""

import ctypes
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guihang.core.postgres.problem import ServerProblem
from guihang.engines.words import Words

NUMBERS = range(65521, 65532)
"""Numbers that neither Debian (policy §9.2.2) nor systemd (UIDS-GIDS) gives to anybody."""


@dataclass(frozen=True)
class Account:
    """Under which numbers the server's processes run."""

    uid: int
    gid: int

    @property
    def differs(self) -> bool:
        """Whether it is another account than the caller's, who is then root."""
        return self.uid != os.geteuid()

    def options(self) -> dict[str, Any]:
        """Arguments that make ``subprocess`` start a program under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.differs else {}

    def named(self) -> "Account":
        """An account with a name, for ``initdb``, which insists on one. Nobody is nobody."""
        return self if name_of(self.uid) else _by_name("nobody")

    def give(self, path: Path) -> None:
        """Make a file or a folder with all that is in it belong to this account."""
        if not self.differs:
            return
        for folder, _, files in os.walk(path):
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)
            for name in files:
                inside = os.path.join(folder, name)
                if os.lstat(inside).st_nlink > 1:  # a link planted to get another file chowned
                    raise PermissionError(f"hard link in {folder}")
                os.chown(inside, self.uid, self.gid, follow_symlinks=False)

    @contextmanager
    def eyes(self) -> Iterator[None]:
        """Look at files as this account does.

        Root without CAP_SYS_PTRACE, as in a container, may not see where a process of another
        account works; the account itself may. Only the calling thread is affected.
        """
        libc = ctypes.CDLL(None)
        libc.setfsgid(self.gid)
        libc.setfsuid(self.uid)
        try:
            yield
        finally:
            libc.setfsuid(os.geteuid())
            libc.setfsgid(os.getegid())


def name_of(uid: int) -> str:
    """The account name behind a number, or an empty text."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return ""


def account_for(data: Path) -> Account:
    """The account that owns ``data``, or is to own it when it does not exist yet."""
    caller = Account(os.geteuid(), os.getegid())
    if data.exists():
        owner = Account(data.stat().st_uid, data.stat().st_gid)
        if caller.uid != 0 and owner.uid != caller.uid:
            raise ServerProblem(
                Words(
                    f"{data} 属于另一个系统账号(编号 {owner.uid})。请用当初建库的账号运行。",
                    f"{data} belongs to another system account (number {owner.uid}). "
                    "Use the account which created the database.",
                )
            )
        if owner.uid != 0:
            return owner
    if caller.uid != 0:
        return caller
    number = next(number for number in NUMBERS if not name_of(number))
    return Account(number, number)


def _by_name(name: str) -> Account:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise ServerProblem(
            Words(
                f"系统中没有名为 {name} 的账号，无法建库。请用普通账号运行。",
                f"This system has no account {name}, so the database cannot be created. "
                "Run as an ordinary user.",
            )
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)
