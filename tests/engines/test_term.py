"""The term of isolation: what the law adds, what it takes away, and what it does not allow."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.calendar import add_years
from guihang.engines.term import Change, Event, problems, term

DAY = timedelta(days=1)
DECIDED = date(2024, 3, 5)
days = st.dates(date(2009, 1, 1), date(2035, 12, 31))
extensions = st.lists(st.integers(1, 12), max_size=3).filter(lambda months: sum(months) <= 12)
escapes = st.lists(st.integers(1, 60), max_size=3)


def test_the_term_is_two_years_and_the_day_of_the_decision_is_its_first():
    assert term(DECIDED).ends_on == date(2026, 3, 4)
    assert term(date(2024, 2, 29)).ends_on == date(2026, 2, 27)


def test_days_of_escape_do_not_count():
    assert term(DECIDED, [Event(Change.ESCAPE, date(2025, 1, 9), days=10)]).ends_on == date(
        2026, 3, 14
    )


def test_an_extension_runs_on_from_the_end():
    longer = term(DECIDED, [Event(Change.EXTENSION, date(2026, 2, 1), months=6)])

    assert longer.ends_on == date(2026, 9, 4)
    assert [step.ends_on for step in longer.steps] == [date(2026, 3, 4), date(2026, 9, 4)]


def test_an_early_release_ends_the_term_and_never_lengthens_it():
    early = Event(Change.EARLY, date(2025, 5, 1), ends_on=date(2025, 5, 8))
    late = Event(Change.EARLY, date(2025, 5, 1), ends_on=date(2027, 1, 1))

    assert term(DECIDED, [early]).ends_on == date(2025, 5, 8)
    assert term(DECIDED, [late]).ends_on == term(DECIDED).ends_on


@given(decided=days, months=extensions, escaped=escapes)
def test_nobody_is_held_longer_than_three_years_and_the_days_of_escape(decided, months, escaped):
    events = [Event(Change.EXTENSION, decided + 600 * DAY, months=one) for one in months]
    events += [Event(Change.ESCAPE, decided + 30 * DAY, days=one) for one in escaped]
    found = term(decided, events)

    assert not problems(decided, events)
    assert found.ends_on < add_years(decided, 3) + sum(escaped) * DAY + 2 * DAY
    assert len(found.steps) == 1 + len(events)


@given(decided=days, escaped=escapes, data=st.data())
def test_the_order_in_which_events_are_told_changes_nothing(decided, escaped, data):
    events = [Event(Change.ESCAPE, decided + (30 + n) * DAY, days=one)
              for n, one in enumerate(escaped)]  # fmt: skip
    shuffled = data.draw(st.permutations(events))

    assert term(decided, shuffled) == term(decided, events)


@pytest.mark.parametrize(
    ("events", "count"),
    [
        ([Event(Change.EXTENSION, date(2026, 1, 1), months=13)], 1),
        ([Event(Change.EXTENSION, date(2026, 1, 1), months=7)] * 2, 1),
        ([Event(Change.EARLY, date(2025, 3, 4), ends_on=date(2025, 3, 4))], 1),
        ([Event(Change.EARLY, date(2025, 3, 5), ends_on=date(2025, 3, 5))], 0),
        ([Event(Change.EARLY, date(2025, 6, 5), ends_on=date(2025, 6, 9)),
          Event(Change.ESCAPE, date(2024, 6, 5), days=3)], 1),
        ([Event(Change.ESCAPE, date(2024, 3, 4), days=3)], 1),
    ],
)  # fmt: skip
def test_what_the_law_does_not_allow_is_named(events, count):
    assert len(problems(DECIDED, events)) == count
