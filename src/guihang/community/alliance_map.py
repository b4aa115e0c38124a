"""The alliance as a drawing: associations, and their members round them.

Places are computed, not dragged: the same alliance is always drawn the same way.
"""

from dataclasses import dataclass
from math import ceil, cos, pi, sin

from guihang.community.alliance import Association, Member

RING, GAP = 150, 90
"""Radius of the ring of members, and room for their names, in units of the drawing."""

MOST_A_RING, ACROSS = 14, 3


@dataclass(frozen=True, slots=True)
class Node:
    """A circle with a name. ``kind``: a member's kind, or "association"."""

    x: int
    y: int
    name: str
    kind: str
    plaque: bool = False


@dataclass(frozen=True, slots=True)
class Hub:
    """An association with its members round it."""

    row: Association
    node: Node
    members: tuple[tuple[Node, Member], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, and how large the paper is."""

    hubs: tuple[Hub, ...]
    width: int
    height: int

    @property
    def members(self) -> int:
        return sum(len(hub.members) for hub in self.hubs)


def drawn(units: frozenset[int]) -> Drawing:
    """Return the alliance of ``units``: associations that go on, with the members they have now."""
    rows = Association.objects.filter(unit_id__in=units, ended_on=None).order_by("founded_on", "pk")
    found: dict[object, list[Member]] = {row.pk: [] for row in rows}
    for member in Member.objects.filter(association__in=rows, left_on=None).order_by(
        "kind", "name"
    ):
        found[member.association_id].append(member)
    cell = 2 * (RING + GAP)
    wide = min(ACROSS, len(rows)) or 1
    hubs = tuple(
        _hub(row, found[row.pk], cell * (n % wide) + cell // 2, cell * (n // wide) + cell // 2)
        for n, row in enumerate(rows)
    )
    return Drawing(hubs, cell * wide, cell * (ceil(len(rows) / wide) or 1))


def _hub(row: Association, members: list[Member], x: int, y: int) -> Hub:
    placed = []
    for n, member in enumerate(members):
        ring, place = divmod(n, MOST_A_RING)
        here = min(MOST_A_RING, len(members) - ring * MOST_A_RING)
        angle, radius = 2 * pi * (place + ring / 2) / here - pi / 2, RING + 45 * ring
        node = Node(
            round(x + radius * cos(angle)), round(y + radius * sin(angle)), member.name,
            member.kind, bool(member.plaque_on),
        )  # fmt: skip
        placed.append((node, member))
    return Hub(row, Node(x, y, row.name, "association"), tuple(placed))
