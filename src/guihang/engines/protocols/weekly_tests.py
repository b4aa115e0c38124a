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
    source=(
        "NIDA CTN-0027 START: urine test each week, 24 weeks from randomisation. "
        "[DESIGN] Week w is due on day 7w; its window is days [7w-3, 7w+4), which leaves no "
        "day between weeks."
    ),
    # The trial enrolled from 2006; its data may be dated from then on.
    effective_on=date(2006, 1, 1),
    anchor="enrolment",
    steps=tuple(_week(week) for week in range(1, 25)),
)
