"""Tables of the partners: with whom a unit works, by which agreement, and what came of it."""

from guihang.partners.models.commission import MemberUnit, Support
from guihang.partners.models.conferences import (
    AgendaItem,
    Attendance,
    Conference,
    Resolution,
    ResolutionAnswer,
    ResolutionLink,
    Topic,
)
from guihang.partners.models.mechanisms import (
    Exchange,
    Expert,
    JointProject,
    Secondment,
    SisterFacility,
    University,
)

__all__ = [
    "AgendaItem", "Attendance", "Conference", "Exchange", "Expert", "JointProject", "MemberUnit",
    "Resolution", "ResolutionAnswer", "ResolutionLink", "Secondment", "SisterFacility", "Support",
    "Topic", "University",
]  # fmt: skip
