"""Incidence of several causes and Gray's test: laws, and what each must reduce to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guihang.engines.stats.comparison import logrank
from guihang.engines.stats.cox import cox
from guihang.engines.stats.fine_gray import fine_gray
from guihang.engines.stats.gray import gray
from guihang.engines.stats.incidence import incidences
from guihang.engines.survival import curves
from guihang.engines.survival_ledger import merge_outcomes, tally_outcomes

people = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 1)), min_size=1, max_size=40
)


def ledger_of(rows, causes=(1, 2, 3)):
    time, outcome, group = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return tally_outcomes(time=time, outcome=outcome, group=group, labels=("a", "b"), causes=causes)


def held(rows):
    return [line for line in incidences(ledger_of(rows)) if line.n]


@settings(max_examples=40)
@given(people)
def test_free_of_all_and_the_incidences_add_to_one_at_every_time(rows):
    for line in held(rows):
        assert np.abs(line.free + line.incidence.sum(axis=1) - 1).max() < 1e-12
        assert (np.diff(line.incidence, axis=0) >= 0).all()


@settings(max_examples=40)
@given(people, st.randoms())
def test_the_order_of_people_does_not_matter(rows, random):
    for one, other in zip(held(rows), held(random.sample(rows, len(rows))), strict=True):
        assert np.array_equal(one.incidence, other.incidence)
        assert np.array_equal(one.stderr, other.stderr)


@settings(max_examples=40)
@given(people, people)
def test_added_counts_give_the_curves_of_the_pooled_people(one, two):
    added = merge_outcomes(ledger_of(one), ledger_of(two))
    for left, right in zip(incidences(added), incidences(ledger_of([*one, *two])), strict=True):
        assert np.array_equal(left.time, right.time)
        assert np.array_equal(left.incidence, right.incidence)


def test_regions_that_know_different_causes_add_up():
    north = tally_outcomes(time=[1, 2], outcome=[1, 0])
    south = tally_outcomes(time=[2, 3], outcome=[3, 0])
    added = merge_outcomes(north, south)
    assert added.causes == (1, 3)
    assert added.counts.tolist() == [[0, 1, 0], [1, 0, 1], [1, 0, 0]]


@settings(max_examples=40)
@given(people)
def test_with_one_cause_the_incidence_is_one_minus_kaplan_meier(rows):
    rows = [(time, min(outcome, 1), 0) for time, outcome, _ in rows]
    line, curve = incidences(ledger_of(rows))[0], curves(ledger_of(rows).any_cause())[0]
    assert np.allclose(1 - line.incidence[:, 0], curve.survival, rtol=0, atol=1e-12)
    # The jackknife of one curve is Greenwood's formula without its correction for small numbers.
    assert (line.stderr[:, 0] <= np.nan_to_num(curve.stderr, nan=1.0) + 1e-12).all()


def test_one_minus_kaplan_meier_of_each_cause_would_say_too_much():
    rows = [(t, 1 + t % 2, 0) for t in range(1, 41)]
    line = incidences(ledger_of(rows))[0]
    naive = [1 - curves(ledger_of(rows).only(cause))[0].at(36).survival for cause in (1, 2)]
    honest = [line.at(36, cause).incidence for cause in (1, 2)]
    assert sum(honest) == pytest.approx(0.9)
    assert sum(naive) > 1


@settings(max_examples=30)
@given(people)
def test_the_standard_error_is_the_root_of_the_squared_influences_of_all(rows):
    rows = [(time, outcome, 0) for time, outcome, _ in rows]
    line = incidences(ledger_of(rows))[0]
    time, outcome = np.array(rows)[:, 0], np.array(rows)[:, 1]
    step = 1e-5
    total = np.zeros_like(line.incidence)
    for person in range(len(rows)):
        moved = [weighted(time, outcome, line.time, person, change) for change in (step, -step)]
        total += ((moved[0] - moved[1]) / (2 * step)) ** 2
    assert np.allclose(line.stderr, np.sqrt(total), rtol=0, atol=1e-6)


def weighted(time, outcome, grid, person, change):
    """The definition, with one person counting a little more."""
    weight = np.ones(time.size)
    weight[person] += change
    free, incidence, rows = 1.0, np.zeros(3), []
    for t in grid:
        at_risk = weight[time >= t].sum()
        events = np.array([weight[(time == t) & (outcome == cause)].sum() for cause in (1, 2, 3)])
        incidence = incidence + free * events / at_risk
        free *= 1 - events.sum() / at_risk
        rows.append(incidence)
    return np.array(rows)


def test_events_on_day_zero_count_and_limits_are_undefined_while_nothing_happened():
    line = incidences(ledger_of([(0, 2, 0), (5, 0, 0), (5, 0, 0), (5, 0, 0)]))[0]
    assert line.at(0, 2).incidence == 0.25
    assert (line.at(0, 1).incidence, line.at(0, 1).lower) == (0, None)


class TestGray:
    rows = [
        (int(t), int(c), g)
        for g, seed in ((0, 1), (1, 2))
        for t, c in np.random.default_rng(seed).integers(0, (30, 4), (60, 2))
    ]

    def test_which_group_comes_first_does_not_matter(self):
        swapped = [(time, outcome, 1 - group) for time, outcome, group in self.rows]
        for one, other in zip(gray(ledger_of(self.rows)), gray(ledger_of(swapped)), strict=True):
            assert one.chi2 == pytest.approx(other.chi2, rel=1e-9)

    def test_without_other_causes_it_is_the_log_rank_test_but_for_its_variance(self):
        rows = [(time, min(outcome, 1), group) for time, outcome, group in self.rows]
        ledger = ledger_of(rows, causes=(1,))
        plain = logrank(curves(ledger.only(1)))
        assert gray(ledger)[0].chi2 == pytest.approx(plain.chi2, rel=0.1)

    def test_groups_that_differ_are_told_apart_and_equal_ones_are_not(self):
        late = [(time + 20 * group, outcome, group) for time, outcome, group in self.rows]
        twins = [(time, outcome, group) for time, outcome, _ in self.rows for group in (0, 1)]
        assert gray(ledger_of(late))[0].p < 0.01
        assert gray(ledger_of(twins))[0].chi2 == pytest.approx(0, abs=1e-12)

    def test_a_cause_that_nobody_had_cannot_be_tested(self):
        rows = [(time, min(outcome, 1), group) for time, outcome, group in self.rows]
        assert gray(ledger_of(rows))[2].p is None

    def test_one_group_cannot_be_compared(self):
        with pytest.raises(ValueError, match="two groups"):
            gray(ledger_of([(1, 1, 0), (2, 2, 0)]))


class TestFineGray:
    def test_without_other_causes_it_is_cox_with_breslow_ties(self, studies):
        table, names = studies["rossi"], ["fin", "age", "prio"]
        x = np.column_stack([table[name] for name in names])
        time = table["time"].astype(int)
        ours = fine_gray(time=time, outcome=table["event"].astype(int), covariates=x, names=names)
        plain = cox(
            time=time, event=table["event"], covariates=x, names=names, ties="breslow",
            cluster=np.arange(time.size),
        )  # fmt: skip
        for row, other in zip(ours.coefficients, plain.coefficients, strict=True):
            assert row.coef == pytest.approx(other.coef, abs=1e-10)
            assert row.se == pytest.approx(other.se, abs=1e-10)

    def test_who_had_another_event_stays_at_risk_so_a_cause_that_others_prevent_is_rarer(self):
        rng = np.random.default_rng(3)
        exposed = rng.integers(0, 2, 400)
        first, second = rng.exponential(10, 400), rng.exponential(np.where(exposed, 4, 40))
        time = np.ceil(np.minimum(first, second)).astype(int)
        outcome = np.where(first < second, 1, 2)
        x = exposed[:, None]
        same = cox(time=time, event=outcome == 1, covariates=x, names=["x"]).coef[0]
        fewer = fine_gray(time=time, outcome=outcome, covariates=x, names=["x"])
        assert abs(same) < 0.3  # the rate is the same in both
        assert fewer.coefficients[0].coef < -0.5  # the probability is not


@pytest.mark.parametrize(
    ("outcome", "causes", "message"),
    [
        ([-1], None, "whole numbers"),
        ([0.5], None, "whole numbers"),
        ([2], (1,), "not among"),
        ([2], (1, 3), "not among"),
        ([1], (2, 1), "rise"),
    ],
)
def test_outcomes_that_are_no_causes_are_refused(outcome, causes, message):
    with pytest.raises(ValueError, match=message):
        tally_outcomes(time=[1], outcome=outcome, causes=causes)


def test_causes_with_gaps_keep_their_codes():
    assert tally_outcomes(time=[1, 1, 2], outcome=[3, 0, 1], causes=(1, 3)).counts.tolist() == [
        [1, 0, 1],
        [0, 1, 0],
    ]
