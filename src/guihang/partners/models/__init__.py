"""Tables of the partners: with whom a unit works, by which agreement, and what came of it."""

from guihang.partners.models.commission import MemberUnit
from guihang.partners.models.conferences import (
    AgendaItem,
    Attendance,
    Conference,
    Resolution,
    ResolutionAnswer,
    ResolutionLink,
    Topic,
)
from guihang.partners.models.mechanisms import Secondment

__all__ = [
    "AgendaItem", "Attendance", "Conference", "MemberUnit", "Resolution", "ResolutionAnswer",
    "ResolutionLink", "Secondment", "Topic",
]  # fmt: skip
