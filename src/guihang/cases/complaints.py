"""Who answers a complaint, and who must not even see it."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from guihang.cases.models import Case
from guihang.cases.queries import one
from guihang.cases.requests import Complaint, OwnRequest
from guihang.core.action import REFERENCES
from guihang.core.journal import LOOKS
from guihang.core.models import Access
from guihang.core.refusal import OutOfReach
from guihang.people.models import Tenure
from guihang.people.permissions import Permission, Role, roles_granting
from guihang.people.queries import StaffActor, tree


def barred(unit_id: int) -> list[int]:
    """Return the units whose staff must not see a complaint about ``unit_id``."""
    return sorted(tree().at_or_below(unit_id))


def handler_of(unit_id: int, about_user: int | None, *, on: date) -> int:
    """Return the unit that answers: the nearest one above with somebody who may and is not named.

    Where nobody above may, it is the region's audit administrator, who holds no file.
    """
    above, closed = tree().above(unit_id), barred(unit_id)
    held = Tenure.objects.on(on).filter(post__role__in=roles_granting(Permission.COMPLAINT_ANSWER))
    barred_users = set(
        Tenure.objects.on(on).filter(post__unit_id__in=closed)
        .exclude(post__role=Role.AUDIT_ADMIN).values_list("user_id", flat=True)
    )  # fmt: skip
    for unit in above[1:]:
        holders = held.filter(post__unit_id=unit).values_list("user_id", flat=True)
        if any(user not in barred_users and user != about_user for user in holders):
            return unit
    return above[-1]


def look_of(look: int) -> Access:
    """Return a line of the log about the person whose scope is open. Raises OutOfReach."""
    row = Access.objects.filter(pk=look, kind__in=LOOKS).first()
    mine = {str(pk) for pk in Case.objects.values_list("pk", flat=True)}
    if row is None or mine.isdisjoint(row.subjects):
        raise OutOfReach
    return row


def answering_units(actor: StaffActor) -> frozenset[int]:
    """Return the units at which the actor answers complaints: those of the posts themselves."""
    roles = roles_granting(Permission.COMPLAINT_ANSWER)
    return frozenset(post.unit_id for post in actor.posts if post.role in roles)


def complaint(pk: UUID | str, *, units: Iterable[int]) -> Complaint:
    """Return a complaint that one of ``units`` answers; the policy hides it from the named."""
    rows = Complaint.objects.filter(handler_id__in=list(units))
    found: Complaint = one(rows.select_related("about_unit", "about_user", "handler"), pk=pk)
    return found


def complaints(*, units: Iterable[int], closed: bool = False, limit: int = 50) -> list[Complaint]:
    """Return the complaints that ``units`` answer, the most urgent first; or those answered."""
    rows = Complaint.objects.filter(handler_id__in=list(units))
    rows = rows.select_related("about_unit", "about_user", "handler")
    if closed:
        return list(rows.exclude(answered_at=None).order_by("-answered_at")[:limit])
    return list(rows.filter(answered_at=None).order_by("due_at")[:limit])


def late(*, units: Iterable[int], now: datetime) -> dict[int, int]:
    """Return how many complaints each of ``units`` has not answered in time; nothing of them."""
    rows = Complaint.objects.filter(handler_id__in=list(units), answered_at=None, due_at__lt=now)
    return dict(rows.order_by().values_list("handler_id").annotate(Count("id")))


def request(pk: UUID | str, *, units: Iterable[int]) -> OwnRequest:
    """Return what a person asked ``units`` for."""
    rows = OwnRequest.objects.filter(case__unit_id__in=list(units))
    found: OwnRequest = one(rows.select_related("case__person", "case__unit"), pk=pk)
    return found


def requests(*, units: Iterable[int], closed: bool = False, limit: int = 50) -> list[OwnRequest]:
    """Return what people asked ``units`` for, the most urgent first; or what was answered."""
    rows = OwnRequest.objects.filter(case__unit_id__in=list(units))
    rows = rows.select_related("case__person", "case__unit", "answered_by")
    if closed:
        return list(rows.exclude(answered_at=None).order_by("-answered_at")[:limit])
    return list(rows.filter(answered_at=None).order_by("due_at")[:limit])


def of_case(case: Case) -> list[OwnRequest]:
    """Return everything a person asked for, newest first, able to open its texts."""
    rows = list(OwnRequest.objects.filter(case=case).order_by("-asked_at"))
    for row in rows:
        row.case = case
    return rows


def statements(case: Case) -> list[OwnRequest]:
    """Return the refused corrections to which the person added a statement."""
    rows = OwnRequest.objects.filter(case=case, statement_sealed__isnull=False)
    found = list(rows.order_by("-stated_at"))
    for row in found:
        row.case = case
    return found


def of_person(person_id: UUID) -> list[Complaint]:
    """Return the person's own complaints, newest first."""
    rows = Complaint.objects.filter(person_id=person_id).select_related("about_unit", "handler")
    return list(rows.order_by("-asked_at"))


REFERENCES[Complaint] = complaint
REFERENCES[OwnRequest] = request
