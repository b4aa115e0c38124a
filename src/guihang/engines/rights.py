"""The clocks of what a person asks for: when an answer is due, and where the number comes from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from guihang.engines.calendar import Calendar
from guihang.engines.words import Words

VERSION = "rights-1"


class Asked(StrEnum):
    """What a person can ask for."""

    HARD_MOMENT = "hard_moment"
    HELP = "help"
    CORRECTION = "correction"
    LEGAL_AID = "legal_aid"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Clock:
    """An answer within ``hours`` by the clock, or within ``working_days``."""

    hours: int = 0
    working_days: int = 0
    source: Words = Words("", "")


OURS = Words("本系统规定", "Our own rule")

CLOCKS = {
    Asked.HARD_MOMENT: Clock(hours=2, source=OURS),
    Asked.HELP: Clock(working_days=1, source=OURS),
    Asked.CORRECTION: Clock(working_days=15, source=OURS),
    Asked.COMPLAINT: Clock(working_days=15, source=OURS),
    Asked.LEGAL_AID: Clock(hours=24, source=Words(
        "《法律援助法》第三十九条：24 小时内转交", "Legal Aid Law art 39: passed on within 24 hours")),
}  # fmt: skip


def due_at(asked: Asked, at: datetime, calendar: Calendar) -> datetime:
    """Return the moment by which what was asked for at ``at`` must be answered."""
    clock = CLOCKS[asked]
    if clock.hours:
        return at + timedelta(hours=clock.hours)
    return calendar.end_of_working_days(at, clock.working_days)
