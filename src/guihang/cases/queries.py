"""Reads of people and cases. Every read filters by unit first; row-level security is the net."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from guihang.cases import identity
from guihang.cases.handovers import Handover
from guihang.cases.models import Case, Custody, Person, Relative
from guihang.core import crypto, scope
from guihang.core.action import REFERENCES
from guihang.core.refusal import OutOfReach
from guihang.people.queries import tree

EXPORT_PAGE = 1000

SCAN_LIMIT = 30_000
"""Names that one search decrypts and compares: about one facility's files, 0.1 s."""


def within(units: Iterable[int]) -> Q:
    """Return the filter of the cases that ``units`` hold, released, or are offered."""
    ids = list(units)
    return Q(unit_id__in=ids) | Q(facility_id__in=ids) | Q(offered_to_id__in=ids)


def one(rows: QuerySet[Any], **lookup: Any) -> Any:
    """Return the row, or raise OutOfReach: not existing and not for you look the same."""
    try:
        return rows.get(**lookup)
    except (rows.model.DoesNotExist, ValidationError, ValueError, TypeError) as error:
        raise OutOfReach from error


def case(pk: UUID | str, *, units: Iterable[int]) -> Case:
    """Return a case with its person and units."""
    rows = Case.objects.filter(within(units)).select_related("person", "unit", "facility")
    return one(rows, pk=pk)


def handover(pk: UUID | str, *, units: Iterable[int]) -> Handover:
    """Return a handover that one of ``units`` sent or received.

    The case may be out of reach since: ask ``known_case``.
    """
    ids = list(units)
    rows = Handover.objects.filter(Q(from_unit_id__in=ids) | Q(to_unit_id__in=ids))
    found: Handover = one(rows.select_related("from_unit", "to_unit"), pk=pk)
    if found.known_case is not None:
        found.case = found.known_case
    return found


def unread(pk: UUID | str, *, units: Iterable[int]) -> Case:
    """Return a case by its id alone: the action reads it, within reach, when it locks it."""
    return Case(pk=UUID(str(pk)))


REFERENCES[Case] = unread
REFERENCES[Handover] = handover


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of a list ends: the sort value and the id of its last row."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        moment, _, pk = text.partition("_")
        try:
            at, row = datetime.fromisoformat(moment), UUID(pk)
        except ValueError:
            return None
        return cls(at, row) if at.tzinfo else None


def cases(
    *, units: Iterable[int], stage: str = "", unit_id: int | None = None,
    after: Cursor | None = None, limit: int = 25,
) -> list[Case]:  # fmt: skip
    """Return the newest cases first, one row more than ``limit`` when there is another page.

    Keyset paging: the page after a million rows costs what the first costs.
    """
    ids = list(units)
    if unit_id is not None:
        ids = [unit_id] if unit_id in set(ids) else []
    rows = Case.objects.filter(Q(unit_id__in=ids) if len(ids) != 1 else Q(unit_id=ids[0]))
    if stage:
        rows = rows.filter(stage=stage)
    if after:
        rows = rows.filter(
            Q(admitted_at__lt=after.at) | Q(admitted_at=after.at, id__lt=after.id),
            admitted_at__lte=after.at,
        )
    return list(
        rows.select_related("person", "unit", "standing").order_by("-admitted_at", "-id")[
            : limit + 1
        ]
    )


def every_case(
    *, units: Iterable[int], stage: str = "", unit_id: int | None = None
) -> Iterator[Case]:
    """Return all cases of a filter, page after page, for an export in bounded memory."""
    ids, after = list(units), None
    while True:
        found = cases(units=ids, stage=stage, unit_id=unit_id, after=after, limit=EXPORT_PAGE)
        yield from found[:EXPORT_PAGE]
        if len(found) <= EXPORT_PAGE:
            return
        last = found[EXPORT_PAGE - 1]
        after = Cursor(last.admitted_at, last.id)


def search(
    text: str, *, units: Iterable[int], anywhere: Iterable[int] = (),
    phones: Iterable[int] | None = None,
) -> list[Case]:  # fmt: skip
    """Find people by number, ID number, phone, or by name, pinyin or initials.

    Exact values are found by keyed hash; a part of a name by opening the names inside ``units``.
    ``anywhere`` holds further units in which the ID number, and nothing else, may be looked up;
    ``phones`` the units whose phone numbers the asker is shown (all), so that none is guessed.
    """
    wanted = text.strip()
    if not crypto.normal(wanted) or not _storable(wanted):
        return []
    id_number = Q(person__id_number_index=crypto.index(identity.ID_NUMBER, wanted))
    exact = Case.objects.filter(
        within(units) & (
            Q(person__number=wanted)
            | Q(person__name_index=crypto.index(identity.NAME, wanted))
        )
        | within({*units, *anywhere}) & id_number
        | within(units if phones is None else phones)
        & Q(person__phone_index=crypto.index(identity.PHONE, _e164(wanted)))
    )  # fmt: skip
    found = list(exact.select_related("person", "unit", "standing")[:50])
    return found or _by_name(wanted, units)


def _by_name(wanted: str, units: Iterable[int]) -> list[Case]:
    folded = crypto.normal(wanted).lower()
    people = (
        Person.objects.filter(unit_id__in=list(units))
        .only("id", "key", "name_sealed")
        .order_by("-id")[:SCAN_LIMIT]
    )
    hits = [person.id for person in people.iterator() if _matches(person, folded)]
    rows = Case.objects.filter(within(units), person_id__in=hits[:50])
    return list(rows.select_related("person", "unit", "standing").order_by("-admitted_at"))


def _matches(person: Person, folded: str) -> bool:
    name, pinyin, initials = person.name_forms
    typed = folded.replace("ü", "v")  # as keyboards do, and so does the pinyin on file
    return (
        folded in crypto.normal(name).lower()
        or typed in pinyin
        or any(one.startswith(typed) for one in initials.split(","))
    )


def _storable(text: str) -> bool:
    """Say whether the database could hold such a text at all; if not, nobody is called that."""
    return "\0" not in text and text == text.encode(errors="ignore").decode()


def _e164(text: str) -> str:
    from guihang.engines.identity import phone

    return phone(text)[0] or text


def custody(case_id: UUID) -> list[Custody]:
    """Return who held the case, oldest first."""
    return list(
        Custody.objects.filter(case_id=case_id, superseded_by_id=None)
        .select_related("unit")
        .order_by("starts_at")
    )


def relatives(case: Case) -> list[Relative]:
    """Return the family members on file, newest version of each."""
    rows = list(Relative.objects.filter(case=case, superseded_by_id=None).order_by("recorded_at"))
    for row in rows:
        row.case = case
    return rows


def open_handovers(
    *, units: Iterable[int], after: Cursor | None = None, limit: int
) -> list[Handover]:
    """Return the offers that wait for an answer or ran out, oldest first; one more if there are."""
    ids = list(units)
    rows = Handover.objects.filter(
        Q(from_unit_id__in=ids) | Q(to_unit_id__in=ids), state__in=Handover.UNANSWERED
    ).select_related("case__person", "case__unit", "from_unit", "to_unit")
    if after:
        rows = rows.filter(Q(expires_at__gt=after.at) | Q(expires_at=after.at, id__gt=after.id))
    return list(rows.order_by("expires_at", "id")[: limit + 1])


def returned_handovers(
    *, units: Iterable[int], pk: UUID | None = None, after: Cursor | None = None, limit: int = 50
) -> list[tuple[Handover, Case | None, str]]:
    """Return the offers that were returned, newest first, with the reason; or one of them.

    One more than ``limit`` if there are. The case is None where it is out of reach now: whoever
    returned an offer still sees that they did, and what they wrote, and nothing of the person.
    """
    ids = list(units)
    rows = Handover.objects.filter(
        Q(from_unit_id__in=ids) | Q(to_unit_id__in=ids), state=Handover.State.RETURNED
    ).select_related("from_unit", "to_unit")
    if pk is not None:
        rows = rows.filter(pk=pk)
    if after:
        rows = rows.filter(Q(answered_at__lt=after.at) | Q(answered_at=after.at, id__lt=after.id))
    found = list(rows.order_by("-answered_at", "-id")[: limit + 1])
    wanted = {row.case_id for row in found}
    seen = Case.objects.filter(pk__in=wanted).select_related("person", "unit").in_bulk()
    # The key of the person opens the reason; neither unit may hold the person any more.
    with scope.opened(tree().parents):
        known = Handover.objects.filter(pk__in=[row.pk for row in found])
        said = {row.pk: row.text("answer_sealed") for row in known.select_related("case__person")}
    return [(row, seen.get(row.case_id), said.get(row.pk, "")) for row in found]


def handovers_of(case: Case) -> list[Handover]:
    """Return all handovers of a case, oldest first, able to open their notes."""
    rows = Handover.objects.filter(case=case).select_related("from_unit", "to_unit")
    found = list(rows.order_by("offered_at"))
    for row in found:
        row.case = case
    return found
