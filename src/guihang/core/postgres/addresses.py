"""Which database the product uses: a server named in the environment, or the embedded one."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from guihang.core.postgres.cluster import Cluster
from guihang.core.postgres.problem import ServerProblem
from guihang.engines.words import Words


class Urls(NamedTuple):
    """Addresses with passwords: ``app`` for the running product, ``owner`` for migrations."""

    app: str
    owner: str


def settings_urls(var: Path, environ: Mapping[str, str]) -> Urls:
    """The addresses from ``environ``, or of the embedded cluster in ``var``, which is started."""
    app, owner = environ.get("DATABASE_URL", ""), environ.get("DATABASE_OWNER_URL", "")
    if app and owner:
        return Urls(app, owner)
    if app or owner:  # falling back to the embedded one would split the data in two
        raise ServerProblem(
            Words(
                "DATABASE_URL 和 DATABASE_OWNER_URL 必须同时设置，或都不设置。",
                "Set both DATABASE_URL and DATABASE_OWNER_URL, or neither.",
            )
        )
    cluster = Cluster(var / "postgres")
    cluster.start()
    return Urls(cluster.url("app"), cluster.url("owner"))
