"""The term at the facility: notices, who ends when, and whoever is held past the computed end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet

from guihang.cases.models import Case
from guihang.cases.queries import within
from guihang.cases.terms import TermEvent, terms_of
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.custody.models import NoticeGiven, Overstay
from guihang.custody.steps import has_happened
from guihang.engines import notices
from guihang.engines.calendar import ONE_DAY, local
from guihang.engines.term import ALARMS, Alarm, Term, alarm
from guihang.engines.words import Words
from guihang.people.permissions import Permission

CHECKED = 500
"""Most people whose stored end has passed that one look computes anew."""


@action(
    "custody.record_notice", Permission.PERSON_ADMIT, zh="登记送达与通知",
    en="Record a notice", where="case.facility_id", records=NoticeGiven, guards=(has_happened,),
    purpose=Words(
        "送达、通知和送交各有法定时限；登记后，期限页上的相应事项即办结。",
        "Serving and telling have limits in law; what is recorded here settles them on the page of the term.",
    ),
)  # fmt: skip
def record_notice(
    *,
    case: Case,
    kind: Annotated[NoticeGiven.Kind, Label("事项", "What was done")],
    happened_at: Annotated[datetime, Label("时间", "When")],
    note: Annotated[str | None, Label("文号或经办", "Document or contact", max=200, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> NoticeGiven:  # fmt: skip
    """Put on file that a notice was given."""
    return NoticeGiven.objects.create(
        id=entry, case=case, recorded_at=at, kind=kind, happened_at=happened_at,
        **sealed_texts(NoticeGiven, case.cipher, entry, note=note or ""),
    )  # fmt: skip


def is_held_past_the_end(*, case: Case, at: datetime) -> Iterable[Reason]:
    """The ledger says so today, and it was not noted before."""
    found = terms_of([case])[case.pk]
    here = case.stage == Case.Stage.INSIDE
    near = alarm(found, local(at).date())
    if not here or near is None or not near.is_over:
        yield Reason("overstay.none", Words(
            "未超过计算的期满日。", "Nobody is held past the computed end."))  # fmt: skip
    elif Overstay.objects.filter(case=case, ends_on=found.ends_on).exists():
        yield Reason("overstay.noted", Words("已经记录。", "It is noted already."))


@action(
    "custody.note_overstay", Permission.TERM_RECORD, zh="超期羁押告警",
    en="Held past the end of the term", where="case.facility_id", guards=(is_held_past_the_end,),
    purpose=Words(
        "每日核对发现有人超过计算的期满日仍在所时，由系统记录；请立即解除，或登记使期限变动的决定。",
        "Noted by the daily check when somebody is in custody past the computed end. Release the "
        "person at once, or record the decision that changes the term.",
    ),
)  # fmt: skip
def note_overstay(*, case: Case, by: Actor, at: datetime, entry: UUID) -> Overstay:
    """Leave it on record that somebody was found in custody past the computed end."""
    ends = terms_of([case])[case.pk].ends_on
    return Overstay.objects.create(id=entry, case=case, ends_on=ends, found_at=at)


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody inside, the computed term, and how near its end is."""

    case: Case
    term: Term
    alarm: Alarm | None
    days_left: int

    @property
    def days_over(self) -> int:
        return -self.days_left


def _inside(units: Iterable[int]) -> QuerySet:
    return Case.objects.filter(within(units), stage=Case.Stage.INSIDE)


def _endings(cases: Iterable[Case], today: date) -> list[Ending]:
    found = list(cases)
    terms = terms_of(found)
    return [
        Ending(case, (one := terms[case.pk]), alarm(one, today), (one.ends_on - today).days)
        for case in found
    ]  # fmt: skip


def endings(
    *, units: Iterable[int], today: date, soon: bool, after: str = "", limit: int = 25
) -> list[Ending]:
    """Return people inside by the end of their term, the earliest first, one more than ``limit``.

    ``soon``: only those within the widest alarm. ``after`` as ``place_of`` gave it.
    """
    rows = _inside(units).select_related("person", "unit", "facility")
    if soon:
        rows = rows.filter(term_ends_on__lte=today + max(ALARMS) * ONE_DAY)
    if place := _place(after):
        day, pk = place
        rows = rows.filter(term_ends_on__gte=day).exclude(term_ends_on=day, pk__lte=pk)
    return _endings(rows.order_by("term_ends_on", "pk")[: limit + 1], today)


def place_of(last: Ending) -> str:
    """Return where a page ends that ends with ``last``."""
    return f"{last.case.term_ends_on.isoformat()}_{last.case.pk}"


def _place(text: str) -> tuple[date, UUID] | None:
    day, _, pk = text.partition("_")
    try:
        return date.fromisoformat(day), UUID(pk)
    except ValueError:
        return None


def overstays(*, units: Iterable[int], today: date) -> list[Ending]:
    """Return everybody in custody past the computed end, the longest first."""
    rows = _inside(units).filter(term_ends_on__lt=today).select_related("person", "facility")
    found = _endings(rows.order_by("term_ends_on")[:CHECKED], today)
    return [one for one in found if one.alarm and one.alarm.is_over]


def by_alarm(*, units: Iterable[int], today: date) -> dict[int, int]:
    """Return how many people end within each alarm, the narrowest that fits; 0 counts overstays."""
    rows = _inside(units).filter(term_ends_on__lte=today + max(ALARMS) * ONE_DAY)
    counts = dict.fromkeys((0, *ALARMS), 0)
    for one in _endings(rows.only("id", "decided_on", "term_ends_on"), today):
        if one.alarm:
            counts[one.alarm.within] += 1
    return counts


def duties_of(case: Case, found: Term, now: datetime) -> list[notices.Duty]:
    """Return what the law wants told about a case, with what was."""
    told = NoticeGiven.objects.filter(case=case, superseded_by_id=None)
    escapes = TermEvent.objects.filter(
        case=case, superseded_by_id=None, change=TermEvent.Change.AWAY
    )
    return notices.duties(notices.Given(
        case.admitted_at, found.ends_on,
        [(notices.Notice(row.kind), row.happened_at) for row in told],
        list(escapes.values_list("decided_on", flat=True)), case.released_at,
    ), now)  # fmt: skip


def computed_anew(*, after: UUID | None, limit: int) -> tuple[UUID | None, list[tuple[Case, Term]]]:
    """Return where to go on, and people inside whose stored end differs from the ledger."""
    rows = Case.objects.filter(stage=Case.Stage.INSIDE).select_related("person").order_by("pk")
    if after:
        rows = rows.filter(pk__gt=after)
    batch = list(rows[:limit])
    terms = terms_of(batch)
    differing = [(case, terms[case.pk]) for case in batch
                 if terms[case.pk].ends_on != case.term_ends_on]  # fmt: skip
    return (batch[-1].pk if len(batch) == limit else None), differing


def bring_in_line(differing: Iterable[tuple[Case, Term]]) -> None:
    """Store the computed end where the stored one differs."""
    for case, found in differing:
        Case.objects.filter(pk=case.pk).update(term_ends_on=found.ends_on)


def ending_of(case: Case, today: date) -> Ending:
    """Return the term of one case and how near its end is."""
    return _endings([case], today)[0]
