"""Tables of the services, one file for each service mode."""

from guihang.care.models.aid import AidApplication
from guihang.care.models.circle import CircleMember
from guihang.care.models.work import (
    Course,
    Enrolment,
    JobBase,
    Placement,
    WorkConfirmation,
)

__all__ = [
    "AidApplication", "CircleMember", "Course", "Enrolment", "JobBase", "Placement",
    "WorkConfirmation",
]  # fmt: skip
