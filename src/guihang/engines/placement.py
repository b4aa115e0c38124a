"""Work: when it is asked whether somebody still works there, and what may not be offered."""

from datetime import date, timedelta

from guihang.engines.calendar import add_years
from guihang.engines.words import Words

MARKS = (30, 90, 180)
"""Days in work at which it is asked. Set by this product, after the placement practice of supported
employment; no statutory source."""

NO_DRIVING_YEARS = 3
NO_DRIVING = Words(
    "上海市禁毒条例第27条：戒断未满三年的，驾驶证受限；按较严口径，出所未满三年不介绍驾驶岗位",
    "Shanghai Drug Control Regulations art. 27: driving licences are restricted within three "
    "years; on the stricter reading no driving post within three years of release",
)


def mark_on(started_on: date, mark: int) -> date:
    """Return the day on which somebody has worked ``mark`` days."""
    return started_on + timedelta(days=mark)


def may_drive_from(released_on: date) -> date:
    """Return the first day on which a driving post may be offered."""
    return add_years(released_on, NO_DRIVING_YEARS)


def next_mark(started_on: date, asked: frozenset[int]) -> tuple[int, date] | None:
    """Return the next mark that was not asked at, with its day; None after the last."""
    left = [mark for mark in MARKS if mark not in asked]
    return (left[0], mark_on(started_on, left[0])) if left else None
