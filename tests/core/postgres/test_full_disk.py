"""A full disk stops the server and loses nothing; what was set aside lets it start again.

Collected where a small disk can be mounted, by root.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guihang.core.postgres import Cluster, ServerProblem

DISK_MB = 260


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", folder], check=True
    )
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.fixture
def full(disk: Path) -> Iterator[tuple[Cluster, set[int]]]:
    """A cluster whose disk was written full, and the numbers that it acknowledged."""
    cluster = Cluster(disk / "postgres")
    cluster.start()
    told: set[int] = set()
    try:
        assert cluster.places.ballast.exists()
        fill(disk, leaving=30 * 1024 * 1024)
        with pytest.raises(psycopg.Error):
            write_until_refused(cluster, told)
        fill(disk, leaving=0)
        yield cluster, told
    finally:
        cluster.stop()


def write_until_refused(cluster: Cluster, told: set[int]) -> None:
    with psycopg.connect(cluster.url("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int PRIMARY KEY, filler text)")
        for n in range(100_000):
            connection.execute(
                "INSERT INTO kept SELECT %s, string_agg(md5(random()::text), '') "
                "FROM generate_series(1, 500)", [n],
            )  # fmt: skip
            told.add(n)


def fill(disk: Path, leaving: int) -> None:
    room = os.statvfs(disk)
    with (disk / f"filler-{leaving}").open("wb") as file:
        file.write(bytes(max(0, room.f_bavail * room.f_frsize - leaving)))


def kept(cluster: Cluster) -> set[int]:
    with psycopg.connect(cluster.url("owner")) as connection:
        return {row[0] for row in connection.execute("SELECT n FROM kept").fetchall()}


def test_nothing_acknowledged_is_lost_and_the_server_starts_with_what_was_set_aside(
    full: tuple[Cluster, set[int]], disk: Path
) -> None:
    cluster, told = full
    cluster.stop()
    cluster.start()
    assert len(told) > 100
    assert told <= kept(cluster)
    assert not cluster.places.ballast.exists()
    assert any("disk is full" in alarm.en for alarm in cluster.status().alarms)

    for filler in disk.glob("filler*"):
        filler.unlink()
    cluster.stop()
    cluster.start()
    assert cluster.places.ballast.exists()
    assert not any("disk is full" in alarm.en for alarm in cluster.status().alarms)
    assert told <= kept(cluster)


def test_without_room_set_aside_the_server_stays_down(
    full: tuple[Cluster, set[int]], disk: Path
) -> None:
    """The control: the disk was really full."""
    cluster, _ = full
    cluster.stop()
    cluster.places.ballast.unlink(missing_ok=True)
    fill(disk, leaving=1)
    with pytest.raises(ServerProblem, match="No space left"):
        cluster.start()
