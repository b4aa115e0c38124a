"""Funnels and shrunken ratios: the standard, the limits, over-dispersion, small units."""

import numpy as np
import pytest

from guihang.engines.stats.funnel import (
    control_limits,
    funnel,
    poisson_control_limits,
    standardised,
)
from guihang.engines.stats.shrinkage import shrink
from guihang.engines.stats.tails import Z_95, poisson_limits

LABELS = [f"f{place}" for place in range(13)]


def population(effect=0.0, seed=1):
    rng = np.random.default_rng(seed)
    unit, age = rng.integers(0, 13, 4000), rng.normal(35, 8, 4000)
    age += unit  # each unit has its own mix
    time = np.ceil(rng.exponential(300 * np.exp(0.05 * (age - 41) - effect * (unit == 12))))
    return {
        "time": np.minimum(time, 365).astype(int), "event": time <= 365, "unit": unit,
        "labels": LABELS, "covariates": age[:, None], "names": ["age"],
    }  # fmt: skip


def test_all_units_together_have_what_they_expect():
    found = standardised(**population())
    assert found.expected == pytest.approx(found.observed, abs=1e-6)
    assert sum(unit.expected for unit in found.units) == pytest.approx(found.observed, abs=1e-6)


def test_a_different_mix_is_no_difference_and_a_real_one_stands_out():
    even, odd = standardised(**population()), standardised(**population(effect=0.7))
    assert max(abs(unit.z) for unit in even.units) < 3
    assert odd.units[12].z > 4
    assert odd.units[12].lower > 1


def test_events_after_the_horizon_do_not_count():
    people = population()
    found = standardised(**people, horizon=90)
    assert found.observed == (people["event"] & (people["time"] <= 90)).sum()
    assert found.expected == pytest.approx(found.observed, abs=1e-6)


def test_a_unit_where_nobody_was_at_risk_of_an_event_is_left_out_by_name():
    people = population()
    people["time"] = np.where(people["unit"] == 3, 0, people["time"])
    people["event"] = people["event"] & (people["unit"] != 3)
    people["time"][(people["time"] == 0) & (people["unit"] != 3)] = 1
    found = standardised(**people)
    assert found.left_out == ("f3",)
    assert len(found.units) == 12


def test_counts_of_regions_add_before_the_funnel_is_drawn():
    found = funnel(observed=[3, 10], expected=[5.0, 8.0], people=[20, 40], labels=["a", "b"])
    assert (found.units[0].ratio, found.units[1].ratio) == (0.6, 1.25)
    assert [unit.unit for unit in found.units] == ["a", "b"]  # the order given: no ranks


def test_without_overdispersion_nothing_is_added_and_with_it_limits_widen():
    rng = np.random.default_rng(2)
    aims = np.full(13, 200.0)
    calm = funnel(observed=np.full(13, 200), expected=aims, people=aims, labels=LABELS)
    wild = funnel(
        observed=rng.poisson(aims * rng.gamma(20, 1 / 20, 13)), expected=aims, people=aims,
        labels=LABELS,
    )  # fmt: skip
    assert calm.tau2 == 0
    assert wild.tau2 > 0
    assert wild.units[0].limits_998_additive[1] > wild.units[0].limits_998[1]
    assert abs(wild.units[0].z_additive) < abs(wild.units[0].z)


def test_exact_limits_are_those_in_the_tables():
    # Garwood 1936: 95 % limits of a count of 10 are 4.795 and 18.39, of 0 are 0 and 3.689.
    lower, upper = poisson_limits([10, 0])
    assert lower.tolist() == pytest.approx([4.795, 0], abs=5e-4)
    assert upper.tolist() == pytest.approx([18.390, 3.689], abs=5e-4)


def test_exact_and_square_root_control_limits_meet_for_large_units():
    for expected, gap in ((20, 0.05), (2000, 0.002)):
        exact, root = poisson_control_limits(expected, 0.95), control_limits(expected, Z_95)
        assert exact == pytest.approx(root, abs=gap)


class TestShrinkage:
    def test_small_units_are_drawn_in_most(self):
        found = shrink([2, 400, 390, 420, 300], [0.4, 330, 400, 380, 400])
        raw = np.array([5.0, 400 / 330])
        assert found.mean[0] < 1.5 < raw[0]
        assert abs(found.mean[1] - raw[1]) < 0.1
        assert found.exceeds[1] > found.exceeds[2]

    def test_units_that_differ_by_chance_only_are_all_average(self):
        found = shrink([100, 98, 103, 99], [100] * 4)
        assert found.mean == pytest.approx(1, abs=0.01)
        assert (found.exceeds < 0.01).all()

    def test_limits_hold_the_mean(self):
        found = shrink([30, 60, 45, 80], [50, 50, 50, 50])
        assert (found.lower < found.mean).all()
        assert (found.mean < found.upper).all()

    def test_one_unit_cannot_be_shrunk(self):
        with pytest.raises(ValueError, match="two or more"):
            shrink([1], [1])
