"""The budget of reads of each user, counted by the looks that stand beside the log.

A process remembers whom it has shown to whom, so that the same people again cost nothing. It counts
anew in the database after ``REFRESH``, and before it has used up its share: all processes together
stay within the budget.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q

from guihang.core.journal import LOOKS
from guihang.core.models import Access, Looked
from guihang.engines.budget import BUDGET, exceeded
from guihang.engines.words import Words

HOUR, DAY, REFRESH = timedelta(hours=1), timedelta(days=1), timedelta(minutes=10)
SHARE = 4
"""Processes that hand out people at most: two workers, two that take their place."""

USERS = 2000
"""Of whom a process remembers; more, and it begins anew."""


class OverBudget(Exception):
    """The user was shown too many different people; ``words`` say which limit."""

    def __init__(self, words: Words, people: int) -> None:
        super().__init__(words.en)
        self.words, self.people = words, people


@dataclass(slots=True)
class _Known:
    """Whom a user has seen, on pages within the hour and at all within the day."""

    read_at: datetime
    hour: set[str]
    day: set[str]
    hour_read: int
    day_read: int

    def covers(self, hour: set[str], day: set[str], at: datetime) -> bool:
        """Whether the answer can be given without counting anew."""
        return (
            timedelta() <= at - self.read_at < REFRESH
            and (len(hour) - self.hour_read) * SHARE <= BUDGET.an_hour - self.hour_read
            and (len(day) - self.day_read) * SHARE <= BUDGET.a_day - self.day_read
        )


_known: dict[int, _Known] = {}


def spend(user_id: int, people: Iterable[str], *, at: datetime, on_a_page: bool) -> None:
    """Count people who are about to be shown, within the user's own scope. Raises OverBudget."""
    shown = {*people}
    known = _known.get(user_id) or _read(user_id, at)
    hour, day = _with(known, shown, on_a_page)
    if not known.covers(hour, day, at):
        known = _read(user_id, at)
        hour, day = _with(known, shown, on_a_page)
    if over := exceeded(len(hour) if on_a_page else 0, len(day)):
        raise OverBudget(over, len(shown))
    known.hour, known.day = hour, day


def _with(known: _Known, shown: set[str], on_a_page: bool) -> tuple[set[str], set[str]]:
    if shown <= known.day and (shown <= known.hour or not on_a_page):
        return known.hour, known.day
    return known.hour | shown if on_a_page else known.hour, known.day | shown


def _read(user_id: int, at: datetime) -> _Known:
    looks = Looked.objects.filter(by=user_id, kind__in=LOOKS, at__gt=at - DAY, at__lte=at)
    last = Max("at", filter=~Q(kind=Access.Kind.EXPORT))
    rows = list(looks.order_by().values_list("subject_id").annotate(on_pages=last))
    day = {str(subject) for subject, _ in rows}
    hour = {str(subject) for subject, last in rows if last and last > at - HOUR}
    if len(_known) > USERS:
        _known.clear()
    found = _known[user_id] = _Known(at, hour, day, len(hour), len(day))
    return found
