"""What may be printed of a curve: refused, provisional, or plain."""

import pytest

from guihang.engines.retention import HONESTY, retention
from guihang.engines.survival import curves
from guihang.engines.survival_ledger import tally


def rate_at(times, events, horizon, potential=None):
    ledger = tally(time=times, event=events)
    follow_up = None if potential is None else tally(time=potential, event=[0] * len(potential))
    return retention(ledger, horizons=[horizon], potential=follow_up).groups[0].rates[0]


TWENTY = list(range(10, 210, 10))
EVENTS = [1, 0] * 10


class TestBeyondTheLastObservation:
    def test_no_rate_is_given_and_the_reason_says_so(self):
        rate = rate_at(TWENTY, EVENTS, 201)
        assert (rate.survival, rate.lower, rate.upper) == (None, None, None)
        assert rate.reason.code == "beyond_last_observation"
        assert "200" in rate.reason.words.zh
        assert "200" in rate.reason.words.en
        assert (rate.n_risk, rate.events, rate.provisional) == (0, 10, True)

    def test_although_the_curve_itself_would_carry_its_last_value_forward(self):
        line = curves(tally(time=TWENTY, event=EVENTS))[0]
        assert line.at(201).survival == line.at(200).survival

    def test_on_the_day_of_the_last_observation_a_rate_is_given(self):
        assert rate_at(TWENTY, EVENTS, 200).survival is not None

    def test_a_group_without_people_has_no_rate(self):
        ledger = tally(time=[5], event=[1], group=[1], labels=("a", "b"))
        empty = retention(ledger, horizons=[0]).groups[0].rates[0]
        assert (empty.survival, empty.reason.code) == (None, "beyond_last_observation")


class TestFewAtRisk:
    def test_under_ten_at_risk_the_rate_is_shown_as_provisional(self):
        rate = rate_at(TWENTY, EVENTS, 120)
        assert rate.n_risk == HONESTY.min_at_risk - 1
        assert rate.survival is not None
        assert (rate.provisional, rate.reason.code) == (True, "few_at_risk")

    def test_with_ten_at_risk_it_is_not(self):
        rate = rate_at(TWENTY, EVENTS, 110)
        assert rate.n_risk == HONESTY.min_at_risk
        assert (rate.provisional, rate.reason) == (False, None)


class TestReach:
    def test_when_most_could_not_have_been_followed_so_long_the_rate_is_provisional(self):
        rate = rate_at(TWENTY, EVENTS, 50, potential=[49] * 11 + [300] * 9)
        assert rate.reach == pytest.approx(9 / 20)
        assert (rate.provisional, rate.reason.code) == (True, "low_reach")

    def test_when_half_could_have_been_followed_it_is_not(self):
        rate = rate_at(TWENTY, EVENTS, 50, potential=[49] * 10 + [50] * 10)
        assert (rate.reach, rate.provisional) == (0.5, False)

    def test_without_potential_follow_up_reach_is_unknown_and_not_judged(self):
        rate = rate_at(TWENTY, EVENTS, 50)
        assert (rate.reach, rate.provisional) == (None, False)

    def test_potential_follow_up_of_other_groups_is_refused(self):
        with pytest.raises(ValueError, match="same groups"):
            retention(
                tally(time=[1], event=[1]),
                horizons=[1],
                potential=tally(time=[1], event=[0], labels=("other",)),
            )


def test_every_group_has_its_counts_median_and_rates_and_two_groups_a_test():
    ledger = tally(time=TWENTY, event=EVENTS, group=[0, 1] * 10, labels=("a", "b"))
    result = retention(ledger, horizons=[30, 90])
    assert (result.n, result.events) == (20, 10)
    assert [(group.label, group.n, group.events) for group in result.groups] == [
        ("a", 10, 10),
        ("b", 10, 0),
    ]
    assert [rate.time for rate in result.groups[0].rates] == [30, 90]
    assert result.groups[0].median.time == 100
    assert result.groups[1].median.time is None
    assert result.logrank.df == 1


def test_one_group_has_no_test():
    assert retention(tally(time=[1], event=[1]), horizons=[1]).logrank is None


def test_a_horizon_below_zero_is_refused():
    with pytest.raises(ValueError, match="horizons"):
        retention(tally(time=[1], event=[1]), horizons=[-1])
