"""Who may enter the embedded server, what the product's role may do, and what the log tells."""

import os
import socket
import stat
import time
from collections.abc import Callable

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import make_conninfo

from guihang.core.postgres import Cluster, ServerProblem

Superuser = Callable[[Cluster, str], list[tuple[object, ...]]]


def test_a_wrong_password_is_refused_and_the_right_one_is_not(shared: Cluster) -> None:
    for role in ("owner", "app", "backup"):
        psycopg.connect(shared.url(role)).close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(make_conninfo(shared.url(role), password="wrong"))
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(
                host=str(shared.places.socket), user=f"guihang_{role}", dbname="guihang"
            )


def test_a_role_that_is_not_listed_is_rejected_with_its_right_password(
    running: Cluster, superuser: Superuser
) -> None:
    superuser(running, "CREATE ROLE stranger LOGIN PASSWORD 'known'")
    superuser(running, "GRANT CONNECT ON DATABASE guihang TO stranger")
    address = f"host={running.places.socket} user=stranger password=known dbname=guihang"
    with pytest.raises(psycopg.OperationalError, match="rejects connection"):
        psycopg.connect(address)
    hba = running.places.data / "pg_hba.conf"  # the control: with a line of its own it enters
    hba.write_text("local all stranger scram-sha-256\n" + hba.read_text())
    superuser(running, "SELECT pg_reload_conf()")
    connect_soon(address).close()


def test_only_the_backup_role_may_copy_the_cluster(shared: Cluster) -> None:
    psycopg.connect(make_conninfo(shared.url("backup"), replication="true")).close()
    for role in ("owner", "app"):
        with pytest.raises(psycopg.OperationalError, match="rejects"):
            psycopg.connect(make_conninfo(shared.url(role), replication="true"))


def test_no_process_of_the_server_listens_on_the_network(
    shared: Cluster, pids: Callable[[Cluster], frozenset[int]]
) -> None:
    assert not listening(pids(shared))
    with socket.create_server(("127.0.0.1", 0)):  # the control: the same look finds a listener
        assert listening({os.getpid()})


def test_passwords_and_socket_are_closed_to_others(shared: Cluster) -> None:
    places = shared.places
    for folder in (places.data, places.socket, places.passwords):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in (*places.passwords.iterdir(), places.log, places.prepared):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secrets = {file.read_text() for file in places.passwords.iterdir()}
    assert len(secrets) == 3
    assert min(map(len, secrets)) >= 40
    assert stat.S_IMODE(places.directory.stat().st_mode) & 0o066 == 0


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine ()",
        "CREATE SCHEMA mine",
        "CREATE TEMP TABLE mine ()",
        "CREATE ROLE other",
        "CREATE DATABASE other",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "SELECT pg_read_file('pg_hba.conf')",
        "SELECT * FROM pg_authid",
        "SET ROLE guihang_owner",
        "SET session_replication_role = replica",
        "ALTER SYSTEM SET fsync = off",
        "SELECT pg_reload_conf()",
    ],
)
def test_the_products_role_may_do_nothing_of_an_owner_or_administrator(
    shared: Cluster, statement: str
) -> None:
    with (
        psycopg.connect(shared.url("app"), autocommit=True) as connection,
        pytest.raises((errors.InsufficientPrivilege, errors.FeatureNotSupported)),
    ):
        connection.execute(statement)


def test_the_owner_may_create_tables_and_test_databases_but_not_step_over_policies(
    shared: Cluster,
) -> None:
    with psycopg.connect(shared.url("owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE mine ()")
        connection.execute("CREATE DATABASE test_mine")
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = user"
        ).fetchone()
    assert row == (False, False, False)
    psycopg.connect(shared.url("app", "test_mine")).close()


def test_the_log_holds_no_value_that_somebody_typed(running: Cluster, superuser: Superuser) -> None:
    def provoke(marker: str) -> None:
        with psycopg.connect(running.url("owner"), autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS person (name text UNIQUE)")
            for _ in range(2):
                try:
                    connection.execute("INSERT INTO person VALUES (%s)", [marker])
                except errors.UniqueViolation:
                    continue
            with pytest.raises(errors.InvalidTextRepresentation):
                connection.execute(f"SELECT '{marker}'::integer")

    provoke("张三丰")
    assert "张三丰" not in running.places.log.read_text()
    superuser(running, "ALTER ROLE guihang_owner SET log_min_messages = error")
    provoke("李四光")  # the control: with errors logged it would be there
    assert "李四光" in running.places.log.read_text()


def test_the_database_knows_chinese_and_unicode_and_checks_its_pages(
    shared: Cluster, superuser: Superuser
) -> None:
    assert superuser(
        shared,
        "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale, upper('ß'), "
        "'康' ~ '[[:alpha:]]', pg_get_userbyid(datdba) "
        "FROM pg_database WHERE datname = 'guihang'",
    ) == [("UTF8", "b", "PG_UNICODE_FAST", "SS", True, "guihang_owner")]
    assert superuser(shared, "SELECT current_setting('data_checksums')") == [("on",)]


def test_a_setting_left_in_the_data_directory_cannot_open_the_server(
    running: Cluster, superuser: Superuser
) -> None:
    running.stop()
    with open(running.places.data / "postgresql.auto.conf", "a") as file:
        file.write("listen_addresses = '*'\nfsync = off\nwork_mem = '5MB'\n")
    running.start()
    names = ("listen_addresses", "fsync", "work_mem")
    values = [superuser(running, f"SHOW {name}")[0][0] for name in names]
    assert values == ["", "on", "5MB"]  # the last one is the control: the file is read


def test_a_link_in_place_of_an_access_file_is_replaced_not_followed(running: Cluster) -> None:
    running.stop()
    victim = running.places.directory / "victim"
    victim.write_text("precious")
    hba = running.places.data / "pg_hba.conf"
    hba.unlink()
    hba.symlink_to(victim)
    running.start()
    assert victim.read_text() == "precious"
    assert not hba.is_symlink()


def test_a_socket_folder_of_somebody_else_is_refused(cluster: Cluster) -> None:
    folder = cluster.places.socket
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(cluster.places.directory)
    try:
        with pytest.raises(ServerProblem, match="somebody else"):
            cluster.start()
    finally:
        folder.unlink()


def listening(pids: frozenset[int] | set[int]) -> list[object]:
    return [c for pid in pids for c in psutil.Process(pid).net_connections("inet")]


def connect_soon(address: str) -> psycopg.Connection:
    """Connect once the server has read its files again."""
    for _ in range(100):
        try:
            return psycopg.connect(address)
        except psycopg.OperationalError:
            time.sleep(0.02)
    return psycopg.connect(address)
