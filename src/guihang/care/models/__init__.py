"""Tables of the services, one file for each service mode."""

from guihang.care.models.activities import Activity, Participation
from guihang.care.models.aid import AidApplication
from guihang.care.models.circle import CircleMember
from guihang.care.models.family import Attendance, FamilyClass, FamilyMeasure, Tie, TieLook
from guihang.care.models.helping import Helping
from guihang.care.models.plans import Episode, Goal, Intervention, NeedsAssessment, PlanReview
from guihang.care.models.stations import Opening, Room, StationPlan, Stay
from guihang.care.models.work import Course, Enrolment, JobBase, Placement, WorkConfirmation

# Known to Django, and named by nobody: sessions in VR are reached through their own module.
from guihang.care.models import vr  # noqa: F401  isort: skip

__all__ = [
    "Activity", "AidApplication", "Attendance", "CircleMember", "Course", "Enrolment", "Episode",
    "FamilyClass", "FamilyMeasure", "Goal", "Helping", "Intervention", "JobBase", "NeedsAssessment",
    "Opening", "Participation", "Placement", "PlanReview", "Room", "StationPlan", "Stay", "Tie",
    "TieLook", "WorkConfirmation",
]  # fmt: skip
