"""Between the log and the people in it: whose case a line is about, and who looked at a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guihang.cases.models import Case
from guihang.core import scope
from guihang.core.audit import leaves, receipts
from guihang.core.journal import LOOKS
from guihang.core.models import Access
from guihang.engines.words import Words
from guihang.people.permissions import LABELS, Permission
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


def reads_of_person(person_id: UUID, *, limit: int = 200) -> list[Look]:
    """Return who looked at a person's file, newest first: within the person's own scope.

    A line is here as soon as the answer was given; its receipt follows with the next batch.
    """
    mine = list(Case.objects.filter(person_id=person_id).values_list("pk", flat=True))
    found: dict[int, Look] = {}
    names = tree().names
    for case_id in mine:
        rows = Access.objects.filter(subjects__contains=[str(case_id)], kind__in=LOOKS)
        for row in rows.order_by("-at")[:limit]:
            label = LABELS[Permission(row.permission)] if row.permission else None
            unit = Words(*names.get(row.unit_id, ("", "")))
            found[row.pk] = Look(row.pk, case_id, row.at, unit, row.kind, label)
    return sorted(found.values(), key=lambda look: look.at, reverse=True)[:limit]


def receipt_for(person_id: UUID, look_id: int) -> receipts.Receipt | None:
    """Return the receipt of one look at this person, or nothing before it is sealed.

    Names nobody else who was on the same page. Within the person's own scope.
    """
    mine = {str(pk) for pk in Case.objects.filter(person_id=person_id).values_list("pk", flat=True)}
    row = Access.objects.filter(pk=look_id, kind__in=LOOKS).first()
    about = next((case for case in (row.subjects if row else ()) if case in mine), None)
    return receipts.receipt(leaves.ACCESS, look_id, about=about) if about else None
