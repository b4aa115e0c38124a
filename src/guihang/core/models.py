"""The journal, the log of reads, and drafts: what every context shares and nobody edits."""

import uuid

from django.conf import settings
from django.db import models

from guihang.core import crypto
from guihang.core.scope import IN_SCOPE
from guihang.core.words import W


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

    audited = True

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="entry_subject"),
            models.Index(fields=["unit_id", "-at"], name="entry_unit"),
            models.Index(fields=["-at"], name="entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.id}"


class Access(models.Model):
    """One read of personal data: who looked at whom, on which page, by which permission.

    Other things at the door stand in the same log: who signed in, who was refused what.
    """

    class Kind(models.TextChoices):
        READ = "read", W("查阅", "Read")
        SEARCH = "search", W("查找", "Search")
        EXPORT = "export", W("导出", "Export")
        PRINT = "print", W("打印", "Print")
        REFUSED = "refused", W("被拒绝", "Refused")
        SIGNED_IN = "signed_in", W("登录", "Signed in")
        NOT_SIGNED_IN = "not_signed_in", W("登录失败", "Sign-in failed")
        SIGNED_OUT = "signed_out", W("退出", "Signed out")
        TOKEN = "token", W("令牌变动", "Token changed")
        RIGHTS = "rights", W("权限表变动", "Table of permissions changed")
        VERIFIED = "verified", W("日志核验", "Log verified")
        OVER_BUDGET = "over_budget", W("超出查阅额度", "Over the budget of reads")

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_constraint=False)
    unit_id = models.IntegerField()
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.READ)
    address = models.GenericIPAddressField(null=True)  # from where, at the door
    route = models.CharField(max_length=60)
    permission = models.CharField(max_length=60)
    subjects = models.JSONField(default=list)
    found = models.IntegerField(default=0)
    role = models.CharField(max_length=30, db_default="")  # of the post by which

    row_policy = IN_SCOPE
    audited = True

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="access_at"),
            models.Index(
                fields=["-at"], condition=models.Q(kind="over_budget"), name="access_over_budget"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.at}"


class Looked(models.Model):
    """Whom a line of the log of reads showed: one row for each of its ``subjects``.

    Written by a trigger in the statement that writes the line, so that looks at one person, and
    people one user has seen, are found by an index. The line is what is sealed; ``audit verify``
    compares the two.
    """

    access = models.ForeignKey(
        Access, models.PROTECT, related_name="shown", db_constraint=False, db_index=False
    )
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip
    unit_id = models.IntegerField()
    kind = models.CharField(max_length=16, choices=Access.Kind)

    row_policy = IN_SCOPE
    read_policy = "by_id = (SELECT guihang_user())"
    audited = True
    written_once = True

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-access"], name="looked_subject"),
            models.Index(fields=["by", "at"], name="looked_by"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.at}"


class LogSeal(models.Model):
    """One batch of the journal and the log of reads under a signature (存证批次, ADR 0014).

    Covers the rows of the epoch whose transaction lies in ``begins`` ≤ xid < ``ends``. Number 0
    opens an epoch after a restore and covers what its predecessor left unsealed.
    """

    epoch = models.SmallIntegerField()
    number = models.IntegerField()
    layout = models.SmallIntegerField()
    begins = models.BigIntegerField()
    ends = models.BigIntegerField()
    rows = models.IntegerField()
    sealed_at = models.DateTimeField()
    note = models.TextField(blank=True)
    root = models.BinaryField()
    previous = models.BinaryField()
    head = models.BinaryField()
    signature = models.BinaryField()
    key = models.BinaryField()  # public, 32 bytes
    leaves = models.BinaryField()  # 32 bytes a row: names the row where a root alone cannot

    written_once = True

    class Meta:
        db_table = "core_seal"
        constraints = [models.UniqueConstraint(fields=["epoch", "number"], name="one_seal_a_batch")]

    def __str__(self) -> str:
        return f"{self.epoch}-{self.number}"


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


class Drill(models.Model):
    """One restore drill: which backup, how long it took, and what was found to be equal."""

    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    backup = models.CharField(max_length=80, blank=True)
    seconds = models.FloatField(default=0)
    checks = models.JSONField(default=list)
    passed = models.BooleanField(default=False)
    problem = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-began_at"], name="drill_began")]

    def __str__(self) -> str:
        return f"{self.began_at:%F %R}"


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
