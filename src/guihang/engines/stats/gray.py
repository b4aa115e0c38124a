"""Gray's test: is the cumulative incidence of one cause the same in every group?

Equal to ``cuminc`` of cmprsk 2.2-11 with rho 0. It compares probabilities; a log-rank test of one
cause compares hazards, and the two may disagree. Source: Gray 1988 Ann Stat 16:1141.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from guihang.engines.stats.tails import Floats, chi2_tail
from guihang.engines.survival_ledger import Counts, OutcomeLedger


@dataclass(frozen=True, slots=True)
class Gray:
    """The test of one cause; ``None`` where nothing can be compared."""

    cause: int
    chi2: float | None
    df: int
    p: float | None


def gray(ledger: OutcomeLedger) -> tuple[Gray, ...]:
    """Return the test of every cause. Groups without people are left out.

    Raises ValueError for fewer than two groups with people.
    """
    held = np.unique(ledger.group)
    if held.size < 2:
        raise ValueError("a comparison needs at least two groups")
    at_risk, events = _aligned(ledger, held)
    total = events.sum(axis=2)
    return tuple(
        _test(cause, at_risk, events[:, :, place], total - events[:, :, place])
        for place, cause in enumerate(ledger.causes)
    )


def _aligned(ledger: OutcomeLedger, held: Counts) -> tuple[Floats, Floats]:
    """Return people at risk (T, G) and events (T, G, K) at the T times with events."""
    grid, place = np.unique(ledger.time, return_inverse=True)
    counts = np.zeros((grid.size, held.size, ledger.counts.shape[1]))
    counts[place, np.searchsorted(held, ledger.group)] = ledger.counts
    at_risk = counts.sum(axis=2)[::-1].cumsum(axis=0)[::-1]
    kept = counts[:, :, 1:].any(axis=(1, 2))
    return at_risk[kept], counts[kept][:, :, 1:]


@dataclass(slots=True)
class _State:
    """Running sums over the event times, for G groups."""

    groups: int
    score: Floats = field(init=False)
    variance: Floats = field(init=False)
    drift: Floats = field(init=False)  # c of the paper's program: (G − 1, G)
    cross: Floats = field(init=False)
    own: Floats = field(init=False)
    free: Floats = field(init=False)  # S of each group just before the time
    incidence: Floats = field(init=False)
    pooled: float = 0.0

    def __post_init__(self) -> None:
        first = self.groups - 1
        self.score, self.variance = np.zeros(first), np.zeros((first, first))
        self.drift, self.cross = np.zeros((first, self.groups)), np.zeros((first, self.groups))
        self.own, self.free = np.zeros(self.groups), np.ones(self.groups)
        self.incidence = np.zeros(self.groups)

    def step(self, risk: Floats, event: Floats, other: Floats) -> None:
        """Take in one time: people at risk, events of the cause, other events, each (G,)."""
        there = risk > 0
        safe = np.where(there, risk, 1.0)
        free = np.where(there, self.free * (risk - event - other) / safe, self.free)
        rise = np.where(there, self.free * event / safe, 0.0)
        scale = np.where(there, risk / np.where(self.free > 0, self.free, 1.0), 0.0)
        everyone, n_event = scale.sum(), event.sum()
        pooled = self.pooled + n_event / everyone
        pull = np.diag(scale) - np.outer(scale, scale) / everyone
        self.drift += pull[:-1] * (n_event / (everyone * (1 - self.pooled)))
        if n_event:
            expected = n_event * scale * (1 - self.incidence)
            expected /= (scale * (1 - self.incidence)).sum()
            self.score += np.where(there, event - expected, 0.0)[:-1]
            self._cause(pull[:-1], there, safe, free, pooled, n_event, everyone)
        if other.any():
            self._other(other, safe, free, pooled)
        self.free, self.incidence, self.pooled = free, self.incidence + rise, pooled

    def _cause(
        self,
        pull: Floats,
        there: NDArray[np.bool_],
        risk: Floats,
        free: Floats,
        pooled: float,
        n_event: float,
        everyone: float,
    ) -> None:
        share = np.where(free > 0, 1 - (1 - pooled) / np.where(free > 0, free, 1.0), 1.0)
        ties: Floats | float = 1.0
        if n_event > 1:
            ties = 1 - (n_event - 1) / (everyone * np.where(there, self.free, 1.0) - 1)
        weight = np.where(there, ties * self.free * n_event / (everyone * risk), 0.0)
        self._add(pull - share * self.drift, share, weight)

    def _other(self, other: Floats, risk: Floats, free: Floats, pooled: float) -> None:
        hit = (free > 0) & (other > 0)
        share = np.where(hit, (1 - pooled) / np.where(hit, free, 1.0), 0.0)
        ties = np.where(other > 1, 1 - (other - 1) / np.maximum(risk - 1, 1.0), 1.0)
        weight = np.where(hit, ties * self.free**2 * other / risk**2, 0.0)
        self._add(share * self.drift, -share, weight)

    def _add(self, moved: Floats, share: Floats, weight: Floats) -> None:
        self.own += share**2 * weight
        self.cross += moved * share * weight
        self.variance += (moved * weight) @ moved.T

    def covariance(self) -> Floats:
        """Return the covariance of the score, (G − 1, G − 1)."""
        mixed = self.drift @ self.cross.T
        return self.variance + (self.drift * self.own) @ self.drift.T + mixed + mixed.T


def _test(cause: int, at_risk: Floats, event: Floats, other: Floats) -> Gray:
    state = _State(at_risk.shape[1])
    for risk, happened, elsewise in zip(at_risk, event, other, strict=True):
        if happened.any() or elsewise.any():
            state.step(risk, happened, elsewise)
    df = at_risk.shape[1] - 1
    try:
        chi2 = float(state.score @ np.linalg.solve(state.covariance(), state.score))
    except np.linalg.LinAlgError:
        return Gray(cause, None, df, None)
    return Gray(cause, chi2, df, chi2_tail(chi2, df))
