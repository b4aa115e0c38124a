"""What was acknowledged is there after ``kill -9`` of every server process, in the middle of writing.

Two writers note each acknowledged transaction outside the database. A transaction writes two
tables, so a half of one would show. The page cache outlives a killed process: a power cut is stood
in for by damaged tails of the log (``test_log_tail``).
"""

import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from guihang.core.postgres import Cluster

Kill = Callable[[Cluster], None]
Program = Callable[..., subprocess.Popen[str]]

KILLS = 500 if "GUIHANG_LONG" in os.environ else 40
ENOUGH = 20
"""Acknowledged transactions between two kills, at least."""

WRITER = """
import os, time, psycopg
url, writer, options, acks = sys.argv[1], int(sys.argv[2]), sys.argv[3], os.open(sys.argv[4], os.O_WRONLY)
n = 0
while True:
    try:
        with psycopg.connect(url, autocommit=True, options=options) as c:
            while True:
                n += 1  # never tried twice: what broke off may or may not be there
                with c.transaction():
                    c.execute("INSERT INTO kept VALUES (%s, %s)", [writer, n])
                    c.execute("UPDATE balance SET total = total + 1 WHERE writer = %s", [writer])
                os.write(acks, b"%d\\n" % n)
    except psycopg.Error:
        time.sleep(0.01)
"""


class Ledger:
    """Two writers at work, and what they were told."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.cluster = cluster
        self.files = [folder / "first", folder / "second"]

    def acknowledged(self) -> list[set[int]]:
        """Numbers that each writer was told are kept."""
        return [set(map(int, file.read_text().split())) for file in self.files]

    def lost(self) -> int:
        """How many acknowledged transactions are not there. Fails where one is there by half."""
        lost = 0
        with psycopg.connect(self.cluster.url("owner")) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            for writer, told in enumerate(self.acknowledged()):
                rows = connection.execute("SELECT n FROM kept WHERE writer = %s", [writer])
                kept = {row[0] for row in rows.fetchall()}
                total = connection.execute(
                    "SELECT total FROM balance WHERE writer = %s", [writer]
                ).fetchone()
                assert total == (len(kept),)
                lost += len(told - kept)
        return lost

    def more(self) -> None:
        """Wait until both writers have been told of a few more."""
        before = [file.stat().st_size for file in self.files]
        while any(
            file.stat().st_size < size + 2 * ENOUGH
            for file, size in zip(self.files, before, strict=True)
        ):
            time.sleep(0.002)


@contextmanager
def writing(cluster: Cluster, folder: Path, program: Program, options: str) -> Iterator[Ledger]:
    with psycopg.connect(cluster.url("owner")) as connection:
        connection.execute("CREATE TABLE kept (writer int, n int, PRIMARY KEY (writer, n))")
        connection.execute("CREATE TABLE balance (writer int PRIMARY KEY, total int)")
        connection.execute("INSERT INTO balance VALUES (0, 0), (1, 0)")
    ledger = Ledger(cluster, folder)
    for file in ledger.files:
        file.touch()
    writers = [
        program(WRITER, cluster.url("owner"), number, options, file)
        for number, file in enumerate(ledger.files)
    ]
    try:
        yield ledger
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def test_no_acknowledged_write_is_lost_by_kill_9(
    running: Cluster, tmp_path: Path, program: Program, kill_all: Kill
) -> None:
    chance = random.Random(40)
    with writing(running, tmp_path, program, "") as ledger:
        for _ in range(KILLS):
            ledger.more()
            time.sleep(chance.random() / 20)
            kill_all(running)
            running.start()
    told = sum(map(len, ledger.acknowledged()))
    print(f"{KILLS} kills, {told} acknowledged")
    assert told > 2 * ENOUGH * KILLS / 3
    assert ledger.lost() == 0


def test_without_synchronous_commit_the_same_kills_lose_acknowledged_writes(
    running: Cluster, tmp_path: Path, program: Program, kill_all: Kill
) -> None:
    """The control: the test above would see a loss."""
    with writing(running, tmp_path, program, "-c synchronous_commit=off") as ledger:
        for _ in range(KILLS):
            ledger.more()
            kill_all(running)
            running.start()
            if ledger.lost():
                return
    pytest.fail("nothing was lost, so a loss would not have been seen")
