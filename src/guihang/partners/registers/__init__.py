"""The registers of the partners."""

from guihang.partners.registers import commission, conferences, mechanisms  # noqa: F401
