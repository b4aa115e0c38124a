"""Curves, quartiles and the log-rank test against R, lifelines and the laws they must obey."""

import json
import warnings
from pathlib import Path

import lifelines
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.datasets import load_rossi
from SurvSet.data import SurvLoader

from guihang.engines.stats.comparison import LogRank, logrank
from guihang.engines.survival import Curve, curves
from guihang.engines.survival_ledger import Ledger, tally

REFERENCE = json.loads(Path(__file__).with_name("survival_reference.json").read_text())
STRATA = [(data, name) for data in ("uis", "rossi") for name in REFERENCE[data]["strata"]]
TESTS = [(data, name) for data in ("uis", "rossi") for name in REFERENCE[data]["logrank"]]


@pytest.fixture(scope="module")
def tables():
    """Columns of the two studies as text, blank where a value is missing."""
    with warnings.catch_warnings():  # the package's pickle names a module that numpy has moved
        warnings.simplefilter("ignore", DeprecationWarning)
        uis = SurvLoader().load_dataset("uis")["df"]
    uis = uis.astype(str).replace("missing", "")
    uis = uis.rename(columns=lambda name: name.removeprefix("fac_"))
    rossi = load_rossi().astype(str).rename(columns={"week": "time", "arrest": "event"})
    return {"uis": uis.rename(columns={"heroic": "hercoc"}), "rossi": rossi}


def lines_by(table, column: str | None) -> tuple[Curve, ...]:
    if column is None:
        return curves(tally(time=table["time"].astype(int), event=table["event"].astype(int)))
    table = table[table[column] != ""]
    labels = sorted(table[column].unique())
    return curves(
        tally(
            time=table["time"].astype(int),
            event=table["event"].astype(int),
            group=table[column].map(labels.index).astype(int),
            labels=labels,
        )
    )


def line_of(table, stratum: str) -> Curve:
    column, _, value = stratum.partition("=")
    lines = lines_by(table, column if value else None)
    return next(line for line in lines if line.label == (value or "all"))


def of(times, events) -> Curve:
    return curves(tally(time=np.array(times), event=np.array(events)))[0]


def near(expected, absolute=1e-9):
    return None if expected is None else pytest.approx(expected, rel=0, abs=absolute)


class TestAgainstR:
    """R 4.2.2 with survival 3.5-3; counts exact, S and limits to 1e-9, log-rank to 1e-8."""

    @pytest.mark.parametrize(("data", "stratum"), STRATA)
    def test_every_horizon_has_the_counts_survival_and_limits_of_r(self, tables, data, stratum):
        line = line_of(tables[data], stratum)
        known = REFERENCE[data]["strata"][stratum]
        assert (line.n, line.n_events) == (known["n"], known["events"])
        for row in known["at"]:
            point = line.at(row["time"])
            assert (point.n_risk, point.events) == (row["n_risk"], row["events"])
            assert point.survival == near(row["survival"])
            assert point.stderr == near(row["stderr"])
            assert point.lower == near(row["lower"])
            assert point.upper == near(row["upper"])
            assert (row["time"] > line.last) is row["beyond"]

    @pytest.mark.parametrize(("data", "stratum"), STRATA)
    def test_quartiles_and_their_limits_are_those_of_r(self, tables, data, stratum):
        line = line_of(tables[data], stratum)
        for row in REFERENCE[data]["strata"][stratum]["quantiles"]:
            found = line.quantile(row["share"])
            assert (found.time, found.lower, found.upper) == (
                row["time"],
                row["lower"],
                row["upper"],
            )

    @pytest.mark.parametrize(("data", "stratum"), STRATA)
    def test_the_whole_curve_has_the_checksum_of_r(self, tables, data, stratum):
        line = line_of(tables[data], stratum)
        known = REFERENCE[data]["strata"][stratum]
        assert line.time.size == known["points"]
        assert line.survival.sum() == pytest.approx(known["sum_survival"], rel=1e-12)
        weighted = (line.time * line.survival).sum()
        assert weighted == pytest.approx(known["sum_time_survival"], rel=1e-12)

    @pytest.mark.parametrize(("data", "column"), TESTS)
    def test_the_log_rank_test_is_that_of_r(self, tables, data, column):
        lines = lines_by(tables[data], column)
        found, known = logrank(lines), REFERENCE[data]["logrank"][column]
        assert sum(line.n for line in lines) == known["n"]
        assert list(found.observed) == known["observed"]
        assert list(found.expected) == pytest.approx(known["expected"], rel=1e-8)
        assert found.df == known["df"]
        assert found.chi2 == pytest.approx(known["chi2"], rel=1e-8)
        assert found.p == pytest.approx(known["p"], rel=1e-8)

    @pytest.mark.parametrize("case", REFERENCE["small"])
    def test_ties_time_zero_and_the_end_of_a_small_curve_are_those_of_r(self, case):
        line = of(case["time"], case["event"])
        for share, (time, lower, upper) in zip((0.25, 0.5, 0.75), case["quartiles"], strict=True):
            found = line.quantile(share)
            assert (found.time, found.lower, found.upper) == (time, lower, upper)
        for time, n_risk, survival, stderr, lower, upper in case["at"]:
            point = line.at(time)
            assert point.n_risk == n_risk
            assert point.survival == near(survival)
            assert (point.stderr, point.lower, point.upper) == (
                near(stderr),
                near(lower),
                near(upper),
            )


class TestQuantileConvention:
    def test_the_median_is_the_midpoint_where_survival_is_exactly_one_half(self):
        assert of([10, 20, 30, 40], [1, 1, 1, 1]).quantile(0.5).time == 25

    def test_a_curve_that_ends_on_one_half_is_read_up_to_the_last_observation(self):
        assert of([10, 20, 40, 60], [1, 1, 0, 0]).quantile(0.5).time == 40

    def test_rounding_does_not_hide_an_exact_half(self):
        line = of(range(1, 25), [1] * 24)
        assert line.at(12).survival > 0.5  # by one unit in the last place
        assert line.quantile(0.5).time == 12.5

    def test_where_the_upper_limit_rises_again_its_median_is_read_as_in_r(self):
        # R 4.2.2, survival 3.5-3: quantile gives 1 (1, 3), although the limit first passes at 1.
        line = of([1] * 130 + [2] * 68 + [3, 4], [1] * 130 + [0] * 68 + [1, 0])
        assert line.at(1).upper < line.at(3).upper < 0.5
        median = line.quantile(0.5)
        assert (median.time, median.lower, median.upper) == (1, 1, 3)

    def test_a_median_that_is_not_reached_is_none(self):
        found = of([1, 2, 3, 4], [1, 0, 0, 0]).quantile(0.5)
        assert found.time is None

    def test_whole_times_give_whole_medians_unless_the_midpoint_is_not(self):
        assert isinstance(of([1, 2, 3], [1, 1, 1]).quantile(0.5).time, int)
        assert of([1, 2], [1, 1]).quantile(0.5).time == 1.5

    @pytest.mark.parametrize("share", [0, 1, -0.5, 2])
    def test_a_share_outside_zero_and_one_is_refused(self, share):
        with pytest.raises(ValueError, match="share"):
            of([1], [1]).quantile(share)


class TestUndefined:
    def test_when_everyone_had_the_event_survival_is_zero_without_limits(self):
        point = of([3, 3, 3], [1, 1, 1]).at(3)
        assert (point.survival, point.stderr, point.lower, point.upper) == (0, None, None, None)

    def test_before_anyone_left_everyone_is_retained(self):
        point = of([3, 4], [1, 0]).at(2)
        assert (point.n_risk, point.survival, point.lower, point.upper) == (2, 1, 1, 1)

    def test_a_group_without_people_has_an_empty_curve(self):
        empty, full = curves(tally(time=[1], event=[1], group=[1], labels=("a", "b")))
        assert (empty.n, empty.last, empty.n_risk(0), full.n) == (0, None, 0, 1)

    @pytest.mark.parametrize(
        ("times", "events", "groups"),
        [
            ([1, 2, 3, 4], [0, 0, 0, 0], [0, 0, 1, 1]),  # no event
            ([1, 2, 3, 4], [0, 0, 1, 1], [0, 0, 1, 1]),  # only one group at risk at the events
            ([3, 3, 3, 3], [1, 1, 1, 1], [0, 0, 1, 1]),  # everyone at once: no variance
        ],
    )
    def test_a_comparison_without_information_has_no_statistic(self, times, events, groups):
        found = compare(times, events, groups)
        assert (found.chi2, found.p) == (None, None)

    def test_a_comparison_with_information_has_one(self):
        found = compare([1, 2, 3, 4], [1, 1, 1, 0], [0, 0, 1, 1])
        assert found.chi2 is not None
        assert 0 < found.p < 1

    def test_one_group_cannot_be_compared(self):
        with pytest.raises(ValueError, match="two groups"):
            logrank(curves(tally(time=[1], event=[1])))


def compare(times, events, groups) -> LogRank:
    labels = [str(group) for group in range(max(groups) + 1)]
    return logrank(curves(tally(time=times, event=events, group=groups, labels=labels)))


people = st.lists(
    st.tuples(st.integers(0, 30), st.booleans(), st.integers(0, 2)), min_size=1, max_size=60
)


def ledger_of(rows, scale=1.0) -> Ledger:
    times = np.array([row[0] for row in rows]) * (1 if scale == 1 else scale)
    return tally(
        time=times,
        event=np.array([row[1] for row in rows]),
        group=np.array([row[2] for row in rows]),
        labels=("a", "b", "c"),
    )


class TestLaws:
    @given(people, st.randoms())
    def test_the_order_of_people_does_not_matter(self, rows, random):
        shuffled = random.sample(rows, len(rows))
        for one, other in zip(curves(ledger_of(rows)), curves(ledger_of(shuffled)), strict=True):
            assert np.array_equal(one.time, other.time)
            assert np.array_equal(one.survival, other.survival)
            assert np.array_equal(one.lower, other.lower, equal_nan=True)

    @given(people)
    def test_survival_falls_from_one_towards_zero_inside_its_limits(self, rows):
        for line in curves(ledger_of(rows)):
            steps = np.concatenate([[1.0], line.survival])
            assert (np.diff(steps) <= 0).all()
            assert (line.survival >= 0).all()
            known = ~np.isnan(line.lower)
            assert (line.lower[known] <= line.survival[known]).all()
            assert (line.upper[known] >= line.survival[known]).all()

    @given(people)
    def test_at_risk_is_everyone_whose_time_is_not_yet_over(self, rows):
        for group, line in enumerate(curves(ledger_of(rows))):
            own = np.array([time for time, _, place in rows if place == group])
            for time, n_risk in zip(line.time, line.at_risk, strict=True):
                assert n_risk == (own >= time).sum() == line.n_risk(float(time))

    @given(people)
    def test_without_censoring_survival_is_the_share_still_free(self, rows):
        rows = [(time, True, group) for time, _, group in rows]
        for group, line in enumerate(curves(ledger_of(rows))):
            own = np.array([time for time, _, place in rows if place == group])
            for time, survival in zip(line.time, line.survival, strict=True):
                assert survival == pytest.approx((own > time).mean(), abs=1e-12)

    @given(people, st.sampled_from([0.25, 0.5, 2.5, 7.0]))
    def test_another_unit_of_time_stretches_the_curve_and_changes_nothing_else(self, rows, scale):
        for one, other in zip(curves(ledger_of(rows)), curves(ledger_of(rows, scale)), strict=True):
            assert np.array_equal(one.time * scale, other.time)
            assert np.array_equal(one.survival, other.survival)
            median, stretched = one.quantile(0.5), other.quantile(0.5)
            assert stretched.time == (None if median.time is None else median.time * scale)

    @given(people)
    def test_the_event_comes_before_the_censoring_of_the_same_day(self, rows):
        earlier = ledger_of([(time * 2 + (not event), event, group) for time, event, group in rows])
        for one, other in zip(curves(ledger_of(rows)), curves(earlier), strict=True):
            assert np.allclose(
                one.survival[one.events > 0], other.survival[other.events > 0], rtol=0, atol=1e-12
            )

    @given(st.integers(1, 20), st.integers(1, 20))
    def test_events_on_day_zero_lower_the_curve_at_once(self, fallen, staying):
        line = of([0] * fallen + [5] * staying, [1] * fallen + [0] * staying)
        assert line.at(0).n_risk == fallen + staying
        assert line.at(0).survival == pytest.approx(staying / (fallen + staying))

    @given(people)
    def test_expected_events_add_up_to_the_observed(self, rows):
        found = logrank(curves(ledger_of(rows)))
        assert sum(found.expected) == pytest.approx(sum(found.observed), abs=1e-9)

    @settings(max_examples=40, deadline=None)
    @given(people)
    def test_survival_equals_lifelines(self, rows):
        line = of([row[0] for row in rows], [row[1] for row in rows])
        fitter = lifelines.KaplanMeierFitter()
        fitter.fit([row[0] for row in rows], [row[1] for row in rows])
        theirs = fitter.survival_function_at_times(line.time).to_numpy()
        assert np.allclose(line.survival, theirs, rtol=0, atol=1e-10)
