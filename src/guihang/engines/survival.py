"""Kaplan–Meier curves, limits and quartiles, from counts alone.

Conventions, equal to R 4.2.2 with survival 3.5-3 (``survfit(conf.type="log-log")``, ``quantile``):
events come before censorings on the same time; the number at risk at t counts
everyone with time ≥ t; S is right-continuous; Greenwood variance; time-zero events allowed.

Sources: Kaplan & Meier 1958 JASA 53:457; Kalbfleisch & Prentice 1980 §1.4 (log-log limits);
Brookmeyer & Crowley 1982 Biometrics 38:29 (quartile limits).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guihang.engines.survival_ledger import Counts, Ledger, Times

type Floats = NDArray[np.float64]

Z_95 = 1.959963984540054  # 97.5 % point of the normal distribution
# R's quantile.survfit compares with sqrt(eps): rounding must not hide an exact S = 0.5.
TIE = float(np.sqrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, eq=False, slots=True)
class Quantile:
    """A time by which a share had the event, with 95 % limits; ``None`` means not reached."""

    time: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, eq=False, slots=True)
class Point:
    """The curve at one time. ``None`` where R prints NA: limits while S is 0 or 1."""

    time: float
    n_risk: int
    events: int
    survival: float
    stderr: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """Kaplan–Meier curve of one group; every array has one element per distinct observed time.

    ``at_risk`` people have time ≥ t; ``stderr`` is Greenwood's, of S; ``lower`` and ``upper`` are
    95 % log-log limits, NaN where S is 0 or 1.
    """

    label: str
    time: Times
    at_risk: Counts
    events: Counts
    censored: Counts
    survival: Floats
    stderr: Floats
    lower: Floats
    upper: Floats

    @property
    def n(self) -> int:
        """People in the group."""
        return int(self.events.sum() + self.censored.sum())

    @property
    def n_events(self) -> int:
        """People who had the event."""
        return int(self.events.sum())

    @property
    def last(self) -> float | None:
        """The last time at which anyone was observed, in the units of ``time``."""
        return _plain(self.time[-1]) if self.time.size else None

    def n_risk(self, t: float) -> int:
        """People with time ≥ t."""
        place = int(np.searchsorted(self.time, t, side="left"))
        return int(self.at_risk[place]) if place < self.at_risk.size else 0

    def at(self, t: float) -> Point:
        """Return the curve at ``t``, as ``summary(survfit, times=t, extend=TRUE)`` in R.

        Before the first observation S and its limits are 1; past :attr:`last` the final value is
        carried forward, which no page may print as a rate: :mod:`guihang.engines.retention`
        refuses it.
        """
        place = int(np.searchsorted(self.time, t, side="right")) - 1
        if place < 0:
            return Point(t, self.n_risk(t), 0, 1.0, 0.0, 1.0, 1.0)
        return Point(
            time=t,
            n_risk=self.n_risk(t),
            events=int(self.events[: place + 1].sum()),
            survival=float(self.survival[place]),
            stderr=_or_none(self.stderr[place]),
            lower=_or_none(self.lower[place]),
            upper=_or_none(self.upper[place]),
        )

    def quantile(self, share: float) -> Quantile:
        """Return the time by which ``share`` had the event (0.5 is the median), 0 < share < 1.

        Where S equals 1 − share over an interval the answer is its midpoint, as in R.
        Raises ValueError for a share outside (0, 1).
        """
        if not 0 < share < 1:
            raise ValueError("share must lie between 0 and 1")
        return Quantile(
            time=self._crossing(self.survival, share),
            lower=self._crossing(self.lower, share),
            upper=self._crossing(self.upper, share),
        )

    def _crossing(self, level: Floats, share: float) -> float | None:
        jumps = self.events > 0
        fallen, time = 1.0 - level[jumps], self.time[jumps]
        reached = _nearest_at_least(fallen + TIE, share)
        if reached is None:
            return None
        if abs(share - fallen[-1]) < TIE:
            beyond = self.time[-1]
        elif (passed := _nearest_at_least(fallen - TIE, share)) is not None:
            beyond = time[passed]
        else:
            return None
        middle = (float(time[reached]) + float(beyond)) / 2
        whole = self.time.dtype.kind == "i" and middle.is_integer()
        return int(middle) if whole else middle


def curves(ledger: Ledger) -> tuple[Curve, ...]:
    """Return one curve per label, in the order of ``ledger.labels``."""
    edges = np.searchsorted(ledger.group, np.arange(len(ledger.labels) + 1))
    return tuple(
        _of_group(label, ledger, slice(int(start), int(stop)))
        for label, start, stop in zip(ledger.labels, edges[:-1], edges[1:], strict=True)
    )


def _of_group(label: str, ledger: Ledger, rows: slice) -> Curve:
    events, censored = ledger.events[rows], ledger.censored[rows]
    at_risk = (events + censored)[::-1].cumsum()[::-1]
    return curve(label, ledger.time[rows], at_risk, events, censored)


def curve(label: str, time: Times, at_risk: Counts, events: Counts, censored: Counts) -> Curve:
    """Return the curve with these people at risk and these events at each of its times."""
    staying = at_risk - events
    # Before the first late entry nobody may be at risk: no event then, and S stays as it is.
    survival = np.cumprod(np.where(at_risk > 0, staying / np.maximum(at_risk, 1), 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        jump = events / (at_risk * staying.astype(np.float64))
        hazard_variance = np.cumsum(np.where(events > 0, jump, 0.0))
        stderr = survival * np.sqrt(hazard_variance)
        slack = np.exp(Z_95 * np.sqrt(hazard_variance) / -np.log(survival))
        lower, upper = survival**slack, survival ** (1 / slack)
    stderr[survival == 0] = np.nan
    undefined = (survival == 0) | (survival == 1)
    lower[undefined] = upper[undefined] = np.nan
    return Curve(label, time, at_risk, events, censored, survival, stderr, lower, upper)


def _nearest_at_least(values: Floats, floor: float) -> int | None:
    """Return where the smallest value ≥ floor stands.

    On a falling curve this is the first such point; log-log upper limits can rise again near
    the end, and there R takes the point closest to the level, not the first.
    """
    fit = np.where(values >= floor, values, np.inf)
    place = int(fit.argmin()) if fit.size else 0
    return place if fit.size and fit[place] < np.inf else None


def _plain(value: Any) -> float:
    """Return a numpy scalar as a Python int or float."""
    number: float = value.item()
    return number


def _or_none(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
