"""The registers of the services, one file for each service mode."""

from guihang.care.registers import aid, circle, work  # noqa: F401
