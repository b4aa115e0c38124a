"""Protocols as JSON: what an office edits by hand, read back with every problem at once."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from guihang.engines.acts import Act
from guihang.engines.calendar import starts_at
from guihang.engines.planning import unshifted
from guihang.engines.protocol import ANCHOR_WORDS, Offset, Protocol, Shift, Step, Window
from guihang.engines.words import Words

# Anchors on which windows are tried: the days around every month's end, a leap year included,
# at the first and in the last hour of the day.
_SAMPLES = tuple(
    starts_at(day) + timedelta(hours=hour)
    for day in (date(2027, 1, 1) + timedelta(days=count) for count in range(731))
    if day.day in (1, 28, 29, 30, 31)
    for hour in (0, 23)
)

MAX_STEPS = 400
MAX_TEXT = 2000
MAX_OFFSET = {"hours": 24 * 366, "days": 3660, "months": 120}
_CODE = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")


class ProtocolError(Exception):
    """A protocol that cannot be used; ``problems`` holds every reason."""

    def __init__(self, problems: tuple[Words, ...]) -> None:
        super().__init__("; ".join(problem.en for problem in problems))
        self.problems = problems


def to_json(protocol: Protocol) -> dict[str, object]:
    """Return plain dicts, lists, strings and numbers; `from_json` gives the same protocol back."""
    return {
        "code": protocol.code,
        "version": protocol.version,
        "words": protocol.words._asdict(),
        "source": protocol.source._asdict(),
        "effective_on": protocol.effective_on.isoformat(),
        "anchor": protocol.anchor,
        "steps": [_step_json(step) for step in protocol.steps],
    }


def _step_json(step: Step) -> dict[str, object]:
    return {
        "code": step.code,
        "words": step.words._asdict(),
        "track": step.track,
        "accepts": sorted(str(act) for act in step.accepts),
        "opens": _offset_json(step.opens),
        "due": _offset_json(step.due),
        "closes": _offset_json(step.closes),
        "owner": step.owner,
        "why": step.why._asdict(),
        "shift": str(step.shift),
    }


def _offset_json(offset: Offset) -> dict[str, int]:
    if offset.hours is not None:
        return {"hours": offset.hours}
    if offset.months:
        return {"months": offset.months, "days": offset.days}
    return {"days": offset.days}


def from_json(data: object, *, owners: Collection[str] | None = None) -> Protocol:
    """Read a protocol. Raises ProtocolError with every problem found.

    owners: the codes of the roles that exist; a task for any other would belong to nobody.
    """
    reader = _Reader()
    protocol = _protocol(reader, data)
    for number, step in enumerate(protocol.steps):
        if owners is not None and step.owner and step.owner not in owners:
            reader.note(f"steps[{number}].owner", "没有这个岗位", "is not a role")
    if not reader.problems:
        reader.problems.extend(_window_problems(protocol))
    if reader.problems:
        raise ProtocolError(tuple(reader.problems))
    return protocol


class _Reader:
    """Reads values at a place, notes what is wrong and goes on with a stand-in."""

    def __init__(self) -> None:
        self.problems: list[Words] = []

    def note(self, place: str, zh: str, en: str) -> None:
        self.problems.append(Words(f"{place}：{zh}", f"{place}: {en}"))

    def fields(self, place: str, data: object, names: tuple[str, ...]) -> Mapping[str, object]:
        if not isinstance(data, Mapping):
            self.note(place, "应为对象", "must be an object")
            return {}
        for name in names:
            if name not in data:
                self.note(f"{place}.{name}", "缺失", "is missing")
        for name in data:
            if name not in names:
                self.note(f"{place}.{name}", "未知字段", "is not a known field")
        return data

    def text(self, place: str, data: Mapping[str, object], name: str) -> str:
        if name not in data:
            return ""
        value = data[name]
        if not isinstance(value, str) or not value.strip():
            self.note(f"{place}.{name}", "应为非空文字", "must be text and not empty")
            return ""
        if len(value) > MAX_TEXT:
            self.note(f"{place}.{name}", "文字过长", f"is longer than {MAX_TEXT} characters")
            return ""
        return value

    def code(self, place: str, data: Mapping[str, object], name: str) -> str:
        value = self.text(place, data, name)
        if value and not _CODE.fullmatch(value):
            self.note(
                f"{place}.{name}",
                "只能用小写字母、数字和连字符",
                "may hold lower-case letters, digits and hyphens only",
            )
        return value

    def words(self, place: str, data: Mapping[str, object], name: str) -> Words:
        if name not in data:
            return Words("", "")
        inner = self.fields(f"{place}.{name}", data[name], ("zh", "en"))
        return Words(
            self.text(f"{place}.{name}", inner, "zh"), self.text(f"{place}.{name}", inner, "en")
        )

    def choice[E: StrEnum](self, place: str, value: object, kind: type[E], stand_in: E) -> E:
        known = {str(member): member for member in kind}
        if isinstance(value, str) and value in known:
            return known[value]
        self.note(
            place,
            "未知取值，可用：" + "、".join(known),
            "is not a known value; known are " + ", ".join(known),
        )
        return stand_in

    def offset(self, place: str, data: Mapping[str, object], name: str) -> Offset:
        place = f"{place}.{name}"
        value = data.get(name, {"days": 0})
        if not isinstance(value, Mapping) or not value or not set(value) <= set(MAX_OFFSET):
            self.note(place, "应写明 hours，或 months/days", "must give hours, or months and days")
            return Offset()
        for unit, count in value.items():
            if type(count) is not int or abs(count) > MAX_OFFSET[unit]:
                self.note(f"{place}.{unit}", "应为合理的整数", "must be a whole number in range")
                return Offset()
        if "hours" in value and len(value) > 1:
            self.note(place, "小时不能与月、日并用", "hours cannot be mixed with months or days")
            return Offset()
        return Offset(**value)


_PROTOCOL_FIELDS = ("code", "version", "words", "source", "effective_on", "anchor", "steps")
_STEP_FIELDS = (
    "code", "words", "track", "accepts", "opens", "due", "closes", "owner", "why", "shift",
)  # fmt: skip


def _protocol(reader: _Reader, data: object) -> Protocol:
    place = "protocol"
    fields = reader.fields(place, data, _PROTOCOL_FIELDS)
    version = fields.get("version", 1)
    if type(version) is not int or version < 1:
        reader.note(f"{place}.version", "应为正整数", "must be a whole number from 1")
        version = 1
    anchor = reader.code(place, fields, "anchor")
    if anchor and anchor not in ANCHOR_WORDS:
        known = ", ".join(ANCHOR_WORDS)
        reader.note(f"{place}.anchor", f"未知起点，可用：{known}", f"is none of {known}")
    return Protocol(
        code=reader.code(place, fields, "code"),
        version=version,
        words=reader.words(place, fields, "words"),
        source=reader.words(place, fields, "source"),
        effective_on=_day(reader, fields),
        anchor=anchor,
        steps=_steps(reader, fields),
    )


def _day(reader: _Reader, fields: Mapping[str, object]) -> date:
    value = fields.get("effective_on", "2000-01-01")
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        reader.note("protocol.effective_on", "应为日期，如 2027-01-31", "must be like 2027-01-31")
        return date(2000, 1, 1)


def _steps(reader: _Reader, fields: Mapping[str, object]) -> tuple[Step, ...]:
    value = fields.get("steps", [])
    if not isinstance(value, list) or ("steps" in fields and not 1 <= len(value) <= MAX_STEPS):
        reader.note(
            "protocol.steps",
            f"应为 1 至 {MAX_STEPS} 个步骤",
            f"must be a list of 1 to {MAX_STEPS} steps",
        )
        return ()
    steps = tuple(_step(reader, f"steps[{number}]", item) for number, item in enumerate(value))
    seen: set[str] = set()
    for number, step in enumerate(steps):
        if step.code and step.code in seen:
            reader.note(f"steps[{number}].code", "代码重复", "is used twice")
        seen.add(step.code)
    return steps


def _step(reader: _Reader, place: str, data: object) -> Step:
    fields = reader.fields(place, data, _STEP_FIELDS)
    return Step(
        code=reader.code(place, fields, "code"),
        words=reader.words(place, fields, "words"),
        track=reader.code(place, fields, "track"),
        accepts=_accepts(reader, place, fields),
        opens=reader.offset(place, fields, "opens"),
        due=reader.offset(place, fields, "due"),
        closes=reader.offset(place, fields, "closes"),
        owner=reader.code(place, fields, "owner"),
        why=reader.words(place, fields, "why"),
        shift=reader.choice(f"{place}.shift", fields.get("shift", "none"), Shift, Shift.NONE),
    )


def _accepts(reader: _Reader, place: str, fields: Mapping[str, object]) -> frozenset[Act]:
    value = fields.get("accepts", ["contact"])
    if not isinstance(value, list) or not value:
        reader.note(f"{place}.accepts", "至少写明一种方式", "must list at least one act")
        return frozenset()
    return frozenset(
        reader.choice(f"{place}.accepts[{number}]", item, Act, Act.CONTACT)
        for number, item in enumerate(value)
    )


def _window_problems(protocol: Protocol) -> list[Words]:
    """Windows out of order, or two of one track that overlap, on any of the sample anchors."""
    found: dict[Words, None] = {}
    for anchor in _SAMPLES:
        open_until: dict[str, tuple[datetime, str]] = {}
        planned = [(unshifted(step, anchor), step) for step in protocol.steps]
        for window, step in sorted(planned, key=lambda pair: pair[0].opens_at):
            found.update(dict.fromkeys(_order_problems(step, window)))
            until, other = open_until.get(step.track, (window.opens_at, ""))
            if window.opens_at < until:
                found[_overlap(other, step)] = None
            if window.closes_at >= until:
                open_until[step.track] = (window.closes_at, step.code)
    return list(found)


def _order_problems(step: Step, window: Window) -> Iterator[Words]:
    if window.due_at < window.opens_at:
        yield Words(f"{step.code}：到期早于开始", f"{step.code}: is due before it opens")
    if window.closes_at < window.due_at:
        yield Words(f"{step.code}：截止早于到期", f"{step.code}: closes before it is due")
    if window.closes_at <= window.opens_at:
        yield Words(f"{step.code}：时间窗为空", f"{step.code}: has an empty window")


def _overlap(other: str, step: Step) -> Words:
    return Words(
        f"{other} 与 {step.code}：同一轨道({step.track})的时间窗重叠",
        f"{other} and {step.code}: their windows overlap on the track {step.track}",
    )
