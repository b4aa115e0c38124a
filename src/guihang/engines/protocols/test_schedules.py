"""Two published drug-test schedules for the three years after release.

A station has no power to compel a test: a task here offers one, and a missed one is a missed
offer. Windows are policy of the product; the published schedules give counts only.
"""

from datetime import date
from typing import NamedTuple

from guihang.engines.acts import Act
from guihang.engines.protocol import Offset, Protocol, Shift, Step
from guihang.engines.words import Words

_WINDOWS = Words(
    "时间窗为本系统设定，无法定依据：每半月前后6天；每月前13天至后14天；每两月前20天至后21天；"
    "每季前后30天。每月及更疏的检测，到期日顺延到下一个工作日。工作站的检测以自愿为前提。",
    "Windows are set by this product; no statutory source: twice monthly ±6 days; monthly 13 "
    "days before to 14 after; every second month 20 before to 21 after; quarterly ±30. Due days "
    "of monthly and rarer tests move to the next working day. Testing by a station is voluntary.",
)


class _Open(NamedTuple):
    """How many days a test may come before and after its due day."""

    before: int
    after: int


_HALF_A_MONTH = _Open(6, 6)
_A_MONTH = _Open(13, 14)
_TWO_MONTHS = _Open(20, 21)
_A_QUARTER = _Open(30, 30)


def _test(code: str, due: Offset, days: _Open, why: Words) -> Step:
    return Step(
        code=code,
        words=Words("毒品检测", "Drug test"),
        track="test",
        accepts=frozenset({Act.TEST}),
        opens=due._replace(days=due.days - days.before),
        due=due,
        closes=due._replace(days=due.days + days.after),
        owner="social_worker",
        why=why,
        # Half-monthly windows touch; a move past a long holiday would make them overlap.
        shift=Shift.NONE if days is _HALF_A_MONTH else Shift.NEXT_WORKING,
    )


def _monthly(month: int) -> Step:
    why = Words(f"第{month}个月检测(每月一次)", f"test in month {month} (monthly)")
    return _test(f"month-{month}", Offset(months=month), _A_MONTH, why)


def _two_monthly(month: int) -> Step:
    why = Words(f"第{month}个月检测(每两月一次)", f"test in month {month} (every second month)")
    return _test(f"month-{month}", Offset(months=month), _TWO_MONTHS, why)


def _quarterly(month: int) -> Step:
    why = Words(f"第{month}个月检测(每季度一次)", f"test in month {month} (quarterly)")
    return _test(f"month-{month}", Offset(months=month), _A_QUARTER, why)


def _half_monthly(month: int) -> tuple[Step, Step]:
    why = Words(f"第{month}个月检测(每月两次)", f"test in month {month} (twice monthly)")
    middle, end = Offset(months=month - 1, days=15), Offset(months=month)
    return (
        _test(f"month-{month}-a", middle, _HALF_A_MONTH, why),
        _test(f"month-{month}-b", end, _HALF_A_MONTH, why),
    )


def _unannounced(year: int) -> Step:
    due = Offset(months=12 * year)
    return Step(
        code=f"unannounced-{year}",
        words=Words(f"第{year}年不定期检测", f"Unannounced test, year {year}"),
        track="unannounced-test",
        accepts=frozenset({Act.UNANNOUNCED_TEST}),
        opens=Offset(months=12 * (year - 1), days=1),
        due=due,
        closes=due,
        owner="social_worker",
        why=Words(
            f"第{year}年内至少一次不定期检测", f"at least one unannounced test in year {year}"
        ),
    )


_LATER_YEARS = (
    *(_two_monthly(month) for month in range(14, 25, 2)),
    *(_quarterly(month) for month in range(27, 37, 3)),
)

TESTS_A = Protocol(
    code="tests-a",
    version=1,
    words=Words("检测方案甲", "Test schedule A"),
    source=Words(
        f"福建仙游后续照管站（三年 12 + 6 + 4 = 22 次检测）。{_WINDOWS.zh}",
        "Aftercare station of Xianyou, Fujian (12 + 6 + 4 = 22 tests in three years). "
        f"{_WINDOWS.en}",
    ),
    effective_on=date(2018, 1, 1),
    anchor="release",
    steps=(*(_monthly(month) for month in range(1, 13)), *_LATER_YEARS),
)

TESTS_B = Protocol(
    code="tests-b",
    version=1,
    words=Words("检测方案乙", "Test schedule B"),
    source=Words(
        "社区戒毒社区康复检测频次法律问答（前六个月每月两次，之后依次每月、每两月、每季一次，"
        f"共28次，另有至少3次不定期检测）。{_WINDOWS.zh}不定期检测每年一次，全年任一天均可。",
        "Legal questions and answers on the frequency of tests in community treatment and "
        "rehabilitation (twice monthly for six months, then monthly, every second month, "
        f"quarterly: 28 tests, and at least 3 unannounced). {_WINDOWS.en} One unannounced test "
        "a year, any day of the year.",
    ),
    effective_on=date(2018, 1, 1),
    anchor="release",
    steps=(
        *(step for month in range(1, 7) for step in _half_monthly(month)),
        *(_monthly(month) for month in range(7, 13)),
        *_LATER_YEARS,
        *(_unannounced(year) for year in (1, 2, 3)),
    ),
)
