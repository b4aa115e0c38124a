"""When follow-up is owed: laws over random turns, beside a count moment by moment."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.calendar import CHINA
from guihang.engines.owing import owed
from guihang.engines.protocol import Period

START = datetime(2024, 1, 1, tzinfo=CHINA)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


turns = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=6).map(
    lambda found: [(day(number), began) for number, began in sorted(found, key=lambda one: one[0])]
)


def holds(turns, at: datetime, *, at_once: bool) -> bool:
    """Whether it is so at ``at``, by the last turn up to then; ``at_once`` settles a tie."""
    past = [turn for turn in turns if turn[0] <= at]
    last = [began for moment, began in past if moment == past[-1][0]] if past else [False]
    return last[-1] if at_once else all(last)


@given(turns, turns, st.integers(0, 30), st.none() | st.integers(0, 30))
def test_at_every_moment_it_is_owed_exactly_while_out_agreed_alive_and_open(
    consent, closings, out, died
):
    periods = owed(
        released_at=day(out), consent=consent, closings=closings,
        died_at=None if died is None else day(died),
    )  # fmt: skip

    for number in [half / 2 for half in range(80)]:
        at = day(number)
        wanted = (
            number >= out and (died is None or number < died)
            and holds(consent, at, at_once=True) and not holds(closings, at, at_once=False)
        )  # fmt: skip
        found = any(starts <= at and (ends is None or at < ends) for starts, ends in periods)
        assert found is wanted, number


@given(turns, turns, st.integers(0, 30))
def test_periods_are_in_order_never_touch_backwards_and_never_empty(consent, closings, out):
    periods = owed(released_at=day(out), consent=consent, closings=closings)
    edges = [at for period in periods for at in period]

    assert None not in edges[:-1]
    known = [at for at in edges if at is not None]
    assert known == sorted(known)
    assert all(period.starts_at != period.ends_at for period in periods)


def test_a_closed_year_is_taken_out_of_what_is_owed():
    periods = owed(
        released_at=day(0), consent=[(day(-5), True)],
        closings=[(day(100), True), (day(465), False)],
    )  # fmt: skip

    assert periods == (Period(day(0), day(100)), Period(day(465)))


def test_a_gap_that_was_left_in_would_be_seen():
    closings = [(day(100), True), (day(465), False)]

    assert owed(released_at=day(0), consent=[(day(0), True)], closings=[]) != owed(
        released_at=day(0), consent=[(day(0), True)], closings=closings
    )
