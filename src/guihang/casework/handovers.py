"""Hand a case over: offer, accept, return, withdraw, run out. Until acceptance the sender answers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from guihang.cases import sharing
from guihang.cases.handovers import Handover
from guihang.cases.models import Case, Person
from guihang.casework import chain
from guihang.core import scope
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.china import calendar
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines import custody
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission


def receiver_is_a_station(*, to_unit: Unit) -> Iterable[Reason]:
    if to_unit.kind not in (Unit.Kind.STATION, Unit.Kind.FACILITY):
        yield Reason("handover.receiver", Words(
            "接收单位应为后续照管工作站。", "The receiver must be a station."), "to_unit")  # fmt: skip


def not_in_the_future(moment: datetime | None, at: datetime, field: str) -> Iterable[Reason]:
    if moment is not None and moment > at:
        yield Reason("future", Words(
            "时间不能晚于现在。", "The time cannot lie in the future."), field)  # fmt: skip


NOW = Words("留空为现在。", "Left empty, it is now.")


def can_be_offered(
    *, case: Case, to_unit: Unit, offered_at: datetime | None, at: datetime
) -> Iterable[Reason]:
    """Everything that stands against the offer, as the engine knows it."""
    if case.stage == Case.Stage.CLOSED:
        yield Reason("handover.closed", Words("该个案已结案。", "The case is closed."))
    yield from not_in_the_future(offered_at, at, "offered_at")
    if offered_at and offered_at < chain.since(case):
        yield replace(CUSTODY_ORDER, field="offered_at")
    for words in custody.offer_problems(
        sender=case.unit_id, receiver=to_unit.pk, at=offered_at or at,
        released_at=case.released_at,
        release_due_on=case.term_ends_on,
        offer_open=custody.unfinished(chain.newest(case), case.released_at),
    ):  # fmt: skip
        yield Reason("handover.offer", words, "to_unit")


@action(
    "casework.offer_handover", Permission.HANDOVER_OFFER, zh="发起衔接", en="Offer a handover",
    guards=(receiver_is_a_station, can_be_offered),
)  # fmt: skip
def offer_handover(
    *,
    case: Case,
    to_unit: Annotated[Unit, Label("接收单位", "Receiving unit")],
    note: Annotated[str | None, Label("交接说明", "What the receiver should know", lines=4,
                                      private=True)] = None,
    offered_at: Annotated[datetime | None, Label("发起时间", "Offered at", help=NOW)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Handover:  # fmt: skip
    """Offer the case to a station. The sender stays responsible until it accepts."""
    moment = offered_at or at
    made = Handover.objects.create(
        id=entry, case=case, from_unit_id=case.unit_id, to_unit=to_unit, offered_at=moment,
        state=Handover.State.OFFERED, expires_at=custody.expires_at(moment, calendar()),
        **sealed_texts(Handover, case.cipher, entry, note=note or ""),
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(offered_to=to_unit)
    return made


def can_be_answered(*, handover: Handover, at: datetime) -> Iterable[Reason]:
    """An expired offer may still be answered; one that was answered may not."""
    if handover.state not in Handover.UNANSWERED:
        yield _answered(handover)
        return
    for words in custody.accept_problems(chain.value(handover), by_unit=handover.to_unit_id, at=at):
        yield Reason("handover.answer", words)


def _answered(handover: Handover) -> Reason:
    """Say what became of an offer, to whoever answers it a second time."""
    words = custody.HandoverState(handover.state).words
    when = f"{local(handover.answered_at or handover.offered_at):%Y-%m-%d %H:%M}"
    return Reason("handover.answer", Words(
        f"这次衔接{words.zh}({when})，不用再次答复。",
        f"This handover was {words.en} already ({when}); nothing is left to answer."))  # fmt: skip


def can_be_accepted(
    *, handover: Handover, accepted_at: datetime | None, at: datetime
) -> Iterable[Reason]:
    """It waits for an answer, and a custodian takes over after the one before."""
    moment = accepted_at or at
    if handover.state not in Handover.UNANSWERED:
        yield _answered(handover)
        return
    yield from not_in_the_future(accepted_at, at, "accepted_at")
    found = [
        Reason("handover.answer", words, "accepted_at" if accepted_at else "")
        for words in custody.accept_problems(
            chain.value(handover), by_unit=handover.to_unit_id, at=moment
        )
    ]
    yield from found
    starts = None if found else custody.takes_over_at(moment, handover.case.released_at)
    if starts is not None and starts <= chain.since(handover.case):
        yield CUSTODY_ORDER


CUSTODY_ORDER = Reason("custody.order", Words(
    "时间不能早于上一次责任变更。", "The time cannot come before the last change of custody."))  # fmt: skip
CONSTRAINTS |= {
    "one_custodian_an_instant": CUSTODY_ORDER,
    "one_open_offer_a_case": Reason("handover.offer", Words(
        "已有未完成的衔接。", "Another handover is not finished yet."), "to_unit"),
}  # fmt: skip


@action(
    "casework.accept_handover", Permission.HANDOVER_ANSWER, zh="接收衔接", en="Accept a handover",
    where="handover.to_unit_id", guards=(can_be_accepted,),
)  # fmt: skip
def accept_handover(
    *,
    handover: Handover,
    accepted_at: Annotated[datetime | None, Label("接收时间", "Accepted at", help=NOW)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Become the custodian: now, or at the release when the person is still inside."""
    moment = accepted_at or at
    _answer(handover, Handover.State.ACCEPTED, moment)
    starts = custody.takes_over_at(moment, handover.case.released_at)
    if starts is not None:
        take_over(handover.case, handover.to_unit_id, starts, entry, seen=at)


def take_over(case: Case, unit_id: int, at: datetime, entry: UUID, *, seen: datetime) -> None:
    chain.pass_on(case, unit_id, at, entry)
    sharing.follow(case, unit_id)
    Person.objects.filter(pk=case.person_id).update(unit_id=unit_id)
    chain.change(
        case, seen, unit_id=unit_id, offered_to_id=None, stage=Case.Stage.AFTERCARE,
        accepted_at=case.accepted_at or at,
    )  # fmt: skip


@action(
    "casework.return_handover", Permission.HANDOVER_ANSWER, zh="退回衔接", en="Return a handover",
    where="handover.to_unit_id", guards=(can_be_answered,),
)  # fmt: skip
def return_handover(
    *,
    handover: Handover,
    why: Annotated[str, Label("退回原因", "Reason", max=500, lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Send the offer back with a reason; the sender was responsible all along."""
    _answer(handover, Handover.State.RETURNED, at, why)
    # Returned, the case leaves the receiver's reach: its own policy would forbid that write.
    with scope.opened((handover.from_unit_id, handover.to_unit_id)):
        Case.objects.filter(pk=handover.case_id).update(offered_to=None)


def can_be_withdrawn(*, handover: Handover, at: datetime) -> Iterable[Reason]:
    # Out of reach of its sender, the case was taken over: nothing waits any more.
    known = handover.known_case
    for words in custody.withdraw_problems(
        chain.value(handover), by_unit=handover.from_unit_id, at=at,
        released_at=known.released_at if known else at,
    ):  # fmt: skip
        yield Reason("handover.withdraw", words)


@action(
    "casework.withdraw_handover", Permission.HANDOVER_OFFER, zh="撤回衔接", en="Withdraw a handover",
    where="handover.from_unit_id", guards=(can_be_withdrawn,),
)  # fmt: skip
def withdraw_handover(
    *,
    handover: Handover,
    why: Annotated[str, Label("撤回原因", "Reason", max=500, lines=3, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Take the offer back, for instance to offer the case to another station."""
    _answer(handover, Handover.State.WITHDRAWN, at, why)
    Case.objects.filter(pk=handover.case_id).update(offered_to=None)


def has_run_out(*, handover: Handover, at: datetime) -> Iterable[Reason]:
    for words in custody.expire_problems(chain.value(handover), at=at):
        yield Reason("handover.expire", words)


@action(
    "casework.expire_handover", Permission.HANDOVER_OFFER, zh="衔接超期", en="Handover ran out",
    where="handover.from_unit_id", guards=(has_run_out,),
)  # fmt: skip
def expire_handover(*, handover: Handover, by: Actor, at: datetime, entry: UUID) -> None:
    """Mark an unanswered offer as run out: it calls for help, and moves nobody."""
    _answer(handover, Handover.State.EXPIRED, at)


def _answer(handover: Handover, state: Handover.State, at: datetime, why: str = "") -> None:
    texts = sealed_texts(Handover, handover.case.cipher, handover.id, answer=why)
    Handover.objects.filter(pk=handover.pk).update(state=state, answered_at=at, **texts)
