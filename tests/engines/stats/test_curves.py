"""Bands, delayed entry, landmark, completeness: published points and laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guihang.engines.stats.bands import (
    equal_precision,
    equal_precision_point,
    hall_wellner,
    hall_wellner_point,
)
from guihang.engines.stats.comparison import compare
from guihang.engines.stats.followup import completeness, reach
from guihang.engines.stats.late_entry import delayed_entry, immortal, landmark
from guihang.engines.stats.means import difference, mean_free_time
from guihang.engines.survival import curves
from guihang.engines.survival_ledger import tally

people = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=50)


def curve_of(rows):
    time, event = (np.array(column) for column in zip(*rows, strict=True))
    return curves(tally(time=time, event=event))[0]


class TestBands:
    def test_critical_points_are_those_of_the_textbook(self):
        # Klein & Moeschberger 2003, example 4.2 and appendix C: aL = 0.1, aU = 0.6.
        assert equal_precision_point(0.1, 0.6) == pytest.approx(2.8826, abs=5e-5)
        assert hall_wellner_point(0.1, 0.6) == pytest.approx(1.3211, abs=5e-5)

    def test_over_the_whole_line_it_is_the_point_of_kolmogorov(self):
        assert hall_wellner_point(1e-4, 1 - 1e-4) == pytest.approx(1.3581, abs=5e-5)

    def test_both_bands_hold_the_pointwise_limits_where_each_is_narrow(self, studies):
        table = studies["uis"]
        line = curves(tally(time=table["time"].astype(int), event=table["event"]))[0]
        nair, hall = equal_precision(line, 30, 730), hall_wellner(line, 30, 730)
        for band in (nair, hall):
            middle = int(np.searchsorted(band.time, 180))
            point = line.at(band.time[middle])
            assert band.lower[middle] < point.lower < point.upper < band.upper[middle]
        middle = int(np.searchsorted(nair.time, 180))
        assert hall.upper[middle] - hall.lower[middle] < nair.upper[middle] - nair.lower[middle]
        assert hall.lower[0] < nair.lower[0]

    def test_a_band_without_an_event_before_its_start_is_refused(self):
        with pytest.raises(ValueError, match="event by its start"):
            equal_precision(curve_of([(5, True), (9, False), (9, True)]), 2, 9)


class TestDelayedEntry:
    @settings(max_examples=40)
    @given(people)
    def test_when_all_are_there_from_the_start_it_is_the_ordinary_curve(self, rows):
        time, event = (np.array(column) for column in zip(*rows, strict=True))
        late, plain = delayed_entry(entry=time * 0, time=time, event=event), curve_of(rows)
        assert np.array_equal(late.survival, plain.survival)
        assert np.array_equal(late.at_risk, plain.at_risk)

    @settings(max_examples=40)
    @given(people, st.integers(1, 20))
    def test_rows_cut_in_two_are_one_person(self, rows, cut):
        time, event = (np.array(column) for column in zip(*rows, strict=True))
        later = time > cut
        halves = delayed_entry(
            entry=np.concatenate([time * 0, np.full(later.sum(), cut)]),
            time=np.concatenate([np.minimum(time, cut), time[later]]),
            event=np.concatenate([event & ~later, event[later]]),
        )
        plain = curve_of(rows)
        for t in range(31):
            assert halves.at(t).survival == pytest.approx(plain.at(t).survival, abs=1e-12)
            assert halves.n_risk(t) == plain.n_risk(t)

    def test_who_is_seen_from_day_40_on_is_not_at_risk_before(self):
        line = delayed_entry(entry=[0, 0, 40], time=[30, 60, 90], event=[1, 1, 1])
        assert [line.n_risk(t) for t in (30, 40, 41, 60, 61)] == [2, 1, 2, 2, 1]
        assert line.at(30).survival == 0.5
        assert line.n == 3

    def test_nobody_leaves_before_entering(self):
        with pytest.raises(ValueError, match="enter before"):
            delayed_entry(entry=[5], time=[5], event=[1])


class TestLandmark:
    def test_only_who_is_still_observed_counts_and_the_clock_starts_there(self):
        found = landmark([10, 90, 91, 200], [1, 1, 0, 1], 90)
        assert found.kept.tolist() == [False, False, True, True]
        assert (found.time.tolist(), found.event.tolist()) == ([1, 110], [False, True])

    def test_a_group_settled_after_the_start_is_refused_and_one_known_then_is_not(self):
        assert "immortal" in immortal([0, np.nan, 45]).en
        assert immortal([0, -3, np.nan]) is None
        assert immortal([0, np.nan, 45], at=90) is None

    def test_staying_90_days_looks_like_a_cure_unless_the_clock_starts_at_day_90(self):
        # Whoever stays is, by then, free of the event: with no effect at all it looks strong.
        rng = np.random.default_rng(5)
        time, stay = np.ceil(rng.exponential(120, 800)), rng.exponential(90, 800)
        stayed = (np.minimum(stay, time) >= 90).astype(int)
        event = np.ones(800)

        def chi2(length, happened, group):
            return compare(
                [curves(tally(time=length, event=happened, group=group, labels=("0", "1")))]
            ).chi2

        fair = landmark(time, event, 90)
        assert chi2(time, event, stayed) > 40
        assert chi2(fair.time, fair.event, stayed[fair.kept]) < 4


class TestFollowUp:
    def test_reach_is_the_share_that_could_have_been_followed_so_long(self):
        assert reach([100, 365, 400, 90], 365) == 0.5

    def test_completeness_counts_the_time_that_was_owed_and_not_given(self):
        # Clark 2002: the event ends what is owed; who was lost on day 20 owes 80 more.
        assert completeness([50, 20, 100], [1, 0, 0], [100, 100, 100]) == pytest.approx(170 / 250)
        assert completeness([50, 20, 100], [1, 0, 0], [100] * 3, horizon=40) == pytest.approx(
            100 / 120
        )

    @settings(max_examples=40)
    @given(people)
    def test_who_was_followed_to_the_cut_off_makes_it_complete(self, rows):
        time, event = zip(*rows, strict=True)
        assert completeness(time, event, time) == 1


class TestMeans:
    def test_without_censoring_it_is_the_mean_of_the_times_cut_at_the_horizon(self):
        line = curve_of([(t, True) for t in (10, 20, 30, 40)])
        assert mean_free_time(line, 25).value == pytest.approx((10 + 20 + 25 + 25) / 4)

    def test_the_difference_has_the_variance_of_both(self):
        one = mean_free_time(curve_of([(t, True) for t in range(1, 41)]), 20)
        other = mean_free_time(curve_of([(t, True) for t in range(11, 51)]), 20)
        gap = difference(other, one)
        assert gap.lower < other.value - one.value < gap.upper
        assert gap.stderr == pytest.approx(np.hypot(one.stderr, other.stderr))

    def test_a_horizon_beyond_the_last_observation_is_refused(self):
        with pytest.raises(ValueError, match="horizon"):
            mean_free_time(curve_of([(5, False)]), 6)
