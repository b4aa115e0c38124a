"""One valid call of every action about instruments."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from tests.conftest import NOW, in_aftercare

from guihang.assessments import actions as assessments

Given = dict[str, Any]
HURT = " ".join(f"q{n}=1" for n in range(1, 10))


def given(cast: SimpleNamespace) -> Given:
    return {
        "case": in_aftercare(cast), "instrument": "phq9", "mode": "self", "on": NOW.date(),
        "answers": HURT, "by": cast.worker, "at": NOW,
    }  # fmt: skip


SAMPLES: dict[str, Callable[[SimpleNamespace], Given]] = {
    "assessments.give": given,
    "assessments.decline": lambda cast: {
        "case": in_aftercare(cast), "instrument": "gad7", "on": NOW.date(), "by": cast.worker,
        "at": NOW,
    },
    "assessments.record_help": lambda cast: {
        "sheet": assessments.give(**given(cast)), "help": "talked", "note": "已陪谈，家人接走",
        "by": cast.worker, "at": NOW,
    },
}  # fmt: skip
