"""Registers of records about a person: of the cases within reach, and each look is noted."""

from dataclasses import replace
from operator import attrgetter

from django.db.models import Q

from guihang.cases.models import Case
from guihang.cases.queries import within
from guihang.engines.identity import mask_name
from guihang.engines.words import Words
from guihang.people.register import Column, Register, register

PERSON = (
    Column(Words("姓名", "Name"), lambda row: mask_name(row.case.person.name) or "—"),
    Column(Words("人员编号", "Number"), lambda row: row.case.person.number),
)
"""The first columns of every record of a person, masked."""


def of_cases(units: frozenset[int]) -> Q:
    """Return the filter of the records of the cases of ``units``."""
    return Q(case__in=Case.objects.filter(within(units)).values("pk"))


def register_of_cases(made: Register) -> Register:
    """Declare a register whose model has a ``case``; the masked person leads its columns."""
    return register(replace(
        made, columns=PERSON + made.columns, within=of_cases, case_of=attrgetter("case"),
        related=("case__person", "case__unit", *(name for name in made.related if name != "unit")),
    ))  # fmt: skip
