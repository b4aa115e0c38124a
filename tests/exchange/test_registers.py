"""A register kept in Excel comes in as it is: a row starts a record, and the same row again none."""

from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from tests.architecture.samples import SAMPLES
from tests.exchange.files import workbook

from guihang.core import scope
from guihang.core.refusal import Refused
from guihang.exchange.book import read
from guihang.exchange.kinds import Kind, of_registers
from guihang.exchange.mapping import mapped
from guihang.exchange.run import run
from guihang.exchange.sheets import template
from guihang.people.models import Unit
from guihang.people.queries import SystemActor
from guihang.people.register import REGISTERS


def cell(value: Any) -> str:
    """A value as somebody types it."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value:%Y/%m/%d}"
    if isinstance(value, frozenset | set | list | tuple):
        return "、".join(cell(one) for one in value)
    return str(value)


def typed(kind: Kind, given: dict[str, Any]) -> list[str]:
    """The sample of an action as a row of its sheet."""
    values = dict(given)
    if "case" in values:
        values["number"] = values.pop("case").person.number
    if "host" in values:
        values["host"] = values["host"].code
    return [cell(values[one.code]) if one.code in values else "" for one in kind.columns]


@pytest.mark.parametrize("slug", of_registers())
def test_a_row_of_a_sheet_starts_a_record_and_the_same_row_again_does_not(slug, cast, tmp_path):
    kind = of_registers()[slug]
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        given = SAMPLES[REGISTERS[slug].start](cast)
        row, held = typed(kind, given), REGISTERS[slug].model.objects.count()
    header = [one.words.zh for one in kind.columns]
    book = workbook(tmp_path / "a.xlsx", {kind.words.zh: [header, row]})
    at = given["at"]

    first = run(book, actor=SystemActor(), at=at, name="a.xlsx")
    again = run(book, actor=SystemActor(), at=at, name="a.xlsx")

    assert [sheet.refused for sheet in first.sheets] == [{}]
    assert (first.stored, again.stored, again.repeated) == (1, 0, 1)
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        assert REGISTERS[slug].model.objects.count() == held + 1


def test_a_sheet_called_otherwise_is_not_taken_for_a_register(tmp_path: Path):
    kind = next(iter(of_registers().values()))
    rows = [[one.words.zh for one in kind.columns], ["x"] * len(kind.columns)]

    (known,) = mapped(read(workbook(tmp_path / "a.xlsx", {kind.words.zh: rows}), "a.xlsx"))
    with pytest.raises(Refused):
        mapped(read(workbook(tmp_path / "b.xlsx", {"我的表": rows}), "b.xlsx"))

    assert known.kind == kind
    assert template(kind.code)[:2] == b"PK"
