"""Where backups and the log are kept: a folder that anybody may copy and only the key can read.

::

    DIRECTORY/
        backups/20261124T183000Z-full/           one copy of the cluster (``backup``)
        backups/20261125T183000Z-incremental/    what changed since that full one
        log/000000010000000000000003.sealed      the log, piece by piece (``sealed``)
        points/NAME.json                         named moments: when, and where in the log
        erasures.list                            whose keys were destroyed (``cases.erasures``)

Whoever makes the folder decides who may enter: a group on it (``chgrp``, ``chmod 2750``) lets
another account pull a second copy (``pull``). Nothing in it is ever overwritten.
"""

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from guihang.core.postgres import backup, keeping, sealed
from guihang.core.postgres.backup import Backup, Progress
from guihang.core.postgres.problem import ServerProblem
from guihang.core.postgres.programs import Programs
from guihang.core.postgres.sealed import Keys
from guihang.engines.words import Words

SEGMENT = re.compile(r"[0-9A-F]{24}")
OF_THE_LOG = re.compile(r"[0-9A-F]{8}(\.history|[0-9A-F]{16}(\.[0-9A-F]{8}\.backup)?)")
POINT = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
SUFFIX = ".sealed"
SEGMENT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Point:
    """A named moment of the database."""

    name: str
    at: datetime
    place: int
    timeline: int


@dataclass(frozen=True)
class Store:
    """The folder of backups and the file of keys, which lies elsewhere."""

    directory: Path
    keys: Keys

    @property
    def backups(self) -> Path:
        return self.directory / "backups"

    @property
    def log(self) -> Path:
        return self.directory / "log"

    @property
    def points(self) -> Path:
        return self.directory / "points"

    @property
    def erasures(self) -> Path:
        return self.directory / "erasures.list"

    def make(self) -> None:
        """Have the folders, closed to everybody where this makes them."""
        if not self.directory.exists():
            self.directory.mkdir(mode=0o700, parents=True)
        for folder in (self.backups, self.log, self.points):
            _folder(folder)

    def all(self) -> list[Backup]:
        """Every whole backup, oldest first."""
        folders = self.backups.glob("[0-9]*") if self.backups.is_dir() else ()
        return sorted((backup.read(folder) for folder in folders), key=lambda row: row.began_at)

    def take(
        self, programs: Programs, login: Mapping[str, str], *, timeline: int | None,
        progress: Progress,
    ) -> Backup:  # fmt: skip
        """Add a backup: what changed since the full one of this week, on the server's timeline.

        Without one, or without a ``timeline``, a full one.
        """
        self.make()
        parent = self._parent(programs, timeline)
        if parent is not None:
            try:
                return self._take(programs, login, parent, progress)
            except ServerProblem:  # a restore, or too long ago: what changed is not known
                pass
        return self._take(programs, login, None, progress)

    def _parent(self, programs: Programs, timeline: int | None) -> Backup | None:
        fulls = [row for row in self.all() if row.kind == "full" and row.timeline == timeline]
        newest = fulls[-1] if fulls else None
        young = newest and datetime.now(UTC) - newest.began_at < keeping.FULL_EVERY
        return newest if newest and young and newest.postgresql == programs.version else None

    def _take(
        self, programs: Programs, login: Mapping[str, str], parent: Backup | None,
        progress: Progress,
    ) -> Backup:  # fmt: skip
        kind = "incremental" if parent else "full"
        draft = Path(tempfile.mkdtemp(dir=self.backups, prefix=".draft-"))
        _open_to_group(draft)
        try:
            backup.take(programs, login, draft, self.keys, progress, parent)
            sealed.keep(draft)
            made = backup.read(draft)
            moment = made.began_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
            draft.rename(self.backups / f"{moment}-{kind}")
            sealed.keep(self.backups)
            return backup.read(self.backups / f"{moment}-{kind}")
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def chain(self, newest: Backup) -> list[Backup]:
        """The backups from which ``newest`` is put together, the full one first."""
        if not newest.parent:
            return [newest]
        return [backup.read(self.backups / newest.parent), newest]

    def ship(self, spool: Path) -> int:
        """Move finished pieces of the log from the server's spool into the store.

        One process at a time: the job of the minute, a backup and a drill all do it.
        """
        moved = 0
        with _alone(self.log):
            for path in sorted(spool.iterdir()) if spool.is_dir() else ():
                if OF_THE_LOG.fullmatch(path.name) and not path.is_symlink():
                    self._ship(path)
                    path.unlink()
                    moved += 1
        return moved

    def _ship(self, path: Path) -> None:
        target = self.log / f"{path.name}{SUFFIX}"
        try:
            sealed.write(target, _pieces(path), self.keys)
        except FileExistsError:  # shipped before a crash; the same, or something is wrong
            if b"".join(sealed.read(target, self.keys)) != path.read_bytes():
                raise ServerProblem(
                    Words(
                        f"存档中的 {target.name} 与数据库的日志不同，没有覆盖，请检查。",
                        f"{target.name} in the store differs from the server's log and was not "
                        "overwritten; look into it.",
                    )
                ) from None

    def unship(self, start: int, to: Path) -> None:
        """Write the log from position ``start`` on into the new folder ``to``, ready to replay."""
        to.mkdir(mode=0o700)
        first = start // SEGMENT_BYTES
        for path in sorted(self.log.glob(f"*{SUFFIX}")):
            name = path.name.removesuffix(SUFFIX)
            if not SEGMENT.fullmatch(name) or _number(name) >= first:
                _sparsely(to / name, sealed.read(path, self.keys))

    def mark(self, name: str, place: str, timeline: int) -> Point:
        """Note a named moment. Raises ServerProblem where the name is taken."""
        facts = {"at": datetime.now(UTC).isoformat(), "place": place, "timeline": timeline}
        self.make()
        try:
            sealed.put(self.points / f"{name}.json", json.dumps(facts).encode(), mode=0o640)
        except FileExistsError:
            raise _taken(name) from None
        return self.point(name)

    def point(self, name: str) -> Point:
        """Find a named moment. Raises ServerProblem."""
        file = self.points / f"{name}.json"
        if not POINT.fullmatch(name) or not file.exists():
            raise ServerProblem(
                Words(f"没有名为 {name} 的时间点。", f"There is no point named {name}.")
            )
        facts = json.loads(file.read_text(encoding="utf-8"))
        place = backup.position(facts["place"])
        return Point(name, datetime.fromisoformat(facts["at"]), place, facts["timeline"])

    def fit_for(self, to: datetime | Point | None) -> tuple[Backup, int]:
        """The newest backup from which a moment can be reached, and along which timeline.

        Each restore begins a new timeline; a moment named by time is looked for on the one of the
        backup before it. Raises ServerProblem.
        """
        newest = to.timeline if isinstance(to, Point) else self._newest_timeline()
        before = self._history(newest)
        for row in reversed(self.all()):
            on_the_way = row.timeline == newest or row.end <= before.get(row.timeline, -1)
            if isinstance(to, datetime):
                if row.ended_at <= to:
                    return row, row.timeline
            elif on_the_way and (to is None or row.end <= to.place):
                return row, newest
        raise ServerProblem(
            Words(
                f"{self.directory} 中没有更早的备份。",
                f"{self.directory} holds no backup from before that moment.",
            )
        )

    def _newest_timeline(self) -> int:
        known = [int(path.name[:8], 16) for path in self.log.glob("*.history.sealed")]
        return max([1, *known, *(row.timeline for row in self.all())])

    def _history(self, timeline: int) -> dict[int, int]:
        """Timeline → where the way to ``timeline`` leaves it."""
        file = self.log / f"{timeline:08X}.history{SUFFIX}"
        text = b"".join(sealed.read(file, self.keys)).decode() if file.exists() else ""
        lines = [line.split("\t") for line in text.splitlines() if "/" in line]
        return {int(line[0]): backup.position(line[1]) for line in lines}

    def prune(self, now: datetime) -> list[str]:
        """Drop what is older than is kept; returns what was dropped."""
        rows, dropped = self.all(), []
        wanted = keeping.kept(rows, now)
        start = keeping.log_needed_from(rows, now) // SEGMENT_BYTES
        for row in rows:
            if row.name not in wanted:
                shutil.rmtree(row.folder)
                dropped.append(row.name)
        for path in self.log.glob(f"*{SUFFIX}"):
            name = path.name.removesuffix(SUFFIX)[:24]
            if SEGMENT.fullmatch(name) and _number(name) < start:
                path.unlink()
                dropped.append(path.name)
        return dropped


def check_name(name: str) -> None:
    """Raise ServerProblem unless ``name`` is fit for a named moment."""
    if not POINT.fullmatch(name):
        raise ServerProblem(
            Words(
                "时间点的名称只能用小写字母、数字和连字符。",
                "The name of a point consists of small letters, digits and hyphens.",
            )
        )


def _taken(name: str) -> ServerProblem:
    return ServerProblem(
        Words(f"时间点 {name} 已经存在。", f"There is a point named {name} already.")
    )


def _folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir()
        _open_to_group(folder)


def _open_to_group(folder: Path) -> None:
    """Let the group of the store in; who that is, and whether anybody, its directory decides."""
    sealed.belongs(folder, folder.parent)
    folder.chmod(0o750 | (folder.stat().st_mode & 0o2000))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _pieces(path: Path) -> Iterator[bytes]:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        while piece := file.read(sealed.CHUNK_BYTES):
            yield piece


def _number(name: str) -> int:
    """Number of a piece of the log, counted from the beginning, whatever its timeline."""
    return int(name[8:16] + name[22:], 16)


def _sparsely(path: Path, pieces: Iterator[bytes]) -> None:
    """Write a file in which zeros take no room: most of a piece of log is empty."""
    with path.open("xb") as file:
        for piece in pieces:
            for at in range(0, len(piece), 65536):
                part = piece[at : at + 65536]
                if part.count(0) == len(part):
                    file.seek(len(part), os.SEEK_CUR)
                else:
                    file.write(part)
        file.truncate()
