"""Cox models: laws, robust variance against lifelines, models that cannot be fitted."""

import lifelines
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guihang.engines.stats.cox import Unfit, cox, expected_events, risk_at
from guihang.engines.stats.cox_checks import concordance, proportional_hazards
from guihang.engines.stats.pairs import below_and_before

NAMES = ["fin", "age", "prio"]


@pytest.fixture(scope="module")
def rossi(studies):
    table = studies["rossi"]
    return {
        "time": table["time"].astype(int), "event": table["event"] > 0,
        "covariates": np.column_stack([table[name] for name in NAMES]), "names": NAMES,
    }  # fmt: skip


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_rows_cut_in_two_are_one_person(rossi, ties):
    whole = cox(**rossi, ties=ties)
    cut = 20
    later = rossi["time"] > cut
    halves = cox(
        entry=np.concatenate([np.full(later.size, -1), np.full(later.sum(), cut)]),
        time=np.concatenate([np.minimum(rossi["time"], cut), rossi["time"][later]]),
        event=np.concatenate([rossi["event"] & ~later, rossi["event"][later]]),
        covariates=np.concatenate([rossi["covariates"], rossi["covariates"][later]]),
        names=NAMES, ties=ties,
        cluster=np.concatenate([np.arange(later.size), np.flatnonzero(later)]),
    )  # fmt: skip
    robust = cox(**rossi, ties=ties, cluster=np.arange(later.size))
    assert halves.coef == pytest.approx(whole.coef, abs=1e-10)
    assert halves.loglik == pytest.approx(whole.loglik, abs=1e-8)
    assert halves.covariance == pytest.approx(robust.covariance, abs=1e-12)
    assert expected_events(halves).sum() == pytest.approx(rossi["event"].sum(), abs=1e-8)
    assert proportional_hazards(halves).everything.chi2 == pytest.approx(
        proportional_hazards(whole).everything.chi2, abs=1e-8
    )
    assert concordance(halves) is None


def test_standard_errors_robust_by_person_are_those_of_lifelines(rossi):
    cluster = np.arange(432) // 3
    # lifelines' robust errors are those of Breslow ties: without ties they must agree.
    time = rossi["time"] + np.arange(432) / 1000
    frame = pd.DataFrame(rossi["covariates"], columns=NAMES)
    frame = frame.assign(time=time, event=rossi["event"], cluster=cluster)
    theirs = lifelines.CoxPHFitter().fit(
        frame, "time", "event", cluster_col="cluster", fit_options={"precision": 1e-10}
    )
    ours = cox(**{**rossi, "time": time}, cluster=cluster)
    assert [row.se for row in ours.coefficients] == pytest.approx(
        theirs.standard_errors_.to_numpy(), rel=1e-6
    )


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_expected_events_add_up_to_the_observed(rossi, ties):
    fit = cox(**rossi, ties=ties)
    assert expected_events(fit).sum() == pytest.approx(fit.n_events, abs=1e-9)


def test_everybody_twice_as_another_stratum_changes_nothing_but_the_precision(rossi):
    twice = {
        name: np.concatenate([value, value]) for name, value in rossi.items() if name != "names"
    }
    strata = np.repeat([0, 1], 432)
    one, two = cox(**rossi), cox(**twice, names=NAMES, strata=strata)
    assert two.coef == pytest.approx(one.coef, abs=1e-10)
    assert two.covariance == pytest.approx(one.covariance / 2, abs=1e-10)
    assert concordance(two).value == pytest.approx(concordance(one).value)


def test_units_of_covariates_and_the_order_of_rows_change_nothing(rossi):
    order = np.random.default_rng(0).permutation(432)
    scale = np.array([1.0, 365.0, -0.01])
    one = cox(**rossi)
    other = cox(
        time=rossi["time"][order] * 7, event=rossi["event"][order],
        covariates=rossi["covariates"][order] * scale + 5, names=NAMES,
    )  # fmt: skip
    assert other.coef * scale == pytest.approx(one.coef, abs=1e-10)
    assert other.loglik == pytest.approx(one.loglik, abs=1e-9)


def test_modelled_risks_average_to_what_was_seen(rossi):
    fit = cox(**rossi)
    assert risk_at(fit, rossi["covariates"], 52).mean() == pytest.approx(114 / 432, abs=0.01)


def test_a_covariate_whose_value_decides_the_event_is_named_and_not_believed():
    fit = cox(
        time=np.arange(1, 21), event=np.arange(20) < 10, covariates=(np.arange(20) < 10)[:, None],
        names=["decides"],
    )  # fmt: skip
    assert fit.unbounded == ("decides",)
    assert proportional_hazards(fit) is None


@pytest.mark.parametrize(
    ("event", "x", "why", "named"),
    [
        ([0, 0, 0, 0], [[1, 2], [2, 1], [3, 5], [4, 0]], "no_event", ()),
        ([1, 1, 0, 1], [[1, 2], [1, 1], [1, 5], [1, 0]], "constant", ("a",)),
        ([1, 1, 0, 1], [[1, 2], [2, 4], [3, 6], [4, 8]], "collinear", ("b",)),
    ],
)
def test_a_model_that_cannot_be_fitted_says_why_and_names_the_column(event, x, why, named):
    with pytest.raises(Unfit) as refused:
        cox(time=[1, 2, 3, 4], event=event, covariates=x, names=["a", "b"])
    assert (refused.value.why, refused.value.covariates) == (why, named)


def test_the_control_can_be_fitted():
    x = [[1, 2], [2, 1], [3, 5], [4, 0]]
    assert cox(time=[1, 2, 3, 4], event=[1, 1, 0, 1], covariates=x, names=["a", "b"]).n == 4


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans()), max_size=40))
def test_pairs_are_counted_as_by_looking_at_each(rows):
    first, second, counted = (np.array([row[k] for row in rows]) for k in range(3))
    found = below_and_before(first.astype(int), second.astype(int), counted.astype(bool))
    for i, (a, b, _) in enumerate(rows):
        assert found[i] == sum(c and x < a and y < b for x, y, c in rows)
