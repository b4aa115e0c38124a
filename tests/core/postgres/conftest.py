"""Real servers in a folder of their own, stopped after each test."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from guihang.core.postgres import Cluster
from guihang.core.postgres.processes import servers_in

CAP_SYS_ADMIN = 1 << 21


def may_mount() -> bool:
    """Whether this account may mount a disk, as root of a machine may and root of a container not."""
    status = Path("/proc/self/status").read_text()
    return bool(int(status.partition("CapEff:")[2].split()[0], 16) & CAP_SYS_ADMIN)


collect_ignore = [] if os.geteuid() == 0 else ["test_root.py"]
if not may_mount():
    collect_ignore.append("test_full_disk.py")


MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 2_000_000_000


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that only its owner may enter, in memory where there is enough.

    These tests are about processes and rights; what the disk does is not asked here, and each
    cluster is a thousand files.
    """
    place = None
    if MEMORY.is_dir():
        room = os.statvfs(MEMORY)
        place = MEMORY if room.f_bavail * room.f_frsize > ENOUGH_BYTES else None
    made = Path(tempfile.mkdtemp(dir=place))
    try:
        yield made
    finally:
        shutil.rmtree(made)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Instead of pytest's: removed after each test, a cluster being 50 MB."""
    with folder() as made:
        yield made


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster that does not exist yet, under parents that only their owner may enter."""
    made = Cluster(tmp_path / "private" / "postgres")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def created() -> Iterator[Cluster]:
    """A cluster that was created and stopped; copying it is quicker than creating one more."""
    with folder() as made:
        cluster = Cluster(made / "postgres")
        cluster.start()
        cluster.stop()
        yield cluster


def copy(created: Cluster, cluster: Cluster) -> None:
    shutil.copytree(created.places.directory, cluster.places.directory)
    created.server.account.give(cluster.places.data)
    cluster.start()


@pytest.fixture
def running(cluster: Cluster, created: Cluster) -> Cluster:
    """A running cluster of the test's own."""
    copy(created, cluster)
    return cluster


@pytest.fixture(scope="module")
def module_folder() -> Iterator[Path]:
    with folder() as made:
        yield made


@pytest.fixture(scope="module")
def shared(module_folder: Path, created: Cluster) -> Iterator[Cluster]:
    """One running cluster for the tests of a module that leave it as it was."""
    made = Cluster(module_folder / "shared")
    copy(created, made)
    yield made
    made.stop()


@pytest.fixture
def superuser() -> Callable[[Cluster, str], list[tuple[object, ...]]]:
    """Run one statement as the superuser, who comes in by operating-system account only."""

    def run(cluster: Cluster, statement: str) -> list[tuple[object, ...]]:
        address = f"host={cluster.places.socket} user=postgres dbname=guihang"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def pids() -> Callable[[Cluster], frozenset[int]]:
    """The live server processes of a cluster."""
    return lambda cluster: servers_in(cluster.places.data, cluster.server.account)


@pytest.fixture
def kill_all(pids: Callable[[Cluster], frozenset[int]]) -> Callable[[Cluster], None]:
    """``kill -9`` for the main process first, then for whatever is left."""

    def kill(cluster: Cluster) -> None:
        main = cluster.status().pid
        assert main
        for pid in (main, *(pids(cluster) - {main})):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        while pids(cluster):
            time.sleep(0.01)

    return kill


@pytest.fixture
def program() -> Callable[..., subprocess.Popen[str]]:
    """Start a Python program that knows ``Cluster``; its arguments are in ``sys.argv``."""

    def start(code: str, *arguments: object, prefix: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        head = "import sys\nfrom pathlib import Path\nfrom guihang.core.postgres import Cluster\n"
        return subprocess.Popen(
            [*prefix, sys.executable, "-c", head + code, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
