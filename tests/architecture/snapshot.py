"""What the database holds, as one value: two equal snapshots mean that nothing changed."""

from hashlib import md5

from django.db import connection

from guihang.core import scope
from guihang.people.models import Unit, User

# A history takes hundreds of snapshots; a table that nothing was ever written to is not read.
_TABLES = """
SELECT relname, pg_relation_size(oid) = 0 FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1
"""
_EMPTY = (0, md5(b"", usedforsecurity=False).hexdigest())


def snapshot() -> dict[str, tuple[int, str]]:
    """Return the row count and a checksum of every table, read with the scope of the region."""
    lead = User.objects.filter(username="lead").values_list("pk", flat=True).first()  # complaints
    units = Unit.objects.values_list("pk", flat=True)
    with scope.opened(units, user=lead), connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = dict(cursor.fetchall())
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', count(*), md5(coalesce(string_agg(t::text, chr(10) "
                f"ORDER BY t::text), '')) FROM \"{table}\" t"
                for table, untouched in tables.items() if not untouched
            )
        )  # fmt: skip
        found = {name: (count, digest) for name, count, digest in cursor.fetchall()}
        return dict.fromkeys(tables, _EMPTY) | found


def changed(before: dict[str, tuple[int, str]]) -> set[str]:
    """Return the tables that differ from an earlier snapshot."""
    after = snapshot()
    return {name for name in after if after[name] != before[name]}
