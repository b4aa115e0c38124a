"""Hours of service: what cannot be true of one human on one day.

Two stints of one volunteer that overlap cannot both have happened. Two stints far apart with too
little time between them ask for a word from whoever confirms: somebody may have flown.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

KM_AN_HOUR = 120
"""As the crow flies, the fastest that needs no explanation: the limit of China's expressways
(道路交通安全法实施条例 §78); no road is straighter than the line."""

LONGEST = timedelta(hours=12)
"""Longest stint that is recorded as one (this product's own limit; no statutory source)."""

EARTH_KM = 6371.0

SEATS: dict[str, tuple[float, float]] = {
    "150100": (40.84, 111.75), "150200": (40.66, 109.84), "150300": (39.66, 106.79),
    "150400": (42.26, 118.89), "150500": (43.65, 122.24), "150600": (39.61, 109.78),
    "150700": (49.21, 119.77), "150800": (40.74, 107.39), "150900": (41.00, 113.13),
    "152200": (46.08, 122.07), "152500": (43.93, 116.05), "152900": (38.85, 105.73),
}  # fmt: skip
"""League or city → latitude and longitude of its seat, in degrees (general geography, to about a
kilometre). Within a league no distance is assumed."""


class Stint(NamedTuple):
    """One stint of one volunteer. ``place``: GB/T 2260 code, or empty where it is not known."""

    starts_at: datetime
    ends_at: datetime
    place: str


class Clash(StrEnum):
    OVERLAP = "overlap"
    TRAVEL = "travel"


def clashes(new: Stint, known: Iterable[Stint]) -> Iterator[tuple[Clash, Stint]]:
    """Yield every known stint of the same human that stands against ``new``, and how."""
    for other in known:
        if found := clash(new, other):
            yield found, other


def clash(one: Stint, other: Stint) -> Clash | None:
    """Return how two stints of one human stand against each other, if they do."""
    if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
        return Clash.OVERLAP
    between = max(one.starts_at - other.ends_at, other.starts_at - one.ends_at)
    return Clash.TRAVEL if between < travel(one.place, other.place) else None


def travel(one: str, other: str) -> timedelta:
    """Return the least time between two places; none where a place is not known."""
    return timedelta(hours=kilometres(one, other) / KM_AN_HOUR)


def kilometres(one: str, other: str) -> float:
    """Return the distance between the seats of the leagues of two divisions, on a sphere."""
    seats = SEATS.get(_league(one)), SEATS.get(_league(other))
    if seats[0] is None or seats[1] is None:
        return 0.0
    (north, east), (north_2, east_2) = seats[0], seats[1]
    half = sin(radians(north_2 - north) / 2) ** 2 + (
        cos(radians(north)) * cos(radians(north_2)) * sin(radians(east_2 - east) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(sqrt(half))


def _league(code: str) -> str:
    return code[:4] + "00"
