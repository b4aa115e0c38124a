"""Publishing: figures of a cohort, with everything that is needed to work them out again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.figures.honesty import SMALL_CELLS, told_apart
from guihang.engines.words import Words
from guihang.outcomes import publishing
from guihang.outcomes.models import Publication
from guihang.people.models import Unit
from guihang.people.permissions import Permission


def period_is_over(
    *, cohort_from: date, cohort_to: date, cut_off: date, at: datetime
) -> Iterable[Reason]:
    """A cohort is whole months that are over, and its cut-off is past."""
    if cohort_from > cohort_to:
        yield Reason("publish.order", Words(
            "起始月份应在结束月份之前。", "The first month comes before the last."), "cohort_from")  # fmt: skip
    if cut_off < publishing.month_end(cohort_to):
        yield Reason("publish.cut_off", Words(
            "数据截止日应在队列最后一个月结束之后。",
            "The cut-off comes after the end of the last month of the cohort."), "cut_off")  # fmt: skip
    if cut_off >= local(at).date():
        yield Reason("publish.future", Words(
            "数据截止日应早于今天：当天的记录还没有收齐。",
            "The cut-off lies before today: today's records are not complete."), "cut_off")  # fmt: skip


def differs_by_enough(
    *, office: Unit, cohort_from: date, cohort_to: date, at: datetime
) -> Iterable[Reason]:
    """Two published cohorts never differ by a handful of people: the difference would name them."""
    asked = publishing.Cohort(office.pk, cohort_from, cohort_to)
    for other, only_asked, only_other in publishing.beside(asked, known_at=at):
        if told_apart(only_asked, only_other):
            words = Words(
                "与 {day} 发布的队列({first}—{last})只差不足 {floor} 人，两次发布相减就会暴露个人。"
                "请用同一队列，或相差更多月份的队列。",
                "This cohort differs from the one published on {day} ({first} – {last}) by fewer than "
                "{floor} people; subtracting the two would tell of them. Take the same cohort, or one "
                "that differs by more months.",
            )
            yield Reason("publish.difference", words.fill(
                day=local(other.published_at).date(), first=f"{other.cohort_from:%Y-%m}",
                last=f"{other.cohort_to:%Y-%m}", floor=SMALL_CELLS.published), "cohort_to")  # fmt: skip
            return


def somebody_was_released(
    *, office: Unit, cohort_from: date, cohort_to: date, at: datetime
) -> Iterable[Reason]:
    asked = publishing.Cohort(office.pk, cohort_from, cohort_to)
    if publishing.size(asked, known_at=at) < SMALL_CELLS.published:
        words = Words(
            "这一队列不足 {floor} 人，不能发布。",
            "This cohort has fewer than {floor} people: it is not published.",
        )
        yield Reason("publish.few", words.fill(floor=SMALL_CELLS.published), "cohort_to")


@action(
    "outcomes.publish", Permission.OUTCOME_PUBLISH, zh="发布成效数字",
    en="Publish outcome figures", where="office.id",
    guards=(period_is_over, somebody_was_released, differs_by_enough),
)  # fmt: skip
def publish(
    *,
    office: Annotated[Unit, Label("单位", "Unit")],
    cohort_from: Annotated[date, Label("出所自(该月首日起)", "Released from (first of the month)")],
    cohort_to: Annotated[date, Label("出所至(该月末日止)", "Released to (end of the month)")],
    cut_off: Annotated[date, Label("数据截止日", "Data cut-off", help=Words(
        "所有来源的记录都已收齐的最后一天", "the last day for which the records of every source are in"))],
    why: Annotated[str | None, Label("说明", "Note", max=400, lines=2, help=Words(
        "与上次相比改了什么、为什么；随数字一起公布",
        "what changed since the last release and why; published with the figures"))] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Publication:  # fmt: skip
    """Work out every figure of the dictionary for a cohort, and keep it with its definition.

    The same cohort may be published again with a later cut-off; what was published stays.
    """
    asked = publishing.Cohort(office.pk, cohort_from, cohort_to)
    return publishing.keep(asked, cut_off=cut_off, why=why or "", by=by.user_id, at=at, entry=entry)
