"""The calendar of China as the package fills it, against published holiday notices."""

from datetime import date

from guihang.core.china import calendar


def test_national_day_2025_as_the_state_council_announced_it() -> None:
    """国办发明电〔2024〕12号: 1-8 October off, 28 September and 11 October worked."""
    china = calendar()

    assert not any(china.is_working(date(2025, 10, day)) for day in range(1, 9))
    assert china.is_working(date(2025, 9, 28))
    assert china.is_working(date(2025, 10, 11))
    assert china.next_working(date(2025, 10, 1)) == date(2025, 10, 9)


def test_years_without_a_notice_count_weekends_only() -> None:
    china = calendar()

    assert 2025 in china.known_years
    assert 2099 not in china.known_years
    assert china.is_working(date(2099, 10, 1))


def test_it_is_built_once() -> None:
    assert calendar() is calendar()
