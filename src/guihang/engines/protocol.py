"""Follow-up protocols: which tasks a person is owed, when, why, and what became of each.

Pure: facts and a moment in, tasks out. A protocol is a value with a version, a source and the
day it took effect; `plan` turns protocols and facts into tasks with half-open windows
``[opens_at, closes_at)``. Windows in days are whole local days; windows in hours are exact.

A task that was missed stays missed and stays in the denominator: its state follows from its
window, the moment it was done and the present moment, and from nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from guihang.engines.acts import REACHED, Act, Attempt, Done, StepKey, Target
from guihang.engines.calendar import local
from guihang.engines.words import Words


class State(StrEnum):
    """What became of a task. VOID tasks were never owed and are in no denominator."""

    UPCOMING = "upcoming"
    OPEN = "open"
    OVERDUE = "overdue"
    MISSED = "missed"
    DONE = "done"
    LATE = "late"
    VOID = "void"

    @property
    def words(self) -> Words:
        return _STATE_WORDS[self]


_STATE_WORDS = MappingProxyType(
    {
        State.UPCOMING: Words("未到时间", "upcoming"),
        State.OPEN: Words("待办", "open"),
        State.OVERDUE: Words("逾期", "overdue"),
        State.MISSED: Words("未完成", "missed"),
        State.DONE: Words("按时完成", "done"),
        State.LATE: Words("逾期完成", "done late"),
        State.VOID: Words("无需办理", "not owed"),
    }
)


class Shift(StrEnum):
    """What happens to a due day that is not worked (Civil Code art. 203 for NEXT_WORKING)."""

    NONE = "none"
    NEXT_WORKING = "next_working"


CONTACT = "contact"  # the track on which silence is noticed

SILENCE = "silence"
ANCHOR_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "release": Words("解除强制隔离戒毒", "release from compulsory isolation"),
        "enrolment": Words("入组", "enrolment"),
        SILENCE: Words("失去联系", "contact was lost"),
    }
)


class Offset(NamedTuple):
    """A distance from an anchor: exact ``hours``, or calendar ``months`` and then ``days``.

    Days count from the anchor's local day. An opening is the start of that day (0:00), a due or
    a closing moment its end (24:00).
    """

    days: int = 0
    months: int = 0
    hours: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One task a protocol asks for. ``owner`` is the code of a role, never a person."""

    code: str
    words: Words
    track: str
    accepts: frozenset[Act]
    opens: Offset
    due: Offset
    closes: Offset
    owner: str
    why: Words
    shift: Shift = Shift.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """A version of a set of steps. ``anchor`` names the moment from which they count."""

    code: str
    version: int
    words: Words
    source: Words
    effective_on: date
    anchor: str
    steps: tuple[Step, ...]

    # Compiled forms are cached by protocol; hashing fifty steps for each person would cost
    # more than planning them.
    def __hash__(self) -> int:
        return hash((self.code, self.version))


class Window(NamedTuple):
    """When a task may be done: ``[opens_at, closes_at)``, on time up to and with ``due_at``."""

    opens_at: datetime
    due_at: datetime
    closes_at: datetime


class Period(NamedTuple):
    """A half-open stretch of time; ``ends_at`` None means it still runs."""

    starts_at: datetime
    ends_at: datetime | None = None


class Facts(NamedTuple):
    """What is known of one person. ``owed``: when follow-up is consented, active, not closed.

    An anchor is named after a protocol's anchor, or ``name:detail`` where it can occur again.
    """

    anchors: Mapping[str, datetime]
    done: tuple[Done, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    owed: tuple[Period, ...] = ()


def reached(facts: Facts) -> list[datetime]:
    """Return, in order, the moments at which the person (not a relative) was met or spoken to."""
    moments = [local(done.at) for done in facts.done if done.act in REACHED]
    moments += [
        local(tried.at)
        for tried in facts.attempts
        if tried.reached and tried.target is Target.PERSON
    ]
    return sorted(moments)


class Planned(NamedTuple):
    """One task of a person, with its window, its state and the reason it exists."""

    key: StepKey
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    state: State
    done_by: str | None
    done_at: datetime | None
    void_reason: Words | None
    step: Step
    protocol: Protocol
    anchored_at: datetime

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.due_at, self.closes_at)

    @property
    def version(self) -> int:
        return self.protocol.version

    @property
    def words(self) -> Words:
        return self.step.words

    @property
    def owner(self) -> str:
        return self.step.owner

    @property
    def track(self) -> str:
        return self.step.track

    @property
    def accepts(self) -> frozenset[Act]:
        return self.step.accepts

    @property
    def because(self) -> Words:
        """Why this task exists: rule, version, anchor with its date, and the step's reason."""
        anchor = anchor_words(self.protocol.anchor)
        day = local(self.anchored_at).date()
        rule, why = self.protocol.words, self.step.why
        return Words(
            f"{rule.zh}(第{self.version}版)：{day.year}年{day.month}月{day.day}日{anchor.zh}，{why.zh}",
            f"{rule.en} (version {self.version}): {anchor.en} on {day.isoformat()}; {why.en}",
        )


def anchor_words(name: str) -> Words:
    """Words for an anchor, its detail left out; an anchor without words shows its own name."""
    family = name.partition(":")[0]
    return ANCHOR_WORDS.get(family, Words(family, family))


def state(window: Window, done_at: datetime | None, now: datetime) -> State:
    """State of an owed task. SQL over the stored window and ``done_at`` must say the same."""
    if done_at is not None:
        return State.DONE if done_at <= window.due_at else State.LATE
    if now >= window.closes_at:
        return State.MISSED
    if now > window.due_at:
        return State.OVERDUE
    return State.OPEN if now >= window.opens_at else State.UPCOMING


def refusals(task: Planned, act: Act, at: datetime) -> tuple[Words, ...]:
    """Every reason why ``act`` at ``at`` may not be linked to ``task`` by hand; () when it may.

    `plan` trusts a link, because after a corrected date it cannot know the window in which the
    link was made. So the action that makes one must ask here first.
    """
    found = []
    if act not in task.accepts:
        found.append(Words("这种方式不能完成该任务", "This kind of act cannot fulfil the task"))
    if at < task.opens_at:
        found.append(Words("任务尚未开始", "The task has not opened yet"))
    if at >= task.closes_at:
        found.append(Words("任务已截止，不能补登为完成", "The task has closed and stays missed"))
    if task.done_at is not None:
        found.append(Words("任务已经完成", "The task is already done"))
    return tuple(found)


class Changes(NamedTuple):
    """How two plans of one person differ. ``moved`` pairs the old and the new form of a task."""

    added: tuple[Planned, ...]
    removed: tuple[Planned, ...]
    moved: tuple[tuple[Planned, Planned], ...]


def compare(before: Iterable[Planned], after: Iterable[Planned]) -> Changes:
    """Tell what a changed protocol or fact would change, before anything is changed.

    A task moved when its window, its owner, what it accepts, or its being owed differs.
    """
    old = {task.key: task for task in before}
    new = {task.key: task for task in after}
    return Changes(
        added=tuple(task for key, task in new.items() if key not in old),
        removed=tuple(task for key, task in old.items() if key not in new),
        moved=tuple(
            (old[key], task) for key, task in new.items() if key in old and _moved(old[key], task)
        ),
    )


def _moved(old: Planned, new: Planned) -> bool:
    return (old.window, old.owner, old.accepts, old.void_reason) != (
        new.window,
        new.owner,
        new.accepts,
        new.void_reason,
    )
