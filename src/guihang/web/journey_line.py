"""Where everything stands on the line of one journey, from admission to three years.

A scale true to time would squeeze the golden three months into a twentieth of the width, so each
stretch has a share of the width by its weight for the work; inside a stretch time is linear.
Positions are percent of the drawing's width, as text that goes into SVG attributes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from guihang.engines.words import Words

SHARE = {"zone": 28.0, "golden": 34.0, "year": 38.0}
"""Percent of the line for all zones, the golden three months, all later years."""
LEFT, RIGHT = 8.5, 99.0
"""The line stands between these; names of the lanes stand left of it."""
LANES = ("contact", "test", "review")
APART = 0.9
"""Marks nearer than this percent would hide each other."""
TICK_APART = 8.5
NAME_APART = 9.0
NARROWEST = 870
"""Pixels of the drawing on a phone, where it scrolls sideways."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the journey. ``kind`` is zone, golden or year; ``ends_on`` is the day after.

    ``short`` stands in a stretch that is too narrow for ``words``.
    """

    kind: str
    words: Words
    starts_on: date
    ends_on: date
    short: Words = Words("", "")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something done, tried, missed or due on a day. ``lane`` is one of LANES.

    ``state`` is a task state, or attempt, negative, positive.
    """

    lane: str
    state: str
    words: Words
    on: date
    href: str = ""


@dataclass(frozen=True, slots=True)
class DrawnSegment:
    segment: Segment
    label: Words
    x: str
    width: str
    tense: str
    """past, now or ahead."""


@dataclass(frozen=True, slots=True)
class DrawnMark:
    mark: Mark
    x: str


@dataclass(frozen=True, slots=True)
class Tick:
    on: date
    x: str


@dataclass(frozen=True, slots=True)
class JourneyLine:
    """All positions of one drawing."""

    segments: Sequence[DrawnSegment]
    lanes: Sequence[tuple[str, Sequence[DrawnMark]]]
    ticks: Sequence[Tick]
    gate: Tick | None
    today: Tick | None
    today_anchor: str
    gate_anchor: str

    @property
    def marks(self) -> list[Mark]:
        """All marks, newest first: the same story as a list."""
        found = [drawn.mark for _, lane in self.lanes for drawn in lane]
        return sorted(found, key=lambda mark: mark.on, reverse=True)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The pairs (lane, state) that occur, for the legend."""
        return list(
            dict.fromkeys((d.mark.lane, d.mark.state) for _, lane in self.lanes for d in lane)
        )


def journey_line(segments: Sequence[Segment], marks: Iterable[Mark], today: date) -> JourneyLine:
    """Return the drawing of a journey; ``segments`` follow each other in time."""
    scale = _Scale(segments)
    drawn = [
        DrawnSegment(one, _label(one, width), _text(x), _text(width), _tense(one, today))
        for one, x, width in zip(segments, scale.starts, scale.widths, strict=True)
    ]
    golden = next((one for one in segments if one.kind == "golden"), None)
    gate = Tick(golden.starts_on, _text(scale.at(golden.starts_on))) if golden else None
    now = Tick(today, _text(scale.at(today))) if scale.holds(today) else None
    anchors = _anchors(scale, gate, now)
    known = list(marks)
    lanes = [(lane, _spread(scale, [m for m in known if m.lane == lane])) for lane in LANES]
    return JourneyLine(drawn, lanes, _ticks(scale), gate, now, *anchors)


class _Scale:
    """Days to percent of the width."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        days = [max((one.ends_on - one.starts_on).days, 1) for one in segments]
        # A stretch of few days stays wide enough for its short name.
        weights = []
        for one, length in zip(segments, days, strict=True):
            peers = [d for s, d in zip(segments, days, strict=True) if s.kind == one.kind]
            part = max(length / sum(peers), 0.8 / len(peers))
            weights.append(SHARE[one.kind] * part)
        full = (RIGHT - LEFT) / sum(weights) if weights else 0
        self.widths = [weight * full for weight in weights]
        self.starts = [LEFT + sum(self.widths[:n]) for n in range(len(weights))]

    def holds(self, day: date) -> bool:
        return bool(self.segments) and (
            self.segments[0].starts_on <= day <= self.segments[-1].ends_on
        )

    def at(self, day: date) -> float:
        """Return the place of a day; what lies outside stands at the nearer end."""
        place = LEFT
        for one, start, width in zip(self.segments, self.starts, self.widths, strict=True):
            if day >= one.starts_on:
                length = max((one.ends_on - one.starts_on).days, 1)
                place = start + width * min((day - one.starts_on).days / length, 1)
        return place


def _label(segment: Segment, width: float) -> Words:
    """Return the longest name that fits, each language by itself."""
    room = width / 100 * NARROWEST - 4
    zh = segment.words.zh if len(segment.words.zh) * 12 <= room else segment.short.zh
    en = segment.words.en if len(segment.words.en) * 6.5 <= room else segment.short.en
    return Words(zh, en)


def _text(value: float) -> str:
    return f"{value:.2f}%"


def _tense(segment: Segment, today: date) -> str:
    if today >= segment.ends_on:
        return "past"
    return "now" if today >= segment.starts_on else "ahead"


def _anchors(scale: _Scale, gate: Tick | None, today: Tick | None) -> tuple[str, str]:
    """Return how to anchor the names of today and gate so that they do not overlap."""
    if not (gate and today):
        return "middle", "middle"
    distance = scale.at(today.on) - scale.at(gate.on)
    if abs(distance) > NAME_APART:
        return "middle", "middle"
    return ("start", "end") if distance >= 0 else ("end", "start")


def _spread(scale: _Scale, marks: list[Mark]) -> list[DrawnMark]:
    """Place the marks of one lane in time, moving those on top of each other a little apart.

    Never by more than two marks: where there are too many to show, they overlap but do not lie.
    """
    drawn = []
    last = -APART
    for mark in sorted(marks, key=lambda one: one.on):
        place = scale.at(mark.on)
        moved = max(place, last + APART)
        last = moved if moved - place <= 2 * APART else place
        drawn.append(DrawnMark(mark, _text(min(last, RIGHT))))
    return drawn


def _ticks(scale: _Scale) -> list[Tick]:
    """Return the days at the borders of the stretches, as far as their names have room."""
    days = [one.starts_on for one in scale.segments]
    days += [scale.segments[-1].ends_on] if scale.segments else []
    gate = {one.starts_on for one in scale.segments if one.kind == "golden"}
    kept: list[Tick] = []
    places: list[float] = []
    # The gate's date is the one that must not be missing, so it is placed first.
    for day in sorted(days, key=lambda one: (one not in gate, one)):
        place = scale.at(day)
        if all(abs(place - other) >= TICK_APART for other in places):
            kept.append(Tick(day, _text(place)))
            places.append(place)
    return sorted(kept, key=lambda tick: tick.on)
