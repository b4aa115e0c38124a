"""Guards that records of several packages share: where one stands, and that its case is open."""

import inspect
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from guihang.cases.models import Case
from guihang.core.action import Guard
from guihang.core.refusal import Reason
from guihang.core.words import both
from guihang.engines.words import Words


def stands(about: str, *states: str) -> Guard:
    """Return a guard: the record in parameter ``about`` is in one of ``states``."""

    def guard(**given: Any) -> Iterable[Reason]:
        row = given[about]
        if row.state not in states:
            now = both(dict(row._meta.get_field("state").flatchoices)[row.state])
            yield Reason("state", Words(
                f"目前是“{now.zh}”，这一步不能办理。",
                f"It stands at “{now.en}”; this step does not follow."))  # fmt: skip

    wanted = inspect.Parameter(about, inspect.Parameter.KEYWORD_ONLY)
    guard.__signature__ = inspect.Signature([wanted])  # type: ignore[attr-defined]
    return guard


def case_is_open(*, case: Case, at: datetime) -> Iterable[Reason]:
    """A closed case is reopened first, so that nothing is added to it in silence."""
    if case.closed_at and case.closed_at <= at:
        yield Reason("closed", Words(
            "该个案已结案，请先重新开案。", "The case is closed; reopen it first."))  # fmt: skip
