"""A second copy of the backups, fetched by another account, best on another machine.

The puller reads the store and writes nothing there; the server cannot reach what was pulled. So
whoever ruins the first copy cannot ruin the second one: nothing pulled is ever changed or removed
by a pull, and a file that changed at its source is reported, not fetched.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from guihang.core.postgres import backup, sealed
from guihang.core.postgres.problem import ServerProblem
from guihang.core.postgres.store import SUFFIX

KINDS = ("backups/[0-9]*/*", "log/*" + SUFFIX, "points/*.json", "erasures.list")
PIECE_BYTES = 1024 * 1024


@dataclass
class Pulled:
    """What a pull did: names of files, below the folder of the store."""

    copied: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Different at the source from what was pulled before: left as pulled. Look into it."""
    damaged: list[str] = field(default_factory=list)
    """Not as they were written, hence not pulled."""


def pull(source: Path, to: Path) -> Pulled:
    """Copy to ``to`` what is new in the store ``source``. Needs no key."""
    done = Pulled()
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in sorted(_names(source)):
        here, there = source / name, to / name
        if there.exists():
            if name == "erasures.list":
                _lengthen(here, there, done)
            elif not _same(here, there):
                done.changed.append(name)
        elif not _whole(here):
            done.damaged.append(name)
        else:
            there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sealed.put_all(there, _pieces(here), mode=0o600)
            (done.copied if _whole(there) else done.damaged).append(name)
    return done


def _names(source: Path) -> Iterator[str]:
    for kind in KINDS:
        for path in source.glob(kind):
            if stat.S_ISREG(path.lstat().st_mode):  # a link could lead anywhere
                yield str(path.relative_to(source))


def _whole(path: Path) -> bool:
    try:
        if path.name.endswith(SUFFIX):
            sealed.check(path)
        elif path.name == backup.FACTS:
            backup.read(path.parent)
    except ServerProblem:
        return False
    return True


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    if one.name.endswith(SUFFIX):
        return sealed.sum_of(one) == sealed.sum_of(other)
    return sha256(one.read_bytes()).digest() == sha256(other.read_bytes()).digest()


def _lengthen(here: Path, there: Path, done: Pulled) -> None:
    """Add the new lines of a list to which lines are only ever added."""
    now, before = here.read_bytes(), there.read_bytes()
    if not now.startswith(before):
        done.changed.append(here.name)
    elif now != before:
        with there.open("ab") as file:
            file.write(now[len(before) :])
            file.flush()
            os.fsync(file.fileno())
        done.copied.append(here.name)


def _pieces(path: Path) -> Iterator[bytes]:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        while piece := file.read(PIECE_BYTES):
            yield piece
