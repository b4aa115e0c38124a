"""A backup comes back whole, or is refused by name before anything is touched."""

import gzip
import hashlib
import io
import json
import re
import shutil
import tarfile
from pathlib import Path

import psycopg
import pytest

from guihang.core.postgres import Cluster, ServerProblem, backup


@pytest.fixture(scope="module")
def source(shared: Cluster) -> Cluster:
    with psycopg.connect(shared.url("owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT n FROM generate_series(1, 5000) n")
        connection.execute("GRANT SELECT ON kept TO guihang_app")
    return shared


@pytest.fixture(scope="module")
def original(source: Cluster, module_folder: Path) -> Path:
    folder = module_folder / "backup"
    source.backup(folder)
    return folder


@pytest.fixture
def taken(original: Path, tmp_path: Path) -> Path:
    """A backup that the test may damage."""
    return Path(shutil.copytree(original, tmp_path / "backup"))


def count(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url("app")) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row
    return int(row[0])


def test_a_backup_restores_in_its_own_place_and_keeps_the_old_data_aside(
    running: Cluster, tmp_path: Path
) -> None:
    with psycopg.connect(running.url("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
        connection.execute("GRANT SELECT ON kept TO guihang_app")
        running.backup(tmp_path / "backup")
        connection.execute("INSERT INTO kept VALUES (2)")
    assert count(running) == 2
    aside = running.restore(tmp_path / "backup")
    assert count(running) == 1
    assert aside
    assert (aside / "PG_VERSION").exists()
    running.stop()
    running.places.data.rename(running.places.draft)
    aside.rename(running.places.data)
    running.start()
    assert count(running) == 2


def test_a_backup_restores_on_a_machine_that_has_nothing_yet(cluster: Cluster, taken: Path) -> None:
    assert cluster.restore(taken) is None
    assert count(cluster) == 5000
    with psycopg.connect(cluster.url("owner")) as connection:
        connection.execute("INSERT INTO kept VALUES (0)")


def test_progress_is_told_in_bytes(source: Cluster, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    source.backup(tmp_path / "backup", lambda done, expected: told.append((done, expected)))
    done, expected = told[-1]
    assert 10_000_000 < expected <= done


def test_an_existing_folder_is_not_overwritten(source: Cluster, taken: Path) -> None:
    before = contents(taken)
    with pytest.raises(ServerProblem, match="not overwritten"):
        source.backup(taken)
    assert contents(taken) == before


def test_a_backup_that_fails_leaves_nothing(source: Cluster, tmp_path: Path) -> None:
    login = source.login("backup") | {"PGPASSWORD": "wrong"}
    with pytest.raises(ServerProblem, match="authentication failed"):
        backup.take(source.server.programs, login, tmp_path / "backup", backup.quiet)
    assert not list(tmp_path.iterdir())


def test_nobody_else_may_read_a_backup(taken: Path) -> None:
    assert taken.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in taken.iterdir())


@pytest.mark.parametrize("name", [*backup.ARCHIVES, backup.MANIFEST, backup.FACTS, backup.SUMS])
def test_one_flipped_bit_in_any_file_is_found_and_named(taken: Path, name: str) -> None:
    backup.verify(taken)  # the control: undamaged it is accepted
    content = bytearray((taken / name).read_bytes())
    content[len(content) // 2] ^= 1
    (taken / name).write_bytes(content)
    with pytest.raises(ServerProblem, match="damaged"):
        backup.verify(taken)


@pytest.mark.parametrize("name", [*backup.ARCHIVES, backup.MANIFEST, backup.FACTS, backup.SUMS])
def test_a_missing_file_is_found_and_named(taken: Path, name: str) -> None:
    (taken / name).unlink()
    with pytest.raises(ServerProblem, match=re.escape(name)):
        backup.verify(taken)


def test_a_file_too_many_is_found_and_named(taken: Path) -> None:
    (taken / "16384.tar.gz").write_bytes(b"")
    with pytest.raises(ServerProblem, match=r"16384\.tar\.gz"):
        backup.verify(taken)


def test_a_damaged_backup_leaves_the_running_server_alone(source: Cluster, taken: Path) -> None:
    pid = source.status().pid
    (taken / "base.tar.gz").write_bytes(b"")
    with pytest.raises(ServerProblem, match=r"base\.tar\.gz"):
        source.restore(taken)
    assert source.status().pid == pid
    assert not source.places.draft.exists()


@pytest.mark.parametrize(
    ("member", "content", "named"),
    [
        ("global/pg_filenode.map", b"\0" * 524, "global/pg_filenode.map"),
        ("global/pg_filenode.map", None, "global/pg_filenode.map"),
        ("base/1/999999", b"stray", "base/1/999999"),
    ],
)
def test_damage_that_was_already_there_when_the_sums_were_made_is_found_by_the_manifest(
    source: Cluster, taken: Path, member: str, content: bytes | None, named: str
) -> None:
    rewrite(taken / "base.tar.gz", member, content)
    sign(taken)
    backup.verify(taken)  # the sums agree
    pid = source.status().pid
    with pytest.raises(ServerProblem, match=named):
        source.restore(taken)
    assert source.status().pid == pid


def test_a_log_that_cannot_be_read_through_is_found(source: Cluster, taken: Path) -> None:
    segment = next(iter(members(taken / "pg_wal.tar.gz")))
    rewrite(taken / "pg_wal.tar.gz", segment, bytes(16 * 1024 * 1024))
    sign(taken)
    with pytest.raises(ServerProblem, match="pg_wal"):
        source.restore(taken)


def test_a_backup_of_another_major_version_is_refused(source: Cluster, taken: Path) -> None:
    facts = json.loads((taken / backup.FACTS).read_text())
    (taken / backup.FACTS).write_text(json.dumps(facts | {"postgresql": "17.2"}))
    sign(taken)
    with pytest.raises(ServerProblem, match=r"17\.2"):
        source.restore(taken)


def test_a_backup_that_does_not_start_gives_way_to_the_old_data(
    source: Cluster, taken: Path, cluster: Cluster
) -> None:
    cluster.restore(taken)
    entry = rewrite(taken / "base.tar.gz", "postgresql.conf", b"nonsense = nonsense\n")
    manifest = json.loads((taken / backup.MANIFEST).read_text())
    for file in manifest["Files"]:
        if file["Path"] == "postgresql.conf":
            file |= {"Size": len(entry), "Checksum": hashlib.sha256(entry).hexdigest()}
    del manifest["Manifest-Checksum"]
    body = json.dumps(manifest)[:-1].encode() + b",\n"
    digest = hashlib.sha256(body).hexdigest()
    (taken / backup.MANIFEST).write_bytes(body + f'"Manifest-Checksum": "{digest}"}}\n'.encode())
    sign(taken)
    with pytest.raises(ServerProblem, match="nonsense"):
        cluster.restore(taken)
    cluster.start()
    assert count(cluster) == 5000


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def sign(folder: Path) -> None:
    """Make the sums agree with the files as they are now."""
    lines = [
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(contents(folder).items())
        if name != backup.SUMS
    ]
    (folder / backup.SUMS).write_text("".join(lines))


def members(archive: Path) -> dict[str, tuple[tarfile.TarInfo, bytes]]:
    found = {}
    with tarfile.open(archive) as tar:
        for info in tar:
            file = tar.extractfile(info)
            found[info.name] = (info, file.read() if file else b"")
    return found


def rewrite(archive: Path, member: str, content: bytes | None) -> bytes:
    """Change, add or (with None) remove one file of an archive."""
    found = members(archive)
    info, _ = found.pop(member, (tarfile.TarInfo(member), b""))
    with (
        gzip.open(archive, "wb", compresslevel=1) as out,
        tarfile.open(fileobj=out, mode="w") as tar,
    ):
        for other, data in found.values():
            tar.addfile(other, io.BytesIO(data))
        if content is not None:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return content or b""
