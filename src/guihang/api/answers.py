"""What the API gives back: frozen dataclasses, codes instead of labels, moments with a zone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from guihang.cases.models import Case
from guihang.engines.protocol import State
from guihang.people.models import Unit
from guihang.people.permissions import Permission, Role


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One case of a list. The name is masked; ``silent_since``: nobody has reached the person."""

    id: UUID
    number: str
    name: str
    unit_id: int
    facility_id: int
    stage: Annotated[str, Case.Stage]
    zone: Annotated[str, Case.Zone]
    consent: Annotated[str, Case.Consent]
    drug: Annotated[str, Case.Drug]
    admitted_at: datetime
    released_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None
    last_contact_at: datetime | None
    silent_since: datetime | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases, newest first; ``next`` is the value of ``after`` for the page behind it."""

    cases: tuple[CaseItem, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The summary of one case. The name is masked; codes are empty where nothing is known."""

    id: UUID
    number: str
    name: str
    unit_id: int
    facility_id: int
    offered_to_id: int | None
    stage: Annotated[str, Case.Stage]
    zone: Annotated[str, Case.Zone]
    consent: Annotated[str, Case.Consent]
    drug: Annotated[str, Case.Drug]
    test_schedule: Annotated[str, Case.TestSchedule]
    decided_on: date
    admitted_at: datetime
    term_ends_on: date
    released_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None
    ending: Annotated[str, Case.Ending]
    sealing_due_on: date | None


@dataclass(frozen=True, slots=True)
class TaskItem:
    """One task of the plan: its window, its state now, and why it exists.

    ``key`` is what ``fulfils`` names. ``not_owed`` says why a void task is in no denominator.
    """

    key: str
    words: Text
    because: Text
    role: str
    track: str
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    state: Annotated[str, State]
    done_at: datetime | None
    done_by: str | None
    not_owed: Text | None


@dataclass(frozen=True, slots=True)
class FactItem:
    """One fact on file that counts: ``details`` holds codes by the name of the argument."""

    id: UUID
    kind: str
    at: datetime
    details: dict[str, Any]
    fulfils: str | None


@dataclass(frozen=True, slots=True)
class CustodyItem:
    """``unit_id`` answers for the person from ``starts_at`` until the next row."""

    unit_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything on one case: summary, plan as of now, facts, and who held it."""

    case: CaseFile
    tasks: tuple[TaskItem, ...]
    facts: tuple[FactItem, ...]
    custody: tuple[CustodyItem, ...]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One task that can be recorded now."""

    case_id: UUID
    number: str
    name: str
    unit_id: int
    role: str
    key: str
    track: str
    words: Text
    why: Text
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    state: Annotated[str, State]


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A page of the work list, soonest to close first."""

    tasks: tuple[WorkItem, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class UnitItem:
    """One unit; ``mine``: one of your posts reaches it."""

    id: int
    code: str
    kind: Annotated[str, Unit.Kind]
    parent_id: int | None
    words: Text
    mine: bool


@dataclass(frozen=True, slots=True)
class UnitList:
    units: tuple[UnitItem, ...]


@dataclass(frozen=True, slots=True)
class PostItem:
    """A post that you hold today."""

    id: int
    unit_id: int
    role: Annotated[str, Role]
    title: Text


@dataclass(frozen=True, slots=True)
class Me:
    """Who the token or session belongs to, and what the posts allow."""

    id: int
    name: str
    posts: tuple[PostItem, ...]
    permissions: tuple[Annotated[str, Permission], ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An action was carried out. ``id``: the row it made, or null where it made none."""

    entry: UUID
    id: UUID | None
