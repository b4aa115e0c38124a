"""Counting people by group and time, and adding what was counted apart."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.stats.comparison import logrank
from guihang.engines.survival import curves
from guihang.engines.survival_ledger import DENSE_CELLS, Ledger, merge, tally

LABELS = ("a", "b", "c")
people = st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(0, 2)), max_size=80)


def ledger_of(rows, dtype=np.int32) -> Ledger:
    return tally(
        time=np.array([row[0] for row in rows], dtype),
        event=np.array([row[1] for row in rows], np.bool_),
        group=np.array([row[2] for row in rows], np.int8),
        labels=LABELS,
    )


def rows_of(ledger: Ledger) -> list[tuple[str, float, int, int]]:
    labels = [ledger.labels[place] for place in ledger.group]
    return list(
        zip(
            labels,
            ledger.time.tolist(),
            ledger.events.tolist(),
            ledger.censored.tolist(),
            strict=True,
        )
    )


@given(people)
def test_a_ledger_holds_one_row_per_group_and_time_with_exact_counts(rows):
    counted = Counter((LABELS[group], time, bool(event)) for time, event, group in rows)
    expected = [
        (label, time, counted[label, time, True], counted[label, time, False])
        for label, time in sorted({(label, time) for label, time, _ in counted})
    ]
    assert rows_of(ledger_of(rows)) == expected


@given(people)
def test_whole_days_and_real_times_are_counted_alike(rows):
    assert rows_of(ledger_of(rows)) == rows_of(ledger_of(rows, np.float64))


@given(people)
def test_days_too_many_for_a_histogram_are_counted_alike(rows):
    far = DENSE_CELLS * 10
    moved = ledger_of([(time + far, event, group) for time, event, group in rows], np.int64)
    near = [(label, time + far, *counts) for label, time, *counts in rows_of(ledger_of(rows))]
    assert rows_of(moved) == near


@given(st.lists(people, min_size=1, max_size=4))
def test_the_parts_add_up_to_the_whole(parts):
    whole = ledger_of([row for part in parts for row in part])
    assert rows_of(merge(*(ledger_of(part) for part in parts))) == rows_of(whole)


@given(people, people, people)
def test_the_order_of_adding_does_not_matter(one, two, three):
    first, second, third = ledger_of(one), ledger_of(two), ledger_of(three)
    stepwise = merge(merge(first, second), third)
    assert rows_of(stepwise) == rows_of(merge(third, second, first))


@given(people, people)
def test_merged_counts_give_the_curves_and_the_test_of_the_pooled_people(one, two):
    merged, pooled = merge(ledger_of(one), ledger_of(two)), ledger_of([*one, *two])
    for left, right in zip(curves(merged), curves(pooled), strict=True):
        assert np.array_equal(left.survival, right.survival)
        assert np.array_equal(left.upper, right.upper, equal_nan=True)
    assert logrank(curves(merged)).chi2 == logrank(curves(pooled)).chi2


def test_regions_with_different_facilities_merge_by_label():
    north = tally(time=[1, 2], event=[1, 0], group=[0, 1], labels=("甲", "乙"))
    south = tally(time=[2, 3], event=[1, 1], group=[0, 1], labels=("乙", "丙"))
    merged = merge(north, south)
    assert merged.labels == ("甲", "乙", "丙")
    assert rows_of(merged) == [("甲", 1, 1, 0), ("乙", 2, 1, 1), ("丙", 3, 1, 0)]


def test_a_million_people_in_small_columns_are_counted_without_overflow():
    time = np.full(1_000_000, 200, np.uint8)
    ledger = tally(
        time=time,
        event=np.ones(time.size, np.int8),
        group=np.full(time.size, 120, np.int8),
        labels=[str(place) for place in range(121)],
    )
    assert rows_of(ledger) == [("120", 200, 1_000_000, 0)]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"time": [-1], "event": [1]}, "times"),
        ({"time": [float("nan")], "event": [1]}, "times"),
        ({"time": [float("inf")], "event": [1]}, "times"),
        ({"time": ["7"], "event": [1]}, "times"),
        ({"time": [1], "event": [2]}, "events"),
        ({"time": [1], "event": [0.5]}, "events"),
        ({"time": [1], "event": [float("nan")]}, "events"),
        ({"time": [1], "event": [1], "group": [1]}, "groups"),
        ({"time": [1], "event": [1], "group": [-1]}, "groups"),
        ({"time": [1, 2], "event": [1]}, "same length"),
        ({"time": [[1]], "event": [[1]]}, "one dimension"),
        ({"time": [1], "event": [1], "labels": ()}, "at least one group"),
    ],
)
def test_columns_that_are_not_times_events_and_groups_are_refused(columns, message):
    with pytest.raises(ValueError, match=message):
        tally(**columns)


def test_good_columns_are_not_refused():
    assert tally(time=[0, 1.5], event=[1.0, 0.0]).n == 2


def test_nothing_cannot_be_merged():
    with pytest.raises(ValueError, match="nothing"):
        merge()
