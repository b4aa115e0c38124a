"""What our engines answer for each block of a reference, beside what R answers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from bench.real.tables import Column

from guihang.engines.stats.bands import equal_precision
from guihang.engines.stats.comparison import compare
from guihang.engines.stats.followup import follow_up_medians
from guihang.engines.stats.gray import gray
from guihang.engines.stats.incidence import Incidence, incidences
from guihang.engines.stats.intervals import turnbull
from guihang.engines.stats.limits import Scale, hazard_variance, limits, nelson_aalen
from guihang.engines.stats.means import mean_free_time
from guihang.engines.survival import Curve, curves
from guihang.engines.survival_ledger import Ledger, tally, tally_outcomes


class Figure(NamedTuple):
    """One number on both sides."""

    where: str
    ours: float | None
    theirs: float | None
    tolerance: float
    relative: bool = False


type Told = Iterator[tuple[str, Figure]]
type Table = dict[str, Column]

CURVES = {
    "km": ("time", "event"), "km_relapse94": ("relapse94_time", "relapse94_event"),
    "km_dropout94": ("dropout94_time", "dropout94_event"), "km_first_use": ("use_week", "use_event"),
}  # fmt: skip
OUTCOMES = {"ctn0027": ("cr_week", "cr_event"), "ctn0051": ("cr_week", "cr_event")}
EXACT, NEAR, RELATIVE = 0.0, 1e-9, 1e-8


def figures(name: str, known: dict[str, Any], columns: Table, folder: Path) -> Told:
    """Yield every figure of one reference with its block."""
    from bench.real import models

    for block, (time, event) in CURVES.items():
        for one in known.get(block, ()):
            yield from _curve(block, one, columns, time, event)
    for one in known.get("logrank", ()):
        yield from _comparison(one, columns)
    time, event = OUTCOMES.get(name, ("time", "event"))
    for one in known.get("aj", ()):
        yield from _incidence(one, columns, time, event)
    for one in known.get("gray", ()):
        yield from _gray(one, columns, time, event)
    for one in known.get("turnbull", ()):
        yield from _intervals(one, columns)
    band = folder / f"{name}_ep_band.json"
    if band.exists():
        yield from _band(json.loads(band.read_text()), columns)
    yield from models.figures(name, known, columns)


def stratum(columns: Table, text: str) -> Column:
    """Return who belongs to ``mmt=1`` or to ``all …``, (n,) bool."""
    column, _, value = text.partition("=")
    if not value:
        return np.ones(next(iter(columns.values())).size, np.bool_)
    wanted = {"F": 0.0, "M": 1.0}.get(value)
    return columns[column] == (float(value) if wanted is None else wanted)


def _ledger(columns: Table, time: str, event: str, kept: Column) -> Ledger:
    return tally(time=columns[time][kept].astype(int), event=columns[event][kept].astype(int))


def _curve(block: str, known: dict[str, Any], columns: Table, time: str, event: str) -> Told:
    ledger = _ledger(columns, time, event, stratum(columns, known["stratum"]))
    line, at = curves(ledger)[0], known["stratum"]
    counts = {
        "n": line.n, "events": line.n_events, "censored": int(line.censored.sum()),
        "total_time": int((line.time * (line.events + line.censored)).sum()),
        "max_time": line.last, "distinct_times": line.time.size,
        "n_time_zero": int((line.events + line.censored)[line.time == 0].sum()),
        "distinct_event_times": int((line.events > 0).sum()),
        "reverse_km_median_follow_up": follow_up_medians(ledger)[0].time,
    }  # fmt: skip
    for name, ours in counts.items():
        yield f"{block} counts", Figure(f"{at} {name}", ours, known[name], EXACT)
    for row in known["quantile_time"]:
        found = line.quantile(row["p_failed"])
        for ours, key in (
            (found.time, "time"),
            (found.lower, "lcl_loglog"),
            (found.upper, "ucl_loglog"),
        ):
            yield (
                f"{block} quartiles",
                Figure(f"{at} {row['p_failed']} {key}", ours, row[key], EXACT),
            )
    for row in known["at"]:
        yield from _horizon(block, line, row, at)
    for row in known.get("rmst", ()):
        mean = mean_free_time(line, row["tau"])
        for ours, key in ((mean.value, "rmst"), (mean.stderr, "se")):
            yield f"{block} rmst", Figure(f"{at} {row['tau']} {key}", ours, row[key], NEAR)
    sums = {
        "n_points": line.time.size, "sum_surv": line.survival.sum(),
        "sum_time_times_surv": (line.time * line.survival).sum(), "min_surv": line.survival.min(),
    }  # fmt: skip
    for key, ours in sums.items():
        yield (
            f"{block} whole curve",
            Figure(f"{at} {key}", float(ours), known["curve_checksum"][key], 1e-12, True),
        )


def _horizon(block: str, line: Curve, row: dict[str, Any], at: str) -> Told:
    t = row["t"]
    point, place = line.at(t), int(np.searchsorted(line.time, t, side="right")) - 1
    done = line.censored[: place + 1].sum()
    for key, whole in (
        ("n_risk", point.n_risk),
        ("n_event_cum", point.events),
        ("n_censor_cum", int(done)),
    ):
        yield f"{block} counts", Figure(f"{at} {t} {key}", whole, row[key], EXACT)
    beyond = float(line.last is not None and t > line.last)
    yield (
        f"{block} counts",
        Figure(f"{at} {t} beyond", beyond, float(row["beyond_follow_up"]), EXACT),
    )
    hazard = float(nelson_aalen(line)[place]) if place >= 0 else 0.0
    yield f"{block} survival", Figure(f"{at} {t} S", point.survival, row["surv"], NEAR)
    yield f"{block} survival", Figure(f"{at} {t} se", point.stderr, row["se_greenwood"], NEAR)
    yield f"{block} Nelson–Aalen", Figure(f"{at} {t}", hazard, row["cumhaz_nelson_aalen"], NEAR)
    for scale in Scale:
        ends = limits(line.survival, np.sqrt(hazard_variance(line)), scale)
        for end, key in zip(ends, (f"lcl_{scale}", f"ucl_{scale}"), strict=True):
            value = float(end[place]) if place >= 0 else 1.0
            ours = None if np.isnan(value) else value
            yield f"{block} limits {scale}", Figure(f"{at} {t} {key}", ours, row[key], NEAR)


def _comparison(known: dict[str, Any], columns: Table) -> Told:
    time, event, group, strata = _parts(known["formula"])
    kept = ~np.isnan(columns[group])
    labels = np.unique(columns[group][kept])
    inside = columns[strata][kept] if strata else np.zeros(int(kept.sum()))
    lines = []
    for value in np.unique(inside):
        part = np.flatnonzero(kept)[inside == value]
        lines.append(
            curves(
                tally(
                    time=columns[time][part].astype(int), event=columns[event][part].astype(int),
                    group=np.searchsorted(labels, columns[group][part]), labels=[str(one) for one in labels],
                )
            )
        )  # fmt: skip
    found, where = compare(lines, known["rho"]), f"{known['formula']} rho {known['rho']}"
    block = "Peto–Prentice" if known["rho"] else "stratified log-rank" if strata else "log-rank"
    for ours, theirs in zip(found.observed, known["observed"], strict=True):
        yield block, Figure(f"{where} observed", ours, theirs, RELATIVE, True)
    for ours, theirs in zip(found.expected, known["expected"], strict=True):
        yield block, Figure(f"{where} expected", ours, theirs, RELATIVE, True)
    for key, value in (
        ("chisq", found.chi2),
        ("df", found.df),
        ("p", found.p),
        ("n_used", int(kept.sum())),
    ):
        yield block, Figure(f"{where} {key}", value, known[key], RELATIVE, True)


def _parts(formula: str) -> tuple[str, str, str, str | None]:
    found = re.fullmatch(r"Surv\((\w+),(\w+)\)~(\w+)(?:\+strata\((\w+)\))?", formula)
    assert found, formula
    return found[1], found[2], found[3], found[4]


def _outcome_line(columns: Table, time: str, event: str, kept: Column) -> Incidence:
    return incidences(
        tally_outcomes(
            time=columns[time][kept].astype(int), outcome=columns[event][kept].astype(int)
        )
    )[0]


def _incidence(known: dict[str, Any], columns: Table, time: str, event: str) -> Told:
    line = _outcome_line(columns, time, event, stratum(columns, known["stratum"]))
    yield "Aalen–Johansen counts", Figure("n", line.n, known["n"], EXACT)
    for row in known["at"]:
        where = f"{known['stratum']} {row['t']}"
        yield "Aalen–Johansen counts", Figure(where, line.n_risk(row["t"]), row["n_risk"], EXACT)
        free = line.free_at(row["t"])
        for key in ("p_event_free", "km_all_cause"):
            yield "Aalen–Johansen", Figure(f"{where} {key}", free, row[key], NEAR)
        for cause in row["causes"]:
            point = line.at(row["t"], cause["code"])
            here = f"{where} cause {cause['code']}"
            yield "Aalen–Johansen counts", Figure(here, point.events, cause["n_event_cum"], EXACT)
            for block, key, ours in (
                ("Aalen–Johansen", "cif", point.incidence), ("Aalen–Johansen", "cif_cmprsk", point.incidence),
                ("Aalen–Johansen SE (jackknife)", "se_survival_pkg", point.stderr),
                ("Aalen–Johansen SE (Aalen)", "se_cmprsk_aalen", point.stderr_aalen),
                ("Aalen–Johansen limits", "lcl_loglog", point.lower),
                ("Aalen–Johansen limits", "ucl_loglog", point.upper),
            ):  # fmt: skip
                yield block, Figure(f"{here} {key}", ours, cause[key], NEAR)


def _gray(known: dict[str, Any], columns: Table, time: str, event: str) -> Told:
    labels = np.unique(columns[known["group"]])
    ledger = tally_outcomes(
        time=columns[time].astype(int), outcome=columns[event].astype(int),
        group=np.searchsorted(labels, columns[known["group"]]), labels=[str(one) for one in labels],
    )  # fmt: skip
    found = next(one for one in gray(ledger) if one.cause == known["cause"])
    for key, ours in (("stat", found.chi2), ("p", found.p), ("df", found.df)):
        yield "Gray", Figure(f"cause {known['cause']} {key}", ours, known[key], RELATIVE, True)


def _intervals(known: dict[str, Any], columns: Table) -> Told:
    left, right = (
        columns["int_left"],
        np.where(np.isnan(columns["int_right"]), np.inf, columns["int_right"]),
    )
    seen = ~((left == 0) & np.isinf(right))
    kept = seen & stratum(columns, known["stratum"])
    found, where = turnbull(left[kept], right[kept]), known["stratum"]
    yield "Turnbull", Figure(f"{where} n", found.n, known["n"], EXACT)
    yield "Turnbull log-likelihood", Figure(where, found.loglik, known["loglik"], 1e-8)
    yield "Turnbull KKT", Figure(where, found.gradient, known["kkt_max"], 1e-9)
    for j, row in enumerate(known["intervals"]):
        theirs = {key: np.inf if row[key] == "Inf" else row[key] for key in ("q", "p")}
        yield "Turnbull", Figure(f"{where} q", found.left[j], theirs["q"], 1e-6)
        same = found.right[j] == theirs["p"]
        yield "Turnbull", Figure(f"{where} p", float(same), 1.0, 1e-6)
        yield "Turnbull", Figure(f"{where} mass {j}", found.mass[j], row["mass"], 1e-6)
        yield "Turnbull", Figure(f"{where} S {j}", found.after()[j], row["surv_at_p"], 1e-6)


def _band(known: dict[str, Any], columns: Table) -> Told:
    line = curves(_ledger(columns, "time", "event", stratum(columns, "all")))[0]
    band = equal_precision(line, known["tL"], known["tU"])
    for key, ours in (("aL", band.start_share), ("aU", band.stop_share), ("c", band.critical)):
        yield "equal-precision band", Figure(key, ours, known[key], NEAR)
    for row in known["band"]:
        place = int(np.searchsorted(band.time, row["t"], side="right")) - 1
        point = line.at(row["t"])
        for key, ours in (
            ("surv", point.survival), ("ep_lo", band.lower[place]), ("ep_hi", band.upper[place]),
            ("pointwise_lo", point.lower), ("pointwise_hi", point.upper),
        ):  # fmt: skip
            yield "equal-precision band", Figure(f"{row['t']} {key}", ours, row[key], NEAR)
