"""What is recorded here; imported for the actions that the topics declare."""

from guihang.custody import (  # noqa: F401
    assessments,
    family,
    health,
    leave,
    restraints,
    safety,
    terms,
    treatment,
    zones,
)
