"""The working-day calendar of China, filled once from the ``chinesecalendar`` package."""

from functools import cache

from chinese_calendar import constants

from guihang.engines.calendar import Calendar


@cache
def calendar() -> Calendar:
    """Return the calendar with every year whose holidays the package knows.

    Source: the yearly holiday notices of the State Council General Office, as kept by
    ``chinesecalendar``. Later years count weekends only until the package is updated.
    """
    holidays = frozenset(constants.holidays)
    workdays = frozenset(constants.workdays)
    return Calendar(holidays, workdays, frozenset(day.year for day in holidays))
