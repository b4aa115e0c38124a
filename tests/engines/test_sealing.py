"""戒毒条例 art. 7: three years without relapse."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.sealing import sealing, sealing_due_on

RELEASED = date(2023, 5, 10)


def test_sealing_is_due_three_years_after_release():
    assert sealing_due_on(RELEASED) == date(2026, 5, 10)


def test_a_release_on_a_leap_day_is_due_on_the_28th():
    assert sealing_due_on(date(2024, 2, 29)) == date(2027, 2, 28)


def test_a_confirmed_relapse_starts_the_three_years_again():
    found = sealing(RELEASED, [date(2024, 1, 1), date(2023, 8, 1)])

    assert found.due_on == date(2027, 1, 1)
    assert "复吸之日" in found.because.zh


def test_a_relapse_before_this_release_does_not_count():
    assert sealing_due_on(RELEASED, [date(2022, 1, 1)]) == date(2026, 5, 10)


def test_who_refused_or_severely_breached_has_no_date_but_a_reason():
    found = sealing(RELEASED, breached=True)

    assert found.due_on is None
    assert found.because.en


@given(
    st.dates(date(2010, 1, 1), date(2030, 1, 1)),
    st.lists(st.dates(date(2005, 1, 1), date(2035, 1, 1))),
)
def test_one_more_relapse_never_brings_sealing_forward(released_on, relapses):
    due = sealing_due_on(released_on, relapses[1:])

    assert sealing_due_on(released_on, relapses) >= due >= sealing_due_on(released_on)


@pytest.mark.parametrize("breached", [True, False])
def test_the_reason_cites_or_explains_in_both_languages(breached):
    because = sealing(RELEASED, breached=breached).because

    assert because.zh
    assert because.en
