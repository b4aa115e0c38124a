"""A login that could step over row-level security, or lose records, is refused with all reasons."""

from collections.abc import Callable

import psycopg
import pytest

from guihang.core.postgres import Cluster, refuse_unsafe
from guihang.core.postgres.parameters import PARAMETERS
from guihang.core.postgres.safety import about_the_way

Superuser = Callable[[Cluster, str], list[tuple[object, ...]]]


def reasons(connection_or_url: psycopg.Connection | str) -> str:
    found = refuse_unsafe(connection_or_url)
    assert all(words.zh and words.en and words.zh != words.en for words in found)
    return "\n".join(words.en for words in found)


def test_the_products_own_role_is_accepted(shared: Cluster) -> None:
    assert reasons(shared.url("app")) == ""


def test_the_superuser_is_refused(shared: Cluster) -> None:
    assert "superuser" in reasons(f"host={shared.places.socket} user=postgres dbname=guihang")


def test_the_owner_of_the_database_and_of_a_table_is_refused(shared: Cluster) -> None:
    assert "owns the database" in reasons(shared.url("owner"))
    assert "owns tables" not in reasons(shared.url("owner"))
    with psycopg.connect(shared.url("owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS mine ()")
    assert "owns tables (1)" in reasons(shared.url("owner"))


def test_bypassrls_is_refused(shared: Cluster) -> None:
    found = reasons(shared.url("backup"))
    assert "BYPASSRLS" in found
    assert "REPLICATION" in found
    assert "pg_read_all_data" in found


@pytest.mark.parametrize(
    ("change", "undo", "reason"),
    [
        ("GRANT guihang_owner TO guihang_app", "REVOKE guihang_owner FROM guihang_app", "owns"),
        ("GRANT postgres TO guihang_app", "REVOKE postgres FROM guihang_app", "superuser"),
        ("ALTER ROLE guihang_app CREATEROLE", "ALTER ROLE guihang_app NOCREATEROLE", "CREATEROLE"),
        (
            "ALTER ROLE guihang_app SET synchronous_commit = off",
            "ALTER ROLE guihang_app RESET synchronous_commit",
            "synchronous_commit=off",
        ),
    ],
)
def test_what_the_role_could_take_counts_as_well(
    shared: Cluster, superuser: Superuser, change: str, undo: str, reason: str
) -> None:
    superuser(shared, change)
    try:
        assert reason in reasons(shared.url("app"))
    finally:
        superuser(shared, undo)
    assert reasons(shared.url("app")) == ""


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_could_lose_acknowledged_records_is_refused(
    running: Cluster, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    running.stop()
    monkeypatch.setitem(PARAMETERS, setting, "off")
    running.start()
    assert f"{setting}=off" in reasons(running.url("app"))


def test_all_reasons_are_given_at_once(shared: Cluster) -> None:
    with psycopg.connect(shared.url("backup"), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        assert len(refuse_unsafe(connection)) == 4


@pytest.mark.parametrize(
    ("address", "sslmode", "safe"),
    [
        ("", "prefer", True),  # a socket
        ("127.0.0.1", "prefer", True),
        ("::1", "disable", True),
        ("10.1.2.3", "verify-full", True),
        ("10.1.2.3", "verify-ca", False),
        ("10.1.2.3", "require", False),
        ("10.1.2.3", "prefer", False),
        ("fe80::1%eth0", "require", False),
    ],
)
def test_a_way_over_the_network_must_prove_the_server(
    address: str, sslmode: str, safe: bool
) -> None:
    assert (about_the_way("db.example", address, sslmode) == []) is safe


def test_a_server_that_does_not_answer_is_a_reason_not_a_crash(shared: Cluster) -> None:
    assert "does not answer" in reasons("host=/nowhere user=x dbname=x")
    assert "does not answer" in reasons("postgresql://x@127.0.0.1:1/x")
    assert "does not answer" in reasons("this is no address")
