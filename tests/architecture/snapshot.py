"""What the database holds, as one value: two equal snapshots mean that nothing changed."""

from django.db import connection

from guihang.core import scope
from guihang.people.models import Unit, User

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def snapshot() -> dict[str, tuple[int, str]]:
    """Return the row count and a checksum of every table, read with the scope of the region."""
    lead = User.objects.filter(username="lead").values_list("pk", flat=True).first()  # complaints
    units = Unit.objects.values_list("pk", flat=True)
    with scope.opened(units, user=lead), connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', count(*), md5(coalesce(string_agg(t::text, chr(10) "
                f"ORDER BY t::text), '')) FROM \"{table}\" t"
                for table in tables
            )
        )
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}


def changed(before: dict[str, tuple[int, str]]) -> set[str]:
    """Return the tables that differ from an earlier snapshot."""
    after = snapshot()
    return {name for name in after if after[name] != before[name]}
