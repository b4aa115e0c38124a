"""Regression models and funnels of a reference, beside our own."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from bench.real.tables import Column

from guihang.engines.stats.cox import Cox, cox
from guihang.engines.stats.cox_checks import concordance, proportional_hazards
from guihang.engines.stats.fine_gray import fine_gray
from guihang.engines.stats.funnel import standardised

Told = Iterator[tuple[str, Any]]
Table = dict[str, Column]


def figures(name: str, known: dict[str, Any], columns: Table) -> Told:
    """Yield the figures of every model of one reference with their block."""
    time, event = ("cr_week", "cr_event") if name.startswith("ctn") else ("time", "event")
    for one in known.get("cox", ()):
        yield from _cox(one, columns, "Cox")
    for one in known.get("cause_specific_cox", ()):
        found = re.search(r"cause (\d)", one["name"])
        assert found
        yield from _cox(
            one, columns | {"ek": columns[event] == int(found[1])}, "cause-specific Cox"
        )
    for one in known.get("fine_gray", ()):
        yield from _fine_gray(one, columns, time, event)
    for one in known.get("funnel", ()):
        yield from _funnel(one, columns)


def _design(formula: str, columns: Table) -> tuple[list[str], str | None, str, str, Column]:
    found = re.fullmatch(r"Surv\((\w+),(\w+)\)~(.*)", formula)
    assert found
    terms = found[3].split("+")
    strata = next((term[7:-1] for term in terms if term.startswith("strata(")), None)
    names = [term for term in terms if not term.startswith("strata(")]
    x = np.column_stack(
        [np.prod([columns[part] for part in name.split(":")], axis=0) for name in names]
    )
    return names, strata, found[1], found[2], x


def _fit(known: dict[str, Any], columns: Table) -> Cox:
    names, strata, time, event, x = _design(known["formula"], columns)
    used = [x, columns[time][:, None], columns[event][:, None]]
    used += [columns[strata][:, None]] if strata else []
    kept = ~np.isnan(np.column_stack(used)).any(axis=1)
    return cox(
        time=columns[time][kept].astype(int),
        event=columns[event][kept],
        covariates=x[kept],
        names=names,
        strata=columns[strata][kept] if strata else None,
        ties=known["ties"],
    )


def _cox(known: dict[str, Any], columns: Table, block: str) -> Told:
    from bench.real.blocks import Figure

    fit, where = _fit(known, columns), f"{known['name']} {known['ties']}"
    yield f"{block} counts", Figure(where, fit.n, known["n"], 0.0)
    yield f"{block} counts", Figure(where, fit.n_events, known["events"], 0.0)
    for ours, row in zip(fit.coefficients, known["coef"], strict=True):
        for key in ("coef", "se"):
            yield (
                f"{block} coef and SE",
                Figure(f"{where} {ours.name} {key}", getattr(ours, key), row[key], 1e-6),
            )
        for mine, key in (
            ("z", "z"),
            ("p", "p"),
            ("hr", "hr"),
            ("lower", "hr_lcl"),
            ("upper", "hr_ucl"),
        ):
            figure = Figure(f"{where} {ours.name} {key}", getattr(ours, mine), row[key], 1e-5, True)
            yield f"{block} z, p, ratios", figure
    for key, value in (("loglik_null", fit.loglik_null), ("loglik", fit.loglik), ("aic", fit.aic)):
        yield f"{block} log-likelihood", Figure(f"{where} {key}", value, known[key], 1e-6)
    for key, test in (("lrt", fit.likelihood_ratio), ("score", fit.score)):
        yield (
            f"{block} LR and score test",
            Figure(f"{where} {key}", test.chi2, known[key]["chisq"], 1e-6),
        )
    yield (
        f"{block} Wald (2 places in R)",
        Figure(where, fit.wald.chi2, known["wald"]["chisq"], 0.0051),
    )
    yield from _concordance(fit, known, block, where)
    for one in known.get("ph_test_score") or ():
        yield from _ph(fit, one, block, where)


def _concordance(fit: Cox, known: dict[str, Any], block: str, where: str) -> Told:
    from bench.real.blocks import Figure

    found = concordance(fit)
    assert found
    yield f"{block} concordance", Figure(where, found.value, known["concordance"], 1e-9)
    yield f"{block} concordance SE", Figure(where, found.stderr, known["concordance_se"], 1e-9)
    pairs = (found.concordant, found.discordant, found.tied_risk, found.tied_time, found.tied_both)
    for ours, theirs in zip(pairs, known["concordance_counts"].values(), strict=True):
        yield f"{block} concordance pairs", Figure(where, ours, theirs, 0.0)


def _ph(fit: Cox, known: dict[str, Any], block: str, where: str) -> Told:
    from bench.real.blocks import Figure

    found = proportional_hazards(fit, known["transform"])
    if found is None or "rows" not in known:
        yield (
            f"{block} PH test",
            Figure(where, None if found is None else 1.0, 1.0 if "rows" in known else None, 1e-6),
        )
        return
    tests = [*(test for _, test in found.terms), found.everything]
    for test, row in zip(tests, known["rows"], strict=True):
        at = f"{where} {known['transform']} {row['term']}"
        yield f"{block} PH test", Figure(at, test.chi2, row["chisq"], 1e-6)
        yield f"{block} PH test p", Figure(at, test.p, row["p"], 1e-6)


def _fine_gray(known: dict[str, Any], columns: Table, time: str, event: str) -> Told:
    from bench.real.blocks import Figure

    names = [row["name"] for row in known["coef"]]
    x = np.column_stack([columns[name] for name in names])
    kept = ~np.isnan(np.column_stack([x, columns[time][:, None], columns[event][:, None]])).any(
        axis=1
    )
    fit = fine_gray(
        time=columns[time][kept].astype(int), outcome=columns[event][kept].astype(int),
        covariates=x[kept], names=names, cause=known["cause"],
    )  # fmt: skip
    for ours, row in zip(fit.coefficients, known["coef"], strict=True):
        where = f"cause {known['cause']} {ours.name}"
        yield "Fine–Gray coef", Figure(where, ours.coef, row["coef"], 1e-3)
        yield "Fine–Gray SE", Figure(where, ours.se, row["se"], 1e-3)


def _funnel(known: dict[str, Any], columns: Table) -> Told:
    from bench.real.blocks import Figure

    names = list(known["risk_model"]["coef"])
    x = np.column_stack([columns[name] for name in names])
    kept = ~np.isnan(x).any(axis=1)
    site, labels = columns[known["facility_column"]][kept].astype(int), []
    labels = [row["facility"] for row in known["facilities"]]
    found = standardised(
        time=columns["dropout94_time"][kept].astype(int), event=columns["dropout94_event"][kept],
        unit=np.searchsorted([int(one) for one in labels], site), labels=labels,
        covariates=x[kept], names=names, horizon=known["horizon"],
    )  # fmt: skip
    at = f"horizon {known['horizon']}"
    assert found.model
    for b, theirs in zip(found.model.coef, known["risk_model"]["coef"].values(), strict=True):
        yield "funnel model", Figure(at, b, theirs, 1e-6)
    for key, value in (
        ("sum_observed", found.observed), ("sum_expected", found.expected), ("phi", found.phi),
        ("phi_unwinsorised", found.phi_unwinsorised), ("overdispersion_chisq", found.dispersion_chi2),
        ("tau2_additive", found.tau2),
    ):  # fmt: skip
        yield "funnel dispersion", Figure(f"{at} {key}", value, known[key], 1e-5)
    for ours, theirs in zip(found.winsor_limits, known["winsor_limits"], strict=True):
        yield "funnel dispersion", Figure(f"{at} winsor", ours, theirs, 1e-5)
    for unit, row in zip(found.units, known["facilities"], strict=True):
        pairs = {
            "n": unit.n, "observed": unit.observed, "expected": unit.expected, "srr": unit.ratio,
            "srr_lcl95_exact": unit.lower, "srr_ucl95_exact": unit.upper, "z": unit.z,
            "z_winsorised": unit.z_winsorised, "z_multiplicative": unit.z_multiplicative,
            "z_additive": unit.z_additive, "limit95_lo": unit.limits_95[0], "limit95_hi": unit.limits_95[1],
            "limit998_lo": unit.limits_998[0], "limit998_hi": unit.limits_998[1],
            "limit998_lo_additive": unit.limits_998_additive[0],
            "limit998_hi_additive": unit.limits_998_additive[1],
        }  # fmt: skip
        for key, value in pairs.items():
            block = "funnel E" if key == "expected" else "funnel units"
            yield block, Figure(f"{at} {row['facility']} {key}", value, row[key], 1e-5)
