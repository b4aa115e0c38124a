"""One valid call of every action about partners."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW

from guihang.partners import actions as partners

Given = dict[str, Any]
TODAY = NOW.date()


def _secondment(cast: SimpleNamespace) -> Given:
    return {
        "host": cast.units.facility, "officer": cast.users.officer, "place": "浙江省戒毒系统",
        "subject": "treatment", "deliverable": "课程讲义", "starts_on": TODAY - timedelta(days=90),
        "ends_on": TODAY - timedelta(days=2), "by": cast.head, "at": NOW,
    }  # fmt: skip


SAMPLES: dict[str, Callable[[SimpleNamespace], Given]] = {
    "partners.second": _secondment,
    "partners.return_secondment": lambda cast: {
        "secondment": partners.second(**_secondment(cast)), "returned_on": TODAY,
        "briefing": "带回团体辅导课程", "by": cast.head, "at": NOW,
    },
}  # fmt: skip
