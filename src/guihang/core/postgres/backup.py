"""One copy of the whole cluster, encrypted while it is made, and the proof that it is whole.

A backup is a folder: ``base.sealed`` (the tar that ``pg_basebackup`` writes, see ``sealed``),
PostgreSQL's ``backup_manifest`` with the SHA-256 of each data file, and ``backup.json``. Nothing
is written in the clear but names of files and moments. The wheel's ``pg_verifybackup`` crashes
even when asked for its version, so the manifest is checked here.
"""

import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Literal

from guihang.core.postgres import sealed
from guihang.core.postgres.problem import ServerProblem
from guihang.core.postgres.programs import Programs
from guihang.core.postgres.sealed import Keys
from guihang.engines.words import Words

Progress = Callable[[int, int], None]
"""Told while a copy is made: bytes done, bytes expected."""

Kind = Literal["full", "incremental"]

BASE = "base.sealed"
MANIFEST = "backup_manifest"
FACTS = "backup.json"
NAMES = (BASE, MANIFEST, FACTS)
FORMAT = 2
PIECE_BYTES = 1024 * 1024


def quiet(done: int, expected: int) -> None:
    """Say nothing while copying."""


@dataclass(frozen=True)
class Backup:
    """A backup in its folder. ``parent`` names the full one that an incremental one builds on."""

    folder: Path
    kind: Kind
    parent: str
    postgresql: str
    began_at: datetime
    ended_at: datetime
    timeline: int
    start: int
    """Position in the log from which it needs replaying, up to ``end``; bytes."""
    end: int

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def bytes(self) -> int:
        return sum((self.folder / name).stat().st_size for name in NAMES)


def read(folder: Path) -> Backup:
    """Read what a backup says of itself. Raises ServerProblem."""
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        if facts["format"] != FORMAT or facts.pop("sum") != _sum_of(facts):
            raise ValueError
        return Backup(
            folder, facts["kind"], facts["parent"], facts["postgresql"],
            datetime.fromisoformat(facts["began_at"]), datetime.fromisoformat(facts["ended_at"]),
            facts["timeline"], facts["start"], facts["end"],
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        raise damaged(folder, [FACTS]) from None


def take(
    programs: Programs, login: Mapping[str, str], folder: Path, keys: Keys,
    progress: Progress = quiet, parent: Backup | None = None,
) -> None:  # fmt: skip
    """Fill an empty folder with a backup, and read it back to prove it."""
    began = datetime.now(UTC)
    sealed.write(folder / BASE, _copied(programs, login, progress, parent), keys)
    ended = datetime.now(UTC)
    manifest = _proven(folder, keys)
    sealed.put(folder / MANIFEST, manifest, mode=0o640)
    spans = json.loads(manifest)["WAL-Ranges"]
    facts = {
        "format": FORMAT, "kind": "incremental" if parent else "full",
        "parent": parent.name if parent else "", "postgresql": programs.version,
        "began_at": began.isoformat(), "ended_at": ended.isoformat(),
        "timeline": spans[-1]["Timeline"], "start": position(spans[0]["Start-LSN"]),
        "end": position(spans[-1]["End-LSN"]),
    }  # fmt: skip
    text = json.dumps(facts | {"sum": _sum_of(facts)}, indent=1) + "\n"
    sealed.put(folder / FACTS, text.encode(), mode=0o640)


def _sum_of(facts: Mapping[str, Any]) -> str:
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _copied(
    programs: Programs, login: Mapping[str, str], progress: Progress, parent: Backup | None
) -> Iterator[bytes]:
    process = subprocess.Popen(
        [
            programs.path("pg_basebackup"),
            *("--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast"),
            *("--manifest-checksums=SHA256", "--no-password", "--progress"),
            *([f"--incremental={parent.folder / MANIFEST}"] if parent else []),
        ],
        env={"LC_ALL": "C", **login},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    said: list[str] = []
    listener = threading.Thread(target=_listen, args=(process.stderr, said, progress))
    listener.start()
    assert process.stdout is not None
    try:
        while piece := process.stdout.read(PIECE_BYTES):
            yield piece
    finally:
        process.stdout.close()  # whoever stopped reading stops the copying
        code = process.wait()
        listener.join()
    if code:
        output = "".join(said[-12:]).strip()
        raise ServerProblem(Words(f"备份没有成功：\n{output}", f"The backup failed:\n{output}"))


def _listen(stream: Any, said: list[str], progress: Progress) -> None:
    with io.TextIOWrapper(stream, errors="replace") as lines:
        for line in lines:
            if match := re.search(r"(\d+)/(\d+) kB", line):
                progress(int(match[1]) * 1024, int(match[2]) * 1024)
            else:
                said.append(line)


class _Pieces(io.RawIOBase):
    """What an iterator gives, as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


@contextmanager
def _tar(folder: Path, keys: Keys) -> Iterator[tarfile.TarFile]:
    try:
        stream = io.BufferedReader(_Pieces(sealed.read(folder / BASE, keys)), PIECE_BYTES)
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            yield tar
            while stream.read(PIECE_BYTES):  # to the end: only there a cut file is noticed
                pass
    except (tarfile.TarError, EOFError, FileNotFoundError):
        raise damaged(folder, [BASE]) from None


def _proven(folder: Path, keys: Keys) -> bytes:
    """Read a backup through and return its manifest. Raises ServerProblem, naming every file."""
    found: dict[str, tuple[int, str]] = {}
    manifest = b""
    with _tar(folder, keys) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file and member.name == MANIFEST:
                manifest = file.read()
            elif file:
                found[member.name] = (member.size, _digest(file))
    if bad := sorted(_differing(manifest, found)):
        raise damaged(folder, bad)
    return manifest


def verify(folder: Path, keys: Keys) -> Backup:
    """Raise, naming every file, unless the backup has all its files and they are undamaged."""
    backup = read(folder)
    found = {path.name for path in folder.iterdir()}
    if bad := found ^ set(NAMES):
        raise damaged(folder, sorted(bad))
    if _proven(folder, keys) != (folder / MANIFEST).read_bytes():
        raise damaged(folder, [MANIFEST])
    return backup


def unpack(backup: Backup, data: Path, keys: Keys, programs: Programs) -> None:
    """Write the files of a backup into the new folder ``data``, each as its manifest says."""
    if _major(backup.postgresql) != _major(programs.version):
        raise ServerProblem(
            Words(
                f"这个备份来自 PostgreSQL {backup.postgresql}，不能用 {programs.version} 恢复。",
                f"This backup is of PostgreSQL {backup.postgresql}; "
                f"{programs.version} cannot restore it.",
            )
        )
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    with _tar(backup.folder, keys) as tar:
        tar.extractall(data, filter="data")
    if bad := proof(data, programs, backup.folder / MANIFEST):
        shutil.rmtree(data)
        raise damaged(backup.folder, bad)


def proof(data: Path, programs: Programs, manifest: Path | None = None) -> list[str]:
    """Name what in an unpacked backup differs from its manifest; nothing when it is whole."""
    for path in data.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    inside = data / MANIFEST
    if not inside.exists() or (manifest and inside.read_bytes() != manifest.read_bytes()):
        return [MANIFEST]
    found = {
        str(path.relative_to(data)): (path.stat().st_size, _sum(path))
        for path in data.rglob("*")
        if path.is_file() and path != inside
    }
    bad = sorted(_differing(inside.read_bytes(), found))
    return bad + _against_log(inside, data, programs)


def _differing(manifest: bytes, found: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    """Names that are missing, changed or too many; the log has its own check."""
    body, _, last = manifest.rpartition(b'"Manifest-Checksum"')
    try:
        content = json.loads(manifest)
    except ValueError:
        content = {"Files": []}
    if content.get("Manifest-Checksum") != sha256(body).hexdigest() or not last:
        yield MANIFEST
    listed = {_name(entry): entry for entry in content["Files"]}
    for name, entry in listed.items():
        size, digest = found.get(name, (-1, ""))
        # A combined manifest lists the log too, without sums.
        if size != entry["Size"] or digest != entry.get("Checksum", digest):
            yield name
    for name in found:
        if name not in listed and not name.startswith("pg_wal/"):
            yield name


def _against_log(manifest: Path, data: Path, programs: Programs) -> list[str]:
    """Names the log when it cannot be read through over the range that the backup needs."""
    for span in json.loads(manifest.read_bytes())["WAL-Ranges"]:
        command = [
            programs.path("pg_waldump"),
            "--quiet",
            f"--path={data / 'pg_wal'}",
            f"--timeline={span['Timeline']}",
            f"--start={span['Start-LSN']}",
            f"--end={span['End-LSN']}",
        ]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            return ["pg_wal"]
    return []


def position(text: str) -> int:
    """Return a place in the log, as ``0/3000028``, in bytes."""
    high, _, low = text.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def _name(entry: Mapping[str, Any]) -> str:
    encoded = entry.get("Encoded-Path")
    return os.fsdecode(bytes.fromhex(encoded)) if encoded else str(entry["Path"])


def _major(version: str) -> str:
    return version.partition(".")[0]


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: Any) -> str:
    return file_digest(file, "sha256").hexdigest()


def damaged(folder: Path, names: list[str]) -> ServerProblem:
    """The refusal of a backup, naming what is wrong with it."""
    some = "、".join(names[:20]), ", ".join(names[:20])
    return ServerProblem(
        Words(
            f"备份 {folder} 不完整或已损坏：{some[0]}",
            f"The backup {folder} is incomplete or damaged: {some[1]}",
        )
    )
