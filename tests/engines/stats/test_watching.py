"""Control charts and the risk-adjusted CUSUM: limits by hand, signals, false alarms as promised."""

import numpy as np
import pytest

from guihang.engines.stats.charts import g_chart, p_chart, t_chart, u_chart
from guihang.engines.stats.cusum import cusum, multiplicity, threshold, vlad, weights

MONTHS = 36


class TestCharts:
    def test_limits_of_a_p_chart_are_three_sigmas_of_each_month(self):
        chart = p_chart([10, 20, 15], [100, 100, 50], laney=False)
        centre = 45 / 250
        assert chart.centre == centre
        reach = 3 * np.sqrt(centre * (1 - centre) / 50)
        assert chart.upper[2] == pytest.approx(centre + reach)
        assert chart.lower[2] == pytest.approx(max(centre - reach, 0))

    def test_limits_of_a_u_chart_follow_the_exposure(self):
        chart = u_chart([4, 9], [100.0, 400.0], laney=False)
        assert chart.upper.tolist() == pytest.approx(
            [0.026 + 3 * np.sqrt(0.026 / size) for size in (100, 400)]
        )

    def test_laney_widens_months_that_differ_by_more_than_chance_and_leaves_the_others(self):
        rng = np.random.default_rng(1)
        people = np.full(MONTHS, 5000)
        calm = p_chart(rng.binomial(people, 0.2), people)
        wild = p_chart(rng.binomial(people, rng.normal(0.2, 0.03, MONTHS).clip(0, 1)), people)
        assert calm.sigma_z == pytest.approx(1, abs=0.3)
        assert wild.sigma_z > 3
        assert p_chart(wild.value * people, people, laney=False).outside.sum() > 10
        assert wild.outside.sum() == 0

    def test_a_month_far_out_and_eight_on_one_side_are_marked_and_seven_are_not(self):
        share = np.tile([0.19, 0.21], 10)
        share[7] = 0.4
        people = np.full(20, 1000)
        assert np.flatnonzero(p_chart(share * people, people, laney=False).outside).tolist() == [7]
        for length, marked in ((8, 8), (7, 0)):
            value = np.array([0.21] * length + [0.19, 0.21] * 2 + [0.19] * 5)
            chart = p_chart(value * 1000, np.full(value.size, 1000), baseline=None)
            assert chart.shift[:length].sum() == marked

    def test_centre_and_factor_may_come_from_the_first_year(self):
        people = np.full(24, 500)
        events = np.r_[np.tile([95, 105], 6), np.tile([195, 205], 6)]
        chart = p_chart(events, people, baseline=12)
        assert chart.centre == 0.2
        assert chart.outside[12:].all()

    def test_a_rare_event_that_stays_away_long_enough_is_good_news(self):
        chart = g_chart([90, 110, 100, 100, 900])
        stay = 260 / 261  # their mean is 260
        assert stay ** (chart.upper[0] + 1) <= 0.00135 < stay ** chart.upper[0]
        assert g_chart([10] * 20 + [100]).outside[-1]

    def test_times_between_events_that_are_all_alike_have_narrow_limits(self):
        chart = t_chart([30, 31, 29, 30, 31, 90])
        assert chart.lower[0] < 30 < chart.upper[0]
        assert t_chart([30, 31, 29, 30, 31, 30, 29, 31, 90, 30, 31]).upper[0] < 90

    @pytest.mark.parametrize(
        ("events", "people"), [([1], [1]), ([2, 1], [1, 1]), ([1, 1], [0, 1]), ([-1, 1], [1, 1])]
    )
    def test_what_is_no_share_is_refused(self, events, people):
        with pytest.raises(ValueError, match=r"events|sizes"):
            p_chart(events, people)


class TestCusum:
    def test_a_step_is_the_log_likelihood_ratio_of_raised_odds(self):
        p, odds = 0.3, 2.0
        raised = odds * p / (1 - p + odds * p)
        assert weights([1, 0], [p, p], odds).tolist() == pytest.approx(
            [np.log(raised / p), np.log((1 - raised) / (1 - p))]
        )

    def test_it_never_falls_below_zero_and_starts_anew_after_a_signal(self):
        found = cusum([0, 1, 1, 1, 1, 1, 0], [0.5] * 7, threshold=0.35, odds=1.5)
        assert (found.score >= 0).all()
        assert found.score[0] == 0
        assert found.signals == (2, 4)

    def test_the_level_found_gives_the_run_length_promised(self):
        rng = np.random.default_rng(7)
        risk = rng.beta(3, 7, 500)
        level = threshold(risk, 200, seed=1, paths=1000)
        lengths = []
        for _ in range(150):  # other people, other chance, and the chart itself
            p = rng.choice(risk, 4000)
            signals = cusum(rng.random(4000) < p, p, level.value).signals
            lengths.append(signals[0] + 1 if signals else 4000)
        assert np.mean(lengths) == pytest.approx(200, rel=0.25)

    def test_a_facility_with_raised_odds_signals_much_sooner(self):
        rng = np.random.default_rng(9)
        p = np.full(2000, 0.3)
        raised = 2 * p / (1 - p + 2 * p)
        first = [cusum(rng.random(2000) < q, p, 3.0).signals[:1] for q in (raised, p)]
        assert first[0][0] < 150
        assert not first[1] or first[1][0] > 3 * first[0][0]

    def test_fewer_events_than_expected_lift_the_vlad(self):
        assert vlad([0, 0, 1], [0.2, 0.2, 0.2]).tolist() == pytest.approx([0.2, 0.4, -0.4])

    def test_thirteen_charts_say_how_often_they_cry_wolf_together(self):
        assert "2.6" in multiplicity(13, 5).en
        assert "2.6" in multiplicity(13, 5).zh

    @pytest.mark.parametrize(("risk", "odds"), [([0.0], 1.5), ([1.0], 1.5), ([0.5], 1.0)])
    def test_risks_and_odds_that_say_nothing_are_refused(self, risk, odds):
        with pytest.raises(ValueError, match=r"risks|odds"):
            weights([1], risk, odds)
