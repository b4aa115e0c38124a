"""A file that somebody sent on the page: what becomes of it, row by row."""

from django.db import models
from django.db.models import Q

from guihang.core.words import W
from guihang.people.models import User


class Upload(models.Model):
    """One file, read in the background. The file itself goes when it is done or thrown away."""

    class State(models.TextChoices):
        READ = "read", W("待确认", "To be confirmed")
        WAITING = "waiting", W("排队中", "Waiting")
        RUNNING = "running", W("处理中", "Running")
        DONE = "done", W("已完成", "Done")
        FAILED = "failed", W("未完成", "Failed")

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State)
    dry_run = models.BooleanField(default=True)
    sent_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    stored = models.IntegerField(default=0)
    repeated = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(state__in=("done", "failed")),
                name="a_finished_upload_has_an_end",
            )
        ]
        indexes = [models.Index(fields=["user", "-sent_at"], name="upload_user")]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0
