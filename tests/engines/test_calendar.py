"""Civil Code arts 200-203: periods of days and months, holidays, 24:00."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.calendar import (
    CHINA,
    WEEKENDS_ONLY,
    Calendar,
    add_months,
    add_years,
    ends_at,
    local,
    starts_at,
)

DAYS = st.dates(min_value=date(1992, 1, 1), max_value=date(2100, 1, 1))

# The Spring Festival of 2026: 15-23 February off, 14 and 28 February worked.
SPRING = Calendar(
    holidays=frozenset(date(2026, 2, day) for day in range(15, 24)),
    workdays=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
    known_years=frozenset({2026}),
)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2100, 1, 31), 1, date(2100, 2, 28)),
        (date(2000, 1, 31), 1, date(2000, 2, 29)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_one(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


def test_three_years_from_a_leap_day_end_on_the_28th() -> None:
    assert add_years(date(2024, 2, 29), 3) == date(2027, 2, 28)


@given(DAYS, st.integers(-40, 40), st.integers(0, 40))
def test_more_months_never_end_earlier(day: date, months: int, more: int) -> None:
    assert add_months(day, months) <= add_months(day, months + more)


@given(DAYS, st.integers(-40, 40))
def test_months_leave_the_day_number_or_clip_it(day: date, months: int) -> None:
    later = add_months(day, months)

    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)
    assert (later.year - day.year) * 12 + later.month - day.month == months


@given(DAYS)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    assert ends_at(day) == starts_at(day + timedelta(1))
    assert ends_at(day) - starts_at(day) == timedelta(hours=24)


@given(st.datetimes(min_value=datetime(1992, 1, 1), max_value=datetime(2100, 1, 1)))
def test_the_fixed_offset_is_the_clock_of_shanghai_since_1992(at: datetime) -> None:
    there = at.replace(tzinfo=ZoneInfo("Asia/Shanghai"))

    assert local(there).replace(tzinfo=None) == at


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 1, 1))


def test_a_moment_of_another_zone_lands_on_the_local_day() -> None:
    assert local(datetime(2026, 1, 1, 17, tzinfo=UTC)) == datetime(2026, 1, 2, 1, tzinfo=CHINA)


def test_a_moved_working_weekend_is_worked_and_a_weekday_holiday_is_not() -> None:
    assert SPRING.is_working(date(2026, 2, 14))
    assert not SPRING.is_working(date(2026, 2, 16))


def test_the_next_working_day_after_the_holiday_is_found() -> None:
    assert SPRING.next_working(date(2026, 2, 15)) == date(2026, 2, 24)
    assert SPRING.next_working(date(2026, 2, 13)) == date(2026, 2, 13)


def test_three_working_days_jump_the_holiday() -> None:
    assert SPRING.add_working_days(date(2026, 2, 13), 3) == date(2026, 2, 25)
    assert SPRING.add_working_days(date(2026, 2, 13), 0) == date(2026, 2, 13)


def test_outside_the_known_years_only_weekends_are_free() -> None:
    calendar = Calendar(holidays=frozenset({date(2030, 1, 1)}), known_years=frozenset({2026}))

    assert calendar.is_working(date(2030, 1, 1))
    assert not calendar.is_working(date(2030, 1, 5))


def test_a_negative_count_of_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        WEEKENDS_ONLY.add_working_days(date(2026, 1, 1), -1)


@given(DAYS, st.integers(1, 30))
def test_working_days_are_worked_and_counted(day: date, count: int) -> None:
    end = SPRING.add_working_days(day, count)
    between = [day + timedelta(n) for n in range(1, (end - day).days + 1)]

    assert SPRING.is_working(end)
    assert sum(SPRING.is_working(one) for one in between) == count


def test_working_days_are_counted_from_the_local_day() -> None:
    friday_night = datetime(2026, 3, 6, 17, tzinfo=UTC)  # Saturday 01:00 in China

    assert WEEKENDS_ONLY.end_of_working_days(friday_night, 1) == ends_at(date(2026, 3, 9))
