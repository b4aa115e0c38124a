"""The journal, the log of reads, and drafts: what every context shares and nobody edits."""

import uuid

from django.conf import settings
from django.db import models

from guihang.core import crypto
from guihang.core.scope import IN_SCOPE


class Entry(models.Model):
    """One action that was carried out. Immutable: the application may insert and read only."""

    id = models.UUIDField(primary_key=True)
    action = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    unit_id = models.IntegerField()
    subject_id = models.UUIDField(null=True)
    supersedes_id = models.UUIDField(null=True, unique=True)
    reason = models.BinaryField(null=True)
    body = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="entry_subject"),
            models.Index(fields=["unit_id", "-at"], name="entry_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.id}"


class Access(models.Model):
    """One read of personal data: who looked at whom, on which page, by which permission."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, db_constraint=False)
    unit_id = models.IntegerField()
    route = models.CharField(max_length=60)
    permission = models.CharField(max_length=60)
    subjects = models.JSONField(default=list)
    found = models.IntegerField(default=0)

    row_policy = IN_SCOPE

    class Meta:
        indexes = [models.Index(fields=["-at"], name="access_at")]

    def __str__(self) -> str:
        return f"{self.route} {self.at}"


class Draft(models.Model):
    """A half-filled form, kept for its author until it is sent or thrown away."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    key = models.CharField(max_length=200)
    body = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_draft_a_form")]

    def __str__(self) -> str:
        return self.key


class Fact(models.Model):
    """Something that happened to a case, written once by one action.

    Its id is the id of the entry that recorded it. A correction is another fact whose entry
    supersedes this one; ``superseded_by_id`` is the only column that may change.
    """

    id = models.UUIDField(primary_key=True)
    recorded_at = models.DateTimeField()
    superseded_by_id = models.UUIDField(null=True, editable=False)

    class Meta:
        abstract = True

    def text(self, column: str, key: crypto.PersonKey) -> str:
        """Return an encrypted column of this row, or an empty text."""
        blob = getattr(self, column)
        return key.open(blob, place=cell(type(self), column, self.id)) if blob else ""


def cell(model: type[models.Model], column: str, row: uuid.UUID | int) -> str:
    """Name the cell of a model for encryption."""
    return crypto.place(model._meta.db_table, column, row)


def sealed_texts(
    model: type[models.Model], key: crypto.PersonKey, row: uuid.UUID, **texts: str
) -> dict[str, bytes | None]:
    """Encrypt texts for the ``…_sealed`` columns of one row: ``note="…"`` → ``note_sealed``."""
    return {
        f"{name}_sealed": key.seal(text, place=cell(model, f"{name}_sealed", row)) if text else None
        for name, text in texts.items()
    }
