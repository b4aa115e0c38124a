"""Actions: every change of the product is one typed function that leaves one entry (ADR 0002).

    @action("followup.record_contact", Permission.CONTACT_RECORD, zh="登记联系",
            en="Record a contact", records=Contact, guards=(not_in_the_future,))
    def record_contact(*, case: Case, on: Annotated[date, Label("日期", "Day")],
                       by: Actor, at: datetime, entry: UUID) -> Contact: ...

The signature is the schema: page form, API operation, spreadsheet columns, timeline line and the
row of the permission matrix are read from it.
"""

import enum
import hashlib
import inspect
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction

from guihang.core import crypto, prepared
from guihang.core.fields import Field, fields_of, problems
from guihang.core.ids import uuid7
from guihang.core.models import Entry, Fact, cell
from guihang.core.refusal import OutOfReach, Reason, Refused
from guihang.engines.words import Words

AMBIENT = frozenset({"by", "at", "entry"})
"""Parameters that every action has and no schema shows: who, when, under which id."""


class Actor(Protocol):
    """Who acts. ``units`` joins role and place: where one of the posts grants the permission."""

    @property
    def user_id(self) -> int | None: ...

    def units(self, permission: StrEnum) -> frozenset[int]: ...


class Subject(models.Model):
    """A row that an action is about; it belongs to one person and can be locked."""

    class Meta:
        abstract = True

    @property
    def subject_id(self) -> UUID:
        """Id under which the entries of this row are found (the case)."""
        raise NotImplementedError

    @property
    def cipher(self) -> crypto.PersonKey:
        raise NotImplementedError

    def locked(self) -> "Subject":
        """Return this row as it is now, with its case locked until the transaction ends.

        The lock is what makes a double click and two people saving at once harmless.
        """
        raise NotImplementedError


type Guard = Callable[..., Iterable[Reason]]


@dataclass(frozen=True)
class Action:
    """One declared action. Call it like the function it wraps."""

    name: str
    permission: StrEnum
    words: Words
    function: Callable[..., Any]
    where: Callable[[Any], int]
    guards: tuple[Guard, ...]
    records: type[Fact] | None
    purpose: Words | None = None
    """What it is for, in plain words, above its form."""
    apart: bool = False
    """Whether the entry stands apart from its subject: a case that this seals takes no entry."""

    # A template that shows an action must not carry it out.
    do_not_call_in_templates = True

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return fields_of(self.function, AMBIENT)

    @cached_property
    def checkers(self) -> dict[str, forms.Field]:
        return {field.name: field.form_field() for field in self.inputs}

    @property
    def inputs(self) -> tuple[Field, ...]:
        """The fields that a person fills in; references come from where the form stands."""
        return tuple(field for field in self.fields if not field.is_reference)

    @property
    def references(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.is_reference)

    def __call__(
        self,
        *,
        by: Actor,
        at: datetime,
        entry: UUID | None = None,
        supersedes: UUID | None = None,
        reason: str = "",
        **given: Any,
    ) -> Any:
        """Carry the action out and leave its entry, or raise Refused with every reason.

        The same ``entry`` again returns the first answer; the same id with other content is
        refused. ``supersedes`` names the entry that this one corrects, and needs a ``reason``.
        Raises OutOfReach where the actor holds no post that may do this there.
        """
        return self.receipt(
            by=by, at=at, entry=entry, supersedes=supersedes, reason=reason, **given
        ).row

    def receipt(
        self,
        *,
        by: Actor,
        at: datetime,
        entry: UUID | None = None,
        supersedes: UUID | None = None,
        reason: str = "",
        **given: Any,
    ) -> "Receipt":
        """Carry the action out like a call, and tell whether it had been before."""
        values, refusals = self.checked(given)
        try:
            return self._carried_out(values, refusals, by, at, entry, supersedes, reason)
        except (IntegrityError, Refused) as error:
            # A double click: what stands against the second is the first, finished meanwhile.
            if entry and (done := _on_file(entry)):
                return self._replayed(entry, done, self._digest(values, supersedes, reason))
            if isinstance(error, Refused):
                raise
            constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
            if constraint in CONSTRAINTS:
                raise Refused([CONSTRAINTS[constraint]]) from error
            raise

    def _carried_out(
        self, values: dict[str, Any], refusals: list[Reason], by: Actor, at: datetime,
        entry: UUID | None, supersedes: UUID | None, reason: str,
    ) -> "Receipt":  # fmt: skip
        with transaction.atomic():
            here = self._lock(values)
            unit_id = self._place(values, by)
            digest = self._digest(values, supersedes, reason)
            if entry and (done := _on_file(entry)):
                return self._replayed(entry, done, digest)
            if not here:
                raise OutOfReach
            entry = entry or uuid7()
            refusals += self._guarded(values | {"by": by, "at": at, "supersedes": supersedes})
            if supersedes:
                refusals += self._correctable(values, supersedes, reason)
            if refusals:
                raise Refused(refusals)
            if supersedes and self.records:
                self.records._default_manager.filter(pk=supersedes).update(superseded_by_id=entry)
            result = self.function(**values, by=by, at=at, entry=entry)
            self._write(result, values, unit_id, digest, by, at, entry, supersedes, reason)
            return Receipt(result, again=False)

    def _lock(self, values: dict[str, Any]) -> bool:
        """Lock what the action is about; False when it left the actor's reach since it was read.

        What carried it away may have been the first of two clicks, so this is not yet an answer.
        """
        for field in self.references:
            if isinstance(values.get(field.name), Subject):
                try:
                    values[field.name] = values[field.name].locked()
                except ObjectDoesNotExist:
                    return False
        return True

    def _place(self, values: dict[str, Any], by: Actor) -> int:
        """Return the unit at which the action happens. Raises OutOfReach."""
        if not all(values.get(field.name) for field in self.references if field.required):
            return 0  # a reference is missing, and will be refused
        unit_id = self.where(_Values(values))
        if unit_id not in by.units(self.permission):
            raise OutOfReach
        return unit_id

    def checked(self, given: dict[str, Any]) -> tuple[dict[str, Any], list[Reason]]:
        """Return the checked values and every reason against the others."""
        values: dict[str, Any] = {}
        refusals: list[Reason] = []
        unknown = given.keys() - {field.name for field in self.fields}
        if unknown:
            raise TypeError(f"{self.name} has no {', '.join(sorted(unknown))}")
        for field in self.fields:
            raw = given.get(field.name)
            if field.is_reference:
                if raw is None and field.required:
                    refusals.append(_missing(field))
                else:
                    values[field.name] = raw
                continue
            try:
                values[field.name] = field.clean(raw, self.checkers[field.name])
            except ValidationError as error:
                refusals += problems(field, error)
        return values, refusals

    def _guarded(self, known: dict[str, Any]) -> list[Reason]:
        """Ask each guard whose arguments are all valid, so that one answer names everything."""
        found: list[Reason] = []
        for guard in self.guards:
            wanted = inspect.signature(guard).parameters
            if all(name in known for name in wanted):
                found += guard(**{name: known[name] for name in wanted})
        return found

    def against(self, *, by: Actor, at: datetime, **given: Any) -> list[Reason]:
        """Return what stands against the action whatever else is filled in."""
        return self._guarded(given | {"by": by, "at": at})

    def _correctable(self, values: dict[str, Any], supersedes: UUID, reason: str) -> list[Reason]:
        if self.records is None:
            return [Reason("correction.none", Words(
                "这类记录不能以更正方式修改。",
                "What this action does is not corrected by superseding it."))]  # fmt: skip
        old = Entry.objects.filter(pk=supersedes, action=self.name).first()
        if old is None or old.subject_id != _subject(values, None).subject_id:
            raise OutOfReach
        found = []
        if not reason.strip():
            found.append(Reason("correction.reason", Words(
                "更正须写明原因。", "A correction needs a reason."), "reason"))  # fmt: skip
        if Entry.objects.filter(supersedes_id=supersedes).exists():
            found.append(Reason("correction.done", Words(
                "这条记录已被更正过，请在最新的一条上更正。",
                "This record was corrected before; correct the newest one.")))  # fmt: skip
        return found

    def _digest(self, values: dict[str, Any], supersedes: UUID | None, reason: str) -> bytes:
        text = self._body(values) + f"|{self.name}|{supersedes}|{reason}"
        return hashlib.sha256(text.encode()).digest()

    def _body(self, values: dict[str, Any]) -> str:
        return json.dumps(
            {name: plain(value) for name, value in values.items() if value not in (None, "")},
            ensure_ascii=False, sort_keys=True,
        )  # fmt: skip

    def _replayed(self, entry: UUID, done: tuple[str, bytes], digest: bytes) -> "Receipt":
        if done != (self.name, digest):
            raise Refused([Reason("entry.reused", Words(
                "这个提交编号已用于另一条内容，请刷新页面后重新提交。",
                "This submission id was used for other content; reload the page and send again."))])  # fmt: skip
        model = self.records or self._answer
        if model is None:
            return Receipt(None, again=True)
        row = model._default_manager.filter(pk=entry).first()
        if row is None:
            raise OutOfReach
        return Receipt(row, again=True)

    @cached_property
    def _answer(self) -> type[models.Model] | None:
        """The model whose row shares its id with the entry, from the return annotation."""
        answer = inspect.signature(self.function, eval_str=True).return_annotation
        return answer if inspect.isclass(answer) and issubclass(answer, models.Model) else None

    def _write(
        self, result: Any, values: dict[str, Any], unit_id: int, digest: bytes,
        by: Actor, at: datetime, entry: UUID, supersedes: UUID | None, reason: str,
    ) -> None:  # fmt: skip
        subject = None if self.apart else _subject(values, result)
        key = subject.cipher if subject else crypto.house_key()
        prepared.run(_ENTER, [
            entry, self.name, at, by.user_id, unit_id, subject and subject.subject_id, supersedes,
            digest, key.seal(reason, place=cell(Entry, "reason", entry)) if reason else None,
            key.seal(self._body(values), place=cell(Entry, "body", entry)),
        ])  # fmt: skip


class Receipt(NamedTuple):
    """What an action made, and whether it was carried out before (a double click)."""

    row: Any
    again: bool


# Read and written with every action, hence without a model object in between.
_ENTRY = "SELECT action, digest FROM core_entry WHERE id = %s"
_ENTER = """
INSERT INTO core_entry (id, action, at, by_id, unit_id, subject_id, supersedes_id, digest, reason, body)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


ACTIONS: dict[str, Action] = {}
"""Every action of staff by name."""

OWN_ACTIONS: dict[str, Action] = {}
"""What the person in recovery does with their own file; pages and programs of staff know none."""


def action(
    name: str,
    permission: StrEnum,
    *,
    zh: str,
    en: str,
    where: str = "case.unit_id",
    guards: tuple[Guard, ...] = (),
    records: type[Fact] | None = None,
    purpose: Words | None = None,
    apart: bool = False,
    own: bool = False,
) -> Callable[[Callable[..., Any]], Action]:
    """Declare an action. ``where`` is the path to the unit at which the permission must hold.

    ``own``: the person in recovery does it, and its entry says 本人.
    """

    def declare(function: Callable[..., Any]) -> Action:
        made = Action(
            name, permission, Words(zh, en), function, attrgetter(where), guards, records, purpose,
            apart,
        )  # fmt: skip
        made.__dict__["__doc__"] = function.__doc__
        known = OWN_ACTIONS if own else ACTIONS
        if name in known:
            raise ValueError(f"two actions are called {name}")
        known[name] = made
        return made

    return declare


CONSTRAINTS: dict[str, Reason] = {}
"""Constraint of the database → what it means to the person whose save met it (a race, mostly)."""

REFERENCES: dict[type[models.Model], Callable[..., Any]] = {}
"""Model → the query ``(pk, *, units)`` by which an edge turns an id into a row within reach."""


def plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        # One instant has one text: the same submission from another time zone is the same.
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(plain(item) for item in value)
    return value if isinstance(value, bool | int | float | str) else str(value)


class _Values:
    """Arguments as attributes, for ``where`` paths such as ``case.unit_id``."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values


def _on_file(entry: UUID) -> tuple[str, bytes] | None:
    """Return action and digest of an entry."""
    found = prepared.rows(_ENTRY, [entry])
    return (found[0][0], bytes(found[0][1])) if found else None


def _subject(values: dict[str, Any], result: Any) -> Any:
    for value in (*values.values(), result):
        if isinstance(value, Subject):
            return value
    return None


def _missing(field: Field) -> Reason:
    return Reason("missing", Words(
        f"请选择{field.words.zh}。", f"Choose: {field.words.en}."), field.name)  # fmt: skip
