"""Guards that the topics share."""

import inspect
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from guihang.cases.models import Case
from guihang.core.action import Guard
from guihang.core.refusal import Reason
from guihang.engines.words import Words

OUTSIDE = Reason("inside", Words("该人员不在所，不能办理。", "The person is not in the facility."))


def has_happened(*, happened_at: datetime, at: datetime) -> Iterable[Reason]:
    """What is recorded has happened."""
    if happened_at > at:
        yield Reason("future", Words(
            "时间不能晚于现在。", "The time cannot lie in the future."), "happened_at")  # fmt: skip


def is_inside(*, case: Case) -> Iterable[Reason]:
    """It can only be done with somebody in the facility."""
    if case.stage != Case.Stage.INSIDE:
        yield OUTSIDE


def still_inside(about: str) -> Guard:
    """Return a guard: the person of the record in parameter ``about`` is in the facility."""

    def guard(**given: Any) -> Iterable[Reason]:
        if given[about].case.stage != Case.Stage.INSIDE:
            yield OUTSIDE

    return _named(guard, about)


def somebody_else(about: str, *columns: str) -> Guard:
    """Return a guard: whoever acts is none of those in ``columns`` of the record in ``about``."""

    def guard(**given: Any) -> Iterable[Reason]:
        user = given["by"].user_id
        if user is not None and user in [getattr(given[about], f"{name}_id") for name in columns]:
            yield Reason("self", Words(
                "提出、批准、复核须由不同的人办理，请由同事办理。",
                "Who proposed or decided a thing does not take the next decision; ask a colleague."))  # fmt: skip

    return _named(guard, about, "by")


def _named(guard: Any, *names: str) -> Guard:
    kind = inspect.Parameter.KEYWORD_ONLY
    guard.__signature__ = inspect.Signature([inspect.Parameter(one, kind) for one in names])
    return guard  # type: ignore[no-any-return]
