"""Cumulative incidence of each of several events that exclude one another (Aalen–Johansen).

The probability of a cause in the real world, where the other causes happen too. 1 − Kaplan–Meier
of one cause is not: the figures of all causes then add to more than 1. Equal to ``survfit`` of
survival 3.5-3 (infinitesimal-jackknife standard error, log-log limits) and ``cuminc`` of cmprsk
2.2-11 (Aalen's standard error). Sources: Aalen & Johansen 1978 Scand J Stat 5:141; Putter, Fiocco &
Geskus 2007 Stat Med 26:2389; Therneau & Grambsch 2000.

Free + Σ incidence = 1 to 1e-12 at every time.
"""

from dataclasses import dataclass

import numpy as np

from guihang.engines.stats.limits import limits
from guihang.engines.stats.tails import Floats
from guihang.engines.survival_ledger import Counts, OutcomeLedger, Times


@dataclass(frozen=True, slots=True)
class IncidencePoint:
    """One cause at one time. ``None`` where undefined: limits while the incidence is 0 or 1."""

    time: float
    n_risk: int
    events: int
    incidence: float
    stderr: float
    stderr_aalen: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, eq=False, slots=True)
class Incidence:
    """Curves of one group: one row per distinct time T, one column per cause K.

    ``at_risk`` (T,) people have time ≥ t, ``free`` (T,) is the probability of none of the causes
    so far, ``incidence`` (T, K) of each; ``stderr`` is the infinitesimal jackknife's, from which
    the 95 % log-log limits ``lower`` and ``upper`` follow (NaN where the incidence is 0 or 1);
    ``stderr_aalen`` is Aalen's.
    """

    label: str
    causes: tuple[int, ...]
    time: Times
    at_risk: Counts
    events: Counts
    censored: Counts
    free: Floats
    incidence: Floats
    stderr: Floats
    stderr_aalen: Floats
    lower: Floats
    upper: Floats

    @property
    def n(self) -> int:
        """People in the group."""
        return int(self.events.sum() + self.censored.sum())

    @property
    def last(self) -> float | None:
        """The last time at which anyone was observed."""
        return self.time[-1].item() if self.time.size else None

    def n_risk(self, t: float) -> int:
        """People with time ≥ t."""
        place = int(np.searchsorted(self.time, t, side="left"))
        return int(self.at_risk[place]) if place < self.at_risk.size else 0

    def free_at(self, t: float) -> float:
        """Return the probability of no event up to ``t``; the last value is carried forward."""
        place = self._place(t)
        return float(self.free[place]) if place >= 0 else 1.0

    def at(self, t: float, cause: int) -> IncidencePoint:
        """Return one cause at ``t``. Past :attr:`last` the final value is carried forward."""
        place, column = self._place(t), self.causes.index(cause)
        if place < 0:
            return IncidencePoint(t, self.n_risk(t), 0, 0.0, 0.0, 0.0, None, None)
        lower, upper = float(self.lower[place, column]), float(self.upper[place, column])
        known = not np.isnan(lower)
        return IncidencePoint(
            time=t,
            n_risk=self.n_risk(t),
            events=int(self.events[: place + 1, column].sum()),
            incidence=float(self.incidence[place, column]),
            stderr=float(self.stderr[place, column]),
            stderr_aalen=float(self.stderr_aalen[place, column]),
            lower=lower if known else None,
            upper=upper if known else None,
        )

    def _place(self, t: float) -> int:
        return int(np.searchsorted(self.time, t, side="right")) - 1


def incidences(ledger: OutcomeLedger) -> tuple[Incidence, ...]:
    """Return the curves of every group, in the order of ``ledger.labels``."""
    edges = np.searchsorted(ledger.group, np.arange(len(ledger.labels) + 1))
    return tuple(
        _curves(label, ledger, slice(int(start), int(stop)))
        for label, start, stop in zip(ledger.labels, edges[:-1], edges[1:], strict=True)
    )


def _curves(label: str, ledger: OutcomeLedger, rows: slice) -> Incidence:
    counts = ledger.counts[rows]
    at_risk = counts.sum(axis=1)[::-1].cumsum()[::-1]
    events, censored = counts[:, 1:], counts[:, 0]
    ended = events.sum(axis=1)
    free = np.cumprod((at_risk - ended) / at_risk)
    before = np.concatenate([[1.0], free])[: free.size]
    incidence = np.cumsum(before[:, None] * events / at_risk[:, None], axis=0)
    stderr = _jackknife(at_risk, counts, before, free, incidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = limits(incidence, stderr / incidence)
    return Incidence(
        label=label,
        causes=ledger.causes,
        time=ledger.time[rows],
        at_risk=at_risk,
        events=events,
        censored=censored,
        free=free,
        incidence=incidence,
        stderr=stderr,
        stderr_aalen=_aalen(at_risk, events, before, free, incidence),
        lower=lower,
        upper=upper,
    )


def _jackknife(
    at_risk: Counts, counts: Counts, before: Floats, free: Floats, incidence: Floats
) -> Floats:
    """Return the root of the sum of squared influences of every person, (T, K).

    A person who left at u moves the curve of cause k at t ≥ u by α + β·F_k(t) with α and β
    settled at u; whoever is still there moves it by one common amount. So running sums over
    those who left, by outcome, give the sum over all people in one pass.
    """
    ended = counts[:, 1:].sum(axis=1)
    staying = at_risk - ended
    alive = free > 0
    jump = np.where(alive, ended / (at_risk * np.maximum(staying, 1).astype(np.float64)), 0.0)
    drag = np.cumsum(jump)
    drag_before = drag - jump
    hazard = counts[:, 1:] / at_risk[:, None]
    common = np.cumsum(before[:, None] * hazard * (drag_before - 1 / at_risk)[:, None], axis=0)
    fallen = np.where(alive, drag_before - 1 / at_risk, 0.0)
    left_beta = np.where(alive, drag, 0.0)
    squares = np.zeros((3, *incidence.shape))
    for outcome in range(counts.shape[1]):
        beta = fallen if outcome else left_beta
        moved = common.copy()
        if outcome:
            moved[:, outcome - 1] += before / at_risk
        alpha = moved - beta[:, None] * incidence
        people = counts[:, outcome, None]
        squares[0] += people * alpha**2
        squares[1] += people * alpha * beta[:, None]
        squares[2] += people * (beta**2)[:, None]
    alpha2, cross, beta2 = np.cumsum(squares, axis=1)
    remaining = at_risk - counts.sum(axis=1)
    total = alpha2 + 2 * incidence * cross + incidence**2 * beta2 + remaining[:, None] * common**2
    return np.sqrt(np.maximum(total, 0.0))


def _aalen(
    at_risk: Counts, events: Counts, before: Floats, free: Floats, incidence: Floats
) -> Floats:
    """Return Aalen's standard error as cmprsk computes it, with its correction for ties, (T, K)."""
    ended = events.sum(axis=1)[:, None]
    risk, later = at_risk[:, None].astype(np.float64), free[:, None]
    alive = later > 0
    over = np.where(alive, 1 / np.where(alive, later, 1.0), 0.0)
    sums = np.zeros((3, *incidence.shape))
    for happened, own in ((events, 1.0), (ended - events, 0.0)):
        ties = 1 - np.maximum(happened - 1, 0) / np.maximum(risk - 1, 1)
        weight = before[:, None] ** 2 * ties * happened / risk**2
        if not own:
            weight = np.where(alive, weight, 0.0)
        share = own + over * incidence
        sums += np.stack(np.broadcast_arrays(share**2, over * share, over**2)) * weight
    first, second, third = np.cumsum(sums, axis=1)
    variance = np.maximum(first + incidence**2 * third - 2 * incidence * second, 0.0)
    # cmprsk brings the variance up to date at events of the cause only.
    place = np.where(events > 0, np.arange(events.shape[0])[:, None], -1)
    latest = np.maximum.accumulate(place, axis=0)
    known = np.take_along_axis(variance, np.maximum(latest, 0), axis=0)
    return np.sqrt(np.where(latest >= 0, known, 0.0))
