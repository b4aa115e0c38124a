"""Cox regression: Efron or Breslow ties, strata, delayed entry, robust by person.

Equal to ``coxph`` of R 4.2.2 with survival 3.5-3. Newton's method on sums over blocks of equal
times, to full precision (the expected events of a facility are wrong in the fourth place when a
fit stops early). Sources: Cox 1972 JRSS B 34:187; Efron 1977 JASA 72:557; Breslow 1974 Biometrics
30:89; Lin & Wei 1989 JASA 84:1074 (robust); Therneau & Grambsch 2000.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guihang.engines.stats import risk_sets
from guihang.engines.stats.risk_sets import Panel, Sums
from guihang.engines.stats.tails import Z_95, Floats, chi2_tail, two_sided

type Ties = Literal["efron", "breslow"]

ROUNDS = 60
DECREMENT = 1e-12  # of the log-likelihood, below which Newton's method has arrived
SINGULAR = 1e-9  # share of a covariate's variance that the others leave unexplained
UNBOUNDED = 15.0  # standard deviations × coefficient: the hazard would differ by e^15


class Unfit(ValueError):
    """No model can be fitted; ``covariates`` names the columns at fault."""

    def __init__(self, why: Literal["no_event", "constant", "collinear"], *covariates: str) -> None:
        self.why, self.covariates = why, covariates
        super().__init__(f"{why}: {', '.join(covariates)}")


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One log hazard ratio; ``lower`` and ``upper`` are 95 % limits of the ratio ``hr``."""

    name: str
    coef: float
    se: float
    z: float
    p: float
    hr: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Test:
    """A χ² test of all coefficients being 0."""

    chi2: float
    df: int
    p: float


@dataclass(frozen=True, eq=False, slots=True)
class Cox:
    """A fitted model of p covariates.

    ``covariance`` (p, p) is the one that standard errors come from: the inverse information, or
    the robust one of the clusters. ``unbounded`` names covariates whose ratio grows for ever,
    because one of their values never, or always, meets an event: their figures mean nothing.
    """

    names: tuple[str, ...]
    ties: Ties
    n: int
    n_events: int
    coef: Floats
    covariance: Floats
    robust: bool
    loglik_null: float
    loglik: float
    likelihood_ratio: Test
    wald: Test
    score: Test
    converged: bool
    unbounded: tuple[str, ...]
    people: Panel = field(repr=False)
    found: Sums = field(repr=False)

    @property
    def coefficients(self) -> tuple[Coefficient, ...]:
        """The table of coefficients."""
        return tuple(
            coefficient(name, float(b), float(se))
            for name, b, se in zip(
                self.names, self.coef, np.sqrt(np.diag(self.covariance)), strict=True
            )
        )

    @property
    def aic(self) -> float:
        """Akaike's criterion, −2 log-likelihood + 2 p."""
        return -2 * self.loglik + 2 * len(self.names)


def cox(
    *,
    time: ArrayLike,
    event: ArrayLike,
    covariates: ArrayLike,
    names: Sequence[str],
    strata: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    ties: Ties = "efron",
) -> Cox:
    """Fit the model; ``covariates`` is (n, p), the other columns (n,).

    ``entry``: at risk from there (exclusive) to ``time``; with several rows a person this also
    takes covariates that change. ``cluster`` (the person, or the facility) makes the covariance
    robust. Raises Unfit, or ValueError for columns that are no such numbers.
    """
    x = np.asarray(covariates, np.float64)
    times, events = np.asarray(time), np.asarray(event, np.bool_)
    started = None if entry is None else np.asarray(entry)
    _check(times, events, x, started, names)
    stratum = np.zeros(times.size, np.int64)
    if strata is not None:
        stratum = np.unique(np.asarray(strata), return_inverse=True)[1].astype(np.int64)
    _can_be_fitted(events, x, names)
    people = risk_sets.panel(
        time=times, event=events, x=x, stratum=stratum, entry=started, efron=ties == "efron"
    )  # fmt: skip
    return _fitted(people, tuple(names), ties, None if cluster is None else np.asarray(cluster))


def _fitted(people: Panel, names: tuple[str, ...], ties: Ties, cluster: NDArray[Any] | None) -> Cox:
    start = risk_sets.sums(people, np.zeros(len(names)))
    slope, bend = risk_sets.gradient(people, start), risk_sets.information(people, start)
    refuse_collinear(bend, names)
    beta, found, bend_there, converged = _climb(people, start, slope, bend)
    inverse = np.linalg.inv(bend_there)
    covariance = inverse / np.outer(people.scale, people.scale)
    if cluster is not None:
        moved = score_residuals(people, found) @ inverse / people.scale
        _, group = np.unique(cluster, return_inverse=True)
        totals = np.zeros((int(group.max()) + 1, len(names)))
        np.add.at(totals, group, moved)
        covariance = totals.T @ totals
    coef, df = beta / people.scale, len(names)
    return Cox(
        names=names,
        ties=ties,
        n=people.order.size,
        n_events=int(people.event.sum()),
        coef=coef,
        covariance=covariance,
        robust=cluster is not None,
        loglik_null=start.loglik,
        loglik=found.loglik,
        likelihood_ratio=_test(2 * (found.loglik - start.loglik), df),
        wald=_wald(coef, covariance),
        score=_test(float(slope @ np.linalg.solve(bend, slope)), df),
        converged=converged,
        unbounded=tuple(
            name for name, b in zip(names, beta, strict=True) if abs(b) > UNBOUNDED
        ),
        people=people,
        found=found,
    )  # fmt: skip


def _wald(coef: Floats, covariance: Floats) -> Test:
    """Test by the covariance; with fewer clusters than covariates it has only their rank."""
    error = np.sqrt(np.diag(covariance))
    error = np.where(error > 0, error, 1.0)
    correlation, z = covariance / np.outer(error, error), coef / error
    rank = int(np.linalg.matrix_rank(correlation, hermitian=True))
    return _test(float(z @ np.linalg.pinv(correlation, hermitian=True) @ z), rank)


def _climb(
    people: Panel, found: Sums, slope: Floats, bend: Floats
) -> tuple[Floats, Sums, Floats, bool]:
    """Take Newton steps, halved while they would lead downhill, until none is left to take."""
    beta = np.zeros(slope.size)
    for _ in range(ROUNDS):
        step = np.linalg.lstsq(bend, slope, rcond=None)[0]
        if slope @ step < DECREMENT:
            return beta, found, bend, True
        for _ in range(ROUNDS):
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                tried = risk_sets.sums(people, beta + step)
            if tried.loglik >= found.loglik - abs(found.loglik) * np.finfo(np.float64).eps * 8:
                break
            step = step / 2
        beta, found = beta + step, tried
        slope, bend = risk_sets.gradient(people, found), risk_sets.information(people, found)
        if np.abs(beta).max() > UNBOUNDED:
            break
    return beta, found, bend, False


def coefficient(name: str, b: float, se: float) -> Coefficient:
    """Return the row of a table for a log ratio and its standard error."""
    z = b / se if se > 0 else np.nan
    with np.errstate(over="ignore"):
        hr, lower, upper = np.exp([b, b - Z_95 * se, b + Z_95 * se]).tolist()
    return Coefficient(name, b, se, z, two_sided(z), hr, lower, upper)


def _test(chi2: float, df: int) -> Test:
    return Test(chi2, df, chi2_tail(chi2, df))


def _check(
    time: NDArray[Any],
    event: NDArray[np.bool_],
    x: Floats,
    entry: NDArray[Any] | None,
    names: Sequence[str],
) -> None:
    if x.ndim != 2 or x.shape != (time.size, len(names)) or event.shape != time.shape:
        raise ValueError("covariates must be one row per person and one column per name")
    if not (np.isfinite(x).all() and np.isfinite(time).all() and (time >= 0).all()):
        raise ValueError("times and covariates must be finite numbers, times 0 or more")
    if entry is not None and not (entry.shape == time.shape and (entry < time).all()):
        raise ValueError("everybody must enter before the end of observation")


def _can_be_fitted(event: NDArray[np.bool_], x: Floats, names: Sequence[str]) -> None:
    if not event.any():
        raise Unfit("no_event")
    still = [name for name, column in zip(names, x.T, strict=True) if (column == column[0]).all()]
    if still:
        raise Unfit("constant", *still)


def refuse_collinear(bend: Floats, names: Sequence[str]) -> None:
    """Raise Unfit for a covariate that the ones before it explain, at the times of the events."""
    left = bend.copy()
    for row, name in enumerate(names):
        if left[row, row] <= SINGULAR * max(float(bend[row, row]), float(bend.max()) * 1e-6):
            raise Unfit("collinear", name)
        left = left - np.outer(left[:, row], left[row]) / left[row, row]


def martingale(people: Panel, found: Sums) -> Floats:
    """Return events less expected events of every person, (n,), in the order of the columns."""
    cumulative = risk_sets.hazard(people, found.inverse)
    cumulative[people.event] -= found.inverse_f[people.tied]
    residual = np.empty(people.order.size)
    residual[people.order] = people.event - cumulative * found.weight
    return residual


def score_residuals(people: Panel, found: Sums) -> Floats:
    """Return every person's part of the gradient, (n, p), of the scaled covariates."""
    many = people.deaths[people.dying]
    cumulative = risk_sets.hazard(people, found.inverse)
    cumulative[people.event] -= found.inverse_f[people.tied]
    rows = np.empty((people.order.size, people.x.shape[0]))
    for j, x in enumerate(people.x):
        risk, dying = found.risk_x[j], found.dying_x[j]
        mean = risk_sets.hazard(people, risk * found.square - dying * found.square_f)
        own = risk * found.square_f - dying * found.square_ff
        mean[people.event] -= own[people.tied]
        part = found.weight * (mean - x * cumulative)
        average = (risk * found.inverse - dying * found.inverse_f) / many
        part[people.event] += x[people.event] - average[people.tied]
        rows[people.order, j] = part
    return rows


def expected_events(fit: Cox) -> Floats:
    """Return every person's expected number of events, H₀(t) exp(xb), in the order given."""
    residual = martingale(fit.people, fit.found)
    event = np.empty(fit.n)
    event[fit.people.order] = fit.people.event
    return event - residual


def risk_at(fit: Cox, covariates: ArrayLike, horizon: float) -> Floats:
    """Return the modelled probability of the event by ``horizon`` of people (k, p), (k,).

    For a model without strata. Raises ValueError with strata.
    """
    if len(fit.people.strata) != 1:
        raise ValueError("with strata there is one baseline hazard for each")
    reached = fit.people.time[fit.people.dying] <= horizon
    baseline = float(fit.found.inverse[reached].sum())
    x = np.asarray(covariates, np.float64) - fit.people.mean
    return np.asarray(-np.expm1(-baseline * np.exp(x @ fit.coef)), np.float64)
