"""The figures of the seven results, apart from retention: what is counted, and on whose word."""

from datetime import date

from guihang.engines.definitions.definition import Definition, Kind
from guihang.engines.words import Words

SINCE = date(2018, 1, 1)
_IN_PERIOD = Words("当期", "within the period")
_MODEL = Words("“1234567”工作模式，七方面成效", "the 1234567 model, its seven results")


def _count(
    result: int, code: str, words: Words, meaning: Words, *, kind: Kind = Kind.COUNT,
    source: Words = _MODEL, exclusions: Words = Words("", ""), of_people: bool = True,
) -> Definition:  # fmt: skip
    return Definition(
        code=code, version=1, words=words, meaning=meaning, source=source, effective_on=SINCE,
        kind=kind, numerator=meaning, denominator=_IN_PERIOD, exclusions=exclusions, result=result,
        of_people=of_people,
    )  # fmt: skip


AID_PEOPLE = _count(
    1, "AID_PEOPLE", Words("获得救助的人数", "People who received aid"),
    Words("当期至少有一项救助(低保、临时救助、公租房、医疗救助等)到手的人，一人只计一次",
          "people who received at least one kind of aid in the period, each counted once"),
    exclusions=Words("已申请、已获批但尚未到手的不计", "applied for or granted, but not in hand, does not count"),
)  # fmt: skip
AID_KINDS = _count(
    1, "AID_KINDS", Words("到手救助项数", "Kinds of aid received"),
    Words("当期到手的救助项数，一人可有多项", "kinds of aid received in the period; a person may have several"),
)  # fmt: skip
WORK_STARTED = _count(
    3, "WORK_STARTED", Words("实现就业创业的人数", "People who started work"),
    Words("当期开始工作或创业的人，一人只计一次", "people who started work or a business, each counted once"),
)  # fmt: skip
WORK_KEPT_90 = _count(
    3, "WORK_KEPT_90", Words("稳定就业满 90 天的人数", "People still in work after 90 days"),
    Words("当期开始工作、满 90 天时经核实仍在岗的人",
          "people who started in the period and were confirmed to be in work at 90 days"),
)  # fmt: skip
_FAMILY_SCALE = Words(
    "家庭功能量表第 1 版(五题，0–20 分)，变动 3 分以上才算；未经效度检验",
    "family scale, version 1 (five questions, 0–20), a change of 3 points or more; not validated",
)
FAMILY_BETTER = _count(
    4, "FAMILY_BETTER", Words("家庭关系改善的人数", "People whose family relations improved"),
    Words("当期接受家庭服务的人中，最近一次量表比首次高 3 分以上",
          "of those served with their family in the period, the last scale is 3 points or more above the first"),
    source=_FAMILY_SCALE,
    exclusions=Words("只测过一次的不计；不是工作人员的印象", "measured once does not count; nobody's impression"),
)  # fmt: skip
FAMILY_WORSE = _count(
    4, "FAMILY_WORSE", Words("家庭关系变差的人数", "People whose family relations grew worse"),
    Words("同一方法，最近一次低 3 分以上", "the same measure, 3 points or more below"),
    source=_FAMILY_SCALE,
)  # fmt: skip
FAMILY_UNMEASURED = _count(
    4, "FAMILY_UNMEASURED", Words("接受家庭服务但没有前后测量的人数", "Served with their family, not measured twice"),
    Words("当期接受家庭服务、量表不足两次的人", "served in the period with fewer than two scales"),
    source=_FAMILY_SCALE,
)  # fmt: skip
AUDIENCE = _count(
    5, "AUDIENCE", Words("宣传活动参与人次", "People at awareness events"),
    Words("当期禁毒宣传活动登记的参与人次", "attendances recorded at awareness events in the period"),
    exclusions=Words("人次不等于人数；不代表认识改变", "attendances, not people; says nothing of minds changed"),
    of_people=False,
)  # fmt: skip
_ATTITUDE_SCALE = Words(
    "态度题第 1 版(六题，1–5 分)，活动前后两组人的均分相差 0.2 分以上才算；本系统自拟，未经效度检验",
    "attitude questions, version 1 (six, 1–5 points); the means of the groups before and after differ "
    "by 0.2 or more; our own items, not validated",
)
CAMPAIGNS_MEASURED = _count(
    5, "CAMPAIGNS_MEASURED", Words("做过前后测的宣传活动", "Events measured before and after"),
    Words("当期开始、活动前后都登记了问卷的宣传活动", "events of the period with questions asked before and after"),
    source=_ATTITUDE_SCALE, of_people=False,
)  # fmt: skip
ATTITUDE_BETTER = _count(
    5, "ATTITUDE_BETTER", Words("对康复人员态度改善的活动", "Events after which attitudes were better"),
    Words("做过前后测的活动中，之后一组对康复人员的态度均分高 0.2 分以上",
          "of the events measured, the attitude towards people in recovery is 0.2 points or more higher after"),
    source=_ATTITUDE_SCALE,
    exclusions=Words("比的是两组人，不是同一个人；没有对照", "two groups, not the same people; no comparison group"),
    of_people=False,
)  # fmt: skip
ATTITUDE_WORSE = _count(
    5, "ATTITUDE_WORSE", Words("对康复人员态度变差的活动", "Events after which attitudes were worse"),
    Words("同一方法，低 0.2 分以上", "the same measure, 0.2 points or more lower"),
    source=_ATTITUDE_SCALE, of_people=False,
)  # fmt: skip
AMBASSADORS = _count(
    5, "AMBASSADORS", Words("在任形象大使", "Image ambassadors in office"),
    Words("当期末在任的戒毒形象大使", "ambassadors in office at the end of the period"),
    of_people=False,
)  # fmt: skip
TEAMS = _count(
    6, "TEAMS", Words("志愿者队伍", "Volunteer teams"),
    Words("当期末在册的志愿者队伍", "teams on the register at the end of the period"),
    of_people=False,
)  # fmt: skip
VOLUNTEERS = _count(
    6, "VOLUNTEERS", Words("注册志愿者", "Registered volunteers"),
    Words("当期末在册的志愿者", "volunteers on the register at the end of the period"),
    of_people=False,
)  # fmt: skip
VOLUNTEERS_ACTIVE = _count(
    6, "VOLUNTEERS_ACTIVE", Words("有服务记录的志愿者", "Volunteers who served"),
    Words("当期至少有一次确认的服务时长的志愿者", "volunteers with confirmed hours in the period"),
    of_people=False,
)  # fmt: skip
HOURS = _count(
    6, "VOLUNTEER_HOURS", Words("志愿服务时长", "Hours of voluntary service"),
    Words("当期经确认的志愿服务小时数", "confirmed hours of service in the period"),
    kind=Kind.HOURS, exclusions=Words("未经确认的不计", "unconfirmed hours do not count"),
    of_people=False,
)  # fmt: skip
STATIONS = _count(
    7, "STATIONS", Words("在照管的工作站", "Stations with people in aftercare"),
    Words("当期接收过照管对象的后续照管工作站", "aftercare stations that accepted somebody in the period"),
    of_people=False,
)  # fmt: skip
ACCEPTED = _count(
    7, "ACCEPTED", Words("接收的照管对象", "People accepted into aftercare"),
    Words("当期由工作站接收的人", "people whom a station accepted in the period"),
)  # fmt: skip
COVERAGE = Definition(
    code="COVERAGE", version=1, words=Words("照管率", "Coverage"),
    meaning=Words("出所满 90 天、在世且未羁押的人中，同意照管的占比",
                  "of those alive and free 90 days after release, the share who agreed to aftercare"),
    source=Words("江苏 2018 年照管覆盖率 96.1% 的通行口径", "as Jiangsu's coverage of 96.1 % (2018)"),
    effective_on=SINCE, kind=Kind.SHARE, numerator=Words("同意照管", "agreed to aftercare"),
    denominator=Words("满 90 天、在世、未羁押、未迁走", "90 days past, alive, free, not moved away"),
    horizon=90, result=7,
)  # fmt: skip
GOLDEN90 = Definition(
    code="GOLDEN90", version=1, words=Words("黄金三月完成率", "Golden three months completed"),
    meaning=Words("方案的联系窗口中 80% 以上有联系，并在第 104 天前开过期末评估",
                  "a contact in at least 80 % of the windows of the protocol, and the closing review held by day 104"),
    source=Words("“黄金三月制”策略；80% 为本系统设定", "the golden-quarter strategy; 80 % is set by the product"),
    effective_on=SINCE, kind=Kind.SHARE,
    numerator=Words("联系完成 80% 以上且开过期末评估", "80 % of contacts done and the closing review held"),
    denominator=Words("出所满 90 天、有随访计划的人", "released 90 days ago, with a plan on file"),
    exclusions=Words("不参加照管的人；90 天内去世或被羁押的人",
                     "people not in aftercare; dead or in custody within 90 days"),
    horizon=90, result=7,
)  # fmt: skip

RESULT_FIGURES = (
    AID_PEOPLE, AID_KINDS, WORK_STARTED, WORK_KEPT_90, FAMILY_BETTER, FAMILY_WORSE, FAMILY_UNMEASURED, AUDIENCE,
    CAMPAIGNS_MEASURED, ATTITUDE_BETTER, ATTITUDE_WORSE, AMBASSADORS, TEAMS, VOLUNTEERS,
    VOLUNTEERS_ACTIVE, HOURS, STATIONS, ACCEPTED, COVERAGE, GOLDEN90,
)  # fmt: skip
