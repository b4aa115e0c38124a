"""A record that belongs to a unit: an agreement, a project, a drill, a campaign."""

from uuid import UUID

from django.db import models

from guihang.core import crypto
from guihang.core.action import Subject
from guihang.core.models import cell
from guihang.core.scope import IN_SCOPE
from guihang.people.models import Unit


class OfUnit(Subject):
    """A row that one action starts and others may carry on; its id is the id of that entry.

    ``changes`` of a model names the columns that later actions may change; without it the row is
    written once. Texts that name somebody go to ``…_sealed`` columns (``core.models.sealed_texts``
    with ``crypto.house_key()``) and are read with ``text``.
    """

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    row_policy = IN_SCOPE

    class Meta:
        abstract = True

    @property
    def subject_id(self) -> UUID:
        return self.id

    @property
    def cipher(self) -> crypto.PersonKey:
        return crypto.house_key()

    def locked(self) -> "OfUnit":
        rows = type(self)._default_manager.select_for_update(of=("self",))
        found: OfUnit = rows.select_related("unit").get(pk=self.pk)
        return found

    def text(self, column: str) -> str:
        """Return an encrypted column of this row, or an empty text."""
        blob = getattr(self, column)
        return self.cipher.open(blob, place=cell(type(self), column, self.id)) if blob else ""
