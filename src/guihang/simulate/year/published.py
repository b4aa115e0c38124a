"""Two publications of the demo, a month and a half apart: the page shows what changed and why."""

from datetime import date, datetime, timedelta

from guihang.core import scope
from guihang.core.refusal import Refused
from guihang.engines.calendar import add_months, local
from guihang.outcomes import actions, keeping
from guihang.people.models import Unit, User
from guihang.people.queries import actor_of, tree

APART = timedelta(days=45)
WHY = "截止日后移，人员范围不变。"


def play(now: datetime, seed: int) -> None:
    """Publish one cohort twice, by the head of the bureau."""
    lead = User.objects.filter(username="lead").first()
    region = Unit.objects.filter(kind=Unit.Kind.REGION).first()
    if lead is None or region is None:
        return
    today = local(now).date()
    first, last = add_months(today, -40).replace(day=1), add_months(today, -15).replace(day=1)
    with scope.opened(tree().parents):
        for at, why in ((now - APART, ""), (now, WHY)):
            try:
                actions.publish(
                    office=region, cohort_from=first, cohort_to=last, cut_off=_before(at), why=why,
                    by=actor_of(lead, today), at=at,
                )  # fmt: skip
            except Refused:  # a small demo has no cohort that is large enough
                return
    keeping.refresh_all()


def _before(at: datetime) -> date:
    return local(at).date() - timedelta(days=10)
