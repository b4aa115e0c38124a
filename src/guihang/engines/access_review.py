"""When it is time to ask again whether somebody still needs the access that a post gives."""

from datetime import date, timedelta
from enum import StrEnum

EVERY = timedelta(days=91)
"""A quarter. Version 1, from 2026-12-01; set by this product, no statutory source."""

SOON = timedelta(days=14)
"""So long before, the review is asked for. Version 1, set by this product."""


class State(StrEnum):
    CONFIRMED = "confirmed"
    DUE = "due"
    OVERDUE = "overdue"


def due_on(last: date) -> date:
    """Return the last day for the review after ``last``: an appointment or a confirmation."""
    return last + EVERY


def state(last: date, today: date) -> State:
    """Return how the access stands that was looked at on ``last``."""
    if today > due_on(last):
        return State.OVERDUE
    return State.DUE if today > due_on(last) - SOON else State.CONFIRMED


def overdue_before(today: date) -> date:
    """Return the day before which a last look is too long ago."""
    return today - EVERY
