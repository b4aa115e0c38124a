"""The registers of the services, one file for each service mode."""

from guihang.care.registers import activities, aid, circle, episodes, family, stations, vr, work

__all__ = ["activities", "aid", "circle", "episodes", "family", "stations", "vr", "work"]
