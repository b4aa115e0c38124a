"""The whole person on the page of services: the five systems, trends, and the instruments at hand."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from guihang.assessments import queries as assessments
from guihang.care import queries as care
from guihang.cases.models import Case
from guihang.core.words import say
from guihang.engines import casework as rules
from guihang.engines import systems
from guihang.engines.instruments import INSTRUMENTS
from guihang.people.permissions import Fields, Permission
from guihang.people.register import REGISTERS, Register
from guihang.web.page import Request

WIDE, HIGH = 220, 46
"""Size of the drawing of a trend."""


def whole(
    request: Request, case: Case, sees: frozenset[Fields], found: Sequence[tuple[Register, int]]
) -> dict[str, Any]:
    """Return what stands above the registers of one person, as far as this user may know it."""
    allowed = {
        permission for permission in (Permission.CARE_VIEW, Permission.INSTRUMENT_GIVE)
        if case.unit_id in request.actor.units(permission)
    }  # fmt: skip
    about: dict[str, Any] = {"network": Permission.CARE_VIEW in allowed and Fields.FAMILY in sees}
    if Permission.CARE_VIEW in allowed:
        needs = care.needs(case) if Fields.NOTES in sees else {}
        services = [(made.slug, str(made.section), count) for made, count in found]
        about["systems"] = placed = systems.placed(needs, services)
        about["placed"] = [
            (
                place.words,
                [say(rules.DOMAINS[one]) for one in place.domains],
                [say(REGISTERS[one].words) for one in place.registers],
            )
            for _, places in placed for place in places if place.domains or place.registers
        ]  # fmt: skip
    if Permission.INSTRUMENT_GIVE in allowed and Fields.HEALTH in sees:
        about["trends"] = [(one, _line(one)) for one in assessments.trends(case)]
        about["instruments"] = [
            (one, reverse("instrument", args=[case.pk, one.code])) for one in INSTRUMENTS.values()
        ]
    return about


def _line(trend: assessments.Trend) -> str:
    """Return the points of a trend as SVG takes them: days to the right, figures upwards."""
    first, last = trend.points[0][0], trend.points[-1][0]
    days = max((last - first).days, 1)
    span = (trend.scale.highest - trend.scale.lowest) or 1
    return " ".join(
        f"{4 + (WIDE - 8) * (on - first).days / days:.0f},"
        f"{HIGH - 4 - (HIGH - 8) * (figure - trend.scale.lowest) / span:.0f}"
        for on, figure in trend.points
    )
