# ruff: noqa: I001  the order of the menu
"""The registers of the services, one file for each service mode, in the order of the menu."""

from guihang.care.registers import (
    episodes, family, work, aid, circle, helping, activities, vr, stations,
)  # fmt: skip

__all__ = ["activities", "aid", "circle", "episodes", "family", "helping", "stations", "vr", "work"]
