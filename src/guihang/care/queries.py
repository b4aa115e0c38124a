"""What pages ask of the services."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils import timezone

from guihang.care.models import CircleMember, NeedsAssessment, PlanReview, Tie, TieLook
from guihang.cases.models import Case
from guihang.core.words import both
from guihang.engines.calendar import local
from guihang.engines.network import Look
from guihang.engines.words import Words


def circle(case: Case) -> list[CircleMember]:
    """Return who helps the person now, oldest first."""
    rows = CircleMember.objects.filter(case=case, until_on=None).select_related("case__person")
    return list(rows.order_by("since_on", "id"))


def looks(case: Case) -> list[Look]:
    """Return how every tie of the person stood from which day on."""
    names = {
        tie.pk: (tie.sphere, tie.text("who_sealed"))
        for tie in Tie.objects.filter(case=case).select_related("case__person")
    }
    return [
        Look(str(row.tie_id), *names[row.tie_id], row.on, row.strength, row.direction)
        for row in TieLook.objects.filter(case=case, superseded_by_id=None).order_by("on", "recorded_at")
    ]  # fmt: skip


SETTLING = timedelta(days=30)
"""The map of an admission or a release is drawn within this time after it."""


def moments(case: Case) -> list[tuple[Words, date]]:
    """Return the days at which the network is looked at: admission, release, reviews, today."""
    seen = TieLook.objects.filter(case=case, superseded_by_id=None).order_by("on")
    days = list(seen.values_list("on", flat=True).distinct())
    found = [(Words("入所", "Admission"), _drawn_on(local(case.admitted_at).date(), days))]
    if case.released_at:
        found.append((Words("出所", "Release"), _drawn_on(local(case.released_at).date(), days)))
    reviews = PlanReview.objects.filter(case=case, superseded_by_id=None)
    for on in reviews.order_by("held_on").values_list("held_on", flat=True):
        found.append((Words("评估", "Review"), on))
    found.append((Words("今天", "Today"), timezone.localdate()))
    return sorted(found, key=lambda one: one[1])


def _drawn_on(day: date, days: Sequence[date]) -> date:
    """Return the last day on which the map was drawn for what happened on ``day``, or that day."""
    return max((one for one in days if day <= one <= day + SETTLING), default=day)


def needs(case: Case) -> dict[str, int]:
    """Return the severity of each domain by the newest assessment; empty without one."""
    rows = NeedsAssessment.objects.filter(case=case, superseded_by_id=None)
    newest = rows.order_by("-recorded_at").first()
    found: dict[str, int] = newest.severity if newest else {}
    return found


def labels(choices: Iterable[tuple[str, object]]) -> dict[str, Words]:
    """Return the words of choices in both languages."""
    return {value: both(label) for value, label in choices}


STRENGTHS = labels(TieLook.Strength.choices)
DIRECTIONS = labels(TieLook.Direction.choices)
SPHERES = labels(Tie.Sphere.choices)
