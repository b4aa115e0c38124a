"""Follow-up as it goes in life: most steps in time, some late, some missed, some silence.

The steps and their windows are those of the protocols in force, so that what the product plans
and what the story does fit each other; the shares are the stated parameters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from guihang.core.china import calendar
from guihang.engines import protocols
from guihang.engines.calendar import local
from guihang.engines.planning import windows
from guihang.engines.protocol import CONTACT, Step, Window
from guihang.simulate import parameters as given
from guihang.simulate import wording
from guihang.simulate.events import Diary, between
from guihang.simulate.fates import Fate

RULES = ("golden-quarter", "years-one-to-three")
CHANNELS = {"phone": 60, "video": 10, "message": 10, "face": 12, "visit": 8}
LEVELS = {"good": 5, "fair": 3, "needs_help": 1.5, "not_said": 0.5}


@dataclass(frozen=True, slots=True)
class Course:
    """One person's follow-up: from release until it ends, with what befalls the person."""

    diary: Diary
    released_at: datetime
    accepted_at: datetime
    ends_at: datetime
    fate: Fate
    schedule: str
    drug: str

    def keeper(self, at: datetime) -> str:
        """Who keeps in touch: the facility's officer, until the station has accepted."""
        if at < self.accepted_at:
            return "officer"
        return "worker" if self.diary.random.random() < 0.75 else "second"

    def leader(self, at: datetime) -> str:
        return "head" if at < self.accepted_at else "station_head"


def tell(course: Course) -> None:
    """Write down every contact, test, review, attempt and sign of use of one follow-up."""
    silent_until = course.released_at
    for step, window in _steps(course):
        if window.opens_at >= course.ends_at:
            break
        if window.due_at <= silent_until and step.track == CONTACT:
            continue  # the search for the person is on; this step is missed too
        at = _done_at(course, window)
        if at is not None:
            _do(course, step, at)
        elif step.track == CONTACT and window.due_at < course.ends_at:
            silent_until = _search(course, window.due_at)
    _signs(course)


def _steps(course: Course) -> Iterator[tuple[Step, Window]]:
    day = local(course.released_at).date()
    found: list[tuple[Step, Window]] = []
    for code in (*RULES, course.schedule):
        protocol = protocols.in_force(code, day)
        if protocol is not None:
            found += zip(
                protocol.steps, windows(protocol, course.released_at, calendar()), strict=True
            )
    yield from sorted(found, key=lambda pair: pair[1].due_at)


def _done_at(course: Course, window: Window) -> datetime | None:
    """Draw when a step is done, or None when it is missed."""
    random, fate = course.diary.random, course.fate
    if fate.lost_at and window.due_at > fate.lost_at:
        return None
    on_time = min(0.97, given.ON_TIME.value * fate.engagement)
    chance = random.random()
    if chance < on_time:
        first = max(window.opens_at, window.due_at - (window.due_at - window.opens_at) * 0.8)
        at = between(max(first, course.released_at), window.due_at, random)
    elif chance < on_time + given.LATE.value:
        at = between(window.due_at, window.closes_at - timedelta(minutes=1), random)
    else:
        return None
    return at if at and at < course.ends_at else None


def _do(course: Course, step: Step, at: datetime) -> None:
    diary, random = course.diary, course.diary.random
    if step.track == CONTACT:
        channel = random.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        _contact(course, at, channel)
    elif step.track == "face":
        _contact(course, at, random.choice(("face", "visit")))
    elif step.track in ("review", "closing"):
        closing = step.track == "closing"
        levels = {
            name: random.choices(list(LEVELS), list(LEVELS.values()))[0]
            for name in ("housing", "work", "family", "health")
        }
        diary.happened(
            "followup.record_review", lambda _: "worker", max(at, course.accepted_at),
            closing=closing, second_by="second" if closing else None, craving=min(100, int(random.expovariate(1 / 18))),
            note=random.choice(wording.REVIEWS), **levels,
        )  # fmt: skip
    else:
        _test(course, at, unannounced=step.track == "unannounced-test")


def _contact(course: Course, at: datetime, channel: str) -> None:
    random = course.diary.random
    notes = wording.VISITS if channel == "visit" else wording.CONTACTS
    note = random.choice(notes) if random.random() < given.NOTE_SHARE.value else None
    course.diary.happened("followup.record_contact", course.keeper, at, channel=channel, note=note)


def _test(course: Course, at: datetime, *, unannounced: bool) -> None:
    """An on-site test; after first use it may be positive, and a laboratory may confirm it."""
    diary, random, used = course.diary, course.diary.random, course.fate.first_use_at
    chance = random.random()
    result = "declined" if chance < 0.03 else "invalid" if chance < 0.04 else "negative"
    if used and at > used and result == "negative":
        soon = at - used < timedelta(days=60)
        share = given.URINE_SEES.value * (1 if soon else 0.4)
        result = "positive" if random.random() < share else result
    positive = result == "positive"
    diary.happened(
        "followup.record_test", course.keeper, at, kind="onsite", result=result,
        drugs=frozenset({course.drug}) if positive else frozenset(), unannounced=unannounced,
    )  # fmt: skip
    later = at + timedelta(days=random.uniform(1, 4))
    if positive and random.random() < given.LAB_CONFIRMS.value and later < course.ends_at:
        diary.happened(
            "followup.record_test", course.keeper, later, kind="lab", result="positive",
            drugs=frozenset({course.drug}), chain_complete=True,
        )  # fmt: skip


def _search(course: Course, since: datetime) -> datetime:
    """Look for a silent person by the ladder; return when the search ends."""
    diary, random = course.diary, course.diary.random
    lost = course.fate.lost_at
    gone = lost is not None and since >= lost
    for days, target, channel, outcome in (
        (0.4, "person", "phone", "no_answer"), (0.8, "person", "message", "message_left"),
        (1.6, "family", "phone", "news" if random.random() < 0.5 else "no_answer"),
    ):  # fmt: skip
        at = between(since + timedelta(days=days * 0.5), since + timedelta(days=days + 0.6), random)
        if at and at < course.ends_at:
            diary.happened(
                "followup.record_attempt", course.keeper, at, target=target, channel=channel,
                outcome=outcome,
            )  # fmt: skip
    visited = between(since + timedelta(days=2), since + timedelta(days=4), random)
    if visited is None or visited >= course.ends_at:
        return since + timedelta(days=4)
    if not gone and random.random() < given.FOUND_AT_HOME.value:
        _contact(course, visited, "visit")
        return visited
    diary.happened(
        "followup.record_attempt", course.keeper, visited, target="person",
        channel="visit", outcome="not_home",
    )  # fmt: skip
    return _meetings(course, since, gone)


def _meetings(course: Course, since: datetime, gone: bool) -> datetime:
    """The team meets on day 7; then the person answers again, or is labelled as lost on day 30."""
    diary, random = course.diary, course.diary.random

    def meet(days: float, decision: str) -> None:
        at = between(since + timedelta(days=days), since + timedelta(days=days + 2), random)
        held = random.random() < given.MEETING_HELD.value
        if at and held and at < course.ends_at:
            diary.happened(
                "followup.record_meeting", course.leader, max(at, course.accepted_at),
                decision=decision, note=wording.MEETINGS[decision],
            )  # fmt: skip

    meet(6, "go_on")
    if gone:
        meet(28, "lost")
        return course.ends_at
    back = between(since + timedelta(days=9), since + timedelta(days=25), random)
    if back and back < course.ends_at:
        _contact(course, back, "phone")
    return back or since + timedelta(days=25)


def _signs(course: Course) -> None:
    """What the person tells of use, and what the police determine."""
    diary, fate, random = course.diary, course.fate, course.diary.random
    if fate.told_at and fate.first_use_at and fate.told_at < course.ends_at:
        used_on = local(fate.first_use_at).date()
        diary.note(
            "followup.record_evidence", course.keeper(fate.told_at), fate.told_at,
            kind="self_report", used_on=used_on, not_before=used_on,
        )  # fmt: skip
        help_at = fate.told_at + timedelta(hours=random.uniform(2, 30))
        if help_at < course.ends_at:
            _contact(course, help_at, "face")
    if fate.determined_at and fate.determined_at <= course.ends_at:
        day = local(fate.determined_at).date()
        diary.note(
            "followup.record_evidence", "police", max(fate.determined_at, course.accepted_at),
            kind="police_determination", used_on=day, not_before=None,
        )  # fmt: skip
