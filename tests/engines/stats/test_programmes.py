"""Programmes: published figures, designs that find a known effect and say what they cannot."""

import numpy as np
import pytest

from guihang.engines.stats.before_after import before_after, e_value, share_limits
from guihang.engines.stats.designs import WARNINGS, Design
from guihang.engines.stats.rollout import controlled, stepped_wedge
from guihang.engines.stats.time_series import interrupted

FACILITIES, PERIODS = 13, 6


class TestBeforeAfter:
    def test_limits_of_a_difference_are_those_in_print(self):
        # Newcombe 1998 Stat Med 17:873, table II, example (a): 56/70 − 48/80, method 10.
        found = before_after(48, 80, 56, 70).difference
        assert found.value == pytest.approx(0.2)
        assert (found.lower, found.upper) == pytest.approx((0.0524, 0.3339), abs=5e-5)

    def test_limits_of_a_share_are_those_in_print(self):
        # Newcombe 1998 Stat Med 17:857, table I: 81/263 and 0/20, method 3.
        assert share_limits(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
        assert share_limits(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)

    def test_eight_to_twelve_per_cent_of_three_hundred_is_not_shown_and_is_warned_of(self):
        found = before_after(24, 300, 36, 300)
        assert found.difference.lower < 0 < found.difference.upper
        assert found.warning == WARNINGS[Design.BEFORE_AFTER]

    def test_more_events_than_people_are_refused(self):
        with pytest.raises(ValueError, match="between 0"):
            share_limits(3, 2)


class TestEValue:
    def test_the_example_of_the_paper(self):
        # VanderWeele & Ding 2017: risk ratio 3.9 (1.8 to 8.7) has E-value 7.26, limit 3.0.
        found = e_value(3.9, 1.8, 8.7)
        assert (found.value, found.limit) == pytest.approx((7.26, 3.0), abs=5e-3)

    def test_a_protective_ratio_counts_like_its_inverse_and_limits_round_one_need_nothing(self):
        assert e_value(0.5, 0.4, 0.8).value == pytest.approx(e_value(2, 1.25, 2.5).value)
        assert e_value(0.8, 0.6, 1.1).limit == 1

    def test_common_outcomes_make_odds_and_hazards_weaker_evidence(self):
        plain = e_value(2, 1.5, 3).value
        for kind in ("odds", "hazard"):
            assert e_value(2, 1.5, 3, kind=kind, common=True).value < plain

    def test_limits_that_do_not_hold_the_ratio_are_refused(self):
        with pytest.raises(ValueError, match="hold the ratio"):
            e_value(2, 2.5, 3)


def months(jump=0.0, bend=0.0, size=400, count=48, seed=0):
    rng, month = np.random.default_rng(seed), np.arange(count)
    line = -0.5 + 0.004 * (month - 24) + (jump + bend * (month - 24)) * (month >= 24)
    people = np.full(count, size)
    return rng.binomial(people, 1 / (1 + np.exp(-line))), people


class TestTimeSeries:
    @pytest.mark.parametrize("method", ["binomial", "newey_west", "ar1"])
    def test_a_jump_is_found_and_a_steady_trend_is_not_one(self, method):
        found = interrupted(*months(jump=-0.6), 24, method=method)
        steady = interrupted(*months(), 24, method=method)
        assert found.level.upper < 0
        assert found.expected[-1] > found.fitted[-1]
        assert steady.level.lower < 0 < steady.level.upper

    def test_a_bend_is_found_as_a_bend(self):
        found = interrupted(*months(bend=-0.04), 24)
        assert found.slope.value == pytest.approx(-0.04, abs=0.01)
        assert found.slope.p < 0.001

    def test_limits_hold_the_truth_about_as_often_as_they_say(self):
        hits = sum(
            found.level.lower < -0.3 < found.level.upper
            for found in (interrupted(*months(jump=-0.3, seed=k), 24) for k in range(60))
        )
        assert hits >= 52

    def test_months_that_vary_more_than_chance_widen_the_limits(self):
        rng = np.random.default_rng(4)
        people = np.full(48, 2000)
        wild = rng.binomial(people, rng.beta(20, 40, 48))
        calm = rng.binomial(people, 1 / 3, 48)
        one, two = (interrupted(events, people, 24) for events in (wild, calm))
        assert one.dispersion > 5
        assert one.level.stderr > 2 * two.level.stderr
        assert two.dispersion < 2

    def test_fewer_than_twelve_months_a_side_and_no_control_are_said(self):
        events, people = months(count=36)
        short = interrupted(events[16:], people[16:], 8)
        assert [words.en[:10] for words in short.warnings] == ["No control", "8 months b"]
        assert len(interrupted(events, people, 24).warnings) == 1

    def test_a_wave_of_the_year_is_no_effect_when_it_is_asked_for(self):
        month, people = np.arange(40), np.full(40, 5000)
        events = np.round(people * (0.4 + 0.08 * np.sin(2 * np.pi * month / 12)))
        blind, seeing = (interrupted(events, people, 20, season=flag) for flag in (False, True))
        assert abs(seeing.level.value) < 0.02 < abs(blind.level.value)

    def test_too_few_months_are_refused(self):
        with pytest.raises(ValueError, match="too few"):
            interrupted([1] * 8, [10] * 8, 2)


def region(effect, start, seed=0, size=200):
    """Facilities that differ, periods that improve everywhere, and the effect where it began."""
    rng = np.random.default_rng(seed)
    facility, period = rng.normal(0.4, 0.05, FACILITIES), np.linspace(0, 0.1, PERIODS)
    share = facility[:, None] + period[None, :]
    share = share + effect * (np.arange(PERIODS)[None, :] >= start[:, None])
    people = np.full((FACILITIES, PERIODS), size)
    return rng.binomial(people, share.clip(0, 1)), people


WEDGE = np.array([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5])


class TestSteppedWedge:
    def test_an_effect_is_found_and_what_changed_everywhere_is_not_taken_for_one(self):
        found = stepped_wedge(*region(0.12, WEDGE), WEDGE, seed=1, draws=499)
        nothing = stepped_wedge(*region(0.0, WEDGE), WEDGE, seed=1, draws=499)
        assert found.effect.lower < 0.12 < found.effect.upper
        assert found.effect.lower > 0
        assert found.effect.p <= 0.01
        assert nothing.effect.lower < 0 < nothing.effect.upper

    def test_without_an_effect_it_rejects_about_as_rarely_as_it_says(self):
        found = [
            stepped_wedge(*region(0.0, WEDGE, seed=k), WEDGE, seed=k, draws=99).effect.p
            for k in range(40)
        ]
        assert sum(p <= 0.05 for p in found) <= 6

    def test_a_transition_without_people_is_left_out(self):
        events, people = region(0.12, WEDGE)
        people = people.copy()
        people[np.arange(FACILITIES), WEDGE] = 0
        found = stepped_wedge(np.minimum(events, people), people, WEDGE, seed=1, draws=199)
        assert found.cells == FACILITIES * (PERIODS - 1)
        assert found.effect.lower < 0.12 < found.effect.upper

    def test_the_same_seed_gives_the_same_answer(self):
        one, two = (stepped_wedge(*region(0.1, WEDGE), WEDGE, seed=5, draws=99) for _ in range(2))
        assert one.effect == two.effect

    def test_all_starting_together_leave_nothing_to_compare(self):
        start = np.full(FACILITIES, 3)
        with pytest.raises(ValueError, match="different periods"):
            stepped_wedge(*region(0.1, start), start, seed=1)


class TestControlled:
    start = np.where(np.arange(FACILITIES) < 6, 3, PERIODS)

    def test_the_difference_of_differences_is_the_effect(self):
        found = controlled(*region(0.12, self.start), self.start)
        assert found.effect.lower < 0.12 < found.effect.upper
        assert found.effect.p < 0.01
        assert found.trend.lower < 0 < found.trend.upper

    def test_by_hand_for_two_periods_of_equal_size(self):
        events = np.array([[40, 60], [50, 66], [30, 35], [20, 27]])
        found = controlled(events, np.full((4, 2), 100), [1, 1, 2, 2])
        assert found.effect.value == pytest.approx((0.20 + 0.16) / 2 - (0.05 + 0.07) / 2)
        assert found.trend is None

    def test_groups_that_moved_apart_before_it_began_show_it(self):
        events, people = region(0.0, self.start, size=2000)
        drift = np.where(self.start[:, None] == 3, 60 * np.arange(PERIODS)[None, :], 0)
        assert controlled(events + drift, people, self.start).trend.lower > 0

    def test_the_warning_says_that_units_were_chosen_and_are_few(self):
        found = controlled(*region(0.1, self.start), self.start)
        assert found.warnings[0] == WARNINGS[Design.CONTROLLED]
        assert "13" in found.warnings[1].en

    @pytest.mark.parametrize("start", [WEDGE, np.full(13, 3), np.where(np.arange(13) < 6, 0, 6)])
    def test_starts_that_leave_no_fair_control_are_refused(self, start):
        with pytest.raises(ValueError, match=r"start together|needed"):
            controlled(*region(0.1, start), start)


def test_every_design_has_its_warning_in_both_languages():
    assert set(WARNINGS) == set(Design)
    assert all(words.zh and words.en for words in WARNINGS.values())
