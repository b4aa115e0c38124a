"""The term of isolation: what the law adds, what it takes away, and what it does not allow."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.calendar import add_years
from guihang.engines.term import (
    Change,
    Event,
    alarm,
    community_ends_on,
    executed_days,
    lacks_assessment,
    problems,
    term,
)

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
        ([Event(Change.EARLY, date(2025, 6, 5), ends_on=date(2025, 6, 9)),
          Event(Change.AWAY, date(2024, 6, 5))], 1),
        ([Event(Change.EARLY, date(2025, 6, 5), ends_on=date(2025, 6, 9)),
          Event(Change.BARRED, DECIDED)], 1),
        ([Event(Change.EXTENSION, date(2026, 3, 4), months=1)], 0),
        ([Event(Change.EXTENSION, date(2026, 3, 5), months=1)], 1),
        ([Event(Change.EXTENSION, date(2026, 3, 10), months=1),
          Event(Change.ESCAPE, date(2025, 3, 10), days=6)], 0),
        ([Event(Change.ESCAPE, date(2024, 3, 4), days=3)], 1),
    ],
)  # fmt: skip
def test_what_the_law_does_not_allow_is_named(events, count):
    assert len(problems(DECIDED, events)) == count


def test_an_escape_stops_the_term_and_the_days_between_do_not_count():
    """Out on the 1st, back on the 11th: the nine whole days between are served anew (art 32)."""
    gone = [Event(Change.AWAY, date(2025, 1, 1))]
    back = [*gone, Event(Change.ESCAPE, date(2025, 1, 11))]

    assert term(DECIDED, gone).stopped_on == date(2025, 1, 1)
    assert alarm(term(DECIDED, gone), date(2030, 1, 1)) is None
    assert term(DECIDED, back).stopped_on is None
    assert term(DECIDED, back).ends_on == date(2026, 3, 13)
    assert executed_days(DECIDED, back, date(2025, 1, 31)) == 333 - 9


@pytest.mark.parametrize("change", [Change.OUTSIDE, Change.CRIMINAL, Change.BARRED])
def test_treatment_outside_and_criminal_custody_count_without_a_break(change):
    """Regulation arts 31 and 36; a bar to early release changes no end either (art 38)."""
    outside = Event(change, date(2025, 1, 1), ends_on=date(2025, 9, 1))

    assert term(DECIDED, [outside]).ends_on == term(DECIDED).ends_on
    assert executed_days(DECIDED, [outside], date(2025, 12, 31)) == 667


@pytest.mark.parametrize("change", [Change.CHANGED, Change.ENDED])
def test_a_change_of_measure_and_a_ground_that_has_gone_end_the_term_at_once(change):
    assert term(DECIDED, [Event(change, date(2025, 1, 1))]).ends_on == date(2025, 1, 1)


def test_isolation_that_was_served_is_deducted_from_community_treatment():
    """Three years from reporting in, less the 300 days served (Regulation arts 14 and 31)."""
    served = executed_days(DECIDED, [], DECIDED + 299 * DAY)

    assert served == 300
    assert community_ends_on(date(2025, 1, 1), served) == date(2027, 12, 31) - 300 * DAY


def test_early_release_and_extension_come_after_an_assessment():
    early = Event(Change.EARLY, date(2025, 6, 5), ends_on=date(2025, 6, 9))

    assert lacks_assessment(early, [])
    assert lacks_assessment(early, [date(2025, 6, 6)])
    assert not lacks_assessment(early, [date(2025, 6, 5)])
    assert not lacks_assessment(Event(Change.OUTSIDE, date(2025, 6, 5)), [])


@pytest.mark.parametrize(
    ("left", "within"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (4, 7), (3, 3), (0, 3), (-1, 0)],
)
def test_the_alarm_narrows_and_rings_on_the_day_after_the_last(left, within):
    found = alarm(term(DECIDED), date(2026, 3, 4) - left * DAY)

    assert (found.within if found else None) == within


@given(
    decided=days, changes=st.lists(st.tuples(
        st.sampled_from([Change.OUTSIDE, Change.CRIMINAL, Change.BARRED, Change.AWAY,
                         Change.ESCAPE, Change.CHANGED, Change.ENDED, Change.EARLY]),
        st.integers(0, 720), st.integers(0, 30)), max_size=6),
)  # fmt: skip
def test_whatever_is_on_the_ledger_only_an_escape_or_an_extension_lengthens_the_term(
    decided, changes
):
    events = [Event(kind, decided + at * DAY, days=long) for kind, at, long in changes]
    steps = term(decided, events).steps
    named = sorted(events, key=lambda one: (one.on, one.change is not Change.AWAY))

    for before, after, event in zip(steps, steps[1:], named, strict=False):
        assert after.ends_on <= before.ends_on or event.change is Change.ESCAPE
        assert after.article.zh.startswith("《")
