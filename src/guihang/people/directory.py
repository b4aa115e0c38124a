"""The units of the region as rows: no secret, every member of staff may see which there are."""

from typing import NamedTuple

from guihang.people.models import Unit


class UnitRow(NamedTuple):
    """One unit: ``kind`` is a code of Unit.Kind, ``parent_id`` the unit above it."""

    id: int
    code: str
    kind: str
    parent_id: int | None
    zh: str
    en: str


def units() -> list[UnitRow]:
    """Return every unit, by code."""
    rows = Unit.objects.order_by("code").values_list("id", "code", "kind", "parent_id", "zh", "en")
    return [UnitRow(*row) for row in rows]
