"""How far the claim of a programme can be believed: the design decides, before any figure.

Order of preference and warnings follow Hemming et al. 2015 BMJ 350:h391, Bernal et al. 2017 IJE
46:348, Wagner et al. 2002 J Clin Pharm Ther 27:299, Shadish, Cook & Campbell 2002.
"""

from dataclasses import dataclass
from enum import IntEnum

from guihang.engines.stats.tails import Z_95, two_sided
from guihang.engines.words import Words


class Design(IntEnum):
    """Designs from the strongest to the weakest."""

    RANDOMISED = 1
    STEPPED_WEDGE = 2
    CONTROLLED = 3
    SERIES_CONTROLLED = 4
    SERIES = 5
    BEFORE_AFTER = 6


NAMES: dict[Design, Words] = {
    Design.RANDOMISED: Words("随机分配", "Randomised"),
    Design.STEPPED_WEDGE: Words("阶梯式推行（随机次序）", "Stepped wedge (random order)"),
    Design.CONTROLLED: Words("有对照的前后比较（双重差分）", "Controlled before and after"),
    Design.SERIES_CONTROLLED: Words(
        "有对照的间断时间序列", "Interrupted time series with a control"
    ),
    Design.SERIES: Words("间断时间序列", "Interrupted time series"),
    Design.BEFORE_AFTER: Words("前后比较", "Before and after"),
}

WARNINGS: dict[Design, Words] = {
    Design.RANDOMISED: Words(
        "分配是随机的；仍要看失访是否两组相同。",
        "Assignment was random; still see whether as many were lost in both groups.",
    ),
    Design.STEPPED_WEDGE: Words(
        "只有推行次序确实抽签决定时，检验才成立；单位少，故用次序置换检验。"
        "同期的其他变化由固定的时期效应扣除。",
        "The test holds only if the order was drawn by lot; with few units it permutes the "
        "orders. What changed everywhere is taken out by fixed effects of periods.",
    ),
    Design.CONTROLLED: Words(
        "单位不是随机选定的：只有两组原本会平行变化，差值才是项目的作用。先看推行前的走势。",
        "Units were not chosen at random: the difference is the programme's only if both groups "
        "would have moved in parallel. See the trends before it began.",
    ),
    Design.SERIES_CONTROLLED: Words(
        "同时发生在该单位的其他变化（人员、政策、检测频次）无法排除。",
        "What else changed in this unit at the same time (staff, policy, testing) cannot be "
        "excluded.",
    ),
    Design.SERIES: Words(
        "没有对照：同时发生的任何变化，包括检测频次的变化，都会算到项目头上。",
        "No control: whatever else changed at the same time, testing included, counts as the "
        "programme's.",
    ),
    Design.BEFORE_AFTER: Words(
        "只有前后两个数：原有趋势、季节、人员构成变化和回归均值都会冒充作用，不能说明项目有效。",
        "Two figures only: an old trend, the season, other people and regression to the mean all "
        "pass for an effect. It does not show that the programme works.",
    ),
}

PICKED_FOR_BEING_WORST = Words(
    "因为成绩最差而被选中的单位，什么都不做也会好转（回归均值）。",
    "Units picked because they were worst improve even if nothing is done (regression to the "
    "mean).",
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect with 95 % limits and a two-sided p-value."""

    value: float
    stderr: float | None
    lower: float
    upper: float
    p: float


def normal(value: float, stderr: float) -> Estimate:
    """Return an estimate with limits of the normal distribution."""
    return Estimate(
        value, stderr, value - Z_95 * stderr, value + Z_95 * stderr, two_sided(value / stderr)
    )
