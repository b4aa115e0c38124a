"""A programme taken up by facilities at different times: stepped wedge, and with controls.

Both compare facility and period with themselves: fixed effects of facilities take out what each
always was, fixed effects of periods what changed everywhere. With 13 facilities Wald tests reject
too often. Sources: Hussey & Hughes 2007 Contemp Clin Trials 28:182; Hemming et al. 2018 BMJ
363:k1614; Wang & De Gruttola 2017 Stat Med 36:2831 (permuting the orders); Cameron & Miller 2015 J
Hum Resour 50:317 (few clusters).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from guihang.engines.stats.designs import WARNINGS, Design, Estimate
from guihang.engines.stats.tails import Floats, t_point, t_two_sided
from guihang.engines.words import Words

DRAWS = 1999
FEW = 20  # Cameron & Miller 2015: below this many clusters their variance is too small
SCAN, REACH = 400, 8.0  # effects tried on each side for the limits, up to so many deviations
FAINT = 1e-10  # share of variance that fixed effects leave, below which nothing is compared


@dataclass(frozen=True, eq=False, slots=True)
class RollOut:
    """The effect in shares (0.05 = five points), with the warning that the design deserves.

    ``orders`` permuted orders stand behind p-value and limits of a stepped wedge, 0 for a
    controlled comparison; ``trend`` is then how the groups moved apart a period before it began.
    """

    design: Design
    effect: Estimate
    cells: int
    facilities: int
    periods: int
    orders: int
    trend: Estimate | None
    warnings: tuple[Words, ...]


def stepped_wedge(
    events: ArrayLike, people: ArrayLike, start: ArrayLike, *, seed: int, draws: int = DRAWS
) -> RollOut:
    """Estimate the effect where the order of facilities was drawn by lot.

    ``events`` and ``people`` (F, P) by facility and period of release; 0 people leaves a cell out
    (such as the transition). ``start`` (F,) is the first period with the programme, P or more for
    never. p and limits permute which facility got which place. Raises ValueError where all
    start together, or nothing varies.
    """
    panel = _panel(events, people)
    begins = np.asarray(start, np.int64)
    if begins.shape != (panel.facilities,) or np.unique(begins).size < 2:
        raise ValueError("facilities must start at different periods")
    random = np.random.default_rng(seed)
    orders = np.array([random.permutation(begins) for _ in range(draws)])
    own = panel.exposure(begins)
    value, _ = panel.effect(own)
    every = np.array([panel.exposure(order) for order in orders])
    of_share, of_own = panel.effects(every, own)
    p = _beyond(of_share, of_own, value, 0.0)
    lower, upper = _limits(of_share, of_own, value)
    return RollOut(
        design=Design.STEPPED_WEDGE,
        effect=Estimate(value, None, lower, upper, p),
        cells=panel.share.size,
        facilities=panel.facilities,
        periods=panel.periods,
        orders=draws,
        trend=None,
        warnings=(WARNINGS[Design.STEPPED_WEDGE],),
    )


def controlled(events: ArrayLike, people: ArrayLike, start: ArrayLike) -> RollOut:
    """Estimate the effect beside facilities that never had it (difference in differences).

    Columns as in :func:`stepped_wedge`; those with the programme start together. The variance is
    robust by facility, limits from t with F − 1 degrees of freedom. Raises ValueError for other
    starts: with several, early starters would serve as controls of late ones
    (Callaway & Sant'Anna 2021 J Econometrics 225:200).
    """
    panel = _panel(events, people)
    begins = np.asarray(start, np.int64)
    treated = begins < panel.periods
    if begins.shape != (panel.facilities,) or np.unique(begins[treated]).size != 1:
        raise ValueError("those with the programme must start together")
    if treated.all() or not begins[treated].min() > 0:
        raise ValueError("facilities without it, and periods before it, are needed")
    found = _clustered(panel, panel.exposure(begins))
    first = int(begins[treated].min())
    warnings = [WARNINGS[Design.CONTROLLED]]
    if panel.facilities < FEW:
        words = Words(
            "只有 {n} 个单位，稳健标准误偏小，区间偏窄。",
            "With {n} units only, robust standard errors are too small and limits too narrow.",
        )
        warnings.append(words.fill(n=panel.facilities))
    return RollOut(
        design=Design.CONTROLLED,
        effect=found,
        cells=panel.share.size,
        facilities=panel.facilities,
        periods=panel.periods,
        orders=0,
        trend=_trend(panel, treated, first),
        warnings=tuple(warnings),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Panel:
    """Cells with people, (C,), and an orthonormal basis of the weighted fixed effects."""

    share: Floats
    root: Floats  # of the weight
    facility: NDArray[np.int64]
    period: NDArray[np.int64]
    basis: Floats
    facilities: int
    periods: int

    def exposure(self, start: NDArray[np.int64]) -> Floats:
        return (self.period >= start[self.facility]).astype(np.float64)

    def inner(self, column: Floats) -> Floats:
        """Return the weighted column(s) (…, C) less what fixed effects explain."""
        scaled = column * self.root
        return np.asarray(scaled - (scaled @ self.basis) @ self.basis.T, np.float64)

    def effect(self, exposure: Floats) -> tuple[float, Floats]:
        x = self.inner(exposure)
        size = float(x @ x)
        if size <= FAINT * float((exposure * self.root) @ (exposure * self.root)):
            raise ValueError("nothing is left to compare within facilities and periods")
        return float(x @ (self.share * self.root)) / size, x

    def effects(self, every: Floats, own: Floats) -> tuple[Floats, Floats]:
        """Return the effects on the share, and on the real exposure, of each order, (D,)."""
        x = self.inner(every)
        size = np.maximum((x**2).sum(axis=1), FAINT)
        return x @ (self.share * self.root) / size, x @ (own * self.root) / size


def _panel(events: ArrayLike, people: ArrayLike) -> _Panel:
    counts, size = np.asarray(events, np.float64), np.asarray(people, np.float64)
    if counts.shape != size.shape or counts.ndim != 2:
        raise ValueError("events and people must be tables of facilities by periods")
    if not ((counts >= 0) & (counts <= size)).all():
        raise ValueError("events must be between 0 and the number of people")
    facility, period = np.nonzero(size > 0)
    root = np.sqrt(size[facility, period])
    effects = np.column_stack(
        [facility[:, None] == np.arange(size.shape[0]), period[:, None] == np.arange(size.shape[1])]
    ) * root[:, None]  # fmt: skip
    vectors, values, _ = np.linalg.svd(effects, full_matrices=False)
    return _Panel(
        share=counts[facility, period] / root**2,
        root=root,
        facility=facility,
        period=period,
        basis=vectors[:, values > values[0] * FAINT],
        facilities=size.shape[0],
        periods=size.shape[1],
    )


def _beyond(of_share: Floats, of_own: Floats, value: float, effect: float) -> float:
    """Return the share of orders at least as extreme as the real one if this were the effect."""
    other = np.abs(of_share - effect * of_own)
    extreme = int((other >= abs(value - effect) - 1e-12).sum())
    return (1 + extreme) / (1 + of_share.size)


def _limits(of_share: Floats, of_own: Floats, value: float) -> tuple[float, float]:
    """Return the effects that the orders do not reject at 5 %: the test turned round."""
    step = float((of_share - value * of_own).std()) * REACH / SCAN or FAINT
    ends = []
    for sign in (-1.0, 1.0):
        tried = (value + sign * step * k for k in range(1, SCAN + 1))
        kept = (effect for effect in tried if _beyond(of_share, of_own, value, effect) <= 0.05)
        # With too few orders no effect is ever rejected; a share cannot change by more than 1.
        ends.append(next(kept, sign))
    return max(ends[0], -1.0), min(ends[1], 1.0)


def _clustered(panel: _Panel, exposure: Floats) -> Estimate:
    value, x = panel.effect(exposure)
    residual = panel.inner(panel.share) - value * x
    size = float(x @ x)
    sums = np.bincount(panel.facility, x * residual, panel.facilities)
    groups = panel.facilities
    variance = float(sums @ sums) / size**2 * groups / (groups - 1)
    stderr = float(np.sqrt(variance))
    reach = t_point(0.975, groups - 1) * stderr
    p = t_two_sided(value / stderr, groups - 1) if stderr > 0 else float(value == 0)
    return Estimate(value, stderr, value - reach, value + reach, p)


def _trend(panel: _Panel, treated: NDArray[np.bool_], first: int) -> Estimate | None:
    """Return how much a period the groups moved apart before; ``None`` with fewer than 3 periods."""
    if first < 3:
        return None
    kept = panel.period < first
    counts = np.zeros((2, panel.facilities, first))
    place = (panel.facility[kept], panel.period[kept])
    counts[1][place] = panel.root[kept] ** 2
    counts[0][place] = panel.share[kept] * counts[1][place]
    early = _panel(counts[0], counts[1])
    apart = np.where(treated[early.facility], early.period, 0).astype(np.float64)
    return _clustered(early, apart)
