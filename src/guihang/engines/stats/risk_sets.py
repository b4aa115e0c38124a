"""Sums over everybody at risk at each event time, for one vector of Cox coefficients.

People are sorted once by stratum, time and outcome; after that every sum over a risk set is a
running sum over the blocks of one time, so days with thousands of ties cost no more than one.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guihang.engines.stats.tails import Floats

type Whole = NDArray[np.int64]

DAYS = 1 << 14  # whole times below this need no sorting to be counted
CHUNK = 1 << 16  # people whose weighted covariates stay in the cache


@dataclass(frozen=True, eq=False, slots=True)
class Panel:
    """People in order of stratum, time, events first; a block is one time within one stratum.

    ``order`` (n,) leads back to the columns given; ``x`` (p, n) are covariates less their mean,
    over their standard deviation ``scale`` (p,). ``fraction`` (m,) is r/d of the r-th of d tied
    events (Efron), 0 throughout for Breslow; ``tied`` (m,) the event block of each.
    """

    order: Whole
    x: Floats
    mean: Floats
    scale: Floats
    event: NDArray[np.bool_]
    event_x: Floats  # sum over the events, (p,)
    block: Whole
    entered: Whole | None  # last block that was over when the person entered, −1 for none
    starts: Whole  # of the runs of events, or of censorings, of one block
    run_block: Whole
    run_event: NDArray[np.bool_]
    time: NDArray[Any]
    deaths: Whole
    strata: tuple[slice, ...]
    dying: Whole  # blocks with events
    fraction: Floats
    tied: Whole
    first_tied: Whole


@dataclass(frozen=True, eq=False, slots=True)
class Sums:
    """What one iteration needs, at the E blocks with events.

    With φ_r the Efron denominator of the r-th tied event and f_r = r/d: ``inverse`` Σ 1/φ,
    ``inverse_f`` Σ f/φ, ``square`` Σ 1/φ², ``square_f`` Σ f/φ², ``square_ff`` Σ f²/φ², each (E,).
    ``risk_x`` and ``dying_x`` (p, E) are the covariate sums of everybody and of the events.
    """

    weight: Floats  # exp(xb) of each person, (n,)
    risk_x: Floats
    dying_x: Floats
    inverse: Floats
    inverse_f: Floats
    square: Floats
    square_f: Floats
    square_ff: Floats
    loglik: float


def panel(
    *,
    time: NDArray[Any],
    event: NDArray[np.bool_],
    x: Floats,
    stratum: Whole,
    entry: NDArray[Any] | None,
    efron: bool,
) -> Panel:
    """Sort people and find the blocks. ``x`` is (n, p); every column must vary."""
    moments, position = _positions(time)
    place = stratum * moments.size + position
    order = _sorted(place * 2 + ~event)
    place, happened = place[order], event[order]
    fresh = np.concatenate([[True], place[1:] != place[:-1]])
    run = fresh | np.concatenate([[True], happened[1:] != happened[:-1]])
    block, starts = np.cumsum(fresh) - 1, np.flatnonzero(run)
    first = np.flatnonzero(fresh)
    deaths = np.bincount(block[happened], minlength=first.size)
    edges = np.flatnonzero(np.diff(np.concatenate([[-1], place[first] // moments.size, [1 << 62]])))
    dying = np.flatnonzero(deaths)
    many = deaths[dying]
    first_tied = np.concatenate([[0], np.cumsum(many)[:-1]])
    tied = np.repeat(np.arange(dying.size), many)
    rank = np.arange(tied.size) - first_tied[tied]
    entered = None
    if entry is not None:
        after = stratum * moments.size + np.searchsorted(moments, entry, side="right")
        entered = _entered(place[first], after, stratum, moments.size)[order]
    mean, scale, columns = _scaled(x, order)
    return Panel(
        order=order,
        x=columns,
        mean=mean,
        scale=scale,
        event=happened,
        event_x=np.array([column[happened].sum() for column in columns]),
        block=block,
        entered=entered,
        starts=starts,
        run_block=block[starts],
        run_event=happened[starts],
        time=moments[place[first] % moments.size],
        deaths=deaths,
        strata=tuple(slice(int(a), int(b)) for a, b in pairwise(edges)),
        dying=dying,
        fraction=rank / many[tied] if efron else np.zeros(tied.size),
        tied=tied,
        first_tied=first_tied,
    )


def _entered(blocks: Whole, after: Whole, stratum: Whole, size: int) -> Whole:
    """Return each person's last block before ``after`` within his stratum, −1 for none."""
    last = np.searchsorted(blocks, after, side="left") - 1
    same = blocks[np.maximum(last, 0)] // size == stratum
    return np.where((last >= 0) & same, last, -1)


def _scaled(x: Floats, order: Whole) -> tuple[Floats, Floats, Floats]:
    """Return means, deviations, and the covariates in order less the one over the other, (p, n)."""
    mean, scale = x.mean(axis=0), x.std(axis=0)
    rows, columns = x[order], np.empty((x.shape[1], x.shape[0]))
    for j in range(x.shape[1]):
        np.subtract(rows[:, j], mean[j], out=columns[j])
        columns[j] /= scale[j]
    return mean, scale, columns


def _positions(time: NDArray[Any]) -> tuple[NDArray[Any], Whole]:
    """Return rising times that include all of ``time``, and where each stands among them."""
    if time.dtype.kind in "iu" and time.max() < DAYS:
        return np.arange(int(time.max()) + 1), time.astype(np.int64)
    moments, place = np.unique(time, return_inverse=True)
    return moments, place


def _sorted(key: Whole) -> Whole:
    """Return a stable order; small keys take NumPy's radix sort, which is linear."""
    if key.size and key.max() < 1 << 16:
        key = key.astype(np.uint16)  # type: ignore[assignment]
    return np.argsort(key, kind="stable")


def sums(people: Panel, beta: Floats) -> Sums:
    """Return the sums for the coefficients ``beta`` (p,) of the scaled covariates."""
    weight = np.exp(beta @ people.x)
    risk, dying = _over_risk_sets(people, weight)
    risk_x, dying_x = np.empty((2, people.x.shape[0], people.dying.size))
    for row, column in enumerate(people.x):
        risk_x[row], dying_x[row] = _over_risk_sets(people, weight * column)
    phi = risk[people.tied] - people.fraction * dying[people.tied]
    inverse = 1 / phi
    part = people.fraction * inverse

    def by_time(share: Floats) -> Floats:
        return np.asarray(np.add.reduceat(share, people.first_tied), np.float64)

    return Sums(
        weight=weight,
        risk_x=risk_x,
        dying_x=dying_x,
        inverse=by_time(inverse),
        inverse_f=by_time(part),
        square=by_time(inverse**2),
        square_f=by_time(part * inverse),
        square_ff=by_time(part**2),
        loglik=float(beta @ people.event_x - np.log(phi).sum()),
    )


def _over_risk_sets(people: Panel, value: Floats) -> tuple[Floats, Floats]:
    """Return the sums of ``value`` (n,) over those at risk, and over the events, (E,) each."""
    runs = np.add.reduceat(value, people.starts)
    total = np.bincount(people.run_block, runs, people.deaths.size)
    if people.entered is not None:
        late = people.entered >= 0
        total -= np.bincount(people.entered[late], value[late], total.size)
    for part in people.strata:
        total[part] = total[part][::-1].cumsum()[::-1]
    events = np.zeros(total.size)
    events[people.run_block[people.run_event]] = runs[people.run_event]
    return total[people.dying], events[people.dying]


def gradient(people: Panel, found: Sums, pull: Floats | None = None) -> Floats:
    """Return Σ over events of x less its mean at risk, (p,), each event time times ``pull``."""
    expected = found.risk_x * found.inverse - found.dying_x * found.inverse_f
    if pull is None:
        return np.asarray(people.event_x - expected.sum(axis=1), np.float64)
    happened = people.x[:, people.event] @ pull[people.tied]
    return np.asarray(happened - expected @ pull, np.float64)


def information(people: Panel, found: Sums, pull: Floats | None = None) -> Floats:
    """Return the information matrix (p, p), each event time times ``pull`` (E,)."""
    by = np.ones(people.dying.size) if pull is None else pull
    own = hazard(people, by * found.inverse)
    own[people.event] -= (by * found.inverse_f)[people.tied]
    risk, dying = found.risk_x, found.dying_x
    mixed = (risk * (by * found.square_f)) @ dying.T
    means = (risk * (by * found.square)) @ risk.T - mixed - mixed.T
    means += (dying * (by * found.square_ff)) @ dying.T
    return _gram(people.x, own * found.weight) - means


def hazard(people: Panel, jump: Floats) -> Floats:
    """Return each person's sum of ``jump`` (E,) over the event times at which he is at risk."""
    total = np.zeros(people.deaths.size)
    total[people.dying] = jump
    for part in people.strata:
        total[part] = total[part].cumsum()
    own: Floats = total[people.block]
    if people.entered is not None:
        own = own - np.where(people.entered >= 0, total[people.entered], 0.0)
    return own


def _gram(x: Floats, weight: Floats) -> Floats:
    total = np.zeros((x.shape[0], x.shape[0]))
    for start in range(0, x.shape[1], CHUNK):
        part = x[:, start : start + CHUNK]
        total += (part * weight[start : start + CHUNK]) @ part.T
    return total
