"""家庭为本: classes of the family school, who came, the scale, and the network of support."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db import models

from guihang.care.models import Attendance, FamilyClass, FamilyMeasure, Tie, TieLook
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.ids import uuid7
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.core.words import W
from guihang.engines import family as scale
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission

STRENGTH = Label("关系", "How it stands")
DIRECTION = Label("方向", "Direction")


@action(
    "care.hold_class", Permission.CARE_RECORD, zh="登记家属学校课", en="Record a family class",
    where="host.id", guards=(not_in_the_future,),
    purpose=Words(
        "登记一次课、开放日或小组；之后在各人的“家属出席”里登记谁的家属来了。",
        "A class, an open day or a group. Who came is recorded with each person, under "
        "relatives at classes.",
    ),
)  # fmt: skip
def hold_class(
    *,
    host: Unit,
    kind: Annotated[FamilyClass.Kind, Label("类型", "Kind")],
    topic: Annotated[str, Label("主题", "Topic", max=120)],
    teacher: Annotated[str, Label("授课", "Held by", max=80)],
    on: Annotated[date, Label("日期", "Day")],
    minutes: Annotated[int, Label("时长(分钟)", "Minutes", max=600)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> FamilyClass:
    """A class of the family school was held."""
    return FamilyClass.objects.create(
        id=entry, unit=host, recorded_at=at, kind=kind, topic=topic, teacher=teacher, held_on=on,
        minutes=minutes,
    )  # fmt: skip


CAME = Reason("class.came", Words(
    "这节课的出席已登记。", "Their attendance at this class is on file."), "family_class")  # fmt: skip
CONSTRAINTS["one_attendance_a_class"] = CAME


def not_counted_yet(
    *, case: Case, family_class: FamilyClass, supersedes: UUID | None
) -> Iterable[Reason]:
    known = family_class.attendances.filter(case=case, superseded_by_id=None)
    if known.exclude(pk=supersedes).exists():
        yield CAME


def somebody_came(*, relatives: int, children: int) -> Iterable[Reason]:
    if relatives == 0 or children > relatives:
        yield Reason("class.count", Words(
            "至少一位家属到场；未成年人包含在家属人数内。",
            "At least one relative came; children are among the relatives."), "relatives")  # fmt: skip


def asked_first(*, agreed: bool, safe: bool) -> Iterable[Reason]:
    """Family is involved only by the person's wish, and after asking about violence and use."""
    if not agreed:
        yield Reason("class.agreed", Words(
            "邀请家属须经本人同意。", "The person agrees before family is asked."), "agreed")  # fmt: skip
    if not safe:
        yield Reason("class.safe", Words(
            "请先了解家庭暴力、家人使用毒品和债务情况；有顾虑的先不邀请。",
            "Ask first about violence, use at home and debts; where there is concern, do not invite."),
            "safe")  # fmt: skip


@action(
    "care.record_attendance", Permission.CARE_RECORD, zh="登记家属出席", en="Record who came",
    records=Attendance, guards=(case_is_open, not_counted_yet, somebody_came, asked_first),
    purpose=Words(
        "邀请家属须经本人同意，并先了解家庭暴力、家人使用毒品与债务。",
        "The person agrees to the invitation; violence, use and debts in the family are known "
        "first.",
    ),
)  # fmt: skip
def record_attendance(
    *,
    case: Case,
    family_class: FamilyClass,
    relatives: Annotated[int, Label("到场家属人数", "Relatives who came", max=20)],
    children: Annotated[int, Label(
        "其中未成年人", "Of them children", max=20,
        help=Words("须有监护人同意。", "With a guardian's consent."))] = 0,
    agreed: Annotated[bool, Label("本人同意邀请", "The person agreed to the invitation")] = False,
    safe: Annotated[bool, Label(
        "已了解家暴、家人使用毒品与债务，可以邀请",
        "Asked about violence, use at home and debts: safe to invite")] = False,
    note: Annotated[str | None, Label("备注", "Note", lines=3, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Attendance:  # fmt: skip
    """Relatives of the person came to a class."""
    return Attendance.objects.create(
        id=entry, case=case, recorded_at=at, family_class=family_class, relatives=relatives,
        children=children, safe=safe, **sealed_texts(Attendance, case.cipher, entry, note=note or ""),
    )  # fmt: skip


class Answer(models.TextChoices):
    """The answers of the family scale (engines.family.ANSWERS)."""

    NEVER = "0", W(*scale.ANSWERS[0])
    SELDOM = "1", W(*scale.ANSWERS[1])
    SOMETIMES = "2", W(*scale.ANSWERS[2])
    OFTEN = "3", W(*scale.ANSWERS[3])
    ALWAYS = "4", W(*scale.ANSWERS[4])


@action(
    "care.measure_family", Permission.CARE_RECORD, zh="家庭关系量表", en="Family scale",
    records=FamilyMeasure, guards=(case_is_open, not_in_the_future),
    purpose=Words(
        "服务前后各答一次，用同一把尺子看变化。可以不答，不影响任何服务。",
        "Answered before and after, so that one rule shows the change. Nobody has to answer.",
    ),
)  # fmt: skip
def measure_family(
    *,
    case: Case,
    answers_by: Annotated[FamilyMeasure.Answers, Label("谁回答", "Who answers")],
    on: Annotated[date, Label("日期", "Day")],
    talk: Annotated[Answer, Label(*scale.ITEMS["talk"], private=True)],
    trust: Annotated[Answer, Label(*scale.ITEMS["trust"], private=True)],
    contact: Annotated[Answer, Label(*scale.ITEMS["contact"], private=True)],
    support: Annotated[Answer, Label(*scale.ITEMS["support"], private=True)],
    together: Annotated[Answer, Label(*scale.ITEMS["together"], private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> FamilyMeasure:
    """Five questions about the family, answered by the person or a relative."""
    given = {
        "talk": talk, "trust": trust, "contact": contact, "support": support, "together": together,
    }  # fmt: skip
    answers = {item: int(value) for item, value in given.items()}
    return FamilyMeasure.objects.create(
        id=entry, case=case, recorded_at=at, held_on=on, answers_by=answers_by,
        version=scale.VERSION, answers=answers, total=scale.total(answers),
    )  # fmt: skip


@action(
    "care.add_tie", Permission.CARE_RECORD, zh="登记一段关系", en="Add a tie",
    guards=(case_is_open, not_in_the_future),
    purpose=Words(
        "支持网络图由这些关系画成：入所、出所、每次评估时各看一遍。",
        "The eco-map is drawn from these ties: look at them at admission, release and each review.",
    ),
)  # fmt: skip
def add_tie(
    *,
    case: Case,
    who: Annotated[
        str, Label("谁(称呼即可)", "Who, by what the person calls them", max=30, private=True)
    ],
    sphere: Annotated[Tie.Sphere, Label("属于", "Belongs to")],
    strength: Annotated[TieLook.Strength, STRENGTH],
    direction: Annotated[TieLook.Direction, DIRECTION],
    on: Annotated[date, Label("日期", "Day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Tie:
    """Put somebody or something of the person's life on the map."""
    tie = Tie.objects.create(
        id=entry, case=case, recorded_at=at, sphere=sphere,
        **sealed_texts(Tie, case.cipher, entry, who=who),
    )  # fmt: skip
    TieLook.objects.create(
        id=uuid7(), case=case, recorded_at=at, tie=tie, on=on, strength=strength,
        direction=direction,
    )  # fmt: skip
    return tie


def later_than_before(*, tie: Tie, on: date) -> Iterable[Reason]:
    newest = tie.looks.filter(superseded_by_id=None).order_by("-on").first()
    if newest and on < newest.on:
        yield Reason("tie.order", Words(
            f"上次查看是 {newest.on}，日期不能更早。",
            f"The last look was on {newest.on}; this one cannot come before."), "on")  # fmt: skip


@action(
    "care.look_at_tie", Permission.CARE_RECORD, zh="更新关系", en="Look at a tie again",
    where="tie.case.unit_id", records=TieLook, guards=(not_in_the_future, later_than_before),
    purpose=Words(
        "写下现在的关系；以前的图保留原样，可以比较。",
        "How it stands now; earlier maps stay as they were, to compare.",
    ),
)  # fmt: skip
def look_at_tie(
    *,
    tie: Tie,
    strength: Annotated[TieLook.Strength, STRENGTH],
    direction: Annotated[TieLook.Direction, DIRECTION],
    on: Annotated[date, Label("日期", "Day")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> TieLook:
    """How the tie stands now; the map of earlier days keeps how it stood."""
    return TieLook.objects.create(
        id=entry, case=tie.case, recorded_at=at, tie=tie, on=on, strength=strength,
        direction=direction,
    )  # fmt: skip
