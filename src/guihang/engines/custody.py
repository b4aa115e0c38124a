"""Custody and handover: who is responsible for a person, at every instant.

From admission to closing exactly one unit is. A handover is offered, then accepted, returned
with a reason, withdrawn, or it expires and is escalated; until it is accepted, and the person
released, the sender stays responsible. An expired offer may still be accepted or returned:
expiry calls for help, it does not undo the offer.

Each change takes a `Chain` and gives a new one, or raises `CustodyError` with every problem.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from guihang.engines.calendar import Calendar, local
from guihang.engines.sealing import sealing_due_on
from guihang.engines.words import Words

__all__ = [
    "HANDOVER", "UNANSWERED", "Chain", "Custody", "CustodyError", "Escalation", "Handover",
    "HandoverPolicy", "HandoverState", "Level", "accept", "accept_problems", "admit", "close",
    "correct_release", "custodian", "expire", "expire_problems", "expires_at", "give_back",
    "levels", "offer", "offer_problems", "release", "return_problems", "sealing_due_on",
    "takeovers", "takes_over_at", "unfinished", "withdraw", "withdraw_problems",
]  # fmt: skip


class CustodyError(Exception):
    """A change of custody that may not happen; ``problems`` holds every reason."""

    def __init__(self, problems: tuple[Words, ...]) -> None:
        super().__init__("; ".join(problem.en for problem in problems))
        self.problems = problems


class HandoverState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> Words:
        return _STATE_WORDS[self]


_STATE_WORDS = MappingProxyType(
    {
        HandoverState.OFFERED: Words("待接收", "offered"),
        HandoverState.ACCEPTED: Words("已接收", "accepted"),
        HandoverState.RETURNED: Words("已退回", "returned"),
        HandoverState.EXPIRED: Words("逾期未接收", "expired"),
        HandoverState.WITHDRAWN: Words("已撤回", "withdrawn"),
    }
)

UNANSWERED = frozenset({HandoverState.OFFERED, HandoverState.EXPIRED})


class Level(StrEnum):
    """Whom an unanswered handover is brought before, one after the other."""

    FACILITY = "facility"
    LEAGUE = "league"
    REGION = "region"

    @property
    def words(self) -> Words:
        return _LEVEL_WORDS[self]


_LEVEL_WORDS = MappingProxyType(
    {
        Level.FACILITY: Words("戒毒所", "the facility"),
        Level.LEAGUE: Words("盟市局", "the league or city bureau"),
        Level.REGION: Words("自治区局", "the regional bureau"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPolicy:
    """How early a handover may be offered, how long it waits, when it is escalated.

    early_days: calendar days before release. answer_days, and those of ``escalation`` after
    expiry: working days.
    """

    code: str
    version: int
    source: Words
    effective_on: date
    early_days: int
    answer_days: int
    escalation: tuple[tuple[Level, int], ...]


HANDOVER = HandoverPolicy(
    code="handover",
    version=1,
    source=Words(
        "上海市禁毒条例第36条：文书在出所后3个工作日内送达乡镇、街道（一省规定，未查到内蒙古的规定）。"
        "其余为本系统设定，无法定依据：接收单位3个工作日内答复；出所前30天起可发起；"
        "逾期即提请所，再过2个工作日提请盟市局，5个工作日提请自治区局。",
        "Shanghai Drug Control Regulations art. 36: documents reach the township within 3 "
        "working days of release (one province; Inner Mongolia's own rule was not found). "
        "The rest is set by this product; no statutory source: the receiver answers within 3 "
        "working days; an offer may come up to 30 days before release; expiry goes to the "
        "facility at once, to the league or city bureau after 2 more working days, to the "
        "regional bureau after 5.",
    ),
    effective_on=date(2018, 1, 1),
    early_days=30,
    answer_days=3,
    escalation=((Level.FACILITY, 0), (Level.LEAGUE, 2), (Level.REGION, 5)),
)


class Custody(NamedTuple):
    """From ``starts_at`` on, ``unit`` is responsible; None after closing."""

    unit: int | None
    starts_at: datetime


class Handover(NamedTuple):
    """One offer. ``settled_at``: when it was accepted, returned or withdrawn."""

    id: str
    sender: int
    receiver: int
    offered_at: datetime
    expires_at: datetime
    state: HandoverState = HandoverState.OFFERED
    settled_at: datetime | None = None
    reason: str = ""


class Chain(NamedTuple):
    """All that decides custody of one person: who had it, what is offered, when released."""

    history: tuple[Custody, ...]
    handover: Handover | None = None
    released_at: datetime | None = None

    @property
    def closed(self) -> bool:
        return self.history[-1].unit is None


def custodian(history: Sequence[Custody], at: datetime) -> int | None:
    """Return the unit responsible at ``at``; None before admission and after closing."""
    found = None
    for custody in history:
        if custody.starts_at > at:
            break
        found = custody.unit
    return found


def expires_at(
    offered_at: datetime, calendar: Calendar, policy: HandoverPolicy = HANDOVER
) -> datetime:
    """Return 24:00 of the last working day on which the receiver can answer in time."""
    return calendar.end_of_working_days(offered_at, policy.answer_days)


class Escalation(NamedTuple):
    level: Level
    since: datetime


def levels(
    expired_at: datetime, now: datetime, calendar: Calendar, policy: HandoverPolicy = HANDOVER
) -> tuple[Escalation, ...]:
    """Return the levels that an expired handover has reached by ``now``, lowest first."""
    reached = []
    # Expiry is 24:00 of a day: that day is the one from which working days count.
    moment = local(expired_at) - timedelta(microseconds=1)
    for level, days in policy.escalation:
        since = calendar.end_of_working_days(moment, days) if days else expired_at
        if since <= now:
            reached.append(Escalation(level, since))
    return tuple(reached)


def offer_problems(
    *,
    sender: int,
    receiver: int,
    at: datetime,
    released_at: datetime | None = None,
    release_due_on: date | None = None,
    offer_open: bool = False,
    policy: HandoverPolicy = HANDOVER,
) -> tuple[Words, ...]:
    """Everything that stands against an offer. ``offer_open``: another one is unfinished."""
    found = []
    if receiver == sender:
        found.append(Words("接收单位与移交单位相同", "The receiver is the sender"))
    if offer_open:
        found.append(Words("已有未完成的衔接", "Another handover is not finished yet"))
    if released_at is None:
        early = timedelta(days=policy.early_days)
        if release_due_on is None:
            found.append(
                Words("未解除，也没有预计解除日期", "Not released, and no release date is known")
            )
        elif local(at).date() < release_due_on - early:
            found.append(
                Words(
                    f"距解除还有{policy.early_days}天以上",
                    f"Release is more than {policy.early_days} days away",
                )
            )
    return tuple(found)


def accept_problems(handover: Handover | None, *, by_unit: int, at: datetime) -> tuple[Words, ...]:
    """Everything that stands against ``by_unit`` accepting the handover."""
    if handover is None or handover.state not in UNANSWERED:
        return (_NOTHING_OPEN,)
    found = []
    if handover.receiver != by_unit:
        found.append(Words("只有接收单位可以答复", "Only the receiver may answer"))
    if at < handover.offered_at:
        found.append(Words("早于发起衔接的时间", "Earlier than the offer"))
    return tuple(found)


def return_problems(
    handover: Handover | None, *, by_unit: int, at: datetime, reason: str
) -> tuple[Words, ...]:
    """Everything that stands against ``by_unit`` returning the handover."""
    found = accept_problems(handover, by_unit=by_unit, at=at)
    if not reason.strip():
        found += (Words("退回须写明理由", "A return needs a reason"),)
    return found


def withdraw_problems(
    handover: Handover | None, *, by_unit: int, at: datetime, released_at: datetime | None
) -> tuple[Words, ...]:
    """Everything that stands against the sender withdrawing the handover."""
    if handover is None or not unfinished(handover, released_at):
        return (_NOTHING_OPEN,)
    found = []
    if handover.sender != by_unit:
        found.append(Words("只有移交单位可以撤回", "Only the sender may withdraw"))
    if at < handover.offered_at:
        found.append(Words("早于发起衔接的时间", "Earlier than the offer"))
    return tuple(found)


def expire_problems(handover: Handover | None, *, at: datetime) -> tuple[Words, ...]:
    """Everything that stands against calling the handover expired."""
    if handover is None or handover.state is not HandoverState.OFFERED:
        return (_NOTHING_OPEN,)
    if at < handover.expires_at:
        return (Words("接收期限未到", "The time to answer has not run out"),)
    return ()


def unfinished(handover: Handover | None, released_at: datetime | None) -> bool:
    """Say whether a handover still waits for an answer, or accepted, for the release."""
    if handover is None:
        return False
    waits = handover.state is HandoverState.ACCEPTED and released_at is None
    return waits or handover.state in UNANSWERED


def takes_over_at(accepted_at: datetime, released_at: datetime | None) -> datetime | None:
    """Return when an accepted receiver becomes responsible: never before the release.

    None while the person is not released. An acceptance may reach the file after the release
    and be dated before it.
    """
    return None if released_at is None else max(accepted_at, released_at)


def takeovers(
    admission: Custody, agreed: Iterable[tuple[int, datetime]], released_at: datetime
) -> tuple[Custody, ...]:
    """Return who is responsible when, from who agreed when to take over, and the release.

    What a corrected release makes of the history: of those who agreed before the release, the
    last one takes over at the gate.
    """
    found = [admission]
    for unit, agreed_at in sorted(agreed, key=lambda one: one[1]):
        starts = max(agreed_at, released_at)
        if len(found) > 1 and found[-1].starts_at == starts:
            found.pop()
        found.append(Custody(unit, starts))
    return tuple(found)


def correct_release(chain: Chain, *, agreed: Iterable[tuple[int, datetime]], at: datetime) -> Chain:
    """Put another moment in the place of the release; ``agreed``: every acceptance so far."""
    if chain.closed:
        raise CustodyError((_CLOSED,))
    if at < chain.history[0].starts_at:
        raise CustodyError((Words("早于入所时间", "Earlier than the admission"),))
    return chain._replace(history=takeovers(chain.history[0], agreed, at), released_at=at)


def admit(unit: int, *, at: datetime) -> Chain:
    """Begin a chain: the admitting unit is responsible from now on."""
    return Chain((Custody(unit, at),))


def offer(
    chain: Chain,
    *,
    id: str,
    receiver: int,
    at: datetime,
    calendar: Calendar,
    release_due_on: date | None = None,
) -> Chain:
    """Offer the person to another unit. The sender stays responsible."""
    sender = chain.history[-1].unit
    if sender is None:
        raise CustodyError((_CLOSED,))
    problems = offer_problems(
        sender=sender,
        receiver=receiver,
        at=at,
        released_at=chain.released_at,
        release_due_on=release_due_on,
        offer_open=unfinished(chain.handover, chain.released_at),
    )
    _allow(chain, at, problems)
    return chain._replace(handover=Handover(id, sender, receiver, at, expires_at(at, calendar)))


def accept(chain: Chain, *, by_unit: int, at: datetime) -> Chain:
    """Accept. Responsibility passes now, or on release when the person is not yet released."""
    _allow(chain, at, accept_problems(chain.handover, by_unit=by_unit, at=at))
    settled = _settle(chain, HandoverState.ACCEPTED, at)
    starts = takes_over_at(at, chain.released_at)
    return settled if starts is None else _pass_on(settled, by_unit, starts)


def give_back(chain: Chain, *, by_unit: int, at: datetime, reason: str) -> Chain:
    """Return the handover with a reason. The sender was responsible all along."""
    _allow(chain, at, return_problems(chain.handover, by_unit=by_unit, at=at, reason=reason))
    return _settle(chain, HandoverState.RETURNED, at, reason)


def withdraw(chain: Chain, *, by_unit: int, at: datetime, reason: str = "") -> Chain:
    """Withdraw an offer, or an acceptance that still waits for the release."""
    released_at = chain.released_at
    problems = withdraw_problems(chain.handover, by_unit=by_unit, at=at, released_at=released_at)
    _allow(chain, at, problems)
    return _settle(chain, HandoverState.WITHDRAWN, at, reason)


def expire(chain: Chain, *, at: datetime) -> Chain:
    """Mark an unanswered offer as expired; `levels` says who hears of it."""
    _allow(chain, at, expire_problems(chain.handover, at=at))
    assert chain.handover is not None
    return chain._replace(handover=chain.handover._replace(state=HandoverState.EXPIRED))


def release(chain: Chain, *, at: datetime) -> Chain:
    """Record the release. A handover accepted before it takes effect now."""
    already = chain.released_at is not None
    _allow(chain, at, (Words("已经解除", "Already released"),) if already else ())
    released = chain._replace(released_at=at)
    handover = chain.handover
    if handover and handover.state is HandoverState.ACCEPTED:
        return _pass_on(released, handover.receiver, at)
    return released


def close(chain: Chain, *, at: datetime, reason: str = "") -> Chain:
    """Close: nobody is responsible any more, and an open handover is withdrawn."""
    early = chain.released_at is not None and at < chain.released_at
    _allow(chain, at, (Words("早于解除时间", "Earlier than the release"),) if early else ())
    if unfinished(chain.handover, chain.released_at):
        chain = _settle(chain, HandoverState.WITHDRAWN, at, reason)
    return _pass_on(chain, None, at)


_CLOSED = Words("个案已结束", "The case is closed")
_NOTHING_OPEN = Words("没有待处理的衔接", "No handover is waiting")


def _allow(chain: Chain, at: datetime, problems: tuple[Words, ...]) -> None:
    found = list(problems)
    if chain.closed:
        found.append(_CLOSED)
    if at < chain.history[-1].starts_at:
        found.append(Words("早于上一次责任变更", "Earlier than the last change of custody"))
    if found:
        raise CustodyError(tuple(found))


def _settle(chain: Chain, state: HandoverState, at: datetime, reason: str = "") -> Chain:
    assert chain.handover is not None
    settled = chain.handover._replace(state=state, settled_at=at, reason=reason)
    return chain._replace(handover=settled)


def _pass_on(chain: Chain, unit: int | None, at: datetime) -> Chain:
    return chain._replace(history=(*chain.history, Custody(unit, at)))
