"""The registers of the facility, in the order in which its page shows them."""

# isort: off
from guihang.custody import actions  # noqa: F401  declares the actions named here
from guihang.custody.registers import term, way, safety, health, family  # noqa: F401
