"""Silences begin by the passing of time alone: whoever asks what there is to do notices them."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from guihang.cases.models import Case
from guihang.core import prepared
from guihang.followup import plan

NOTICED = 50
"""Cases that one question plans again; the timetable does the others within ten minutes."""

log = logging.getLogger(__name__)

_FALLEN = """
SELECT s.case_id FROM followup_standing s JOIN cases_case c ON c.id = s.case_id
 WHERE s.falls_silent_at < %(now)s AND c.unit_id = ANY(%(units)s::int[])
 ORDER BY s.falls_silent_at LIMIT %(limit)s
"""


def notice(*, units: Iterable[int], now: datetime, limit: int = NOTICED) -> int:
    """Start the search for whoever fell silent by ``now``; return how many cases were planned.

    To be asked before a list of tasks, in its transaction: the search is on the list at the very
    moment at which the contact falls overdue. A case that is being changed is left alone, since
    that change plans it; one that cannot be planned is logged, and the list shows what is stored.
    """
    rows = prepared.rows(_FALLEN, {"units": list(units), "now": now, "limit": limit})
    if not rows:
        return 0
    held = Case.objects.filter(pk__in=[row[0] for row in rows]).order_by("pk")
    try:
        with transaction.atomic():
            cases = list(held.select_for_update(of=("self",), skip_locked=True))
            plan.replan_all(cases, at=now)
    except Exception:
        log.exception("silences could not be noticed")
        return 0
    return len(cases)
