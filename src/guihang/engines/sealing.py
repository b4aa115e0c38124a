"""When a record is due for sealing: three years without a confirmed relapse after release."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from guihang.engines.calendar import add_years
from guihang.engines.words import Words

SEALING_YEARS = 3
SEALING_VERSION = 1
SEALING_SOURCE = Words(
    "戒毒条例第7条（三年未复吸，不再实行动态管控）；上海市禁毒条例第29条、山东省禁毒条例第36条"
    "（出所起三年；拒绝或严重违反的除外）。起算方式为本系统设定，无法定依据：确认复吸的，"
    "三年自当日重新起算，与上述两条中被查获的情形一致；再次出所的，自该次出所起算。",
    "Drug Rehabilitation Regulations art. 7 (three years without relapse end dynamic control); "
    "Shanghai Drug Control Regulations art. 29 and Shandong's art. 36 (three years from release; "
    "not for those who refused or severely breached). When they start again is set by this "
    "product; no statutory source: a confirmed relapse starts the three years again on its day, "
    "as being found does in those two rules; a new release starts its own.",
)


NOTICE_DAYS = 15
"""By then whoever is told of a sealing confirms it. Version 1, set by this product; no statutory
source."""


class Sealing(NamedTuple):
    """The day on which sealing is due, or None while there is none, and why."""

    due_on: date | None
    because: Words


def sealing(
    released_on: date, relapsed_on: Iterable[date] = (), *, breached: bool = False
) -> Sealing:
    """Say when a record is due for sealing. It is the person's right; a delay needs a reason.

    relapsed_on: days of confirmed relapse only; those before the release do not count.
    breached: refused or severely breached community rehabilitation.
    """
    if breached:
        return Sealing(
            None,
            Words(
                "拒绝或严重违反社区康复协议，不适用三年期满",
                "Refused or severely breached community rehabilitation: the rule does not apply",
            ),
        )
    start = max([released_on, *relapsed_on])
    if start == released_on:
        because = Words(
            "解除之日起三年未发现复吸(戒毒条例第7条)",
            "Three years from release without relapse (Drug Rehabilitation Regulations, art. 7)",
        )
    else:
        because = Words(
            "最近一次确认复吸之日起重新计算三年(戒毒条例第7条)",
            "Three years from the last confirmed relapse (Drug Rehabilitation Regulations, art. 7)",
        )
    return Sealing(add_years(start, SEALING_YEARS), because)


def sealing_due_on(
    released_on: date, relapsed_on: Iterable[date] = (), *, breached: bool = False
) -> date | None:
    """Return the day of `sealing`, without the reason."""
    return sealing(released_on, relapsed_on, breached=breached).due_on


def latest_release(today: date) -> date:
    """Return the last day of release whose records can be due on ``today``."""
    return add_years(today, -SEALING_YEARS)
