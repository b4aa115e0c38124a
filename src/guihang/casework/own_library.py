"""A case for the library on the person's own side: read in full, agreed to, taken back at any time.

It is asked once a second person has read it; a draft before that is nobody's to see but its writers'.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from guihang.cases.models import Case
from guihang.cases.queries import one
from guihang.casework.library import draft_case
from guihang.core.action import Actor, action
from guihang.core.models import Entry
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.knowledge.library import agreed, stands_at, withdrawn
from guihang.knowledge.models import LibraryCase
from guihang.people.permissions import Permission

State = LibraryCase.State
ANSWERED = (State.AGREED, State.FACILITY, State.BUREAU, State.MINISTRY, State.ADOPTED)


def tells_of(*, case: Case, library: LibraryCase) -> Iterable[Reason]:
    """The case that is given is the one that was drafted from."""
    drafted = Entry.objects.filter(pk=library.pk, action=draft_case.name, subject_id=case.pk)
    if not drafted.exists():
        yield Reason("library.other", Words(
            "这篇不是写您的。", "This one does not tell of you."))  # fmt: skip


@action(
    "own.agree_case", Permission.OWN_FILE, zh="本人同意写成案例",
    en="The person agrees to a library case",
    guards=(stands_at(State.READ), tells_of), own=True,
)  # fmt: skip
def agree_case(*, case: Case, library: LibraryCase, by: Actor, at: datetime, entry: UUID) -> None:
    """Agree to the text as it stands; it cannot be changed afterwards, only taken back."""
    agreed(library)


@action(
    "own.withdraw_case", Permission.OWN_FILE, zh="本人不同意或收回案例",
    en="The person says no to a library case, or takes it back",
    guards=(stands_at(State.READ, *ANSWERED), tells_of), own=True,
)  # fmt: skip
def withdraw_case(
    *, case: Case, library: LibraryCase, by: Actor, at: datetime, entry: UUID
) -> None:
    """Empty the case at once, wherever it has got to, without a reason."""
    withdrawn(library, consent=LibraryCase.Consent.REFUSED)


def told_of(person_id: UUID) -> QuerySet[LibraryCase]:
    """Return the library cases about the person that they were asked about, the newest first."""
    cases = Case.objects.filter(person_id=person_id).values("pk")
    drafted = Entry.objects.filter(action=draft_case.name, subject_id__in=cases).values("pk")
    rows = LibraryCase.objects.filter(pk__in=drafted, state__in=(State.READ, *ANSWERED))
    rows |= LibraryCase.objects.filter(
        pk__in=drafted, consent=LibraryCase.Consent.REFUSED, state=State.WITHDRAWN
    )
    return rows.select_related("unit").order_by("-recorded_at")


def told(person_id: UUID, pk: UUID) -> tuple[LibraryCase, Case]:
    """Return one of them, and the case that it tells of. Raises OutOfReach."""
    row = one(told_of(person_id), pk=pk)
    return row, one(Case.objects, pk=Entry.objects.get(pk=row.pk).subject_id)
