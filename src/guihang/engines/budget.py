"""How many different people one member of staff is shown, in an hour and in a day.

A post sees some dozens of people a day. Who is shown thousands copies a region, whoever it is.
"""

from dataclasses import dataclass
from datetime import date

from guihang.engines.words import Words


@dataclass(frozen=True, slots=True)
class Budget:
    """One version: people an hour on pages, people a day altogether (pages, files, programs)."""

    version: int
    source: Words
    effective_on: date
    an_hour: int
    a_day: int


BUDGET = Budget(
    version=1, source=Words("本系统设定，无法定依据", "set by this product; no statutory source"),
    effective_on=date(2026, 12, 1), an_hour=500, a_day=5000,
)  # fmt: skip


def exceeded(hour: int, day: int, budget: Budget = BUDGET) -> Words | None:
    """Return which limit so many different people go beyond, or None."""
    if hour > budget.an_hour:
        return Words(
            f"一小时内最多查看 {budget.an_hour} 人。请过一会儿再继续；确因工作需要时，请联系审计管理员。",
            f"At most {budget.an_hour} people are shown in an hour. Go on later; if the work needs "
            "more, talk to the audit administrator.",
        )
    if day > budget.a_day:
        return Words(
            f"24 小时内最多查看和导出 {budget.a_day} 人。请按单位筛选后分日导出；确因工作需要时，"
            "请联系审计管理员。",
            f"At most {budget.a_day} people are shown and exported in 24 hours. Filter by unit and "
            "spread the files over days; if the work needs more, talk to the audit administrator.",
        )
    return None
