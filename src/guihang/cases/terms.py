"""The ledger of the term of isolation, as facts: the end is computed from them, never edited."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from guihang.cases.models import Case, OfCaseFact
from guihang.core.words import W
from guihang.engines import term


class TermEvent(OfCaseFact):
    """One legal event on the ledger of a term (``engines.term``), on a day."""

    class Change(models.TextChoices):
        AWAY = "away", W("脱逃(期限停止计算)", "Escape (the term stands still)")
        ESCAPE = (
            "escape",
            W("脱逃后送回(天数不计入)", "Back from an escape (its days do not count)"),
        )
        EXTENSION = "extension", W("延长期限", "Extension")
        EARLY = "early", W("提前解除", "Early release")
        OUTSIDE = "outside", W("所外就医(时间计入)", "Treatment outside (counts)")
        CRIMINAL = "criminal", W("刑事羁押(连续计算)", "Criminal custody (counts)")
        BARRED = "barred", W("不得提前解除", "No early release")
        CHANGED = "changed", W("变更为社区戒毒", "Change to community treatment")
        ENDED = "ended", W("立即解除", "Ended at once")

    change = models.CharField(max_length=10, choices=Change)
    decided_on = models.DateField()
    days = models.PositiveSmallIntegerField(default=0)
    months = models.PositiveSmallIntegerField(default=0)
    ends_on = models.DateField(null=True)

    @property
    def value(self) -> term.Event:
        """This row as the engine knows it."""
        return term.Event(
            term.Change(self.change), self.decided_on, self.days, self.months, self.ends_on
        )


def events_of(case_id: UUID, *, without: UUID | None = None) -> list[term.Event]:
    """Return what changed the term of a case; ``without`` the one that is being corrected."""
    rows: Iterable[TermEvent] = TermEvent.objects.filter(case_id=case_id, superseded_by_id=None)
    return [row.value for row in rows if row.pk != without]


def term_of(case: Case) -> term.Term:
    """Return the calculation of the term of a case, step by step."""
    return term.term(case.decided_on, events_of(case.pk))


def terms_of(cases: Iterable[Case]) -> dict[UUID, term.Term]:
    """Return the calculation of each of these cases, in one look at the ledger."""
    found = list(cases)
    rows = TermEvent.objects.filter(case__in=[case.pk for case in found], superseded_by_id=None)
    events: dict[UUID, list[term.Event]] = {case.pk: [] for case in found}
    for row in rows:
        events[row.case_id].append(row.value)
    return {case.pk: term.term(case.decided_on, events[case.pk]) for case in found}
