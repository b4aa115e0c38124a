"""Many people at once, by the numbers that a spreadsheet or a partner system knows them by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from guihang.cases import identity
from guihang.cases.models import Case
from guihang.cases.queries import within
from guihang.core import crypto
from guihang.core.models import Entry


class Found(NamedTuple):
    """The cases of each person number and of each ID number, newest first."""

    by_number: Mapping[str, list[Case]]
    by_id_number: Mapping[str, list[Case]]


def cases_of(
    *, numbers: Iterable[str], id_numbers: Iterable[str], units: Iterable[int], today: date
) -> Found:
    """Return the cases within ``units``, two statements for any number of people."""
    indexes = {text: _index(text, today) for text in id_numbers}
    reach = within(units)
    rows = Case.objects.filter(reach).select_related("person").order_by("-admitted_at", "-id")
    by_number: dict[str, list[Case]] = defaultdict(list)
    for case in rows.filter(person__number__in=list(numbers)):
        by_number[case.person.number].append(case)
    by_index: dict[bytes, list[Case]] = defaultdict(list)
    if indexes:
        for case in rows.filter(person__id_number_index__in=list(indexes.values())):
            by_index[bytes(case.person.id_number_index)].append(case)
    return Found(by_number, {text: by_index.get(key, []) for text, key in indexes.items()})


def _index(id_number: str, today: date) -> bytes:
    checked = identity.checked_number(id_number, sex=None, today=today)[0]
    return crypto.index(identity.ID_NUMBER, checked.normal or id_number)


def at(cases: Iterable[Case], moment: datetime | None) -> Case | None:
    """Return the episode in which ``moment`` lies: of the cases, newest first, the first that
    had begun by then; the newest where none had."""
    known = list(cases)
    begun = (case for case in known if moment is None or case.admitted_at <= moment)
    return next(begun, known[0] if known else None)


def recorded(entries: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of the entries are in the journal already."""
    return frozenset(Entry.objects.filter(pk__in=list(entries)).values_list("pk", flat=True))
