"""Guards about days that every topic of this package shares."""

from collections.abc import Iterable
from datetime import date, datetime

from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.words import Words


def not_tomorrow(*, on: date, at: datetime) -> Iterable[Reason]:
    """What is recorded as done lies not in the future."""
    if on > local(at).date():
        yield Reason("day.future", Words("日期不能晚于今天。", "The day cannot lie ahead."), "on")


def in_order(*, starts_on: date, ends_on: date | None) -> Iterable[Reason]:
    if ends_on and ends_on < starts_on:
        yield Reason("period", Words(
            "结束日期不能早于开始日期。", "The end cannot come before the start."), "ends_on")  # fmt: skip
