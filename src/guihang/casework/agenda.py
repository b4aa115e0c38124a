"""What is stuck, as a joint conference hears of it: numbers and units, nobody's name.

Each line says how many, and of which unit or body. Who it is stays with the staff who may know.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from guihang.care.models.aid import AidApplication
from guihang.cases.handovers import Handover
from guihang.cases.models import Case
from guihang.cases.requests import Complaint
from guihang.casework import queries
from guihang.core.china import calendar
from guihang.core.words import say
from guihang.engines.aid import decision_due_on
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.partners.models import Conference, Resolution, Topic
from guihang.people.queries import tree


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an agenda."""

    topic: Topic
    number: int
    text: str
    late: bool = False
    resolution: Resolution | None = None


def agenda(conference: Conference, *, now: datetime) -> list[Item]:
    """Return what lies before a meeting, unfinished resolutions first."""
    units = tree().at_or_below(conference.unit_id)
    return [
        *_unfinished(conference, local(now).date()),
        *_overdue(units, now),
        *_returned(units, now),
        *_not_offered(units, now),
        *_aid(units, now),
        *_complaints(units, now),
    ]


def unfinished(conference: Conference) -> list[Resolution]:
    """Return the open resolutions of the meetings of the same unit before this one."""
    rows = Resolution.objects.filter(
        unit_id=conference.unit_id, state=Resolution.State.OPEN,
        conference__held_on__lte=conference.held_on,
    ).exclude(conference=conference)  # fmt: skip
    return list(rows.select_related("conference", "member", "own_unit").order_by("due_on"))


def _unfinished(conference: Conference, today: date) -> list[Item]:
    return [
        Item(Topic.UNFINISHED, 1, f"{row.content}({row.owner}，{row.by_when})",
             row.by_when < today, row)
        for row in unfinished(conference)
    ]  # fmt: skip


def _overdue(units: frozenset[int], now: datetime) -> list[Item]:
    stuck = queries.handover_escalations(units=units, now=now)
    return _by_pair(Topic.HANDOVER_OVERDUE, ((one.from_unit, one.to_unit) for one in stuck))


def _returned(units: frozenset[int], now: datetime) -> list[Item]:
    """Offers that came back and were not made again: the person still has no receiver."""
    rows = Handover.objects.filter(
        from_unit_id__in=units, state=Handover.State.RETURNED, case__offered_to=None,
        case__stage=Case.Stage.RELEASED, answered_at__lte=now,
    ).select_related("from_unit", "to_unit").order_by("case_id", "-offered_at").distinct("case_id")  # fmt: skip
    pairs = [(str(row.from_unit), str(row.to_unit)) for row in rows]
    return _by_pair(Topic.HANDOVER_RETURNED, pairs)


def _not_offered(units: frozenset[int], now: datetime) -> list[Item]:
    """Released and never offered; what was offered and came back stands above."""
    rows = Case.objects.filter(
        unit_id__in=units, stage=Case.Stage.RELEASED, offered_to=None, released_at__lte=now
    ).exclude(Exists(Handover.objects.filter(case=OuterRef("pk")))).select_related("unit")  # fmt: skip
    return _counted(Topic.NOT_OFFERED, Counter(str(row.unit) for row in rows))


def _aid(units: frozenset[int], now: datetime) -> list[Item]:
    """Applications whose deciding office is past its time, where a rule gives one."""
    rows = AidApplication.objects.filter(
        case__unit_id__in=units, state=AidApplication.State.APPLIED, applied_on__lte=local(now).date()
    ).select_related("case__unit")  # fmt: skip
    known, today = calendar(), local(now).date()
    late = [
        row for row in rows
        if (due := decision_due_on(row.scheme, row.applied_on, known)) and due < today
    ]  # fmt: skip
    return _counted(
        Topic.AID, Counter(f"{row.get_scheme_display()} · {row.case.unit}" for row in late)
    )


def _complaints(units: frozenset[int], now: datetime) -> list[Item]:
    number = Complaint.objects.filter(
        handler_id__in=units, answered_at=None, due_at__lt=now
    ).count()
    words = Words("超过答复期限，由受理单位说明原因", "past their time; whoever answers explains")
    return [Item(Topic.COMPLAINT, number, say(words), late=True)] if number else []


def _by_pair(topic: Topic, pairs: Iterable[tuple[str, str]]) -> list[Item]:
    return _counted(topic, Counter(f"{sender} → {receiver}" for sender, receiver in pairs))


def _counted(topic: Topic, found: Counter[str]) -> list[Item]:
    return [Item(topic, number, text, late=True) for text, number in found.most_common()]
