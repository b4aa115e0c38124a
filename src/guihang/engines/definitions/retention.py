"""Retention and what stands beside it: one cohort, many definitions (domain notes §4.6)."""

from datetime import date
from typing import NamedTuple

from guihang.engines.definitions.definition import Definition, Kind, State
from guihang.engines.words import Words

SINCE = date(2018, 1, 1)
WINDOW = 90
"""Days before the horizon within which a person must have been reached: a setting of the product."""

FIRST_POSITIVE_TEST = Definition(
    code="first-positive-test",
    version=1,
    words=Words("首次检测阳性", "First positive test"),
    meaning=Words(
        "自出所之日起算(天)。事件：首次检测结果为阳性，或同周有阴有阳。没有阳性的，"
        "算到最后一次有结果的检测为止；从未检测的计 0 天。所有出所人员都计入，不论是否报到。",
        "Days from the release. Event: the first test that is positive or both in one week. "
        "Without one, people count up to their last test with an answer; 0 days when never "
        "tested. Everyone released counts, whether they reported or not.",
    ),
    source=Words(
        "NIDA CTN-0094 协调数据的研究口径(首次阳性)。它是“检出”而非“使用”的时间，"
        "也不等于公安机关认定的复吸；单次阳性可能只是一次反复。",
        "Research rule of the harmonised NIDA CTN-0094 trials (first positive). It dates what was "
        "detected, not when it was used, and is no police determination of relapse; one positive "
        "test may be a single slip.",
    ),
    effective_on=SINCE,
)

CONFIRMED_RELAPSE = Definition(
    code="confirmed-relapse",
    version=1,
    words=Words("确认复吸", "Confirmed relapse"),
    meaning=Words(
        "自出所之日起算(天)。事件：首次确认的复吸(公安机关认定，或 A/B 样链条完整且无申诉的实验室阳性)。"
        "没有事件的，算到最后一次查实的联系或检测为止；去世、再次被收戒或羁押者算到当日。"
        "同一人只计首次出所，不论是否报到。",
        "Days from the release. Event: the first confirmed relapse (determined by the police, or a "
        "laboratory positive with an unbroken A/B chain and no appeal). Without one, people count "
        "up to the last verified contact or test, or to the day of death or custody. The first "
        "release of each person, whether they reported or not.",
    ),
    source=Words(
        "操守时间＝自强制隔离结束至再次使用毒品(Shi 等 2021，中国药物滥用防治杂志)；"
        "失访者在最后一次查实联系处删失",
        "Time abstinent = end of isolation to the next use (Shi et al. 2021, Chinese J Drug Abuse "
        "Prev Treat); loss to follow-up censors at the last verified contact",
    ),
    effective_on=SINCE,
)


class Horizon(NamedTuple):
    """A span after release: in the code, in days, in words."""

    months: int
    days: int
    words: Words


HORIZONS = (
    Horizon(3, 90, Words("3 个月", "3 months")),
    Horizon(12, 365, Words("1 年", "1 year")),
    Horizon(36, 1095, Words("3 年", "3 years")),
)

EVERYBODY = frozenset(State)
REACHED = frozenset({State.TESTED, State.CONTACTED})
NOT_RELAPSED = EVERYBODY - {State.RELAPSED}

_ALL_RELEASED = Words(
    "当期首次出所、且截至数据截止日已满该时长的全部人员",
    "everybody first released in the period for whom the span has passed by the cut-off",
)
_ONE_EPISODE = Words(
    "同一人再次入所后的出所；已封存档案只按年计入",
    "releases after a person's first; sealed records count by year only",
)
_OURS = Words("归航统计规则(见领域说明 4.6)", "Guihang's rules of counting (domain notes 4.6)")


class _Form(NamedTuple):
    """What a family of indicators has in common, whatever the horizon."""

    code: str
    words: Words
    meaning: Words
    numerator: Words
    source: Words
    counted: frozenset[State]
    among: frozenset[State] = EVERYBODY
    denominator: Words = _ALL_RELEASED
    clients: bool = False


FORMS = (
    _Form(
        "RET_DETECT", Words("未发现复吸率", "Not found to have relapsed"),
        Words("到该时点没有确认的复吸就算保持；失访者也算保持，因此偏高，接近通行做法。",
              "Counts whoever has no confirmed relapse by then; the lost count as abstinent, so it "
              "errs high. Nearest to common practice."),
        Words("到该时点无确认复吸", "no confirmed relapse by then"),
        Words("官方统计口径为“未发现复吸”(中国毒品形势报告 2016、2017)",
              "official statistics count those 'not found to have relapsed' (2016, 2017 reports)"),
        NOT_RELAPSED,
    ),
    _Form(
        "RET_STRICT", Words("严格操守保持率", "Strict retention"),
        Words("除无确认复吸外，还要在时点前 90 天内有查实的联系或检测；失访、去世、羁押都不算保持，因此偏低。",
              "Also asks for a verified contact or test within the 90 days before; the lost, the dead "
              "and those in custody do not count as abstinent, so it errs low."),
        Words("无确认复吸，且前 90 天内有查实的联系或检测",
              "no confirmed relapse, and reached or tested within the 90 days before"),
        _OURS, REACHED,
    ),
    _Form(
        "RET_TESTED", Words("有检测佐证的保持率", "Retention documented by a test"),
        Words("除无确认复吸外，还要在时点前 90 天内有阴性检测；电话联系不能佐证操守。",
              "Also asks for a negative test within the 90 days before; a call documents nothing."),
        Words("无确认复吸，且前 90 天内有阴性检测", "no confirmed relapse, and a negative test within 90 days"),
        _OURS, frozenset({State.TESTED}),
    ),
    _Form(
        "RET_TRACED", Words("查实人员保持率", "Retention of those traced"),
        Words("只看查到下落的人；多数调查发表的是它。须与失访率同看。",
              "Only those whose status is known; what surveys publish. Read it beside the lost."),
        Words("查实且无确认复吸", "traced, without a confirmed relapse"),
        Words("抽样回访的通行口径(如广东 2017 年回访 3,757 人)",
              "as surveys do (for instance Guangdong 2017, 3,757 revisited)"),
        REACHED, REACHED | {State.RELAPSED},
        Words("确认复吸者与前 90 天内查实者", "relapsed, or reached within the 90 days before"),
    ),
    _Form(
        "RET_CLIENTS", Words("照管对象保持率", "Retention of aftercare clients"),
        Words("只看同意照管的人，失访算保持。愿意接受照管的人本来就不同，因此最高，不能与全体相比。",
              "Only those who agreed to aftercare; the lost count as abstinent. They differ from the "
              "start, so it is the highest and not comparable with everybody."),
        Words("同意照管且无确认复吸", "agreed to aftercare, no confirmed relapse"),
        Words("各地工作站的通行口径(如云南 78.4%、常州 93%)",
              "as stations report (for instance Yunnan 78.4 %, Changzhou 93 %)"),
        NOT_RELAPSED, EVERYBODY, Words("其中同意照管的人", "those of them who agreed to aftercare"), True,
    ),
    _Form(
        "LTFU", Words("失访率", "Lost to follow-up"),
        Words("时点前 90 天内没有查实的联系。它决定上面各率能相差多远。",
              "No verified contact within the 90 days before. It decides how far the rates lie apart."),
        Words("前 90 天内无查实联系", "not reached within the 90 days before"),
        _OURS, frozenset({State.UNKNOWN, State.MOVED}),
    ),
    _Form(
        "RELAPSE", Words("复吸率(已确认)", "Relapse, confirmed"),
        Words("1 减未发现复吸率；没有发现不等于没有复吸。", "1 − RET_DETECT; not found is not the same as none."),
        Words("到该时点已确认复吸", "confirmed relapse by then"), _OURS, frozenset({State.RELAPSED}),
    ),
)  # fmt: skip


def _at(form: _Form, horizon: Horizon) -> Definition:
    return Definition(
        code=f"{form.code}_{horizon.months}",
        version=1,
        words=Words(f"{horizon.words.zh}{form.words.zh}", f"{form.words.en}, {horizon.words.en}"),
        meaning=form.meaning,
        source=form.source,
        effective_on=SINCE,
        kind=Kind.SHARE,
        numerator=form.numerator,
        denominator=form.denominator,
        exclusions=_ONE_EPISODE,
        horizon=horizon.days,
        window=None if form.code in ("RET_DETECT", "RELAPSE", "RET_CLIENTS") else WINDOW,
        counted=form.counted,
        among=form.among,
        clients=form.clients,
    )


def _curve(horizon: Horizon) -> Definition:
    return Definition(
        code=f"RET_KM_{horizon.months}",
        version=1,
        words=Words(
            f"{horizon.words.zh}操守保持率(Kaplan–Meier)",
            f"Retention, {horizon.words.en} (Kaplan–Meier)",
        ),
        meaning=CONFIRMED_RELAPSE.meaning,
        source=CONFIRMED_RELAPSE.source,
        effective_on=SINCE,
        kind=Kind.CURVE,
        numerator=Words("曲线在该时点的高度", "height of the curve at that time"),
        denominator=Words("当期首次出所的全部人员", "everybody first released in the period"),
        exclusions=_ONE_EPISODE,
        horizon=horizon.days,
    )


SHARES = tuple(_at(form, horizon) for form in FORMS for horizon in HORIZONS)
CURVES = tuple(_curve(horizon) for horizon in HORIZONS)

ABST3Y = Definition(
    code="ABST3Y",
    version=1,
    words=Words("戒断三年未发现复吸", "Three years abstinent, no relapse found"),
    meaning=Words(
        "出所满三年、没有确认复吸、在世的人数及占比。本系统没有“拒绝或严重违反协议”的记录，故未扣除。",
        "How many lived three years after release without a confirmed relapse. Refusal or severe "
        "breach of an agreement is not on record here and not deducted.",
    ),
    source=Words(
        "《戒毒条例》相关口径；国家禁毒办年度报告", "as the national yearly reports count"
    ),
    effective_on=SINCE,
    kind=Kind.SHARE,
    numerator=Words("满三年、无确认复吸、在世", "three years, no confirmed relapse, alive"),
    denominator=_ALL_RELEASED,
    exclusions=_ONE_EPISODE,
    horizon=1095,
    counted=NOT_RELAPSED - {State.DIED},
    among=EVERYBODY,
)
