"""Counts of person-level facts in Parquet, by one Ibis expression: DuckDB here, Spark elsewhere.

The columns are those of :class:`guihang.engines.figures.followed.Followed` and ``month``; the
answer equals :func:`guihang.engines.figures.followed.counts_of` of the same people.
"""

from typing import Any

import numpy as np

from guihang.engines.definitions import HORIZONS, State
from guihang.engines.figures.cohort_counts import Cause, CohortCounts, Measure
from guihang.engines.figures.followed import GOLDEN_SHARE

MEMORY = "600MB"
"""What DuckDB may hold in memory; beyond it goes to disk."""


def connect(engine: str) -> Any:
    """Return an Ibis connection: ``duckdb``, or ``spark`` where pyspark and Java are installed.

    Spark takes its master from ``MASTER`` of the environment, else all cores of this machine.
    """
    import ibis

    if engine == "duckdb":
        return ibis.duckdb.connect(memory_limit=MEMORY, threads=2)
    import os

    from pyspark.sql import SparkSession

    master = os.environ.get("MASTER", "local[*]")
    session = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    return ibis.pyspark.connect(session.appName("guihang").getOrCreate())


def counts_of_facts(path: str, *, engine: str = "duckdb") -> CohortCounts:
    """Return the counts of the people in a Parquet file or folder."""
    connection = connect(engine)
    people = connection.read_parquet(path)
    people = people.filter(people.first == 1)
    times = _rows(_times(people).to_pyarrow())
    parts = [_states(people, place) for place in range(len(HORIZONS))]
    parts += [_tests(people, place, value) for place in range(len(HORIZONS)) for value in (0, 1)]
    found = [_rows(part.to_pyarrow()) for part in (*parts, _golden(people))]
    states = np.concatenate(found)
    return CohortCounts(times, states[states[:, 4] != 0])


def _times(people: Any) -> Any:
    import ibis

    ends = [(people.relapse, Cause.RELAPSE), (people.died, Cause.DEATH),
            (people.custody, Cause.CUSTODY)]  # fmt: skip
    later = 2**31 - 1
    days = [ibis.ifelse(day < 0, later, day.cast("int32")) for day, _ in ends]
    first = ibis.least(*days)
    last = ibis.greatest(people.verified.cast("int32"), 0)
    cause = ibis.cases(
        (first == later, int(Cause.CENSORED)),
        *((day == first, int(one)) for day, (_, one) in zip(days, ends, strict=True)),
        else_=int(Cause.CENSORED),
    )
    told = people.select(
        facility=people.facility, period=(people.month - people.month % 12) / 12,
        one=ibis.ifelse(first == later, last, first), two=cause,
    )  # fmt: skip
    return _grouped(told)


def _states(people: Any, place: int) -> Any:
    import ibis

    horizon, bit = HORIZONS[place].days, 1 << place

    def by(day: Any) -> Any:
        return (day >= 0) & (day <= horizon)

    def has(bits: Any) -> Any:
        return (bits.cast("int32") & bit) > 0

    state = ibis.cases(
        (by(people.relapse), int(State.RELAPSED)), (by(people.died), int(State.DIED)),
        (by(people.custody), int(State.CUSTODY)), (has(people.tested), int(State.TESTED)),
        (has(people.contacted), int(State.CONTACTED)), (by(people.moved), int(State.MOVED)),
        else_=int(State.UNKNOWN),
    )  # fmt: skip
    told = people.select(
        facility=people.facility, period=people.month, one=ibis.literal(place),
        two=state + 8 * people.consented.cast("int32"),
    )  # fmt: skip
    return _grouped(told)


def _golden(people: Any) -> Any:
    import ibis

    quarter = HORIZONS[0].days
    gone = [(day >= 0) & (day <= quarter) for day in (people.died, people.custody)]
    enough = people.golden_done >= GOLDEN_SHARE * people.golden_planned
    value = ibis.cases(
        (gone[0] | gone[1] | (people.golden_planned == 0), 0),
        (enough & (people.golden_review == 1), 2),
        else_=1,
    )
    told = people.select(
        facility=people.facility, period=people.month, one=ibis.literal(int(Measure.GOLDEN)),
        two=value,
    )  # fmt: skip
    return _grouped(told)


def _grouped(told: Any) -> Any:
    return told.group_by(["facility", "period", "one", "two"]).agg(people=told.count())


def _tests(people: Any, place: int, value: int) -> Any:
    import ibis

    column = people[f"{('due', 'done')[value]}_{place}"].cast("int64")
    told = people.select(facility=people.facility, period=people.month, amount=column)
    found = told.group_by(["facility", "period"]).agg(people=told.amount.sum())
    return found.select(
        facility=found.facility, period=found.period, one=ibis.literal(Measure.TESTS + place),
        two=ibis.literal(value), people=found.people,
    )  # fmt: skip


def _rows(table: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return an Arrow table as whole numbers, ordered like ``counted``."""
    names = ("facility", "period", "one", "two", "people")
    columns = [np.rint(table[name].to_numpy()).astype(np.int64) for name in names]
    order = np.lexsort(columns[3::-1])
    return np.stack(columns, axis=1)[order]
