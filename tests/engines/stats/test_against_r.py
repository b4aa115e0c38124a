"""Every engine on uis and rossi equals R 4.2.2 with survival 3.5-3, to the last digits it prints."""

import re

import numpy as np
import pytest

from guihang.engines.stats.bands import equal_precision
from guihang.engines.stats.comparison import compare
from guihang.engines.stats.cox import cox
from guihang.engines.stats.cox_checks import concordance, proportional_hazards
from guihang.engines.stats.followup import follow_up_medians
from guihang.engines.stats.limits import Scale, hazard_variance, limits, nelson_aalen
from guihang.engines.stats.means import mean_free_time
from guihang.engines.survival import curves
from guihang.engines.survival_ledger import tally

DATA = ("uis", "rossi")


def near(value, absolute=1e-9):
    return pytest.approx(value, rel=0, abs=absolute)


def ledger_of(table, kept=slice(None), group=None):
    labels = ["all"] if group is None else [str(value) for value in np.unique(group)]
    return tally(
        time=table["time"][kept].astype(int),
        event=table["event"][kept],
        group=None if group is None else np.unique(group, return_inverse=True)[1],
        labels=labels,
    )


def stratum(table, text):
    column, _, value = text.partition("=")
    return table[column] == float(value) if value else np.ones(table["time"].size, bool)


@pytest.mark.parametrize("data", DATA)
def test_hazards_limits_on_four_scales_means_and_follow_up(studies, reference, data):
    for text, known in reference[data]["km"].items():
        ledger = ledger_of(studies[data], stratum(studies[data], text))
        line = curves(ledger)[0]
        assert follow_up_medians(ledger)[0].time == known["reverse_median"]
        for horizon, value, stderr in known["rmst"]:
            mean = mean_free_time(line, horizon)
            assert (mean.value, mean.stderr) == (near(value), near(stderr))
        spread = np.sqrt(hazard_variance(line))
        ends = [
            end for scale in (Scale.LOG, Scale.PLAIN, Scale.ARCSIN, Scale.LOGIT)
            for end in limits(line.survival, spread, scale)
        ]  # fmt: skip
        for t, hazard, *theirs in known["at"]:
            place = int(np.searchsorted(line.time, t, side="right")) - 1
            if place < 0:
                continue
            assert nelson_aalen(line)[place] == near(hazard)
            assert [end[place] for end in ends] == near(theirs)


@pytest.mark.parametrize("data", DATA)
def test_log_rank_peto_prentice_and_stratified_tests(studies, reference, data):
    for formula, rho, n, chi2, df, p, observed, expected in reference[data]["tests"]:
        group, strata = re.fullmatch(r".*~(\w+)(?:\+strata\((\w+)\))?", formula).groups()
        table = studies[data]
        kept = ~np.isnan(table[group])
        layers = table[strata][kept] if strata else np.zeros(kept.sum())
        rows = np.flatnonzero(kept)
        found = compare(
            [
                curves(ledger_of(table, part, table[group][part]))
                for part in (rows[layers == value] for value in np.unique(layers))
            ],
            rho,
        )
        assert kept.sum() == n
        assert (found.chi2, found.p) == (pytest.approx(chi2, rel=1e-8), pytest.approx(p, rel=1e-8))
        assert found.df == df
        assert list(found.observed) == pytest.approx(observed, rel=1e-9)
        assert list(found.expected) == pytest.approx(expected, rel=1e-9)


def fitted(table, known):
    time_event, right = known["formula"].split("~")
    assert time_event == "Surv(time,event)"
    terms = right.split("+")
    names = [term for term in terms if not term.startswith("strata(")]
    strata = next((term[7:-1] for term in terms if term.startswith("strata(")), None)
    x = np.column_stack(
        [np.prod([table[one] for one in name.split(":")], axis=0) for name in names]
    )
    kept = ~np.isnan(x).any(axis=1)
    return cox(
        time=table["time"][kept].astype(int), event=table["event"][kept], covariates=x[kept],
        names=names, strata=table[strata][kept] if strata else None, ties=known["ties"],
    )  # fmt: skip


@pytest.mark.parametrize("data", DATA)
def test_cox_models_with_both_kinds_of_ties_and_strata(studies, reference, data):
    for known in reference[data]["cox"]:
        fit = fitted(studies[data], known)
        assert (fit.n, fit.n_events) == (known["n"], known["events"])
        for row, theirs in zip(fit.coefficients, known["coef"], strict=True):
            assert [row.coef, row.se] == near(theirs[:2], 1e-6)
            assert [row.p, row.lower, row.upper] == pytest.approx(theirs[2:], rel=1e-5)
        assert [fit.loglik_null, fit.loglik] == near(known["loglik"], 1e-6)
        assert [fit.likelihood_ratio.chi2, fit.score.chi2] == near(known["tests"], 1e-6)
        assert fit.converged
        c = concordance(fit)
        assert [c.value, c.stderr] == near(known["concordance"][:2])
        pairs = [c.concordant, c.discordant, c.tied_risk, c.tied_time, c.tied_both]
        assert pairs == known["concordance"][2:]
        for transform, theirs in known["ph"].items():
            found = proportional_hazards(fit, transform)
            ours = [*(test.chi2 for _, test in found.terms), found.everything.chi2]
            assert ours == near(theirs, 1e-6)


def test_the_equal_precision_band_of_uis(studies, reference):
    known = reference["band"]
    band = equal_precision(curves(ledger_of(studies["uis"]))[0], known["start"], known["stop"])
    assert [band.start_share, band.stop_share, band.critical] == near(
        [*known["shares"], known["critical"]]
    )
    for t, lower, upper in known["at"]:
        place = int(np.searchsorted(band.time, t, side="right")) - 1
        assert [band.lower[place], band.upper[place]] == near([lower, upper])
