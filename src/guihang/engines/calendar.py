"""Days and moments of China: working days, calendar months, the local clock.

Civil Code (民法典) arts 200-203: the day on which a period starts is not counted; a period of
months ends on the same day number, or on the last day of a month that lacks it; the last day
ends at 24:00; a last day that is a holiday moves to the day after the holiday.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

# A fixed offset, not a zone: China has kept no summer time since 1991, and comparing moments
# that share one tzinfo object needs no offset look-up, which is what makes planning fast.
CHINA = timezone(timedelta(hours=8), "UTC+08:00")

ONE_DAY = timedelta(days=1)
SATURDAY = 5

_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def local(at: datetime) -> datetime:
    """Return the same moment on the clock of China. Raises ValueError when ``at`` has no zone."""
    if at.tzinfo is CHINA:
        return at
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return at.astimezone(CHINA)


def to_the_minute(at: datetime) -> datetime:
    """Return the minute of a moment, as people type it beside a clock of seconds."""
    return at.replace(second=0, microsecond=0)


def starts_at(day: date) -> datetime:
    """Return the first moment of a local day."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def ends_at(day: date) -> datetime:
    """Return the end of a local day (24:00), which is the first moment of the next."""
    return starts_at(day + ONE_DAY)


def add_months(day: date, months: int) -> date:
    """Return the same day number ``months`` later, clipped to that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, _length(year, month)))


def add_years(day: date, years: int) -> date:
    """Return the same day ``years`` later; 29 February becomes 28 February where needed."""
    return add_months(day, 12 * years)


def _length(year: int, month: int) -> int:
    """Days in a month; ``month`` counts from 0."""
    if month == 1 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        return 29
    return _MONTH_LENGTHS[month]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. Outside ``known_years`` only Saturdays and Sundays are free.

    holidays: statutory holidays and days off, weekends inside a holiday included.
    workdays: weekend days that are worked to make up for a holiday (调休).
    known_years: years whose arrangement the State Council has published.
    """

    holidays: AbstractSet[date] = frozenset()
    workdays: AbstractSet[date] = frozenset()
    known_years: AbstractSet[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Say whether offices work on this day."""
        if day.year in self.known_years:
            if day in self.holidays:
                return False
            if day in self.workdays:
                return True
        return day.weekday() < SATURDAY

    def next_working(self, day: date) -> date:
        """Return ``day`` itself when it is worked, otherwise the first worked day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the ``count``-th worked day after ``day``; the day itself is not counted."""
        if count < 0:
            raise ValueError("count of working days below zero")
        for _ in range(count):
            day = self.next_working(day + ONE_DAY)
        return day

    def end_of_working_days(self, at: datetime, count: int) -> datetime:
        """Return 24:00 of the ``count``-th worked day after the moment ``at``."""
        return ends_at(self.add_working_days(local(at).date(), count))


WEEKENDS_ONLY = Calendar()
