"""What others read of the programmes: where one began, when, and how it can be judged."""

from dataclasses import dataclass
from datetime import date

from guihang.knowledge.models import Project


@dataclass(frozen=True, slots=True)
class Programme:
    """One project as an evaluation needs it. ``since``: the first day of its first month."""

    code: str
    name: str
    unit_id: int
    since: date
    design: Project.Design


def programmes(units: frozenset[int]) -> list[Programme]:
    """Return the projects of ``units`` that have begun by a protocol, the oldest first."""
    rows = Project.objects.filter(unit_id__in=units, starts_on__isnull=False).exclude(protocol="")
    return [
        Programme(row.code, row.name, row.unit_id, row.starts_on.replace(day=1),
                  Project.Design(row.design))
        for row in rows.order_by("starts_on", "code")
    ]  # fmt: skip
