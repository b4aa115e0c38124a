"""Set a target, and see beside it what is measured by the same definition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.utils import timezone

from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.definitions import DICTIONARY
from guihang.engines.figures.indicators import Figure, figure
from guihang.engines.words import Words
from guihang.outcomes import publishing
from guihang.outcomes.goal import Target
from guihang.people.models import Unit
from guihang.people.permissions import Permission
from guihang.people.register import Column, Register, Section, register

FIRST_YEAR, LAST_YEAR = 2018, 2099

CONSTRAINTS["one_target_a_year"] = Reason("target.twice", Words(
    "这个单位当年的这项指标已有目标，请在原记录上调整。",
    "This unit has a target for this figure and year; change that one."), "code")  # fmt: skip

PERCENT = Label("目标(%)", "Target (%)", max=100)
BASIS = Label("依据", "Basis", max=300, lines=2, help=Words(
    "上年实际是多少、为什么定这个数。", "What was measured last year, and why this number."))  # fmt: skip


def year_is_plausible(*, year: int) -> Iterable[Reason]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        yield Reason("target.year", Words(
            f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。",
            f"The year lies between {FIRST_YEAR} and {LAST_YEAR}."), "year")  # fmt: skip


@action(
    "outcomes.set_target", Permission.TARGET_SET, zh="设定年度目标", en="Set a target",
    where="host.id", guards=(year_is_plausible,),
    purpose=Words(
        "操守保持率和复吸率的年度目标，定义和成效页面相同。没有定义的百分数不能当目标。",
        "Targets for retention and relapse, by the same definitions as the outcomes. A percentage "
        "without a definition is no target.",
    ),
)  # fmt: skip
def set_target(
    *,
    host: Unit,
    year: Annotated[int, Label("年度", "Year", max=LAST_YEAR)],
    code: Annotated[Target.Code, Label("指标", "Figure")],
    percent: Annotated[int, PERCENT],
    basis: Annotated[str, BASIS],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Target:
    """Set a target by the definition in force."""
    return Target.objects.create(
        id=entry, unit=host, recorded_at=at, year=year, code=code,
        version=DICTIONARY[code].version, percent=percent, basis=basis,
    )  # fmt: skip


@action(
    "outcomes.revise_target", Permission.TARGET_SET, zh="调整目标", en="Revise a target",
    where="target.unit_id",
)  # fmt: skip
def revise_target(
    *,
    target: Target,
    percent: Annotated[int, PERCENT],
    basis: Annotated[str, BASIS],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Change the number of a target; what it was stays in its history."""
    Target.objects.filter(pk=target.pk).update(percent=percent, basis=basis)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is measured of a target's year: the cohort whose horizon falls into it, to a cut-off."""

    figure: Figure
    released_from: date
    released_to: date
    cut_off: date


def progress(target: Target, *, now: datetime) -> Progress | None:
    """Return what is measured by the target's definition so far; None before the year begins.

    A figure of one year is told of those released in the year before; of three years, three before.
    """
    yesterday = local(now).date() - timedelta(days=1)
    cut_off = min(date(target.year, 12, 31), yesterday)
    if cut_off.year < target.year:
        return None
    years = (target.definition.horizon or 0) // 365
    cohort = publishing.Cohort(
        target.unit_id, date(target.year - years, 1, 1), date(target.year - years, 12, 31)
    )
    counts = publishing.counts(cohort, cut_off=cut_off, known_at=now)
    return Progress(figure(target.definition, counts, cut_off), cohort.first, cohort.last, cut_off)


def told(target: Target) -> Words:
    """Return the measured value with its limits, cohort, loss and cut-off, as one sentence."""
    found = progress(target, now=timezone.now())
    if found is None:
        return Words("年度尚未开始", "The year has not begun")
    one = found.figure
    if one.value is None or one.lower is None or one.upper is None:
        why = one.reason.words if one.reason else Words("人数太少", "too few people")
        return Words(f"暂不能给出：{why.zh}", f"Cannot be given: {why.en}")
    lost = "—" if one.lost is None else f"{one.lost:.1%}"
    return Words(
        f"{one.value:.1%}(95% 区间 {one.lower:.1%}—{one.upper:.1%})，"
        f"{found.released_from:%Y} 年出所已满时长者 {one.denominator} 人，失访 {lost}，截至 {found.cut_off}",
        f"{one.value:.1%} (95 % interval {one.lower:.1%} – {one.upper:.1%}), of {one.denominator} "
        f"released in {found.released_from:%Y} for whom the span has passed, {lost} lost to "
        f"follow-up, to {found.cut_off}",
    )


register(Register(
    "targets", Target, Words("年度目标", "Targets"), Permission.OUTCOME_VIEW, Section.OUTCOMES,
    group=Words("一个目标", "One goal"),
    help=Words(
        "操守保持率、复吸率的年度目标，旁边是按同一定义测出来的实际值。",
        "Targets for retention and relapse, beside what is measured by the same definition.",
    ),
    columns=(
        Column(Words("年度", "Year"), lambda row: row.year, number=True),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("指标", "Figure"), lambda row: row.get_code_display()),
        Column(Words("目标", "Target"), lambda row: f"{row.percent}%", number=True),
        Column(Words("实际", "Measured"), told),
        Column(Words("定义", "Definition"), lambda row: row.definition.meaning, page_only=True),
        Column(Words("定义版本", "Version"), lambda row: f"{row.code} v{row.version}", page_only=True),
        Column(Words("依据", "Basis"), lambda row: row.basis, page_only=True),
    ),
    start="outcomes.set_target", acts=lambda row: ("outcomes.revise_target",),
    filters=(("code", Words("指标", "Figure")),),
))  # fmt: skip
