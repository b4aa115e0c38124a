"""What the journey line shows: stretches and marks from the case, its plan and its facts."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from guihang.cases.handovers import Handover
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


def standing(case: Case, handovers: Sequence[Handover]) -> Words | None:
    """Return where the case stands and what comes next beside the tasks of its plan."""
    open_offer = next((row for row in handovers if row.state in Handover.UNANSWERED), None)
    if case.stage == Case.Stage.CLOSED:
        return Words("该个案已结案；需要继续工作时，由负责人重新开案。",
                     "The case is closed. To go on working, the person in charge reopens it.")  # fmt: skip
    if open_offer:
        day = f"{local(open_offer.expires_at - timedelta(microseconds=1)):%Y-%m-%d}"
        return Words(
            f"已向{open_offer.to_unit}发起衔接，接收期限 {day}；接收之前由{open_offer.from_unit}负责。",
            f"Offered to {open_offer.to_unit}, which answers by {day}. Until then "
            f"{open_offer.from_unit} stays responsible.",
        )
    newest = handovers[-1] if handovers else None
    if case.stage == Case.Stage.INSIDE and newest and newest.state == Handover.State.ACCEPTED:
        return Words(
            f"在所，期满日 {case.term_ends_on}。{newest.to_unit}已接收，自出所时起负责。",
            f"In the facility until {case.term_ends_on}. {newest.to_unit} has accepted and is "
            "responsible from the release on.",
        )
    if case.stage == Case.Stage.INSIDE:
        return Words(
            f"在所，期满日 {case.term_ends_on}。出所前征询照管意愿，并在出所前 30 天内发起衔接。",
            f"In the facility until {case.term_ends_on}. Before the release, ask about aftercare, "
            "and in its last 30 days offer the handover.",
        )
    if case.stage == Case.Stage.RELEASED:
        if newest and newest.state == Handover.State.RETURNED:
            place = newest.to_unit
            return Words(
                f"衔接被{place}退回：请查看退回原因，重新发起。",
                f"{place} returned the handover: read why, and offer it again.",
            )
        return Words("已出所，还没有发起衔接：请选择接收的工作站。",
                     "Released and not offered to any station yet: choose the one to receive.")  # fmt: skip
    if case.consent != Case.Consent.GIVEN:
        return Words("本人未同意照管，系统不安排随访；随时可以重新征询。",
                     "Without consent nothing is owed; the person can be asked again at any time.")  # fmt: skip
    return None


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
            words = Words(f"联系：{label}", f"Contact: {label}")
            yield Mark("contact", "late" if str(row.id) in late else "done", words, on)
        elif row.kind == "attempt":
            outcome = Attempt.Outcome(row.two.partition(",")[2])
            yield Mark("contact", "attempt", Words(f"联系尝试：{outcome.label}",
                                                   f"Attempt: {outcome.label}"), on)  # fmt: skip
        elif row.kind == "test":
            result = row.two.partition(",")[0]
            state = "positive" if result in ("positive", "mixed") else "negative"
            label = DrugTest.Result(result).label
            yield Mark("test", state, Words(f"检测：{label}", f"Test: {label}"), on)
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
