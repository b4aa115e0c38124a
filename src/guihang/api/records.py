"""Registers for programs: which there are, and the records of one."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from guihang.api.answers import Text
from guihang.api.endpoint import Call, endpoint
from guihang.api.reads import AFTER, LIMIT, PAGE
from guihang.core.refusal import OutOfReach
from guihang.core.words import say
from guihang.engines.words import Words
from guihang.people import register as registers
from guihang.people.register import REGISTERS


@dataclass(frozen=True, slots=True)
class RegisterItem:
    """One register that the caller may see, and the action that starts a record in it."""

    name: str
    words: Text
    help: Text
    section: str
    start: str | None


@dataclass(frozen=True, slots=True)
class RegisterList:
    """The registers within the permissions of the caller."""

    registers: tuple[RegisterItem, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One column of a record, as the page shows it in the language asked for."""

    label: Text
    value: str


@dataclass(frozen=True, slots=True)
class RecordItem:
    """One record; ``case_id`` where it is about a person."""

    id: UUID
    case_id: UUID | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of records, newest first; ``next`` is the value of ``after`` for the page behind it."""

    records: tuple[RecordItem, ...]
    next: str | None


@endpoint(None, zh="台账种类", en="List the registers")
def register_list(call: Call) -> RegisterList:
    """The registers that the posts of the caller may see."""
    mine = call.asked.actor.permissions
    return RegisterList(tuple(
        RegisterItem(one.slug, Text(*one.words), Text(*one.help), one.section, one.start or None)
        for one in REGISTERS.values() if one.permission in mine
    ))  # fmt: skip


@endpoint(None, zh="台账", en="List the records of a register")
def record_list(
    call: Call,
    *,
    name: str,
    after: Annotated[str | None, AFTER] = None,
    limit: Annotated[int, LIMIT] = PAGE,
) -> RecordPage:
    """The records of the units within reach, newest first, at constant cost a page."""
    made = REGISTERS.get(name)
    if made is None:
        raise OutOfReach
    units = registers.reach(made, call.asked.actor)
    call.asked.permission = made.permission
    found = list(registers.rows(made, units=units, after=after or "")[: limit + 1])
    shown, case_of = found[:limit], made.case_of
    if case_of:
        call.asked.saw({case_of(row).pk for row in shown})
    more = len(found) > limit and shown
    return RecordPage(
        tuple(
            RecordItem(
                row.pk, case_of(row).pk if case_of else None,
                tuple(Value(Text(*one.words), _said(one.value(row))) for one in made.carried),
            )
            for row in shown
        ),
        registers.place_of(made, shown[-1]) if more else None,
    )  # fmt: skip


def _said(value: object) -> str:
    shown = registers.text(value)
    return say(shown) if isinstance(shown, Words) else str(shown)
