"""Tables of what is learned: programmes and standards, training, the case library."""

from guihang.knowledge.models.library import LibraryCase, Section, grams
from guihang.knowledge.models.projects import Project, ProjectReport, Standard
from guihang.knowledge.models.training import OfficerCertificate, Trainee, Training

__all__ = [
    "LibraryCase", "OfficerCertificate", "Project", "ProjectReport", "Section", "Standard",
    "Trainee", "Training", "grams",
]  # fmt: skip
