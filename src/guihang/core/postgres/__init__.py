"""The product's PostgreSQL: an embedded server under our own supervisor, or a named one.

The server comes as programs in a wheel (ADR 0004). Nothing here imports Django.
"""

from guihang.core.postgres.addresses import Urls, settings_urls
from guihang.core.postgres.cluster import Cluster
from guihang.core.postgres.problem import ServerProblem
from guihang.core.postgres.safety import refuse_unsafe
from guihang.core.postgres.status import Status

__all__ = ["Cluster", "ServerProblem", "Status", "Urls", "refuse_unsafe", "settings_urls"]
