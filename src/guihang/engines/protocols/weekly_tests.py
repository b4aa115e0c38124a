"""The weekly tests of a treatment trial: 24 weeks from enrolment."""

from datetime import date

from guihang.engines.acts import Act
from guihang.engines.protocol import Offset, Protocol, Step
from guihang.engines.words import Words


def _week(week: int) -> Step:
    day = 7 * week
    return Step(
        code=f"week-{week}",
        words=Words(f"第{week}周检测", f"Test, week {week}"),
        track="weekly-test",
        accepts=frozenset({Act.TEST}),
        opens=Offset(days=day - 3),
        due=Offset(days=day),
        closes=Offset(days=day + 3),
        owner="social_worker",
        why=Words(f"第{week}周检测(每周一次)", f"test of week {week} (weekly)"),
    )


WEEKLY_TESTS = Protocol(
    code="weekly-tests",
    version=1,
    words=Words("每周检测(试验方案)", "Weekly tests (trial protocol)"),
    source=Words(
        "NIDA CTN-0027 START 试验：入组起每周尿检一次，共24周。"
        "时间窗为本系统设定，无法定依据：第 w 周于第 7w 天到期，窗口为第 7w-3 天至第 7w+4 天之前，"
        "周与周之间不留空隙。",
        "NIDA CTN-0027 START: urine test each week, 24 weeks from randomisation. "
        "Windows are set by this product; no statutory source: week w is due on day 7w; its "
        "window is days [7w-3, 7w+4), which leaves no day between weeks.",
    ),
    # The trial enrolled from 2006; its data may be dated from then on.
    effective_on=date(2006, 1, 1),
    anchor="enrolment",
    steps=tuple(_week(week) for week in range(1, 25)),
)
