"""The columns of person-level facts in a Parquet file. Needs no database."""

from typing import Any

import numpy as np

from guihang.engines.figures.followed import COLUMNS, Followed, month_of

KEPT = tuple(name for name in COLUMNS if name != "released")


def schema() -> Any:
    """Return the columns of the file: month and facility as int32, the rest as int16."""
    import pyarrow as pa

    wide = {"month", "facility"}
    return pa.schema([
        (name, pa.int32() if name in wide else pa.int16()) for name in ("month", *KEPT)
    ])  # fmt: skip


def as_table(people: Followed) -> Any:
    """Return people as an Arrow table."""
    import pyarrow as pa

    columns = {"month": month_of(people.released)} | {name: getattr(people, name) for name in KEPT}
    kinds = schema()
    arrays = [
        pa.array(columns[name].astype(np.int32 if kinds.field(name).type == pa.int32() else np.int16))
        for name in kinds.names
    ]  # fmt: skip
    return pa.Table.from_arrays(arrays, schema=kinds)
