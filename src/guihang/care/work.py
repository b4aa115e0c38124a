"""职业为本: from the first interest to half a year in work."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db import models

from guihang.care.models import JobBase, Placement, WorkConfirmation
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open, stands
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines import placement as rules
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission

State = Placement.State
WAGE = Label("每月到手工资(元)", "Wage in the hand (yuan a month)", max=100_000)
SEATS = Label("岗位数", "Seats", max=2000)
HOUSING = Label("提供住宿", "Housing")
INSURANCE = Label("缴纳社会保险", "Social insurance")
CONTRACT = Label("签订书面合同", "Written contract")
EMPLOYER = Label("单位或项目", "Employer or business", max=120, private=True)
TOLD = Label("经本人同意，已告知单位", "The employer was told, with the person's consent")
LOOKING = (State.INTERESTED, State.MATCHED, State.INTERVIEW, State.OFFER)


@action(
    "care.open_base", Permission.CARE_RECORD, zh="登记就业基地", en="Record a job base",
    where="host.id",
    purpose=Words(
        "提供岗位的基地：条件写清楚才能核对。不得安排无酬或低于当地最低工资的劳动。",
        "A place that keeps seats, with conditions that can be checked. No unpaid work, none below "
        "the local minimum wage.",
    ),
)  # fmt: skip
def open_base(
    *,
    host: Unit,
    name: Annotated[str, Label("基地名称", "Name", max=80)],
    operator: Annotated[str, Label("经营单位", "Operator", max=80)],
    seats: Annotated[int, SEATS],
    wage: Annotated[int, WAGE],
    housing: Annotated[bool, HOUSING] = False,
    insurance: Annotated[bool, INSURANCE] = False,
    contract: Annotated[bool, CONTRACT] = False,
    disclosure: Annotated[str, Label(
        "告知约定", "What the employer is told", max=200,
        help=Words("未经本人同意，不告知戒毒经历。", "Nothing about treatment without the person's consent."))],
    complaints_to: Annotated[str, Label("投诉联系", "Complaints go to", max=80)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> JobBase:  # fmt: skip
    """Put a job base on file with its seats and conditions."""
    return JobBase.objects.create(
        id=entry, unit=host, recorded_at=at, name=name, operator=operator, seats=seats, wage=wage,
        housing=housing, insurance=insurance, contract=contract, disclosure=disclosure,
        complaints_to=complaints_to,
    )  # fmt: skip


def taken(base: JobBase) -> int:
    """Return how many people work at a base now."""
    return Placement.objects.filter(base=base, state=State.STARTED).count()


def seats_hold_who_works(*, base: JobBase, seats: int) -> Iterable[Reason]:
    if seats < (count := taken(base)):
        yield Reason("base.seats", Words(
            f"现有 {count} 人在岗，岗位数不能少于此数。",
            f"{count} people work there; there cannot be fewer seats."), "seats")  # fmt: skip


@action(
    "care.inspect_base", Permission.CARE_RECORD, zh="登记检查与条件", en="Record an inspection",
    where="base.unit_id", guards=(seats_hold_who_works, not_in_the_future),
    purpose=Words("到现场核对岗位、工资、住宿、保险与合同。", "On site: seats, wage, housing, insurance, contract."),
)  # fmt: skip
def inspect_base(
    *,
    base: JobBase,
    on: Annotated[date, Label("检查日期", "Day")],
    seats: Annotated[int, SEATS],
    wage: Annotated[int, WAGE],
    housing: Annotated[bool, HOUSING] = False,
    insurance: Annotated[bool, INSURANCE] = False,
    contract: Annotated[bool, CONTRACT] = False,
    finding: Annotated[str, Label("发现与要求", "Findings", max=300, lines=3)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Somebody was there and looked."""
    JobBase.objects.filter(pk=base.pk).update(
        inspected_on=on, seats=seats, wage=wage, housing=housing, insurance=insurance,
        contract=contract, finding=finding,
    )  # fmt: skip


def may_drive(*, case: Case, drives: bool, at: datetime) -> Iterable[Reason]:
    """A post behind a wheel is offered to nobody whose licence is restricted."""
    out = local(case.released_at or at).date()
    first = rules.may_drive_from(out)
    if drives and local(at).date() < first:
        yield Reason("work.driving", Words(
            f"{first} 之前不介绍驾驶岗位({rules.NO_DRIVING.zh})。",
            f"No driving post before {first} ({rules.NO_DRIVING.en})."), "drives")  # fmt: skip


@action(
    "care.register_interest", Permission.CARE_RECORD, zh="登记就业意向", en="Record an interest in work",
    guards=(case_is_open, may_drive),
    purpose=Words("本人想做什么、能做什么。", "What the person wants to do, and can."),
)  # fmt: skip
def register_interest(
    *,
    case: Case,
    kind: Annotated[Placement.Kind, Label("方式", "Kind")],
    wish: Annotated[str, Label("本人的想法", "In the person's words", lines=3, private=True)],
    drives: Annotated[bool, Label("岗位需要驾驶", "The post needs driving")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Placement:
    """Begin to look for work with the person."""
    return Placement.objects.create(
        id=entry, case=case, recorded_at=at, kind=kind, drives=drives,
        **sealed_texts(Placement, case.cipher, entry, wish=wish),
    )  # fmt: skip


class Looking(models.TextChoices):
    """How far the search for work is, before the first day."""

    MATCHED = State.MATCHED.value, State.MATCHED.label
    INTERVIEW = State.INTERVIEW.value, State.INTERVIEW.label
    OFFER = State.OFFER.value, State.OFFER.label


@action(
    "care.move_placement", Permission.CARE_RECORD, zh="登记进展", en="Record progress",
    where="placement.case.unit_id", guards=(stands("placement", *LOOKING),),
    purpose=Words(
        "登记推荐、面试、录用到了哪一步；上岗另行登记。",
        "Matched, interviewed or offered; the first day at work is recorded by itself.",
    ),
)  # fmt: skip
def move_placement(
    *,
    placement: Placement,
    state: Annotated[Looking, Label("进展到", "How far")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Matched, interviewed, offered."""
    Placement.objects.filter(pk=placement.pk).update(state=state)


def has_a_seat(*, base: JobBase | None) -> Iterable[Reason]:
    """The base is locked: two people cannot take the last seat."""
    if base and taken(base) >= base.seats:
        yield Reason("base.full", Words(
            f"{base.name}的 {base.seats} 个岗位已满。",
            f"All {base.seats} seats of {base.name} are taken."), "base")  # fmt: skip


def paid(*, kind: Placement.Kind, wage: int) -> Iterable[Reason]:
    if wage == 0 and kind != Placement.Kind.OWN:
        yield Reason("work.paid", Words(
            "无酬劳动不能登记为就业。", "Unpaid labour is not recorded as work."), "wage")  # fmt: skip


@action(
    "care.start_work", Permission.CARE_RECORD, zh="登记上岗", en="Record the first day at work",
    where="placement.case.unit_id",
    guards=(stands("placement", *LOOKING), not_in_the_future, has_a_seat, paid),
    purpose=Words(
        "上岗后满 30、90、180 天各核实一次。告知用人单位须经本人同意。",
        "It is asked again after 30, 90 and 180 days. The employer is told nothing without consent.",
    ),
)  # fmt: skip
def start_work(
    *,
    placement: Placement,
    on: Annotated[date, Label("上岗日期", "First day")],
    kind: Annotated[Placement.Kind, Label("方式", "Kind")],
    base: JobBase | None = None,
    employer: Annotated[str | None, EMPLOYER] = None,
    wage: Annotated[int, WAGE],
    contract: Annotated[bool, CONTRACT] = False,
    told: Annotated[bool, TOLD] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """The person goes to work, or opens a business."""
    Placement.objects.filter(pk=placement.pk).update(
        state=State.STARTED, started_on=on, kind=kind, base=base, wage=wage, contract=contract,
        told_employer=told,
        **sealed_texts(Placement, placement.cipher, placement.pk, employer=employer or ""),
    )  # fmt: skip


@action(
    "care.find_work", Permission.CARE_RECORD, zh="登记已就业", en="Record work that was found",
    guards=(case_is_open, not_in_the_future, has_a_seat, paid, may_drive),
    purpose=Words(
        "本人已经上岗或创业、之前没有登记过意向的，直接登记。",
        "For somebody who works already, or has a business, without an interest on file.",
    ),
)  # fmt: skip
def find_work(
    *,
    case: Case,
    on: Annotated[date, Label("上岗日期", "First day")],
    kind: Annotated[Placement.Kind, Label("方式", "Kind")],
    drives: Annotated[bool, Label("岗位需要驾驶", "The post needs driving")] = False,
    base: JobBase | None = None,
    employer: Annotated[str | None, EMPLOYER] = None,
    wage: Annotated[int, WAGE],
    contract: Annotated[bool, CONTRACT] = False,
    told: Annotated[bool, TOLD] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Placement:
    """The person has found work, with our help or their own."""
    return Placement.objects.create(
        id=entry, case=case, recorded_at=at, state=State.STARTED, started_on=on, kind=kind,
        drives=drives, base=base, wage=wage, contract=contract, told_employer=told,
        **sealed_texts(Placement, case.cipher, entry, employer=employer or ""),
    )  # fmt: skip


ASKED = Reason("work.asked", Words(
    "这一节点已核实过。", "This point was asked about already."), "mark")  # fmt: skip
CONSTRAINTS["one_answer_a_mark"] = ASKED


def mark_is_reached(
    *, placement: Placement, mark: WorkConfirmation.Mark, on: date
) -> Iterable[Reason]:
    """Nobody has worked 90 days after 60."""
    if placement.started_on is None:
        return
    first = rules.mark_on(placement.started_on, int(mark))
    if on < first:
        yield Reason("work.mark", Words(
            f"满 {mark.value} 天是 {first}，届时再核实。",
            f"{mark.value} days are over on {first}; ask then."), "mark")  # fmt: skip


def not_asked_before(
    *, placement: Placement, mark: WorkConfirmation.Mark, supersedes: UUID | None
) -> Iterable[Reason]:
    known = placement.confirmations.filter(mark=mark, superseded_by_id=None)
    if known.exclude(pk=supersedes).exists():
        yield ASKED


@action(
    "care.confirm_work", Permission.CARE_RECORD, zh="核实在岗", en="Confirm the work",
    where="placement.case.unit_id", records=WorkConfirmation,
    guards=(
        stands("placement", State.STARTED, State.ENDED), not_in_the_future, mark_is_reached,
        not_asked_before,
    ),
    purpose=Words(
        "满 30、90、180 天各核实一次，写明凭什么知道。不勾选“仍在岗”即记为已不在岗，请再登记结束。",
        "After 30, 90 and 180 days, and how it is known. Left open, “still works” says that the "
        "person does not: record the end too.",
    ),
)  # fmt: skip
def confirm_work(
    *,
    placement: Placement,
    mark: Annotated[WorkConfirmation.Mark, Label("节点", "Point")],
    on: Annotated[date, Label("核实日期", "Asked on")],
    works: Annotated[bool, Label("仍在岗", "Still works")] = False,
    source: Annotated[WorkConfirmation.Source, Label("依据", "By")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> WorkConfirmation:
    """Ask whether the person still works, and by what it is known."""
    return WorkConfirmation.objects.create(
        id=entry, case=placement.case, recorded_at=at, placement=placement, mark=mark,
        asked_on=on, works=works, source=source,
    )  # fmt: skip


def ends_in_order(*, placement: Placement, on: date) -> Iterable[Reason]:
    if placement.started_on and on < placement.started_on:
        yield Reason("work.order", Words(
            f"结束日期不能早于上岗日期({placement.started_on})。",
            f"Work cannot end before it began ({placement.started_on})."), "on")  # fmt: skip


@action(
    "care.end_placement", Permission.CARE_RECORD, zh="登记结束", en="Record the end",
    where="placement.case.unit_id",
    guards=(stands("placement", *LOOKING, State.STARTED), not_in_the_future, ends_in_order),
    purpose=Words("结束不是失败，可以随时重新登记意向。",
                  "An end is no failure; a new interest can be recorded any day."),
)  # fmt: skip
def end_placement(
    *,
    placement: Placement,
    on: Annotated[date, Label("结束日期", "Last day")],
    ending: Annotated[Placement.Ending, Label("原因", "Why")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """The work, or the search for it, is over."""
    Placement.objects.filter(pk=placement.pk).update(state=State.ENDED, ended_on=on, ending=ending)
