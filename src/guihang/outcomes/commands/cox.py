"""``guihang outcomes cox``: which differences go with more or fewer events."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np

from guihang.core.command import Unusable
from guihang.engines.stats.cox import Cox, Unfit
from guihang.engines.stats.cox import cox as fitted
from guihang.engines.stats.cox_checks import (
    TRANSFORMS,
    Concordance,
    Proportional,
    concordance,
    proportional_hazards,
)
from guihang.engines.words import Words
from guihang.outcomes import options
from guihang.outcomes.fields import Covariate, Event, Group, Time
from guihang.outcomes.printing import as_json, notes, number, plain_table, screen
from guihang.outcomes.table import read_table

TIES = ("efron", "breslow")

CONVENTIONS = (
    Words(
        "Cox 回归；C 为 Harrell 一致性指数；比例风险检验用得分检验（survival ≥ 3.0 的定义）。",
        "Cox regression; C is Harrell's concordance; proportional hazards by the score test "
        "(as survival ≥ 3.0 defines it).",
    ),
    Words(
        "风险比说明哪些特征与事件相伴，不说明因果。协变量须在起点之前已知：把出所后才有的"
        "经历当作起点特征，会造成不死时间偏倚。",
        "A hazard ratio says what goes with the event, not what causes it. Covariates must have "
        "been known at the start: what came later makes time immortal.",
    ),
)


@click.command(
    short_help="Cox 回归 · Cox regression",
    help="Cox 比例风险回归：一人一行的 CSV。\n\nCox regression: a CSV with one row per person.",
)
@options.file
@options.duration
@options.event
@options.covariates
@click.option("--strata", metavar="COL", help="分层列 · column with the strata")
@click.option(
    "--cluster",
    metavar="COL",
    help="稳健方差按此列（如人员编号）· robust variance by this column, such as the person",
)
@click.option("--ties", default="efron", show_default=True, help="efron | breslow")
@options.as_json
def cox(
    file: Path | None,
    duration: str | None,
    event: str | None,
    covariates: str | None,
    strata: str | None,
    cluster: str | None,
    ties: str,
    as_json: bool,
) -> None:
    """Print coefficients, concordance and the test of proportional hazards."""
    path, length, happened, listed = options.needed(
        file, duration=duration, event=event, covariates=covariates
    )
    options.one_of(ties, TIES, "--ties")
    times, events = Time(length), Event(happened)
    factors = [Covariate(name) for name in options.names(listed, "--covariates")]
    layer = None if strata is None else Group(strata)
    person = None if cluster is None else Group(cluster, most=None)
    optional = [one for one in (layer, person) if one is not None]
    with options.unusable():
        n_missing = read_table(path, [times, events, *factors, *optional])
    x = {name: column for one in factors for name, column in one.columns.items()}
    with unfit():
        fit = fitted(
            time=times.column,
            event=events.column,
            covariates=np.column_stack(list(x.values())),
            names=list(x),
            strata=None if layer is None else layer.column,
            cluster=None if person is None else person.column,
            ties="breslow" if ties == "breslow" else "efron",
        )
    tests = {name: proportional_hazards(fit, name) for name in TRANSFORMS}
    if as_json:
        click.echo(_json(fit, concordance(fit), tests, n_missing))
    else:
        _print(fit, concordance(fit), tests["km"], n_missing)


@contextmanager
def unfit() -> Iterator[None]:
    """Turn what a model cannot be fitted for into the words of the command line."""
    try:
        yield
    except Unfit as error:
        raise Unusable(_told(error)) from error


def _told(error: Unfit) -> Words:
    columns = ", ".join(error.covariates)
    words = {
        "no_event": Words(
            "可用的行里没有事件，无法拟合",
            "No event in the rows that could be used: nothing to fit",
        ),
        "constant": Words(
            "“{columns}”在可用的行里只有一个值，请去掉",
            "“{columns}” has one value only in the rows that could be used: leave it out",
        ),
        "collinear": Words(
            "“{columns}”可由其他协变量（或分层）完全推出，请去掉其一",
            "“{columns}” follows from the other covariates (or strata): leave one out",
        ),
    }[error.why]
    return words.fill(columns=columns)


def _json(
    fit: Cox, c: Concordance | None, tests: dict[Any, Proportional | None], n_missing: int
) -> str:
    answer = {
        "n": fit.n,
        "n_missing": n_missing,
        "events": fit.n_events,
        "ties": fit.ties,
        "strata": len(fit.people.strata),
        "robust": fit.robust,
        "coef": [asdict(row) for row in fit.coefficients],
        "loglik": fit.loglik,
        "loglik_null": fit.loglik_null,
        "lrt": asdict(fit.likelihood_ratio),
        "wald": asdict(fit.wald),
        "score": asdict(fit.score),
        "aic": fit.aic,
        "concordance": c.value if c else None,
        "concordance_se": c.stderr if c else None,
        "ph": {
            name: None
            if found is None
            else [
                *({"name": term, **asdict(test)} for term, test in found.terms),
                {"name": "GLOBAL", **asdict(found.everything)},
            ]
            for name, found in tests.items()
        },
        "converged": fit.converged and not fit.unbounded,
        "unbounded": list(fit.unbounded),
    }
    return as_json(answer)


def _print(fit: Cox, c: Concordance | None, ph: Proportional | None, n_missing: int) -> None:
    console = screen(sys.stdout)
    table = plain_table(
        f"Cox 回归（{fit.ties}）· Cox regression, n={fit.n}, events={fit.n_events}",
        (
            "系数\ncoef",
            "标准误\nSE",
            "p",
            "风险比\nHR",
            "95% 区间\n95% limits",
            "比例风险检验 p\nPH test p",
        ),
        "协变量\nCovariate",
    )
    tests = dict(ph.terms) if ph else {}
    for row in fit.coefficients:
        test = tests.get(row.name)
        table.add_row(
            row.name,
            number(row.coef),
            number(row.se),
            f"{row.p:.3g}",
            f"{row.hr:.4g}",
            f"{row.lower:.4g} – {row.upper:.4g}",
            f"{test.p:.3g}" if test else "—",
        )
    console.print(table)
    console.print(
        f"对数似然 · log-likelihood {number(fit.loglik)} (0: {number(fit.loglik_null)}); "
        f"C {number(c.value if c else None)}; "
        f"PH {f'p={ph.everything.p:.3g}' if ph else '—'}"
    )
    if fit.unbounded:
        listed = ", ".join(fit.unbounded)
        console.print(
            f"“{listed}”的某个值从不（或总是）发生事件，其系数没有意义。\n"
            f"A value of “{listed}” never (or always) meets an event: its figures mean nothing."
        )
    notes(console, CONVENTIONS, n_missing)
