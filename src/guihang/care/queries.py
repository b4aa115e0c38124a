"""What pages ask of the services."""

from guihang.care.models import CircleMember
from guihang.cases.models import Case


def circle(case: Case) -> list[CircleMember]:
    """Return who helps the person now, oldest first."""
    rows = CircleMember.objects.filter(case=case, until_on=None).select_related("case__person")
    return list(rows.order_by("since_on", "id"))
