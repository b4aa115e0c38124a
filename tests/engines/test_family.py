"""Family relations before and after: four parts that sum to all, by one rule."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.family import CHANGE, HIGHEST, ITEMS, Change, Measured, change, total

DAY = date(2018, 1, 1)
END = date(2019, 1, 1)
MEASURES = st.lists(
    st.builds(
        Measured, st.sampled_from(["person", "relative"]),
        st.integers(0, 400).map(lambda days: DAY + timedelta(days=days)), st.integers(0, 20),
    ),
    max_size=6,
)  # fmt: skip


@given(st.lists(MEASURES, max_size=12))
def test_every_family_is_exactly_one_of_the_four(families):
    found = Counter(change(one, END) for one in families)

    assert set(found) <= set(Change)
    assert sum(found.values()) == len(families)


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        (CHANGE, "improved"),
        (CHANGE - 1, "unchanged"),
        (1 - CHANGE, "unchanged"),
        (-CHANGE, "worse"),
    ],
)
def test_three_points_are_a_change_and_two_are_not(moved, expected):
    before, after = Measured("person", DAY, 10), Measured("person", DAY + timedelta(1), 10 + moved)

    assert change([after, before], END) == expected


def test_a_relative_is_not_measured_against_the_person_nor_a_day_against_itself():
    apart = [Measured("person", DAY, 2), Measured("relative", DAY + timedelta(9), 20)]
    at_once = [Measured("person", DAY, 2), Measured("person", DAY, 20)]
    later = [Measured("person", DAY, 2), Measured("person", END, 20)]

    assert {change(one, END) for one in (apart, at_once, later)} == {Change.NOT_MEASURED}


def test_five_answers_make_a_total_and_four_do_not():
    best = dict.fromkeys(ITEMS, HIGHEST)

    assert total(best) == 20
    with pytest.raises(ValueError, match="five"):
        total({item: best[item] for item in list(ITEMS)[:4]})
