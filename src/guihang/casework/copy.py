"""What a person's own copy of their file holds (个人信息保护法第四十五条).

What staff wrote freely stays out: it may name others. It is given on a request in writing
(ADR 0017).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from guihang.cases import complaints, looked
from guihang.cases import queries as cases
from guihang.cases.models import Case
from guihang.cases.terms import term_of
from guihang.casework.own import disclosures_of, grants_of, whom
from guihang.core.words import say
from guihang.engines.words import Words
from guihang.followup import queries as followup
from guihang.followup.models import Channel, DrugTest
from guihang.people.permissions import Fields

type Rows = list[tuple[Words, str]]


LONGEST = 20_000
"""Lines of "who looked" in a copy: more than anybody's file has."""


class Section(NamedTuple):
    """A heading with its lines."""

    title: Words
    rows: Rows


def file_of(case: Case, *, now: datetime) -> list[Section]:
    """Return the person's own file, within the person's own scope."""
    return [
        Section(Words("我是谁", "Who I am"), _identity(case)),
        Section(Words("期限是怎么算的", "How the term is calculated"), _term(case)),
        Section(Words("由谁负责", "Who is responsible"), [
            (Words(_on(row.starts_at), _on(row.starts_at)), str(row.unit))
            for row in cases.custody(case.pk)]),
        Section(Words("见面、电话和检测", "Meetings, calls and tests"), list(_facts(case, now))),
        Section(Words("我同意过的共享", "What I agreed to share"), [
            (Words(_on(row.given_at), _on(row.given_at)), _grant(row)) for row in grants_of(case)]),
        Section(Words("提供给别人的信息", "What was told to others"), [
            (Words(_on(row.happened_at), _on(row.happened_at)),
             f"{whom(row)} · {_kinds(row.fields)}")
            for row in disclosures_of(case)]),
        Section(Words("我提出过的事", "What I asked for"), [
            (Words(_on(row.asked_at), _on(row.asked_at)), " · ".join(filter(None, (
                str(row.get_kind_display()), row.opened("text_sealed"), row.opened("old_sealed"),
                row.opened("new_sealed"), str(row.get_state_display()),
                row.opened("answer_sealed"), row.opened("statement_sealed")))))
            for row in complaints.of_case(case)]),
        Section(Words("我的投诉", "My complaints"), [
            (Words(_on(row.asked_at), _on(row.asked_at)),
             f"{row.opened('text_sealed')} · {row.opened('answer_sealed')}")
            for row in complaints.of_person(case.person_id)]),
        Section(Words("谁看过我的档案", "Who looked at my file"), [
            (Words(_at(look.at), _at(look.at)), _look(look))
            for look in looked.reads_of_person(case.person_id, limit=LONGEST)]),
    ]  # fmt: skip


def _look(look: looked.Look) -> str:
    role = str(look.role.label) if look.role else ""
    told = (say(look.unit), role, say(look.permission or ""), _kinds(look.fields))
    return " · ".join(filter(None, told))


def _on(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}"


def _at(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _kinds(fields: Iterable[str]) -> str:
    return "、".join(str(Fields(one).label) for one in fields)


def _grant(row: object) -> str:
    over = getattr(row, "revoked_at", None)
    told = (
        say(Words(f"{_on(over)} 已撤回", f"withdrawn on {_on(over)}")) if over else _on(row.ends_at)
    )  # type: ignore[attr-defined]
    return f"{row.recipient} · {row.get_purpose_display()} · {_kinds(row.fields)} · {told}"  # type: ignore[attr-defined]


def _identity(case: Case) -> Rows:
    person = case.person
    return [
        (Words("姓名", "Name"), person.name or "—"),
        (Words("编号", "Number"), person.number),
        (Words("证件号码", "ID number"), person.id_number or "—"),
        (Words("电话", "Phone"), person.phone or "—"),
        (Words("住址", "Address"), person.address or "—"),
        (Words("阶段", "Stage"), str(case.get_stage_display())),
        (Words("现在由谁负责", "Responsible now"), str(case.unit)),
    ]


def _term(case: Case) -> Rows:
    return [
        (step.words, f"{say(step.article)} → {step.ends_on}") for step in term_of(case).steps
    ]  # fmt: skip


def _facts(case: Case, now: datetime) -> Iterable[tuple[Words, str]]:
    _, rows = followup.journey(case, now=now)
    for row in sorted(rows, key=lambda one: one.at):
        day = Words(_on(row.at), _on(row.at))
        if row.kind == "contact":
            yield day, str(Channel(row.one).label)
        elif row.kind == "test":
            result = DrugTest.Result(row.two.partition(",")[0])
            yield day, f"{DrugTest.Kind(row.one).label} · {result.label}"
        elif row.kind == "review":
            yield day, say(Words("阶段评估", "Review"))
