"""Turnbull's estimate: published values, the check of the maximum, and what it reduces to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guihang.engines.stats.intervals import turnbull
from guihang.engines.survival import curves
from guihang.engines.survival_ledger import tally

NEVER = np.inf

people = st.lists(
    st.tuples(st.integers(0, 10), st.one_of(st.integers(0, 6), st.just(NEVER))),
    min_size=1,
    max_size=40,
)


def columns(rows):
    left = np.array([row[0] for row in rows], float)
    return left, left + np.array([row[1] for row in rows])


def test_the_cosmetic_results_of_radiotherapy_are_those_in_print():
    # Finkelstein & Wolfe 1985 Biometrics 41:933; masses as Turnbull's estimate is printed there
    # and by the R package interval 1.1-0.8 (icfit): four places.
    left = [
        45, 25, 37, 6, 46, 0, 0, 26, 18, 46, 46, 24, 46, 27, 36, 7, 36, 5, 17, 46, 19, 7, 36, 17,
        37, 37, 24, 0, 40, 32, 4, 17, 33, 15, 46, 19, 11, 11, 37, 22, 38, 34, 46, 5, 36, 46,
    ]  # fmt: skip
    known = {
        1: 37, 3: 10, 5: 5, 6: 7, 7: 40, 13: 34, 15: 16, 16: 44, 17: 11, 18: 25, 20: 35, 21: 14,
        22: 48, 25: 44, 27: 8, 30: 11, 31: 25, 35: 26, 36: 15, 37: 18, 43: 12,
    }  # fmt: skip
    right = [known.get(place, NEVER) for place in range(len(left))]
    found = turnbull(left, right)
    held = found.mass > 1e-8
    assert list(zip(found.left[held], found.right[held], strict=True)) == [
        (4, 5), (6, 7), (7, 8), (11, 12), (24, 25), (33, 34), (38, 40), (46, 48),
    ]  # fmt: skip
    assert found.mass[held] == pytest.approx(
        [0.0463, 0.0334, 0.0887, 0.0708, 0.0926, 0.0818, 0.1209, 0.4656], abs=5e-5
    )


@settings(max_examples=60)
@given(people)
def test_it_is_the_maximum_and_a_distribution(rows):
    found = turnbull(*columns(rows))
    assert found.converged
    assert found.mass.sum() == pytest.approx(1, abs=1e-12)
    assert (found.mass >= 0).all()


@settings(max_examples=40)
@given(people, st.randoms())
def test_the_order_of_people_does_not_matter_and_doubling_them_neither(rows, random):
    one, two = turnbull(*columns(rows)), turnbull(*columns(random.sample(rows * 2, len(rows) * 2)))
    assert two.loglik == pytest.approx(2 * one.loglik, abs=1e-6)
    assert np.array_equal(one.left, two.left)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=40))
def test_with_exact_dates_it_is_kaplan_meier(rows):
    time, event = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    found = turnbull(time, np.where(event, time, NEVER))
    line = curves(tally(time=time, event=event))[0]
    for t in range(int(time.max())):
        assert found.at(t).survival == pytest.approx(line.at(t).survival, abs=1e-6)


def test_neighbouring_visits_share_no_day():
    # Negative on day 7 and positive on day 14, or negative on 14 and positive on 21.
    found = turnbull([7, 14], [14, 21])
    assert found.mass.tolist() == pytest.approx([0.5, 0.5])
    assert found.at(14).survival == pytest.approx(0.5)


def test_inside_an_innermost_interval_only_bounds_are_known():
    found = turnbull([7, 14], [14, 21])
    inside = found.at(10)
    assert (inside.identified, inside.lower, inside.upper) == (False, pytest.approx(0.5), 1.0)
    assert found.at(7).identified


def test_beyond_the_last_visit_nothing_is_said():
    found = turnbull([7, 30], [14, NEVER])
    assert found.at(30).survival == pytest.approx(0.5)
    assert found.at(31).survival is None


def test_who_was_never_tested_changes_nothing_and_is_counted():
    one, two = turnbull([7, 14], [14, NEVER]), turnbull([7, 14, 0], [14, NEVER, NEVER])
    assert two.n_uninformative == 1
    assert two.loglik == pytest.approx(one.loglik, abs=1e-9)
    assert two.at(14).survival == pytest.approx(one.at(14).survival, abs=1e-6)


@pytest.mark.parametrize(("left", "right"), [([2], [1]), ([-1], [1]), ([], []), ([1, 2], [3])])
def test_what_is_no_interval_is_refused(left, right):
    with pytest.raises(ValueError, match=r"left|intervals"):
        turnbull(left, right)
