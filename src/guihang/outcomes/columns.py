"""The three columns of a retention table."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guihang.outcomes.fields import Event, Group, Time
from guihang.outcomes.table import read_table


@dataclass(frozen=True, eq=False, slots=True)
class Columns:
    """People as columns: (n,) times ≥ 0, (n,) bool events, (n,) positions in ``labels``.

    ``time`` is int64 where every value is whole. ``n_missing`` rows lacked one of the values.
    """

    time: NDArray[np.int64] | NDArray[np.float64]
    event: NDArray[np.bool_]
    group: NDArray[np.int32]
    labels: tuple[str, ...]
    n_missing: int


def read_columns(path: Path, *, duration: str, event: str, by: str | None = None) -> Columns:
    """Read the named columns of a CSV file. Raises Refused as :func:`read_table` does."""
    time, happened = Time(duration), Event(event)
    group = None if by is None else Group(by)
    n_missing = read_table(path, [time, happened, *([] if group is None else [group])])
    length = time.column
    return Columns(
        time=length,
        event=happened.column,
        group=np.zeros(length.size, np.int32) if group is None else group.column,
        labels=("all",) if group is None else group.labels,
        n_missing=n_missing,
    )
