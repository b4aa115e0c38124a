"""The seven results, and where each of their figures is counted.

``COUNTS`` joins the code of an indicator to a function that counts it from the records of the
package that keeps them: one line here makes a new kind of record part of the results.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from guihang.care import counts as care
from guihang.community import counts as community
from guihang.engines.definitions import DICTIONARY, Definition
from guihang.engines.words import Words
from guihang.outcomes import tallies


@dataclass(frozen=True, slots=True)
class Span:
    """Where and when something is counted: units, first day and last day."""

    units: frozenset[int]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Result:
    """One of the seven results: its words, and the indicators that stand for it."""

    number: int
    code: str
    words: Words
    meaning: Words
    figures: tuple[str, ...]

    @property
    def definitions(self) -> tuple[Definition, ...]:
        return tuple(DICTIONARY[code] for code in self.figures)


RESULTS = (
    Result(1, "aid", Words("解决实际困难", "Hardship relieved"),
           Words("链接低保、临时救助、住房、医疗等资源", "linking allowances, housing and medical aid"),
           ("AID_PEOPLE", "AID_KINDS")),
    Result(2, "retention", Words("提升操守保持率", "More stay abstinent"),
           Words("出所后没有复吸的占比，须连同定义、失访和区间看",
                 "the share without relapse after release, beside definition, loss and interval"),
           ("RET_DETECT_12", "RET_STRICT_12", "RET_KM_12", "ABST3Y")),
    Result(3, "work", Words("提高就业率", "More in work"),
           Words("技能培训、就业安置、创业帮扶", "training, placement and help to start a business"),
           ("WORK_STARTED", "WORK_KEPT_90")),
    Result(4, "family", Words("改善家庭关系", "Better family relations"),
           Words("用同一把尺子前后测量，不凭印象", "measured before and after by one rule, not by impression"),
           ("FAMILY_BETTER", "FAMILY_WORSE", "FAMILY_UNMEASURED")),
    Result(5, "awareness", Words("提升识毒防毒拒毒意识", "Public awareness"),
           Words("形象大使、法治乌兰牧骑等宣传活动", "ambassadors and campaigns"),
           ("AUDIENCE", "CAMPAIGNS_MEASURED", "ATTITUDE_BETTER", "ATTITUDE_WORSE", "AMBASSADORS")),
    Result(6, "volunteers", Words("培育志愿者队伍", "A volunteer corps"),
           Words("登记人数与真正服务的人数分开看", "those registered and those who served, apart"),
           ("TEAMS", "VOLUNTEERS", "VOLUNTEERS_ACTIVE", "VOLUNTEER_HOURS")),
    Result(7, "aftercare", Words("形成本土后续照管模式", "A local model of aftercare"),
           Words("接得住、跟得上：照管率与黄金三月完成率", "received and followed: coverage and the golden months"),
           ("COVERAGE", "GOLDEN90", "STATIONS", "ACCEPTED")),
)  # fmt: skip

type Count = Callable[[frozenset[int], date, date], int]


def _until(count: Count) -> Count:
    """Return a count that takes the last day, of one that takes the day after it."""
    return lambda units, first, last: count(units, first, last + timedelta(days=1))


COUNTS: dict[str, Count] = {
    "AID_PEOPLE": _until(care.people_with_aid),
    "AID_KINDS": _until(care.aid_received),
    "WORK_STARTED": _until(care.people_in_work),
    "WORK_KEPT_90": _until(care.people_kept_in_work),
    "FAMILY_BETTER": _until(care.families_improved),
    "FAMILY_WORSE": _until(care.families_worse),
    "FAMILY_UNMEASURED": _until(care.families_not_measured),
    "AUDIENCE": _until(community.people_present),
    "CAMPAIGNS_MEASURED": _until(community.campaigns_measured),
    "ATTITUDE_BETTER": _until(community.attitudes_better),
    "ATTITUDE_WORSE": _until(community.attitudes_worse),
    "AMBASSADORS": tallies.ambassadors,
    "TEAMS": tallies.teams,
    "VOLUNTEERS": tallies.volunteers,
    "VOLUNTEERS_ACTIVE": tallies.volunteers_active,
    "VOLUNTEER_HOURS": tallies.volunteer_hours,
    "STATIONS": tallies.stations,
    "ACCEPTED": tallies.accepted,
}
"""Code → count of a period (units, first day, last day). An indicator without a line here has no
records in this installation, and says so."""


def count_of(definition: Definition, span: Span) -> int | None:
    """Return the count of an indicator in a span, None where nothing records it."""
    count = COUNTS.get(definition.code)
    return None if count is None else count(span.units, span.first, span.last)
