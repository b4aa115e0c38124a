"""Giving an instrument, declining it, and helping when an answer asks for help."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db import models

from guihang.assessments.models import AnswerSheet
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.core.words import W
from guihang.engines.instruments import INSTRUMENTS
from guihang.engines.instruments.instrument import problems, score
from guihang.engines.words import Words
from guihang.people.permissions import Permission

FREE = Words(
    "可以不答、答一部分或中途停止，不影响任何处理。分数只用来帮助本人，不进入诊断评估、考核与任何决定。",
    "Nobody has to answer, or to answer all. A score serves the person's help only; no assessment, "
    "no decision reads it.",
)


class Kind(models.TextChoices):
    """Every instrument (engines.instruments.INSTRUMENTS)."""

    PHQ9 = "phq9", W(*INSTRUMENTS["phq9"].words)
    GAD7 = "gad7", W(*INSTRUMENTS["gad7"].words)
    BARC10 = "barc10", W(*INSTRUMENTS["barc10"].words)
    SOCRATES8D = "socrates8d", W(*INSTRUMENTS["socrates8d"].words)
    TOP = "top", W(*INSTRUMENTS["top"].words)
    CRAVING = "craving", W(*INSTRUMENTS["craving"].words)
    READINESS = "readiness", W(*INSTRUMENTS["readiness"].words)
    DAST10 = "dast10", W(*INSTRUMENTS["dast10"].words)
    ASSIST = "assist", W(*INSTRUMENTS["assist"].words)
    WHOQOL = "whoqol", W(*INSTRUMENTS["whoqol"].words)
    URICA = "urica", W(*INSTRUMENTS["urica"].words)
    SDS = "sds", W(*INSTRUMENTS["sds"].words)
    SCL90 = "scl90", W(*INSTRUMENTS["scl90"].words)
    MOCA = "moca", W(*INSTRUMENTS["moca"].words)
    AUDIT = "audit", W(*INSTRUMENTS["audit"].words)
    CSSRS = "cssrs", W(*INSTRUMENTS["cssrs"].words)


class Given(models.TextChoices):
    SELF = AnswerSheet.Mode.SELF.value, AnswerSheet.Mode.SELF.label
    READ = AnswerSheet.Mode.READ.value, AnswerSheet.Mode.READ.label
    INTERVIEW = AnswerSheet.Mode.INTERVIEW.value, AnswerSheet.Mode.INTERVIEW.label


def parsed(answers: str) -> dict[str, int] | None:
    """Return answers written as ``q1=2 q2=0``; what is left out was not answered. None: unreadable."""
    try:
        pairs = (part.split("=") for part in answers.replace(",", " ").split())
        return {key: int(value) for key, value in pairs}
    except ValueError:
        return None


def answers_fit(*, instrument: Kind, answers: str) -> Iterable[Reason]:
    """Every answer is one that the instrument knows, and there is at least one."""
    given = parsed(answers)
    if not given:
        yield Reason("sheet.empty", Words(
            "没有答案。本人不愿回答的，请登记“本人不愿回答”。",
            "There is no answer. If the person does not want to, record that they declined."),
            "answers")  # fmt: skip
        return
    for key, words in sorted(problems(INSTRUMENTS[instrument], given).items()):
        yield Reason("sheet.answer", Words(f"{key}：{words.zh}", f"{key}: {words.en}"), "answers")


def norm_is_named(*, instrument: Kind, norm: str | None) -> Iterable[Reason]:
    known = INSTRUMENTS[instrument].norms
    if (norm or "") not in (known or ("",)):
        names = "、".join(known) or "—"
        yield Reason("sheet.norm", Words(
            f"请写明所用常模：{names}。", f"Name the norm set: {names}."), "norm")  # fmt: skip


def asked_in_person(*, instrument: Kind, mode: Given) -> Iterable[Reason]:
    if INSTRUMENTS[instrument].interview_only and mode != Given.INTERVIEW:
        yield Reason("sheet.mode", Words(
            "这份量表须由受训人员当面访谈。",
            "This one is asked in person by somebody trained."), "mode")  # fmt: skip


@action(
    "assessments.give", Permission.INSTRUMENT_GIVE, zh="录入量表", en="Record an instrument",
    guards=(not_in_the_future, answers_fit, norm_is_named, asked_in_person), purpose=FREE,
)  # fmt: skip
def give(
    *,
    case: Case,
    instrument: Annotated[Kind, Label("量表", "Instrument")],
    mode: Annotated[Given, Label("方式", "How")],
    on: Annotated[date, Label("日期", "Day")],
    norm: Annotated[str | None, Label("常模", "Norm set", max=20)] = None,
    answers: Annotated[str, Label(
        "答案", "Answers", private=True,
        help=Words("写作 q1=2 q2=0，没答的不写。", "Written q1=2 q2=0; leave out what was not answered."))],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> AnswerSheet:  # fmt: skip
    """Score the answers and keep both; an answer that asks for help opens it at once."""
    known, given = INSTRUMENTS[instrument], parsed(answers) or {}
    found = score(known, given, norm or "")
    texts = {"answers": json.dumps(given), "figures": json.dumps(dict(found.figures))}
    return AnswerSheet.objects.create(
        id=entry, case=case, recorded_at=at, instrument=instrument, version=known.version,
        norm=norm or "", mode=mode, held_on=on, missing=found.missing, alarmed=bool(found.alarms),
        **sealed_texts(AnswerSheet, case.cipher, entry, **texts),
    )  # fmt: skip


@action(
    "assessments.decline", Permission.INSTRUMENT_GIVE, zh="本人不愿回答", en="The person declined",
    guards=(not_in_the_future,), purpose=FREE,
)  # fmt: skip
def decline(
    *,
    case: Case,
    instrument: Annotated[Kind, Label("量表", "Instrument")],
    on: Annotated[date, Label("日期", "Day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> AnswerSheet:
    """The person did not want to answer; no reason is asked and nothing follows."""
    return AnswerSheet.objects.create(
        id=entry, case=case, recorded_at=at, instrument=instrument,
        version=INSTRUMENTS[instrument].version, mode=AnswerSheet.Mode.DECLINED, held_on=on,
    )  # fmt: skip


def asks_for_help(*, sheet: AnswerSheet) -> Iterable[Reason]:
    if not sheet.alarmed:
        yield Reason("sheet.quiet", Words(
            "这份量表没有需要立即处理的回答。", "No answer of this sheet asks for help at once."))  # fmt: skip
    if sheet.helped_at:
        yield Reason("sheet.helped", Words("已登记处理。", "What was done is on file already."))


@action(
    "assessments.record_help", Permission.INSTRUMENT_GIVE, zh="登记已给的帮助", en="Record the help given",
    where="sheet.case.unit_id", guards=(asks_for_help,),
    purpose=Words(
        "先和本人谈，不让本人独处；这不是违规，不作任何处分。心理援助热线 12356，急救 120。",
        "Talk first, and leave nobody alone; it is no offence and has no consequence. Helpline 12356, "
        "ambulance 120.",
    ),
)  # fmt: skip
def record_help(
    *,
    sheet: AnswerSheet,
    help: Annotated[AnswerSheet.Help, Label("做了什么", "What was done")],
    note: Annotated[str, Label("情况", "How it went", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Somebody was with the person."""
    AnswerSheet.objects.filter(pk=sheet.pk).update(
        helped_at=at, help=help,
        **sealed_texts(AnswerSheet, sheet.cipher, sheet.pk, help=note),
    )  # fmt: skip
