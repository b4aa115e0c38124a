"""After the golden three months: a contact a month to the first year, a quarter to the third."""

from datetime import date

from guihang.engines.acts import CONTACTED
from guihang.engines.protocol import CONTACT, Offset, Protocol, Shift, Step
from guihang.engines.words import Words


def _contact(month: int, *, before: int, after: int, every: Words) -> Step:
    return Step(
        code=f"month-{month}",
        words=Words(f"第{month}个月联系", f"Contact, month {month}"),
        track=CONTACT,
        accepts=CONTACTED,
        opens=Offset(months=month, days=-before),
        due=Offset(months=month),
        closes=Offset(months=month, days=after),
        owner="social_worker",
        why=Words(f"第{month}个月联系({every.zh})", f"contact in month {month} ({every.en})"),
        shift=Shift.NEXT_WORKING,
    )


MONTHLY = Words("第一年每月一次", "monthly in the first year")
QUARTERLY = Words("第二、三年每季度一次", "quarterly in years two and three")

YEARS_ONE_TO_THREE = Protocol(
    code="years-one-to-three",
    version=1,
    words=Words("一至三年后续照管", "Aftercare, years one to three"),
    source=Words(
        "江苏姜堰（每月电话、每季抽访）；陕西宝鸡（联系一年）；"
        "上海市禁毒条例第29条、山东省禁毒条例第36条（出所起三年）。"
        "时间窗为本系统设定，无法定依据：每月联系前13天至后14天，二月也不重叠；"
        "每季联系前30天至后30天。到期日顺延到下一个工作日。",
        "Jiangyan, Jiangsu (monthly call, quarterly sampled visit); Baoji, Shaanxi (contact for "
        "one year); Shanghai Drug Control Regulations art. 29 and Shandong's art. 36 (three "
        "years from release). Windows are set by this product; no statutory source: monthly 13 "
        "days before to 14 after, so that two never overlap even in February; quarterly 30 "
        "before to 30 after. Due days move to the next working day.",
    ),
    effective_on=date(2018, 1, 1),
    anchor="release",
    steps=(
        *(_contact(month, before=13, after=14, every=MONTHLY) for month in range(4, 13)),
        *(_contact(month, before=30, after=30, every=QUARTERLY) for month in range(15, 37, 3)),
    ),
)
