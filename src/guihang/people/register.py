"""Registers (台账): one declaration gives a kind of record its list, page, export and API read.

    register(Register(
        "secondments", Secondment, Words("挂职锻炼", "Secondments"), Permission.TOGETHER_VIEW,
        Section.TOGETHER, group=Words("联动机制", "Mechanisms"),
        help=Words("谁在哪个单位挂职、带回了什么。", "Who works where for a while, and what came back."),
        columns=(Column(Words("姓名", "Name"), lambda row: row.officer), …),
        start="partners.second", acts=lambda row: () if row.ended_on else ("partners.end_secondment",),
    ))

A register only shows. What may be changed, and by whom, the actions that it names say.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from guihang.core.action import ACTIONS, REFERENCES
from guihang.core.models import Fact
from guihang.core.refusal import OutOfReach
from guihang.engines.words import Words
from guihang.people.asking import NotGranted, granted
from guihang.people.permissions import Fields, Permission
from guihang.people.queries import StaffActor

CHOICES = 300
"""Rows that a form offers for a reference to a record; beyond that the form starts from the row."""


class Section(StrEnum):
    """The page of the menu under which a register stands."""

    INSIDE = auto()
    CARE = auto()
    AFTERCARE = auto()
    TOGETHER = auto()
    OUTCOMES = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, and the value of a row (Words follow the language)."""

    words: Words
    value: Callable[[Any], Any]
    number: bool = False
    page_only: bool = False
    """Too long for a list: shown on the page of the row and in the export."""
    private: bool = False
    """Identity: shown on the page of the row alone, where the look is noted; no file, no program."""


@dataclass(frozen=True, slots=True)
class Part:
    """Records that belong to a row, shown on its page: name, rows, columns, and what adds one."""

    words: Words
    rows: Callable[[Any], Iterable[Any]]
    columns: tuple[Column, ...]
    add: str = ""
    slug: str = ""
    """Register of these rows, where each has a page of its own."""
    acts: Callable[[Any], Sequence[str]] = lambda row: ()


def reach(made: "Register", actor: StaffActor) -> frozenset[int]:
    """Return the units at which ``actor`` may see the register. Raises NotGranted."""
    units = granted(actor, made.permission)
    if made.fields is None:
        return units
    seen = frozenset(unit for unit in units if made.fields in actor.sees(unit))
    if not seen:
        raise NotGranted(made.permission)
    return seen


def at_unit(units: frozenset[int]) -> Q:
    """Return the filter of the records of ``units``."""
    return Q(unit_id__in=units)


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of record, as every edge shows it."""

    slug: str
    model: type[models.Model]
    words: Words
    permission: Permission
    section: Section
    columns: tuple[Column, ...]
    help: Words
    group: Words
    start: str = ""
    """The action that starts a new record."""
    acts: Callable[[Any], Sequence[str]] = lambda row: ()
    """Row → the actions that make sense for it now, most likely first; their guards decide."""
    parts: tuple[Part, ...] = ()
    filters: tuple[tuple[str, Words], ...] = ()
    """Fields with choices by which the list can be narrowed."""
    newest: str = "recorded_at"
    """The date or moment that orders the list."""
    related: tuple[str, ...] = ("unit",)
    within: Callable[[frozenset[int]], Q] = at_unit
    case_of: Callable[[Any], Any] | None = None
    """Row → its case, for records of a person: every look at one is noted."""
    fields: Fields | None = None
    """The class of fields that a record of a person belongs to."""
    waits: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = ()
    """What waits for a decision: the action that gives it, the filter that shows the rows, and the
    columns with those who had a part in it and so leave it to others."""
    state: Callable[[Any], str] = lambda row: ""
    """Row → "overdue" or "due", which mark it in the list."""
    alert: Callable[[Any], Words | None] = lambda row: None
    """Row → what has to be done about it now, loud at the head of its page."""
    more: tuple[tuple[str, Words], ...] = field(default=())
    """Names of further pages about the same thing, as (route, words)."""

    @property
    def carried(self) -> tuple[Column, ...]:
        """The columns that a file or a program is given."""
        return tuple(one for one in self.columns if not one.private)


REGISTERS: dict[str, Register] = {}
BY_MODEL: dict[type[models.Model], Register] = {}


def register(made: Register) -> Register:
    """Declare a register; an id of its rows can be given to actions from now on."""
    if made.slug in REGISTERS:
        raise ValueError(f"two registers are called {made.slug}")
    REGISTERS[made.slug] = BY_MODEL[made.model] = made
    REFERENCES[made.model] = lambda pk, *, units: row(made, pk, units=frozenset(units))
    return made


def rows(made: Register, *, units: frozenset[int], after: str = "", **chosen: str) -> QuerySet[Any]:
    """Return the records of ``units``, newest first, from ``after`` on, narrowed by ``chosen``."""
    found = made.model._default_manager.filter(made.within(units)).select_related(*made.related)
    found = standing(found).filter(**{name: value for name, value in chosen.items() if value})
    if place := _place(made, after):
        at, pk = place
        earlier = {f"{made.newest}__lt": at}
        same = {made.newest: at, "pk__lt": pk}
        found = found.filter(Q(**earlier) | Q(**same))
    return found.order_by(f"-{made.newest}", "-pk")


def standing(found: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out what was corrected since."""
    if issubclass(found.model, Fact):
        return found.filter(superseded_by_id=None)
    return found


def place_of(made: Register, last: Any) -> str:
    """Return where a page ends that ends with the row ``last``."""
    return f"{getattr(last, made.newest).isoformat()}_{last.pk}"


def _place(made: Register, text: str) -> tuple[date | datetime, UUID] | None:
    at, _, pk = text.partition("_")
    moment = isinstance(made.model._meta.get_field(made.newest), models.DateTimeField)
    try:
        found = datetime.fromisoformat(at) if moment else date.fromisoformat(at)
        return found, UUID(pk)
    except ValueError:
        return None


def row(made: Register, pk: Any, *, units: frozenset[int]) -> Any:
    """Return one record of ``units``; raises OutOfReach."""
    found = made.model._default_manager.filter(made.within(units)).select_related(*made.related)
    try:
        return found.get(pk=pk)
    except (made.model.DoesNotExist, ValidationError, ValueError, TypeError) as error:
        raise OutOfReach from error


def count(made: Register, *, units: frozenset[int]) -> int:
    """Return how many records ``units`` hold."""
    return rows(made, units=units).order_by().count()


def waiting(actor: StaffActor) -> list[tuple[Register, dict[str, str], int]]:
    """Return what waits for decisions that ``actor`` may give: where it stands, and how many."""
    found = []
    for made in REGISTERS.values():
        for name, chosen, theirs in made.waits:
            units = actor.units(made.permission) & actor.units(ACTIONS[name].permission)
            if not units:
                continue
            mine = Q(*((column, actor.user_id) for column in theirs), _connector=Q.OR)
            asked = rows(made, units=units, **chosen)
            n = (asked.exclude(mine) if theirs else asked).order_by().count()
            if n:
                found.append((made, chosen, n))
    return found


def of_case(made: Register, case_id: UUID) -> list[Any]:
    """Return the records of one case, newest first."""
    found = made.model._default_manager.filter(case_id=case_id).select_related(*made.related)
    return list(standing(found).order_by(f"-{made.newest}", "-pk"))


def offered(kind: type[models.Model], *, units: frozenset[int]) -> list[tuple[str, str]]:
    """Return what a form offers for a reference to a record: the newest within reach."""
    made = BY_MODEL[kind]
    return [(str(one.pk), str(one)) for one in rows(made, units=units)[:CHOICES]]


def text(value: Any) -> Any:
    """Return a value as a list shows it: days and local moments, yes and no, labels."""
    if isinstance(value, Words):
        return value
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return Words("是", "Yes") if value else Words("否", "No")
    return "" if value is None else value
