"""The golden three months: the first ninety days after release."""

from datetime import date

from guihang.engines.acts import CONTACTED, IN_PERSON, SPOKEN, Act
from guihang.engines.protocol import CONTACT, Offset, Protocol, Shift, Step
from guihang.engines.words import Words

FIRST_CONTACT = Step(
    code="first-contact",
    words=Words("首次联系", "First contact"),
    track=CONTACT,
    accepts=SPOKEN,
    opens=Offset(hours=0),
    due=Offset(hours=24),
    closes=Offset(days=3),
    owner="social_worker",
    why=Words(
        "24小时内与本人联系：出所后头两周风险最高",
        "contact within 24 hours, because the first two weeks carry the highest risk",
    ),
)

FIRST_MEETING = Step(
    code="first-meeting",
    words=Words("首次见面", "First meeting in person"),
    track="face",
    accepts=IN_PERSON,
    opens=Offset(hours=0),
    due=Offset(hours=72),
    closes=Offset(days=7),
    owner="social_worker",
    why=Words(
        "72小时内与本人见面，并送达危机求助卡",
        "meeting in person within 72 hours, with the crisis card",
    ),
)


def _weekly(day: int) -> Step:
    """A contact in week 1-4, open from three days before to three days after."""
    week = day // 7
    why = Words(f"第{day}天前联系", f"contact by day {day}")
    if week == 1:
        why = Words(
            "第7天前联系，并重新确认电话、住址和当地联系人",
            "contact by day 7, confirming phone, address and local contact again",
        )
    return Step(
        code=f"week-{week}",
        words=Words(f"第{week}周联系", f"Contact, week {week}"),
        track=CONTACT,
        accepts=CONTACTED,
        opens=Offset(days=day - 3),
        due=Offset(days=day),
        closes=Offset(days=day + 3),
        owner="social_worker",
        why=why,
    )


def _fortnightly(day: int) -> Step:
    """A contact every second week, open from seven days before to six days after."""
    week = day // 7
    return Step(
        code=f"week-{week}",
        words=Words(f"第{week}周联系", f"Contact, week {week}"),
        track=CONTACT,
        accepts=CONTACTED,
        opens=Offset(days=day - 7),
        due=Offset(days=day),
        closes=Offset(days=day + 6),
        owner="social_worker",
        why=Words(f"第{day}天前联系(每两周一次)", f"contact by day {day} (every second week)"),
    )


def _review(day: int) -> Step:
    return Step(
        code=f"review-{day}",
        words=Words(f"第{day}天评估", f"Review, day {day}"),
        track="review",
        accepts=frozenset({Act.REVIEW}),
        opens=Offset(days=day - 7),
        due=Offset(days=day),
        closes=Offset(days=day + 14),
        owner="social_worker",
        why=Words(
            f"第{day}天做阶段评估：康复资本、用药与健康、渴求、情绪、救助与就业",
            f"structured review on day {day}: recovery capital, use and health, craving, mood, "
            "aid and work",
        ),
        shift=Shift.NEXT_WORKING,
    )


CLOSING = Step(
    code="closing",
    words=Words("黄金三月期末评估", "Closing review of the golden three months"),
    track="closing",
    accepts=frozenset({Act.CLOSING_REVIEW}),
    opens=Offset(days=83),
    due=Offset(days=90),
    closes=Offset(days=104),
    owner="station_head",
    why=Words(
        "第90天由两名工作人员共同做期末评估",
        "closing review by two workers on day 90",
    ),
    shift=Shift.NEXT_WORKING,
)

GOLDEN_QUARTER = Protocol(
    code="golden-quarter",
    version=1,
    words=Words("黄金三月制", "Golden three months"),
    source=Words(
        "内蒙古司法行政戒毒系统2018年工作报道“1234567”模式之“黄金三月制”（首三月为关键期）；"
        "Merrall 等 2010，Addiction，PMC2955973（出所后第1–2周涉毒死亡为第3–12周的3–8倍）；"
        "Wegman 等 2017，Lancet Glob Health 5:e198（强制机构出所后复吸的中位时间为31天）；"
        "陕西宝鸡后续照管（一周内再次核对联系方式）。"
        "天数为本系统设定，无法定依据：未查到全国统一的量化标准。首次联系办到第3天止，"
        "首次见面办到第7天止；每周联系前后3天；每两周联系前7天至后6天；阶段评估前7天至后14天。"
        "联系遇节假日不顺延，评估顺延到下一个工作日。",
        "Report of the judicial drug-rehabilitation system of Inner Mongolia, 2018: the golden "
        "three months of the 1234567 model; Merrall et al. 2010, Addiction, PMC2955973 (weeks "
        "1-2 after release: 3-8 times the drug-related deaths of weeks 3-12); Wegman et al. "
        "2017, Lancet Glob Health 5:e198 (median 31 days to relapse after compulsory centres); "
        "aftercare in Baoji, Shaanxi (contact data confirmed again within one week). "
        "The days are set by this product; no statutory source: no national numeric standard "
        "was found. First contact stays open to the end of day 3, first meeting to day 7; weekly "
        "contacts ±3 days; fortnightly contacts 7 days before to 6 after; reviews 7 before to 14 "
        "after. Contacts fall due on holidays too; reviews move to the next working day.",
    ),
    # The year whose work the report describes, so that its releases are covered.
    effective_on=date(2018, 1, 1),
    anchor="release",
    steps=(
        FIRST_CONTACT,
        FIRST_MEETING,
        *(_weekly(day) for day in (7, 14, 21, 28)),
        *(_fortnightly(day) for day in (42, 56, 70, 84)),
        *(_review(day) for day in (30, 60, 90)),
        CLOSING,
    ),
)
