"""Which database is used, and that its address survives the tools that read it."""

from pathlib import Path

import dj_database_url
import psycopg
import pytest

from guihang.core.postgres import Cluster, ServerProblem, settings_urls


def test_a_named_server_is_used_and_nothing_is_started(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "postgresql://a@h/d", "DATABASE_OWNER_URL": "postgresql://o@h/d"}
    assert settings_urls(tmp_path, environ) == ("postgresql://a@h/d", "postgresql://o@h/d")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_half_a_server_is_refused_rather_than_replaced_by_the_embedded_one(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(ServerProblem, match="neither"):
        settings_urls(tmp_path, {name: "postgresql://a@h/d"})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("folder", ["short", "归 航/a b", "long" * 30])
def test_the_embedded_servers_addresses_work_from_any_folder(tmp_path: Path, folder: str) -> None:
    var = tmp_path / folder
    try:
        urls = settings_urls(var, {})
        for url, role in ((urls.app, "guihang_app"), (urls.owner, "guihang_owner")):
            for address in (url, django_address(url)):
                with psycopg.connect(address) as connection:
                    assert connection.execute("SELECT user::text").fetchone() == (role,)
    finally:
        cluster = Cluster(var / "postgres")
        cluster.stop()
    inside = cluster.places.socket.is_relative_to(var)
    assert inside or not cluster.places.socket.exists()


def django_address(url: str) -> str:
    """The address after its way through the settings."""
    parts = dj_database_url.parse(url)
    return psycopg.conninfo.make_conninfo(
        host=str(parts["HOST"]),
        user=str(parts["USER"]),
        password=str(parts["PASSWORD"]),
        dbname=str(parts["NAME"]),
    )
