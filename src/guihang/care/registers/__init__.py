"""The registers of the services, one file for each service mode."""

from guihang.care.registers import (
    activities,
    aid,
    circle,
    episodes,
    family,
    helping,
    stations,
    vr,
    work,
)

__all__ = ["activities", "aid", "circle", "episodes", "family", "helping", "stations", "vr", "work"]
