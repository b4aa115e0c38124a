"""Whatever happened to the server's processes, the next start gives a server with all its data."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from psycopg.pq import Ping

from guihang.core.postgres import Cluster, ServerProblem, server

Pids = Callable[[Cluster], frozenset[int]]
Kill = Callable[[Cluster], None]
Program = Callable[..., subprocess.Popen[str]]


def write(cluster: Cluster, rows: int = 1) -> None:
    with psycopg.connect(cluster.url("owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id bigint, filler text)")
        connection.execute(
            "INSERT INTO kept SELECT n, repeat('x', 80) FROM generate_series(1, %s) n", [rows]
        )


def count(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url("owner")) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row
    return int(row[0])


def test_start_and_stop_may_be_called_any_number_of_times(cluster: Cluster, pids: Pids) -> None:
    cluster.stop()
    cluster.start()
    first = cluster.status().pid
    cluster.start()
    assert cluster.status().pid == first
    write(cluster)
    cluster.stop()
    cluster.stop()
    assert cluster.status().state == "stopped"
    assert not pids(cluster)
    cluster.start()
    assert count(cluster) == 1


def test_the_server_starts_again_after_kill_9_of_everything(
    running: Cluster, kill_all: Kill
) -> None:
    write(running, 1000)
    kill_all(running)
    assert running.status().state == "stopped"
    running.start()
    assert count(running) == 1000


def test_a_pid_file_of_a_dead_process_does_not_stand_in_the_way(running: Cluster) -> None:
    write(running)
    running.stop()
    leave_pid_file(running, dead_pid())
    running.start()
    assert count(running) == 1


def test_a_pid_file_whose_number_belongs_to_another_program_does_not_stand_in_the_way(
    running: Cluster,
) -> None:
    write(running)
    running.stop()
    stranger = subprocess.Popen(["sleep", "600"], **running.server.account.options())
    try:
        leave_pid_file(running, stranger.pid)
        assert running.status().state == "stopped"
        assert "lock file" in bare_start(running)  # the control: PostgreSQL alone refuses
        running.start()
        assert count(running) == 1
        assert stranger.poll() is None
        running.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_zombie_main_process_that_nobody_reaps_does_not_stand_in_the_way(
    cluster: Cluster, program: Program
) -> None:
    starter = program(
        "c = Cluster(Path(sys.argv[1])); c.start(); print('up', flush=True); sys.stdin.read()",
        cluster.places.directory,
    )
    try:
        assert starter.stdout
        assert starter.stdout.readline() == "up\n"
        write(cluster)
        pid = cluster.status().pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
        assert cluster.status().state == "stopped"
        cluster.start()
        assert count(cluster) == 1
        assert psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    finally:
        starter.kill()
        starter.communicate()


def test_a_recovery_of_more_than_ten_seconds_is_waited_for(
    running: Cluster, kill_all: Kill, pids: Pids
) -> None:
    write(running, 400_000)
    kill_all(running)
    seen: list[float] = []

    def waiting(seconds: float, line: str) -> None:
        seen.append(seconds)

    waiter = threading.Thread(target=running.start, args=[waiting])
    waiter.start()
    recovering = wait_until(lambda: [pid for pid in pids(running) if "startup" in title(pid)])[0]
    os.kill(recovering, signal.SIGSTOP)
    time.sleep(10.5)
    assert waiter.is_alive()
    assert running.server.answers() == Ping.REJECT
    assert running.status().state == "starting"
    os.kill(recovering, signal.SIGCONT)
    waiter.join(timeout=20)
    assert not waiter.is_alive()
    assert max(seen) > 10
    assert count(running) == 400_000


def test_first_starts_at_the_same_time_give_one_server(cluster: Cluster, program: Program) -> None:
    code = (
        "import psycopg\n"
        "c = Cluster(Path(sys.argv[1])); c.start()\n"
        "psycopg.connect(c.url('app')).close(); print(c.status().pid)"
    )
    starters = [program(code, cluster.places.directory) for _ in range(4)]
    answers = [starter.communicate(timeout=30) for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0], answers
    assert len({pid for pid, _ in answers}) == 1


@pytest.mark.parametrize("all_of_it", [True, False])
def test_a_first_start_that_was_cut_off_is_completed_by_the_next(
    cluster: Cluster, program: Program, pids: Pids, all_of_it: bool
) -> None:
    """Cut off at different moments; with all its processes, or leaving ``initdb`` at work."""
    code = "import os; os.setsid(); Cluster(Path(sys.argv[1])).start()"
    for delay in (0.4, 0.6, 0.9):
        starter = program(code, cluster.places.directory)
        time.sleep(delay)
        starter.kill()
        if all_of_it:
            with suppress(ProcessLookupError):
                os.killpg(starter.pid, signal.SIGKILL)
            for pid in pids(cluster):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        starter.communicate()
    cluster.start()
    for role in ("owner", "app", "backup"):
        psycopg.connect(cluster.url(role)).close()


def test_a_query_that_survived_the_main_process_is_ended_before_the_next_start(
    running: Cluster, pids: Pids
) -> None:
    write(running)
    busy = psycopg.connect(running.url("owner"))
    backend = busy.info.backend_pid
    busy.pgconn.send_query(b"DO $$ BEGIN LOOP END LOOP; END $$")
    pid = running.status().pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.3)
    assert backend in pids(running)  # it does not notice by itself
    running.start()
    assert backend not in pids(running)
    assert count(running) == 1
    busy.close()


def test_a_server_whose_socket_was_cleaned_away_is_started_anew(running: Cluster) -> None:
    write(running)
    for file in running.places.socket.iterdir():
        file.unlink()
    running.start()
    assert count(running) == 1


def test_a_shell_in_the_data_directory_is_not_taken_for_a_server(running: Cluster) -> None:
    write(running)
    running.stop()
    shell = subprocess.Popen(["sleep", "600"], cwd=running.places.data)
    try:
        assert running.status().pid is None
        running.start()
        running.stop()
        assert shell.poll() is None
    finally:
        shell.kill()
        shell.wait()


def test_no_second_server_starts_while_unseen_processes_hold_the_data(
    running: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two containers may share a folder and not see each other's processes."""
    running.stop()
    monkeypatch.setattr(server, "INTERLOCK_PATIENCE_SECONDS", 0.2)
    with running.server._interlock(), pytest.raises(ServerProblem, match="another container"):
        running.start()
    running.start()  # the control: the same start succeeds once they are gone


def test_every_server_process_holds_the_lock(running: Cluster, pids: Pids) -> None:
    lock = (running.places.directory / "server.lock").stat()
    holding = 0
    for pid in pids(running):
        try:
            files = [file.stat() for file in Path(f"/proc/{pid}/fd").iterdir() if file.exists()]
        except (FileNotFoundError, ProcessLookupError):  # a worker that came to its end
            continue
        assert any(os.path.samestat(file, lock) for file in files), title(pid)
        holding += 1
    assert holding >= 5


def test_the_server_outlives_its_starter_and_its_ctrl_c(cluster: Cluster, program: Program) -> None:
    # A shell that started us in the background may have left Ctrl-C ignored.
    code = (
        "import os, signal\nsignal.signal(signal.SIGINT, signal.SIG_DFL)\n"
        "Cluster(Path(sys.argv[1])).start()\nos.killpg(0, signal.SIGINT)"
    )
    starter = program(code, cluster.places.directory, prefix=("setsid", "--wait"))
    starter.communicate(timeout=20)
    assert starter.returncode != 0
    psycopg.connect(cluster.url("app")).close()


def test_a_failed_start_says_why(running: Cluster) -> None:
    running.stop()
    (running.places.data / "global" / "pg_control").rename(running.places.data / "lost")
    with pytest.raises(ServerProblem, match="pg_control"):
        running.start()
    (running.places.data / "lost").rename(running.places.data / "global" / "pg_control")


def test_a_missing_data_directory_beside_an_old_one_is_not_replaced_by_an_empty_one(
    running: Cluster,
) -> None:
    running.stop()
    aside = running.places.data.rename(running.places.directory / "data.before-20260101T000000Z")
    with pytest.raises(ServerProblem, match=aside.name):
        running.start()
    aside.rename(running.places.data)
    running.start()


def leave_pid_file(cluster: Cluster, pid: int) -> None:
    """Leave both lock files of a server with number ``pid`` behind."""
    text = f"{pid}\n{cluster.places.data}\n1700000000\n5432\n../socket\n\n0 0\nready\n"
    cluster.places.make_socket_folder(cluster.server.account)
    for path in (
        cluster.places.data / "postmaster.pid",
        cluster.places.socket / ".s.PGSQL.5432.lock",
    ):
        path.write_text(text)
        cluster.server.account.give(path.parent)


def bare_start(cluster: Cluster) -> str:
    """What PostgreSQL itself says when started beside that lock file."""
    account = cluster.server.account
    data = "/proc/self/cwd" if account.differs else str(cluster.places.data)
    result = subprocess.run(
        [cluster.server.programs.path("postgres"), "-D", data, "-c", "listen_addresses=", "-k", ""],
        cwd=cluster.places.data,
        env={},
        check=False,
        capture_output=True,
        text=True,
        timeout=10,
        **account.options(),
    )
    assert result.returncode != 0
    return str(result.stderr)


def dead_pid() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def wait_until[T](look: Callable[[], T]) -> T:
    deadline = time.monotonic() + 15
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    return found
