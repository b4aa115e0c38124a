"""Instruments whose text is not ours to show: the answers are typed from the licensed paper."""

from collections.abc import Mapping

from guihang.engines.instruments.instrument import Answers, Band, Instrument, Item, Scale
from guihang.engines.words import Words

LICENSED = Words(
    "题目文字须由单位取得许可后使用纸质版；这里只录答案、只计分。",
    "Its text is used on paper under the unit's own licence; here answers are typed and scored.",
)
NOW = Words("按纸质版说明", "as its paper says")


def _items(count: int, lowest: int, highest: int, turned: tuple[int, ...] = ()) -> tuple[Item, ...]:
    return tuple(
        Item(f"q{n}", None, lowest, highest, turned=n in turned) for n in range(1, count + 1)
    )


def _keys(*numbers: int) -> tuple[str, ...]:
    return tuple(f"q{number}" for number in numbers)


def _bands(*pairs: tuple[float, str, str]) -> tuple[Band, ...]:
    return tuple(Band(lowest, Words(zh, en)) for lowest, zh, en in pairs)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


TOTAL = Words("总分", "Total")

DAST_10 = Instrument(
    "dast10", 1, Words("DAST-10 药物滥用筛查", "DAST-10"),
    Words("Skinner 1982；第3题反向；0、1–2、3–5、6–8、9–10；12 个月的时段在所内会误导",
          "Skinner 1982; item 3 is turned; 0, 1–2, 3–5, 6–8, 9–10; its 12 months mislead in custody"),
    LICENSED, Words("过去 12 个月", "over the last 12 months"), _items(10, 0, 1, turned=(3,)),
    (Scale("total", TOTAL, _keys(*range(1, 11)), 0, sum, 0, 10, {"": _bands(
        (0, "无", "None"), (1, "低", "Low"), (3, "中", "Moderate"), (6, "较重", "Substantial"),
        (9, "严重", "Severe"))}),),
)  # fmt: skip

_ASSIST: Mapping[str, tuple[int, ...]] = {
    "q2": (0, 2, 3, 4, 6), "q3": (0, 3, 4, 5, 6), "q4": (0, 4, 5, 6, 7), "q5": (0, 5, 6, 7, 8),
    "q6": (0, 3, 6), "q7": (0, 3, 6),
}  # fmt: skip
ASSIST = Instrument(
    "assist", 1, Words("ASSIST v3.1(单一物质)", "ASSIST v3.1 (one substance)"),
    Words("世界卫生组织 2010；第2–7题按权重相加；酒 0–10、11–26、27+，其他 0–3、4–26、27+",
          "WHO 2010; questions 2–7 added by weight; alcohol 0–10, 11–26, 27+, others 0–3, 4–26, 27+"),
    LICENSED, Words("过去 3 个月", "over the last 3 months"),
    tuple(Item(key, None, values[0], values[-1], allowed=values) for key, values in _ASSIST.items()),
    (Scale("total", TOTAL, tuple(_ASSIST), 0, sum, 0, 39, {
        "alcohol": _bands((0, "低风险", "Low"), (11, "中风险", "Moderate"), (27, "高风险", "High")),
        "other": _bands((0, "低风险", "Low"), (4, "中风险", "Moderate"), (27, "高风险", "High")),
    }),),
    interview_only=True,
    norms={"alcohol": Words("酒", "Alcohol"), "other": Words("其他物质", "Other substance")},
)  # fmt: skip

_WHOQOL = (
    ("physical", "生理", "Physical", (3, 4, 10, 15, 16, 17, 18), 2),
    ("psychological", "心理", "Psychological", (5, 6, 7, 11, 19, 26), 2),
    ("social", "社会关系", "Social", (20, 21, 22), 1),
    ("environment", "环境", "Environment", (8, 9, 12, 13, 14, 23, 24, 25), 2),
)
WHOQOL_BREF = Instrument(
    "whoqol", 1, Words("WHOQOL-BREF 生存质量", "WHOQOL-BREF"),
    Words("世界卫生组织；第3、4、26题反向；均分×4(4–20)；缺失按手册以均分补，生理、心理、环境最多 2 题，社会 1 题",
          "WHO; items 3, 4 and 26 turned; mean times 4 (4–20); by the manual a mean stands for up to "
          "2 missing items, 1 of the social ones"),
    LICENSED, Words("过去两周", "over the last two weeks"),
    _items(26, 1, 5, turned=(3, 4, 26)),
    tuple(
        Scale(code, Words(zh, en), _keys(*items), lack, lambda values: _mean(values) * 4, 4, 20)
        for code, zh, en, items, lack in _WHOQOL
    ),
)  # fmt: skip

_URICA = {"pc": (1, 5, 11, 13, 23, 26, 29), "c": (2, 8, 12, 15, 19, 21, 24),
          "a": (3, 7, 10, 14, 17, 25, 30), "m": (6, 16, 18, 22, 27, 28, 32)}  # fmt: skip
URICA = Instrument(
    "urica", 1, Words("URICA 改变阶段", "URICA"),
    Words("McConnaughy 等 1983，32 题本(第4、9、20、31题不计)；准备度 = 思考 + "
          "行动 + 维持 − 无意，各取均分；作者称划界“基本是任意的”，故不设分级",
          "McConnaughy et al. 1983, 32 items (4, 9, 20 and 31 left out); readiness = contemplation + "
          "action + maintenance − precontemplation, by means; its authors call cut-offs arbitrary: no bands"),
    LICENSED, NOW, _items(32, 1, 5),
    (
        *(Scale(code, Words(zh, en), _keys(*_URICA[code]), 0, _mean, 1, 5) for code, zh, en in (
            ("pc", "无意", "Precontemplation"), ("c", "思考", "Contemplation"),
            ("a", "行动", "Action"), ("m", "维持", "Maintenance"))),
        Scale("readiness", Words("准备度", "Readiness"),
              _keys(*_URICA["c"], *_URICA["a"], *_URICA["m"], *_URICA["pc"]), 0,
              lambda v: _mean(v[:7]) + _mean(v[7:14]) + _mean(v[14:21]) - _mean(v[21:]), -2, 14),
    ),
)  # fmt: skip

_ZUNG_NORMS = {
    "china": Words("中国常模(53/63/72)", "Chinese norm (53/63/72)"),
    "zung": Words("50/60/70", "50/60/70"),
}


def _zung(mild: float, moderate: float, severe: float) -> tuple[Band, ...]:
    return _bands(
        (25, "未达划界", "Below"), (mild, "轻度", "Mild"), (moderate, "中度", "Moderate"),
        (severe, "重度", "Severe"),
    )  # fmt: skip


SDS = Instrument(
    "sds", 1, Words("SDS 抑郁自评", "SDS (Zung)"),
    Words("Zung 1965；原始分×1.25 取整；两套划界并存，所用常模随分数保存",
          "Zung 1965; raw times 1.25, integer part; two norms are in use, the one taken is stored"),
    LICENSED, Words("过去一周", "over the last week"),
    _items(20, 1, 4, turned=(2, 5, 6, 11, 12, 14, 16, 17, 18, 20)),
    (Scale("total", Words("标准分", "Index"), _keys(*range(1, 21)), 0, lambda v: int(sum(v) * 1.25), 25, 100, {
        "china": _zung(53, 63, 72), "zung": _zung(50, 60, 70),
    }),),
    norms=_ZUNG_NORMS,
)  # fmt: skip

SCL_90 = Instrument(
    "scl90", 1, Words("SCL-90 症状自评", "SCL-90"),
    Words("Derogatis；1–5 计分；总分大于160或阳性项目大于43为筛查阳性(中国常用)",
          "Derogatis; items 1–5; a total above 160 or more than 43 positive items, as used in China"),
    LICENSED, Words("过去一周", "over the last week"), _items(90, 1, 5),
    (
        Scale("total", TOTAL, _keys(*range(1, 91)), 0, sum, 90, 450, {"": _bands(
            (90, "160 及以下", "160 or below"), (161, "大于 160", "Above 160"))}),
        Scale("positive", Words("阳性项目", "Positive items"), _keys(*range(1, 91)), 0,
              lambda v: sum(one >= 2 for one in v), 0, 90, {"": _bands(
                  (0, "43 及以下", "43 or fewer"), (44, "大于 43", "More than 43"))}),
    ),
)  # fmt: skip

MOCA = Instrument(
    "moca", 1, Words("MoCA 认知(只录总分)", "MoCA (total only)"),
    Words("Nasreddine 等 2005；小于26为筛查阳性；已含受教育年限加分；须持证人员施测，禁止电子版",
          "Nasreddine et al. 2005; below 26 is a positive screen; points for schooling included; by "
          "certified staff, electronic versions are prohibited"),
    LICENSED, NOW, (Item("q1", None, 0, 30),),
    (Scale("total", TOTAL, ("q1",), 0, sum, 0, 30, {"": _bands(
        (0, "低于 26", "Below 26"), (26, "26 及以上", "26 or above"))}),),
    interview_only=True,
)  # fmt: skip

AUDIT = Instrument(
    "audit", 1, Words("AUDIT 饮酒", "AUDIT"),
    Words("世界卫生组织；≥8 有害饮酒，≥20 可能依赖", "WHO; 8 or more hazardous, 20 or more dependence likely"),
    LICENSED, Words("过去一年", "over the last year"), _items(10, 0, 4),
    (Scale("total", TOTAL, _keys(*range(1, 11)), 0, sum, 0, 40, {"": _bands(
        (0, "低于 8", "Below 8"), (8, "有害饮酒", "Hazardous"), (20, "可能依赖", "Dependence likely"))}),),
)  # fmt: skip


def _suicide_risk(answers: Answers) -> tuple[Words, bool] | None:
    """Questions 1 and 2 to all; 3–5 when 2 is yes; 6 to all, 7: within the last three months."""
    if not answers:
        return None
    if answers.get("q4") or answers.get("q5") or answers.get("q7"):
        return Words(
            "高风险：立即请医师，不让本人独处", "High risk: a clinician at once, never alone"
        ), True
    if answers.get("q3") or answers.get("q6"):
        return Words("中风险：当天请医师评估", "Moderate risk: a clinician today"), True
    if answers.get("q1") or answers.get("q2"):
        return Words("低风险：谈一谈，约定再问", "Low risk: talk, and ask again"), True
    return Words("未筛出", "None found"), False


C_SSRS = Instrument(
    "cssrs", 1, Words("C-SSRS 自杀风险筛查", "C-SSRS screener"),
    Words("哥伦比亚量表筛查版；第2题“是”再问3–5；第7项为三个月内的行为。须由受训人员当面询问，不作自评",
          "Columbia screener; 3–5 when 2 is yes; item 7: behaviour within three months. Asked in person "
          "by somebody trained, never sent as self-report"),
    LICENSED, NOW, _items(7, 0, 1), (), judge=_suicide_risk, interview_only=True,
)  # fmt: skip

SCORING_ONLY = (DAST_10, ASSIST, WHOQOL_BREF, URICA, SDS, SCL_90, MOCA, AUDIT, C_SSRS)
