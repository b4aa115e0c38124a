"""Whom the law wants told of isolation, and by when: served, proposed, decided, released.

Sources: 禁毒法 (Narcotics Control Law) art 40; 戒毒条例 (Regulation) arts 31–34; 司法部令第127号
(Order 127 of the Ministry of Justice): the family is told of an admission within five days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from guihang.engines.calendar import ONE_DAY, ends_at, local, starts_at
from guihang.engines.words import Words

VERSION = "notices-1"


class Notice(StrEnum):
    """What was served, sent or told."""

    SERVED = "served"
    FAMILY_TOLD = "family_told"
    POLICE_TOLD = "police_told"
    EMPLOYER_TOLD = "employer_told"
    ADMISSION_TOLD = "admission_told"
    OPINION_SENT = "opinion_sent"
    OPINION_DECIDED = "opinion_decided"
    DECISION_SERVED = "decision_served"
    DECISION_TOLD = "decision_told"
    CHANGE_PROPOSED = "change_proposed"
    CHANGE_DECIDED = "change_decided"
    ESCAPE_TOLD = "escape_told"
    RELEASE_ANNOUNCED = "release_announced"
    CERTIFICATE_GIVEN = "certificate_given"
    FAMILY_CALLED = "family_called"


LAW_40 = Words("《禁毒法》第四十条", "Narcotics Control Law art 40")
ORDER_127 = Words("司法部令第127号", "Order 127 of the Ministry of Justice")
REG_31 = Words("《戒毒条例》第三十一条", "Regulation art 31")
REG_32 = Words("《戒毒条例》第三十二条", "Regulation art 32")
REG_33 = Words("《戒毒条例》第三十三条", "Regulation art 33")
REG_34 = Words("《戒毒条例》第三十四条", "Regulation art 34")


@dataclass(frozen=True, slots=True)
class Rule:
    """Within ``allowed`` after each ``after``, ``done`` must follow."""

    after: Notice
    done: Notice
    allowed: timedelta
    words: Words
    article: Words


RULES = (
    Rule(Notice.SERVED, Notice.FAMILY_TOLD, timedelta(hours=24),
         Words("决定书送达后 24 小时内通知家属", "Tell the family within 24 hours of service"), LAW_40),
    Rule(Notice.SERVED, Notice.POLICE_TOLD, timedelta(hours=24), Words(
        "决定书送达后 24 小时内通知户籍地派出所",
        "Tell the police station of residence within 24 hours of service"), LAW_40),
    Rule(Notice.OPINION_SENT, Notice.OPINION_DECIDED, timedelta(days=7), Words(
        "收到提前解除、延长意见后 7 日内决定",
        "The authority decides on early release or extension within 7 days"), REG_33),
    Rule(Notice.DECISION_SERVED, Notice.DECISION_TOLD, timedelta(hours=24), Words(
        "提前解除、延长决定送达后 24 小时内通知家属、单位和派出所",
        "Family, employer and police are told within 24 hours of serving that decision"), REG_33),
    Rule(Notice.CHANGE_PROPOSED, Notice.CHANGE_DECIDED, timedelta(days=7), Words(
        "提出变更为社区戒毒后 7 日内决定",
        "The authority decides on a change to community treatment within 7 days"), REG_31),
)  # fmt: skip
FAMILY_DAYS = 5
ANNOUNCED_DAYS = 3
SHOWN_DAYS = 30
"""How long before the end of the term its duties are shown (set by this product)."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that the law wants done, by when, and when it was."""

    words: Words
    article: Words
    notice: Notice
    due_at: datetime
    done_at: datetime | None = None

    def state(self, now: datetime) -> str:
        """Return done, late, overdue or open."""
        if self.done_at:
            return "late" if self.done_at > self.due_at else "done"
        return "overdue" if now > self.due_at else "open"


@dataclass(frozen=True, slots=True)
class Given:
    """What duties are computed from. ``told``: each notice with its moment; ``ends_on`` of the term.

    ``escaped_on``: days on which an escape began. ``released_at``: None while inside.
    """

    admitted_at: datetime
    ends_on: date
    told: Sequence[tuple[Notice, datetime]] = ()
    escaped_on: Sequence[date] = ()
    released_at: datetime | None = None


def duties(given: Given, now: datetime) -> list[Duty]:
    """Return every duty that has begun, in the order in which it is due."""
    told = sorted(given.told, key=lambda one: one[1])
    found = list(_followed(told))
    due = ends_at(local(given.admitted_at).date() + FAMILY_DAYS * ONE_DAY)
    found.append(Duty(
        Words("入所后 5 日内书面通知家属", "Written word to the family within 5 days of admission"),
        ORDER_127, Notice.ADMISSION_TOLD, due, _first(told, Notice.ADMISSION_TOLD, None)))  # fmt: skip
    for day in given.escaped_on:
        found.append(Duty(
            Words(f"{day} 脱逃，立即通知当地县级公安机关",
                  f"Escape on {day}: tell the county police at once"),
            REG_32, Notice.ESCAPE_TOLD, ends_at(day),
            _first(told, Notice.ESCAPE_TOLD, starts_at(day))))  # fmt: skip
    found += _at_the_end(given, told, now)
    return sorted(found, key=lambda one: one.due_at)


def _followed(told: Sequence[tuple[Notice, datetime]]) -> Iterable[Duty]:
    for kind, at in told:
        for rule in RULES:
            if rule.after is kind:
                due = at + rule.allowed
                yield Duty(rule.words, rule.article, rule.done, due, _first(told, rule.done, at))


def _first(
    told: Sequence[tuple[Notice, datetime]], kind: Notice, since: datetime | None
) -> datetime | None:
    return next((at for one, at in told if one is kind and (since is None or at >= since)), None)


def _at_the_end(
    given: Given, told: Sequence[tuple[Notice, datetime]], now: datetime
) -> Iterable[Duty]:
    shown = starts_at(given.ends_on - SHOWN_DAYS * ONE_DAY)
    if now < shown and given.released_at is None:
        return
    announced = ends_at(given.ends_on - ANNOUNCED_DAYS * ONE_DAY)
    yield Duty(
        Words("期满前 3 日通知决定机关", "Tell the deciding authority 3 days before the end"),
        REG_34, Notice.RELEASE_ANNOUNCED, announced, _first(told, Notice.RELEASE_ANNOUNCED, shown))  # fmt: skip
    yield Duty(
        Words("通知家属、单位、派出所按时领回",
              "Call family, employer and police station to collect the person"),
        REG_34, Notice.FAMILY_CALLED, ends_at(given.ends_on), _first(told, Notice.FAMILY_CALLED, shown))  # fmt: skip
    yield Duty(
        Words("发给《解除强制隔离戒毒证明书》", "Give the certificate of release"),
        REG_34, Notice.CERTIFICATE_GIVEN, ends_at(given.ends_on),
        _first(told, Notice.CERTIFICATE_GIVEN, shown))  # fmt: skip
