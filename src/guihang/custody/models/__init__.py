"""Tables of the facility, by topic."""

from guihang.custody.models.assessment import (
    Assessment,
    AssessmentEvidence,
    CommitteeMember,
    PassFail,
    SocialGrade,
)
from guihang.custody.models.family import FamilyMeal, FamilyVisit, Leave
from guihang.custody.models.health import HealthRecord, InfectionScreen
from guihang.custody.models.restraint import Observation, Restraint
from guihang.custody.models.safety import (
    CorrectiveTask,
    EmergencyDrill,
    Headcount,
    Incident,
    Kind,
    NearMiss,
)
from guihang.custody.models.terms import NoticeGiven, Overstay
from guihang.custody.models.treatment import Attendance, TreatmentSession
from guihang.custody.models.zones import StageCheck, ZoneProposal

__all__ = [
    "Assessment", "AssessmentEvidence", "Attendance", "CommitteeMember", "CorrectiveTask",
    "EmergencyDrill", "FamilyMeal", "FamilyVisit", "Headcount", "HealthRecord", "Incident",
    "InfectionScreen", "Kind", "Leave", "NearMiss", "NoticeGiven", "Observation", "Overstay",
    "PassFail", "Restraint", "SocialGrade", "StageCheck", "TreatmentSession", "ZoneProposal",
]  # fmt: skip
