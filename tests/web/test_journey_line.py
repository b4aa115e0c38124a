"""The line is true: in order, inside the drawing, and dates stand where they belong."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.words import Words
from guihang.web.journey_line import LEFT, RIGHT, Mark, Segment, journey_line

WORDS = Words("一", "one")
lengths = st.lists(st.integers(1, 900), min_size=3, max_size=7)


def line_of(days: list[int], marks: list[int], today: int):  # type: ignore[no-untyped-def]
    start = date(2024, 1, 1)
    kinds = ["zone"] * (len(days) - 2) + ["golden", "year"]
    segments, at = [], start
    for kind, length in zip(kinds, days, strict=True):
        segments.append(Segment(kind, WORDS, at, at + timedelta(days=length)))
        at += timedelta(days=length)
    drawn = [Mark("contact", "done", WORDS, start + timedelta(days=day)) for day in marks]
    return segments, journey_line(segments, drawn, start + timedelta(days=today))


def place(text: str) -> float:
    return float(text.removesuffix("%"))


@given(lengths, st.lists(st.integers(-50, 4000), max_size=60), st.integers(0, 4000))
def test_everything_stands_inside_the_drawing_and_in_the_order_of_time(
    days: list[int], marks: list[int], today: int
) -> None:
    _segments, line = line_of(days, marks, today)
    edges = [place(part.x) for part in line.segments]
    assert edges == sorted(edges)
    assert edges[0] == LEFT
    last = line.segments[-1]
    assert abs(place(last.x) + place(last.width) - RIGHT) < 0.05
    drawn = [d for _, lane in line.lanes for d in lane]
    assert len(drawn) == len(marks)
    assert all(LEFT - 0.01 <= place(d.x) <= RIGHT + 0.01 for d in drawn)
    assert [mark.on for mark in line.marks] == sorted((m.on for m in line.marks), reverse=True)


@given(lengths)
def test_the_gate_stands_where_the_golden_months_begin(days: list[int]) -> None:
    _segments, line = line_of(days, [], 0)
    golden = next(part for part in line.segments if part.segment.kind == "golden")
    assert line.gate is not None
    assert line.gate.x == golden.x
    assert any(tick.on == golden.segment.starts_on for tick in line.ticks)


def test_a_day_after_the_journey_has_no_mark_of_today() -> None:
    _, line = line_of([100, 90, 275], [], 1000)
    assert line.today is None


def test_a_name_that_does_not_fit_gives_way_to_the_short_one() -> None:
    long, short = Words("生理脱毒区与适应", "Physiological detox zone"), Words("脱毒", "Detox")
    start = date(2024, 1, 1)
    segments = [
        Segment("zone", long, start + timedelta(days=n), start + timedelta(days=n + 1), short)
        for n in range(4)
    ]
    segments += [
        Segment("golden", WORDS, start + timedelta(days=4), start + timedelta(days=94)),
        Segment("year", WORDS, start + timedelta(days=94), start + timedelta(days=400)),
    ]
    line = journey_line(segments, [], start)
    assert line.segments[0].label == short
