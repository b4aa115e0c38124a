"""One valid call of every action of the facility."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW, admitted

Given = dict[str, Any]
HOUR = timedelta(hours=1)
TODAY = NOW.date()


def inside(cast: SimpleNamespace, **more: Any) -> Given:
    """About a person in the facility who was admitted two months ago, by an officer."""
    came = NOW - timedelta(days=60)
    case = admitted(cast, decided_on=came.date(), admitted_at=came, at=came)
    return {"case": case, "by": cast.officer, "at": NOW, **more}


SAMPLES: dict[str, Callable[[SimpleNamespace], Given]] = {
    "custody.record_notice": lambda cast: inside(
        cast, kind="family_told", happened_at=NOW - HOUR, note="国内挂号"
    ),
    "custody.note_overstay": lambda cast: {"case": admitted(cast), "by": cast.head, "at": NOW},
}
