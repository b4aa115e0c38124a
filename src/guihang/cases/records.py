"""A record of a person that is carried on: an application, a placement, a stay, a course."""

from uuid import UUID

from django.db import models

from guihang.cases.models import Case, OfCase
from guihang.core.action import Subject
from guihang.core.models import cell


class OfCaseRecord(OfCase, Subject):
    """A row that one action starts and others carry on; its id is the id of that entry.

    ``changes`` of a model names the columns that later actions may change. Free text goes to
    ``…_sealed`` columns under the person's key and is read with ``text``.
    """

    id = models.UUIDField(primary_key=True)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def subject_id(self) -> UUID:
        return self.case_id

    def locked(self) -> "OfCaseRecord":
        # The case first: it is what every action on the person locks.
        case = Case(pk=self.case_id).locked()
        fresh: OfCaseRecord = type(self)._default_manager.get(pk=self.pk)
        fresh.case = case
        return fresh

    def text(self, column: str) -> str:
        """Return an encrypted column of this row, or an empty text."""
        blob = getattr(self, column)
        return self.cipher.open(blob, place=cell(type(self), column, self.id)) if blob else ""
