"""Looking for a person who has fallen silent: retry, visit, meet, decide.

Hours count from the moment at which a contact was overdue. The steps stop being owed when the
person is reached. The person who visits is a social worker, never a police officer, and only a
meeting of people may label somebody as lost.
"""

from datetime import date

from guihang.engines.acts import SPOKEN, Act
from guihang.engines.protocol import SILENCE, Offset, Protocol, Shift, Step
from guihang.engines.words import Words

RETRY_BY_PHONE = Step(
    code="retry-phone",
    words=Words("次日电话重试", "Call again next day"),
    track="retry-phone",
    accepts=SPOKEN | {Act.TRIED_CALL},
    opens=Offset(hours=0),
    due=Offset(hours=24),
    closes=Offset(hours=72),
    owner="social_worker",
    why=Words("次日换两种渠道重试：电话", "retry next day by two channels: phone"),
)

RETRY_BY_MESSAGE = Step(
    code="retry-message",
    words=Words("次日消息重试", "Write again next day"),
    track="retry-message",
    accepts=SPOKEN | {Act.TRIED_MESSAGE},
    opens=Offset(hours=0),
    due=Offset(hours=24),
    closes=Offset(hours=72),
    owner="social_worker",
    why=Words("次日换两种渠道重试：短信或微信", "retry next day by two channels: message"),
)

HOME_VISIT = Step(
    code="home-visit",
    words=Words("社工上门走访", "Home visit by the social worker"),
    track="home-visit",
    accepts=frozenset({Act.VISIT, Act.TRIED_VISIT}),
    opens=Offset(hours=0),
    due=Offset(hours=72),
    closes=Offset(hours=168),
    owner="social_worker",
    why=Words("第3天由社工(非民警)上门走访", "day 3: visit by the social worker, not police"),
)

TEAM_MEETING = Step(
    code="team-meeting",
    words=Words("团队会商", "Team meeting"),
    track="team",
    accepts=frozenset({Act.MEETING}),
    opens=Offset(hours=72),
    due=Offset(hours=168),
    closes=Offset(hours=336),
    owner="station_head",
    why=Words("第7天团队会商下一步", "day 7: the team meets on what to do next"),
    shift=Shift.NEXT_WORKING,
)

LOST_DECISION = Step(
    code="lost-decision",
    words=Words("是否标记失联", "Decide on the label “lost”"),
    track="team",
    accepts=frozenset({Act.MEETING}),
    opens=Offset(hours=576),
    due=Offset(hours=720),
    closes=Offset(hours=1440),
    owner="station_head",
    why=Words(
        "第30天由团队决定是否标记失联，并注明最后联系日期",
        "day 30: the team decides on the label “lost”, with the date of last contact",
    ),
    shift=Shift.NEXT_WORKING,
)

REACH_AGAIN = Protocol(
    code="reach-again",
    version=1,
    words=Words("失联再联系", "Reach again"),
    source=Words(
        "随访薄弱、联系方式失效是后续照管常见的薄弱环节（各地社区康复三年期回顾）；"
        "未查到全国统一的逐级处置标准。"
        "步骤与天数为本系统设定，无法定依据：次日用两种方式再联系，第3天由社工上门，"
        "第7天团队会商，第30天决定是否列为失联。再联系办到第3天止，上门办到第7天止，"
        "会商自第3天至第14天，决定自第24天至第60天。会商顺延到下一个工作日，再联系和上门不顺延。",
        "Weak follow-up and stale contacts are the usual failure of aftercare (community "
        "rehabilitation three-year reviews); no national escalation standard was found. "
        "Steps and days are set by this product; no statutory source: retry by two channels "
        "next day, home visit by the social worker on day 3, team meeting on day 7, decision on "
        "the label “lost” on day 30. Retries stay open to day 3, the visit to day 7, the meeting "
        "from day 3 to day 14, the decision from day 24 to day 60. Meetings move to the next "
        "working day; retries and visits do not.",
    ),
    effective_on=date(2018, 1, 1),
    anchor=SILENCE,
    steps=(RETRY_BY_PHONE, RETRY_BY_MESSAGE, HOME_VISIT, TEAM_MEETING, LOST_DECISION),
)
