"""A log whose tail was torn, zeroed or changed recovers to a state that once was.

Stands in for a power cut: what the disk had not yet written is missing or wrong at the end of the
log. One writer counts up, so a state that once was is every number up to some one, and no gap.
"""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from guihang.core.postgres import Cluster

CASES = 100 if "GUIHANG_LONG" in os.environ else 10
WRITTEN = 2000
SEGMENT_BYTES = 16 * 1024 * 1024


@pytest.fixture(scope="module")
def image(module_folder: Path, created: Cluster) -> Cluster:
    """A cluster as a crash left it: everything acknowledged is in the log, little in the tables."""
    made = Cluster(module_folder / "image")
    shutil.copytree(created.places.directory, made.places.directory)
    created.server.account.give(made.places.data)
    made.start()
    with psycopg.connect(made.url("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int PRIMARY KEY, filler text)")
        connection.execute("CREATE TABLE balance AS SELECT 0 AS total")
        for n in range(1, WRITTEN + 1):
            with connection.transaction():
                connection.execute("INSERT INTO kept VALUES (%s, repeat('x', 100))", [n])
                connection.execute("UPDATE balance SET total = total + 1")
        os.kill(made.status().pid or 0, 9)
    while made.status().state != "stopped":
        pass
    made.server.take_down()
    return made


def log_after_checkpoint(cluster: Cluster) -> tuple[Path, int, int]:
    """The log's newest file, where its replay begins in it, and where it ends."""
    said = subprocess.run(
        [cluster.server.programs.path("pg_controldata"), cluster.places.data],
        capture_output=True, text=True, check=True, env={"LC_ALL": "C"},
    ).stdout  # fmt: skip
    place = re.search(r"REDO location:\s+[0-9A-F]+/([0-9A-F]+)", said)
    name = re.search(r"REDO WAL file:\s+(\w+)", said)
    assert place
    assert name
    file = cluster.places.data / "pg_wal" / name[1]
    end = len(file.read_bytes().rstrip(b"\0"))
    return file, int(place[1], 16) % SEGMENT_BYTES, end


def zeroed(content: bytearray, at: int, _: random.Random) -> None:
    content[at:] = bytes(len(content) - at)


def overwritten(content: bytearray, at: int, chance: random.Random) -> None:
    """As a log file that was used before: its old bytes are still behind the tear."""
    content[at:] = chance.randbytes(len(content) - at)


def flipped(content: bytearray, at: int, chance: random.Random) -> None:
    content[at] ^= 1 << chance.randrange(8)


@pytest.mark.parametrize("damage", [zeroed, overwritten, flipped])
def test_a_damaged_tail_of_the_log_recovers_to_a_state_that_once_was(
    image: Cluster, module_folder: Path, damage: Callable[..., None]
) -> None:
    file, begins, ends = log_after_checkpoint(image)
    assert ends - begins > 100 * WRITTEN  # there is a tail to damage
    recovered = set()
    for seed in range(CASES):
        chance = random.Random(seed)
        cluster = Cluster(module_folder / f"{damage.__name__}-{seed}")
        no_socket = shutil.ignore_patterns(".s.PGSQL*")
        shutil.copytree(image.places.directory, cluster.places.directory, ignore=no_socket)
        torn = cluster.places.data / "pg_wal" / file.name
        content = bytearray(torn.read_bytes())
        damage(content, chance.randrange(begins + 5000, ends), chance)
        torn.write_bytes(content)
        image.server.account.give(cluster.places.data)
        try:
            cluster.start()
            recovered.add(consistent(cluster))
        finally:
            cluster.stop()
            shutil.rmtree(cluster.places.directory)
    # A changed bit of padding is no damage; most damage is felt, at different places.
    assert len(recovered - {WRITTEN}) > CASES / 3
    print(damage.__name__, CASES, sorted(recovered))


def consistent(cluster: Cluster) -> int:
    """How many transactions are there; fails unless they are the first ones, each one whole."""
    with psycopg.connect(cluster.url("owner")) as connection:
        try:
            rows = connection.execute("SELECT n FROM kept ORDER BY n").fetchall()
            total = connection.execute("SELECT total FROM balance").fetchall()
        except psycopg.errors.UndefinedTable:  # back to before the tables
            return 0
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert not total or total == [(len(rows),)]
    return len(rows)
