"""The register of answer sheets."""

from collections.abc import Sequence
from typing import Any

from guihang.assessments import actions
from guihang.assessments.models import AnswerSheet
from guihang.assessments.queries import scored
from guihang.cases.register import register_of_cases
from guihang.core.words import say
from guihang.engines.instruments import INSTRUMENTS
from guihang.engines.words import Words
from guihang.people.permissions import Fields, Permission
from guihang.people.register import Column, Part, Register, Section


def told(row: AnswerSheet) -> str:
    """Return the figures and bands of a sheet in the active language."""
    if row.mode == AnswerSheet.Mode.DECLINED:
        return ""
    found, known = scored(row), INSTRUMENTS[row.instrument]
    figures = [
        f"{say(scale.words)} {figure:g}" + (f"({say(found.bands[scale.code])})" if scale.code in found.bands else "")
        for scale in known.scales if (figure := found.figures[scale.code]) is not None
    ]  # fmt: skip
    if "risk" in found.bands:
        figures.append(say(found.bands["risk"]))
    return say(Words("；", "; ")).join(figures) or say(
        Words("缺项过多，不计分", "Too much is missing to score")
    )


def warned(row: AnswerSheet) -> str:
    """Return what asks for help now, in the active language."""
    return say(Words("；", "; ")).join(map(say, scored(row).alarms)) if row.alarmed else ""


def answered(row: AnswerSheet) -> list[Any]:
    given = row.answers
    return [(item, given.get(item.key)) for item in INSTRUMENTS[row.instrument].items]


def _answer(pair: Any) -> Words | int | str:
    item, value = pair
    if value is None:
        return Words("未答", "Not answered")
    return item.labels[value - item.lowest] if item.labels else value


def acts(row: AnswerSheet) -> Sequence[str]:
    return ("assessments.record_help",) if row.alarmed and not row.helped_at else ()


def alert(row: AnswerSheet) -> Words | None:
    """Return what to do now, on the page of a sheet that asks for help."""
    if not acts(row):
        return None
    why = (
        "；".join(words.zh for words in scored(row).alarms),
        "; ".join(words.en for words in scored(row).alarms),
    )
    return Words(
        f"{why[0]}。先谈，陪着；必要时请医师。心理援助热线 12356，急救 120。做完后登记已给的帮助。",
        f"{why[1]}. Talk first, and stay; call a clinician where needed. Helpline 12356, ambulance "
        "120. Then record the help given.",
    )


register_of_cases(Register(
    "answer-sheets", AnswerSheet, Words("量表", "Instruments"), Permission.INSTRUMENT_GIVE,
    Section.CARE, group=Words("评估量表", "Instruments"), help=actions.FREE,
    columns=(
        Column(Words("量表", "Instrument"), lambda row: INSTRUMENTS[row.instrument].words),
        Column(Words("日期", "Day"), lambda row: row.held_on),
        Column(Words("结果", "Result"), told, private=True),
        Column(Words("方式", "How"), lambda row: row.get_mode_display()),
        Column(Words("需要帮助", "Help is asked for"), warned, private=True),
        Column(Words("做了什么", "What was done"), lambda row: row.get_help_display()),
        Column(Words("情况", "How it went"), lambda row: row.text("help_sealed"), page_only=True, private=True),
        Column(Words("缺项", "Missing"), lambda row: row.missing, page_only=True),
        Column(Words("版本", "Version"), lambda row: row.version, page_only=True),
        Column(Words("常模", "Norm set"), lambda row: row.norm, page_only=True),
        Column(Words("来源与规则",
                     "Source and rules"), lambda row: INSTRUMENTS[row.instrument].source, page_only=True),
        Column(Words("使用许可", "Licence"), lambda row: INSTRUMENTS[row.instrument].licence, page_only=True),
    ),
    acts=acts, newest="held_on",
    state=lambda row: "overdue" if acts(row) else "", alert=alert,
    filters=(("mode", Words("方式", "How")),), fields=Fields.HEALTH,
    parts=(Part(Words("答案", "Answers"), answered, (
        Column(Words("题", "Question"), lambda pair: pair[0].words or pair[0].key),
        Column(Words("回答", "Answer"), _answer),
    )),),
))  # fmt: skip
