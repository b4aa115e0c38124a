"""岗位复核: each quarter somebody in charge confirms who holds a post, or ends it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Coalesce, Greatest, TruncDate

from guihang.core.action import Actor, action
from guihang.core.refusal import Reason
from guihang.engines import access_review as rule
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.models import Post, Tenure
from guihang.people.permissions import GRANTS, LABELS, Permission, Role


class AccessReview(models.Model):
    """One tenure was looked at and confirmed. Its id is the id of the entry."""

    id = models.UUIDField(primary_key=True)
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    written_once = True

    class Meta:
        app_label = "people"

    def __str__(self) -> str:
        return f"{self.tenure} {self.at}"


def held_by(post: Post, on: date) -> Tenure | None:
    """Return who holds the post on a day."""
    return Tenure.objects.on(on).filter(post=post).select_related("user").first()


def is_held_by_another(*, post: Post, by: Actor, at: datetime) -> Iterable[Reason]:
    """There is access to confirm, and nobody confirms their own."""
    tenure = held_by(post, local(at).date())
    if tenure is None:
        yield Reason("post.free", Words("该岗位现在无人任职。", "Nobody holds this post."))
    elif tenure.user_id == by.user_id:
        yield Reason("review.own", Words(
            "不能复核自己的岗位，请由上级负责人复核。",
            "Nobody confirms their own access; whoever is in charge above does."))  # fmt: skip


@action(
    "people.confirm_access", Permission.TEAM_MANAGE, zh="复核岗位：确认保留", en="Confirm access",
    where="post.unit_id", guards=(is_held_by_another,),
)  # fmt: skip
def confirm_access(*, post: Post, by: Actor, at: datetime, entry: UUID) -> None:
    """Confirm that whoever holds the post still needs what it allows; ``leave_post`` ends it."""
    tenure = held_by(post, local(at).date())
    AccessReview.objects.create(id=entry, tenure=tenure, at=at, by_id=by.user_id)


class Cursor(NamedTuple):
    """Where a page ends: the day of the last look, and the tenure."""

    last: date
    id: int

    def __str__(self) -> str:
        return f"{self.last}_{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        day, _, pk = text.partition("_")
        try:
            return cls(date.fromisoformat(day), int(pk))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post, what it allows, and when somebody last looked at it."""

    tenure: Tenure
    allows: tuple[Words, ...]
    last: date
    due_on: date
    state: rule.State
    confirmed: bool
    """False while nobody has confirmed since the appointment."""

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.last, self.tenure.pk)


def holders(
    *, units: Iterable[int], today: date, late: bool = False, after: Cursor | None = None,
    limit: int,
) -> list[Holder]:  # fmt: skip
    """Return who holds the posts of ``units``, the longest unseen first; one more if there are."""
    rows = _looked_at(units, today)
    if late:
        rows = rows.filter(last__lt=rule.overdue_before(today))
    if after:
        rows = rows.filter(Q(last__gt=after.last) | Q(last=after.last, pk__gt=after.id))
    return [_holder(row, today) for row in rows.order_by("last", "pk")[: limit + 1]]


def overdue(*, units: Iterable[int], today: date) -> int:
    """Return how many posts of ``units`` were not looked at in time."""
    return _looked_at(units, today).filter(last__lt=rule.overdue_before(today)).count()


def _looked_at(units: Iterable[int], today: date) -> models.QuerySet[Tenure]:
    rows = Tenure.objects.on(today).filter(post__unit_id__in=list(units))
    seen = TruncDate(Max("reviews__at"))
    return rows.select_related("post__unit", "user").annotate(
        seen_on=seen, last=Greatest("starts_on", Coalesce(seen, "starts_on"))
    )


def _holder(row: Tenure, today: date) -> Holder:
    last: date = row.last  # type: ignore[attr-defined]
    granted = GRANTS[Role(row.post.role)]
    return Holder(
        row, tuple(words for permission, words in LABELS.items() if permission in granted), last,
        rule.due_on(last), rule.state(last, today), bool(row.seen_on),  # type: ignore[attr-defined]
    )  # fmt: skip
