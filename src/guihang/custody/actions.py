"""What is recorded here; imported for the actions that the topics declare."""

from guihang.custody import terms  # noqa: F401
