"""The journey as a line: where each stretch and mark stands, in percent of its length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from guihang.cases.models import Case
from guihang.core.words import W
from guihang.engines.protocol import Planned
from guihang.followup.plan import Row

# Time after release is drawn in shrinking scale: the golden three months get the most room.
STRETCHES = (
    ("inside", 0.0, 18.0, W("在所", "In the facility"), None),
    ("golden", 18.0, 55.0, W("黄金三月", "Golden three months"), (0, 90)),
    ("year-1", 55.0, 75.0, W("第 1 年", "Year 1"), (90, 365)),
    ("year-2", 75.0, 88.0, W("第 2 年", "Year 2"), (365, 730)),
    ("year-3", 88.0, 100.0, W("第 3 年", "Year 3"), (730, 1096)),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of the line: ``x`` and ``width`` in percent."""

    code: str
    x: float
    width: float
    words: object
    current: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing on the line: ``x`` in percent, its kind, its state, and what a reader hears."""

    x: float
    kind: str
    state: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    stretches: list[Stretch]
    marks: list[Mark]
    today: float


def line(case: Case, tasks: Sequence[Planned], facts: Sequence[Row], now: datetime) -> Line:
    """Return the line of one case as of ``now``."""
    today = _x(case, min(now, case.closed_at or now))
    stretches = [
        Stretch(code, start, end - start, words, start <= today < end)
        for code, start, end, words, _ in STRETCHES
    ]
    marks = [Mark(_x(case, row.at), row.kind, row.one, _title(row)) for row in facts]
    missed = [
        Mark(_x(case, task.due_at), "task", str(task.state), str(task.state))
        for task in tasks if task.state in ("missed", "overdue")
    ]  # fmt: skip
    return Line(stretches, marks + missed, today)


def _x(case: Case, at: datetime) -> float:
    if case.released_at is None or at < case.released_at:
        end = case.released_at or max(at, case.admitted_at + timedelta(days=730))
        share = (at - case.admitted_at) / max(end - case.admitted_at, timedelta(days=1))
        return round(18.0 * min(max(share, 0.0), 1.0), 2)
    days = (at - case.released_at) / timedelta(days=1)
    for _, start, end, _, span in STRETCHES[1:]:
        assert span is not None
        if days < span[1]:
            return round(start + (end - start) * (days - span[0]) / (span[1] - span[0]), 2)
    return 100.0


def _title(row: Row) -> str:
    return f"{row.kind} {row.at:%Y-%m-%d}"
