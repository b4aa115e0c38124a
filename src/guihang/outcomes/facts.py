"""Person-level facts leave PostgreSQL as Parquet: small numbers about a release, and no identity.

No name, number, id, unit or date of birth; the day of release is kept as a month.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from guihang.engines.figures.followed import EPOCH
from guihang.outcomes import counting
from guihang.outcomes.parquet import as_table, schema


def write(path: Path, *, units: Iterable[int], years: Iterable[int]) -> int:
    """Write the facts of the people of these units, a year of release at a time; return how many.

    Needs a scope that sees them, and counts that are up to date (``keeping.refresh_all``).
    """
    import pyarrow.parquet as pq

    chosen, done = list(units), 0
    with pq.ParquetWriter(path, schema(), compression="zstd") as file:
        for year in years:
            first, last = (date(year, *day).toordinal() - EPOCH for day in ((1, 1), (12, 31)))
            people = counting.counted(units=chosen, first=first, last=last)
            if people.n:
                file.write_table(as_table(people))
                done += people.n
    return done
