"""The registers of what is learned."""

from guihang.knowledge.registers import library, projects, training  # noqa: F401
