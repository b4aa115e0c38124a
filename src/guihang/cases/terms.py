"""What changed the term of isolation, as facts: the end is computed from them, never edited."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from guihang.cases.models import Case, OfCaseFact
from guihang.core.words import W
from guihang.engines import term


class TermEvent(OfCaseFact):
    """Days of escape, an extension or an early release, each decided on a day."""

    class Change(models.TextChoices):
        ESCAPE = "escape", W("脱逃(天数不计入)", "Escape (its days do not count)")
        EXTENSION = "extension", W("延长期限", "Extension")
        EARLY = "early", W("提前解除", "Early release")

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
