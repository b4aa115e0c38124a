"""The eco-map: the person in the middle, every tie a line of its strength, in the sector of its sphere."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, hypot, pi, sin

VIEW = "-320 -205 640 410"
"""What of the plane is shown; the person stands at 0, 0."""

_RING_X, _RING_Y, _MIDDLE, _NAME = 245, 180, 36, 12
_AWAY = {"strong": 0.75, "weak": 1.0, "stressed": 0.88, "broken": 1.0}
"""How far from the person a tie is drawn, of the ring."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a tie stands from ``on`` on."""

    tie: str
    sphere: str
    who: str
    on: date
    strength: str
    direction: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tie at its place: both ends of the line, from the person on, and the dot with its name."""

    look: Look
    x1: int
    y1: int
    x2: int
    y2: int
    x: int
    y: int
    anchor: str


def standing(looks: Iterable[Look], on: date) -> list[Look]:
    """Return how every tie stood at the end of a day; what came later is not known yet."""
    newest: dict[str, Look] = {}
    for look in sorted(looks, key=lambda one: one.on):
        if look.on <= on:
            newest[look.tie] = look
    return sorted(newest.values(), key=lambda one: (one.sphere, one.who))


def strengths(looks: Iterable[Look]) -> Counter[str]:
    """Return how many ties there are of each strength: what is compared over time."""
    return Counter(look.strength for look in looks)


def drawn(looks: Sequence[Look]) -> list[Drawn]:
    """Return the places of ties round the person; ties of one sphere lie together."""
    found = []
    for place, look in enumerate(looks):
        angle = 2 * pi * (place + 0.5) / len(looks) - pi / 2
        far = _AWAY[look.strength]
        dx, dy = cos(angle), sin(angle)
        x, y = dx * _RING_X * far, dy * _RING_Y * far
        anchor = "middle" if abs(dx) < 0.35 else "start" if dx > 0 else "end"
        long = hypot(x, y) or 1
        near, end = _MIDDLE / long, 1 - _NAME / long
        found.append(Drawn(
            look, round(x * near), round(y * near), round(x * end), round(y * end), round(x),
            round(y), anchor,
        ))  # fmt: skip
    return found
