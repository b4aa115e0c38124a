"""Between the log and the people in it: whose case a line is about, and who looked at a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guihang.cases.models import Case
from guihang.core import scope
from guihang.core.audit import leaves, receipts
from guihang.core.journal import LOOKS
from guihang.core.models import Access, Looked
from guihang.engines.words import Words
from guihang.people.permissions import LABELS, SEES, Fields, Permission, Role
from guihang.people.queries import tree


def cases_numbered(number: str) -> tuple[str, ...]:
    """Return the ids of the cases under a person number, anywhere, for the auditor's search.

    Ids and nothing else leave the scope of the region, which is open for this one question. A
    sealed person is not found.
    """
    with scope.opened(tree().parents):
        rows = Case.objects.filter(person__number=number.strip()).values_list("pk", flat=True)
        return tuple(map(str, rows))


def numbers_of(cases: Iterable[str]) -> dict[str, str]:
    """Return the person number of each case, for the auditor's page; none of a sealed one."""
    with scope.opened(tree().parents):
        rows = Case.objects.filter(pk__in=set(cases)).values_list("pk", "person__number")
        return {str(pk): number for pk, number in rows}


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a person's file, as the person is told of it: no name of the official."""

    id: int
    case_id: UUID
    at: datetime
    unit: Words
    kind: str
    permission: Words | None
    role: Role | None
    fields: tuple[str, ...]
    """Classes of fields that the page could show to that post, in the order of ``Fields``."""


LISTS = ("people", "search", "today", "handovers", "api:cases", "api:worklist")
"""Routes that show people as lines; their files are called ``…-export``."""

IN_A_LINE = frozenset({Fields.CUSTODY, Fields.PLAN})
BEHIND_THE_MASK = frozenset({Fields.IDENTITY, Fields.CONTACT, Fields.FAMILY})


def reads_of_person(person_id: UUID, *, before: int | None = None, limit: int = 200) -> list[Look]:
    """Return who looked at a person's file, newest first: within the person's own scope.

    A line is here as soon as the answer was given; its receipt follows with the next batch. What
    the person read themselves is left out. ``before``: only lines older than this one.
    """
    mine = Case.objects.filter(person_id=person_id).values_list("pk", flat=True)
    shown = Looked.objects.filter(subject_id__in=list(mine), kind__in=LOOKS, by__isnull=False)
    if before is not None:
        shown = shown.filter(access_id__lt=before)
    pairs = dict(shown.order_by("-access_id").values_list("access_id", "subject_id")[:limit])
    rows = Access.objects.filter(pk__in=pairs).order_by("-pk")
    return [_look(row, pairs[row.pk]) for row in rows]


def _look(row: Access, case_id: UUID) -> Look:
    label = LABELS[Permission(row.permission)] if row.permission else None
    role = Role(row.role) if row.role in Role.values else None
    unit = Words(*tree().names.get(row.unit_id, ("", "")))
    return Look(
        row.pk, case_id, row.at, unit, row.kind, label, role,
        tuple(_fields(row.route, role)),
    )  # fmt: skip


def _fields(route: str, role: Role | None) -> list[str]:
    seen = SEES.get(role, frozenset()) if role else frozenset(Fields)
    if route.removesuffix("-export") in LISTS:
        seen &= IN_A_LINE
    elif route == "identity":
        seen &= BEHIND_THE_MASK
    return [str(one) for one in Fields if one in seen]


def receipt_for(person_id: UUID, look_id: int) -> receipts.Receipt | None:
    """Return the receipt of one look at this person, or nothing before it is sealed.

    Names nobody else who was on the same page. Within the person's own scope.
    """
    mine = {str(pk) for pk in Case.objects.filter(person_id=person_id).values_list("pk", flat=True)}
    row = Access.objects.filter(pk=look_id, kind__in=LOOKS).first()
    about = next((case for case in (row.subjects if row else ()) if case in mine), None)
    return receipts.receipt(leaves.ACCESS, look_id, about=about) if about else None
