"""Copies of the whole cluster, and the proof that a copy is whole.

A backup is a folder: ``base.tar.gz`` and ``pg_wal.tar.gz`` as ``pg_basebackup`` writes them,
PostgreSQL's ``backup_manifest`` with the SHA-256 of each data file, ``backup.json`` and
``SHA256SUMS`` over these. ``sha256sum -c SHA256SUMS`` checks it by hand. The wheel's
``pg_verifybackup`` crashes even when asked for its version, so the manifest is checked here.

The checks find damage. They do not find a forger, who could write new sums.
"""

import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from guihang.core.postgres.parameters import write_private
from guihang.core.postgres.problem import ServerProblem
from guihang.core.postgres.programs import Programs
from guihang.engines.words import Words

Progress = Callable[[int, int], None]
"""Told while a copy is made: bytes done, bytes expected."""

SUMS = "SHA256SUMS"
FACTS = "backup.json"
MANIFEST = "backup_manifest"
ARCHIVES = ("base.tar.gz", "pg_wal.tar.gz")
FORMAT = 1
SUM_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._]+)")


def quiet(done: int, expected: int) -> None:
    """Say nothing while copying."""


def take(programs: Programs, login: Mapping[str, str], to: Path, progress: Progress) -> None:
    """Write a backup into the new folder ``to``: whole, or not at all."""
    if os.path.lexists(to):
        raise ServerProblem(
            Words(f"{to} 已经存在，不会覆盖。", f"{to} exists and is not overwritten.")
        )
    if not to.parent.is_dir():
        raise ServerProblem(Words(f"没有文件夹 {to.parent}。", f"There is no {to.parent}."))
    draft = Path(tempfile.mkdtemp(dir=to.parent, prefix=f".{to.name}-"))
    try:
        _copy(programs, login, draft, progress)
        facts = {
            "format": FORMAT,
            "postgresql": programs.version,
            "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        write_private(draft / FACTS, json.dumps(facts, indent=1) + "\n")
        names = sorted(path.name for path in draft.iterdir())
        lines = [f"{_sum(draft / name)}  {name}\n" for name in names]
        write_private(draft / SUMS, "".join(lines))
        _keep(draft)
        draft.rename(to)
        _keep(to.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _copy(programs: Programs, login: Mapping[str, str], to: Path, progress: Progress) -> None:
    process = subprocess.Popen(
        [
            programs.path("pg_basebackup"),
            f"--pgdata={to}",
            "--format=tar",
            "--compress=client-gzip:1",
            "--wal-method=stream",
            "--checkpoint=fast",
            "--manifest-checksums=SHA256",
            "--no-password",
            "--progress",
        ],
        env={"LC_ALL": "C", **login},
        stderr=subprocess.PIPE,
        text=True,
        umask=0o077,
    )
    said = []
    assert process.stderr is not None
    for line in process.stderr:
        said.append(line)
        if match := re.search(r"(\d+)/(\d+) kB", line):
            progress(int(match[1]) * 1024, int(match[2]) * 1024)
    if process.wait():
        output = "".join(said[-12:]).strip()
        raise ServerProblem(Words(f"备份没有成功：\n{output}", f"The backup failed:\n{output}"))


def verify(source: Path) -> None:
    """Raise, naming every file, unless the backup has all its files and they are undamaged."""
    try:
        text = (source / SUMS).read_text(encoding="ascii")
    except (OSError, ValueError):
        raise damaged(source, [SUMS]) from None
    lines = [SUM_LINE.fullmatch(line) for line in text.split("\n")[:-1]]
    expected = {line[2]: line[1] for line in lines if line}
    if not all(lines):
        raise damaged(source, [SUMS])
    found = {path.name for path in source.iterdir()} - {SUMS}
    needed = {*ARCHIVES, MANIFEST, FACTS}
    bad = (found ^ set(expected)) | (needed - found)
    bad |= {name for name in found & set(expected) if _sum(source / name) != expected[name]}
    if bad:
        raise damaged(source, sorted(bad))


def unpack(source: Path, data: Path, programs: Programs) -> None:
    """Turn a verified backup into a data directory, file by file as its manifest says."""
    facts = json.loads((source / FACTS).read_text(encoding="utf-8"))
    if facts["format"] != FORMAT or _major(facts["postgresql"]) != _major(programs.version):
        raise ServerProblem(
            Words(
                f"这个备份来自 PostgreSQL {facts['postgresql']}(格式 {facts['format']})，"
                f"不能用 {programs.version} 恢复。",
                f"This backup is of PostgreSQL {facts['postgresql']} (format {facts['format']}); "
                f"{programs.version} cannot restore it.",
            )
        )
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    for archive, folder in zip(ARCHIVES, (data, data / "pg_wal"), strict=True):
        with tarfile.open(source / archive) as tar:
            tar.extractall(folder, filter="data")
    for path in data.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    bad = sorted(_against_manifest(source / MANIFEST, data))
    bad += _against_log(source / MANIFEST, data, programs)
    if bad:
        shutil.rmtree(data)
        raise damaged(source, bad)


def _against_manifest(manifest: Path, data: Path) -> Iterator[str]:
    """Names that are missing, changed or too many in ``data``; the log has its own check."""
    text = manifest.read_bytes()
    content = json.loads(text)
    body, _, last = text.rpartition(b'"Manifest-Checksum"')
    if content.get("Manifest-Checksum") != sha256(body).hexdigest() or not last:
        yield MANIFEST
    listed = {_name(entry): entry for entry in content["Files"]}
    for name, entry in listed.items():
        path = data / name
        as_written = path.is_file() and path.stat().st_size == entry["Size"]
        if not as_written or _sum(path) != entry["Checksum"]:
            yield name
    for path in data.rglob("*"):
        name = str(path.relative_to(data))
        if path.is_file() and not name.startswith("pg_wal/") and name not in listed:
            yield name


def _against_log(manifest: Path, data: Path, programs: Programs) -> Iterator[str]:
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
            yield "pg_wal"


def _name(entry: Mapping[str, Any]) -> str:
    encoded = entry.get("Encoded-Path")
    return os.fsdecode(bytes.fromhex(encoded)) if encoded else str(entry["Path"])


def _major(version: str) -> str:
    return version.partition(".")[0]


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _keep(path: Path) -> None:
    """Have a file or a folder's entries on the disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def damaged(source: Path, names: list[str]) -> ServerProblem:
    """The refusal of a backup, naming what is wrong with it."""
    some = "、".join(names[:20]), ", ".join(names[:20])
    return ServerProblem(
        Words(
            f"备份 {source} 不完整或已损坏，没有恢复：{some[0]}",
            f"The backup {source} is incomplete or damaged and was not restored: {some[1]}",
        )
    )
