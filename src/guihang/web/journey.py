"""What the journey line shows: stretches and marks from the case, its plan and its facts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from guihang.cases.models import Case
from guihang.engines.calendar import add_years, local
from guihang.engines.protocol import Planned
from guihang.engines.words import Words
from guihang.followup.models import Attempt, Channel, DrugTest
from guihang.followup.plan import Row
from guihang.web.journey_line import JourneyLine, Mark, Segment, journey_line

GOLDEN_DAYS = 90

LANES = {"contact": "contact", "face": "contact", "team": "contact", "test": "test",
         "weekly-test": "test", "unannounced-test": "test", "review": "review"}  # fmt: skip
"""Track of a protocol → lane of the drawing; the search for a silent person is a contact."""


def drawn(case: Case, tasks: Sequence[Planned], facts: Sequence[Row], now: datetime) -> JourneyLine:
    """Return the drawing of one journey as of ``now``."""
    marks = [*_facts(case, tasks, facts), *_lacking(tasks)]
    return journey_line(_segments(case), marks, local(now).date())


def _segments(case: Case) -> list[Segment]:
    came = local(case.admitted_at).date()
    left = local(case.released_at).date() if case.released_at else case.term_ends_on
    found = [Segment("zone", Words("在所", "In the facility"), came, max(left, came + _day(1)))]
    left = found[0].ends_on
    golden = left + _day(GOLDEN_DAYS)
    found.append(Segment("golden", Words("黄金三月", "Golden three months"), left, golden))
    starts = golden
    for year in (1, 2, 3):
        ends = add_years(left, year)
        words = Words(f"第 {year} 年", f"Year {year}")
        found.append(Segment("year", words, starts, ends))
        starts = ends
    return found


def _day(count: int) -> timedelta:
    return timedelta(days=count)


def _facts(case: Case, tasks: Sequence[Planned], facts: Sequence[Row]) -> Iterable[Mark]:
    late = {task.done_by for task in tasks if task.state == "late"}
    for row in facts:
        on = local(row.at).date()
        if row.kind == "contact":
            label = Channel(row.one).label
            words = Words(f"联系:{label}", f"Contact: {label}")
            yield Mark("contact", "late" if str(row.id) in late else "done", words, on)
        elif row.kind == "attempt":
            outcome = Attempt.Outcome(row.two.partition(",")[2])
            yield Mark("contact", "attempt", Words(f"联系尝试:{outcome.label}",
                                                   f"Attempt: {outcome.label}"), on)  # fmt: skip
        elif row.kind == "test":
            result = row.two.partition(",")[0]
            state = "positive" if result in ("positive", "mixed") else "negative"
            label = DrugTest.Result(result).label
            yield Mark("test", state, Words(f"检测:{label}", f"Test: {label}"), on)
        elif row.kind == "review":
            yield Mark("review", "done", Words("阶段评估", "Review"), on)


def _lacking(tasks: Sequence[Planned]) -> Iterable[Mark]:
    for task in tasks:
        if task.state in ("missed", "overdue"):
            lane = LANES.get(task.track, "contact")
            yield Mark(lane, str(task.state), task.words, _due_on(task))


def _due_on(task: Planned) -> date:
    # 24:00 of a day is written as the next day's first moment.
    return local(task.due_at - timedelta(microseconds=1)).date()
