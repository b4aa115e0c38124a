"""The protocols themselves: steps, windows, sources."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.core.china import calendar
from guihang.engines.acts import Act
from guihang.engines.calendar import CHINA, ends_at, starts_at
from guihang.engines.planning import windows
from guihang.engines.protocol import Protocol, Window
from guihang.engines.protocols import (
    GOLDEN_QUARTER,
    PROTOCOLS,
    TESTS_A,
    TESTS_B,
    WEEKLY_TESTS,
    YEARS_ONE_TO_THREE,
    get,
    in_force,
)

ANCHORS = st.datetimes(min_value=datetime(2010, 1, 1), max_value=datetime(2030, 1, 1)).map(
    lambda at: at.replace(tzinfo=CHINA)
)
EVERY = pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=lambda one: one.code)


def by_code(protocol: Protocol, anchored_at: datetime) -> dict[str, Window]:
    codes = [step.code for step in protocol.steps]
    return dict(zip(codes, windows(protocol, anchored_at, calendar()), strict=True))


RELEASED = datetime(2026, 3, 2, 10, 30, tzinfo=CHINA)  # a Monday


def test_the_first_contact_is_due_24_hours_and_the_first_meeting_72_hours_after_release() -> None:
    found = by_code(GOLDEN_QUARTER, RELEASED)

    assert found["first-contact"].due_at == RELEASED + timedelta(hours=24)
    assert found["first-meeting"].due_at == RELEASED + timedelta(hours=72)
    assert found["first-contact"].opens_at == RELEASED


def test_contacts_are_weekly_to_day_28_and_fortnightly_to_day_84() -> None:
    found = by_code(GOLDEN_QUARTER, RELEASED)
    due = {
        code: (window.due_at - starts_at(RELEASED.date())).days - 1
        for code, window in found.items()
        if code.startswith("week")
    }

    assert list(due.values()) == [7, 14, 21, 28, 42, 56, 70, 84]


def test_reviews_fall_due_on_day_30_60_90_or_the_next_working_day() -> None:
    found = by_code(GOLDEN_QUARTER, RELEASED)

    assert found["review-30"].due_at == ends_at(date(2026, 4, 1))
    # Day 60 is 1 May 2026, a holiday to the 5th.
    assert found["review-60"].due_at == ends_at(date(2026, 5, 6))
    assert found["closing"].due_at == found["review-90"].due_at
    # Day 90 is Sunday 31 May 2026.
    assert found["closing"].due_at == ends_at(date(2026, 6, 1))


def test_contacts_are_monthly_to_the_first_year_and_quarterly_to_the_third() -> None:
    months = [int(step.code.removeprefix("month-")) for step in YEARS_ONE_TO_THREE.steps]

    assert months == [4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18, 21, 24, 27, 30, 33, 36]


@pytest.mark.parametrize(
    ("protocol", "by_year"), [(TESTS_A, [12, 6, 4]), (TESTS_B, [18, 6, 4])], ids=["A", "B"]
)
def test_the_schedules_have_the_published_counts_by_year(
    protocol: Protocol, by_year: list[int]
) -> None:
    """A: 12 + 6 + 4 = 22 (Fujian Xianyou); B: 12 + 6, 6, 4 = 28 and at least 3 unannounced."""
    months = [step.due.months for step in protocol.steps if Act.TEST in step.accepts]
    half_months = [1 for step in protocol.steps if Act.TEST in step.accepts and step.due.days]
    years = Counter(0 if month <= 12 else 1 if month <= 24 else 2 for month in months)

    assert [years[year] for year in range(3)] == by_year
    assert len(half_months) == (6 if protocol is TESTS_B else 0)


def test_schedule_b_asks_for_three_unannounced_tests_that_cover_three_years() -> None:
    found = by_code(TESTS_B, RELEASED)
    years = [found[f"unannounced-{year}"] for year in (1, 2, 3)]

    assert years[0].opens_at == starts_at(date(2026, 3, 3))
    assert years[2].closes_at == ends_at(date(2029, 3, 2))
    assert all(one.closes_at == two.opens_at for one, two in pairwise(years))


@given(ANCHORS)
def test_the_weeks_of_a_trial_leave_no_day_between_them(enrolled_at: datetime) -> None:
    found = windows(WEEKLY_TESTS, enrolled_at, calendar())
    day = starts_at(enrolled_at.date())

    assert len(found) == 24
    for week, window in enumerate(found, start=1):
        assert window.opens_at == day + timedelta(days=7 * week - 3)
        assert window.closes_at == day + timedelta(days=7 * week + 4)
        assert window.due_at == day + timedelta(days=7 * week + 1)  # 24:00 of day 7w


@EVERY
@given(ANCHORS)
def test_a_window_opens_before_it_is_due_and_closes_after(
    protocol: Protocol, anchored_at: datetime
) -> None:
    for window in windows(protocol, anchored_at, calendar()):
        assert window.opens_at < window.due_at <= window.closes_at


def overlaps(found: list[tuple[str, Window]]) -> list[str]:
    """Tracks on which two windows overlap."""
    ordered = sorted(found, key=lambda pair: (pair[0], pair[1].opens_at))
    return [
        one
        for (one, first), (other, second) in pairwise(ordered)
        if one == other and second.opens_at < first.closes_at
    ]


def on_tracks(protocols: tuple[Protocol, ...], anchored_at: datetime) -> list[tuple[str, Window]]:
    return [
        (step.track, window)
        for protocol in protocols
        for step, window in zip(
            protocol.steps, windows(protocol, anchored_at, calendar()), strict=True
        )
    ]


SIDE_BY_SIDE = [
    (GOLDEN_QUARTER, YEARS_ONE_TO_THREE, TESTS_A),
    (GOLDEN_QUARTER, YEARS_ONE_TO_THREE, TESTS_B),
    (WEEKLY_TESTS,),
    (get("reach-again", 1),),
]


@pytest.mark.parametrize("protocols", SIDE_BY_SIDE)
@given(ANCHORS)
def test_windows_of_one_track_never_overlap(
    protocols: tuple[Protocol, ...], anchored_at: datetime
) -> None:
    assert overlaps(on_tracks(protocols, anchored_at)) == []


def test_the_overlap_check_sees_an_overlap() -> None:
    assert overlaps(on_tracks((TESTS_A, TESTS_B), RELEASED))


@EVERY
def test_codes_are_unique_and_every_protocol_names_its_source(protocol: Protocol) -> None:
    codes = [step.code for step in protocol.steps]

    assert len(set(codes)) == len(codes)
    assert "本系统设定，无法定依据" in protocol.source.zh
    assert "set by this product; no statutory source" in protocol.source.en
    assert all(step.why.zh and step.why.en and step.owner for step in protocol.steps)


def test_nobody_but_a_social_worker_visits_a_silent_person() -> None:
    visit = next(step for step in get("reach-again", 1).steps if step.code == "home-visit")

    assert visit.owner == "social_worker"


def test_the_ladder_goes_next_day_day_3_day_7_day_30() -> None:
    silent_since = starts_at(date(2026, 3, 10))  # contact was due to the end of 9 March
    found = by_code(get("reach-again", 1), silent_since)

    assert found["retry-phone"].due_at == ends_at(date(2026, 3, 10))
    assert found["retry-message"].due_at == ends_at(date(2026, 3, 10))
    assert found["home-visit"].due_at == ends_at(date(2026, 3, 12))
    assert found["team-meeting"].due_at == ends_at(date(2026, 3, 16))
    assert found["lost-decision"].due_at == ends_at(date(2026, 4, 8))


def test_the_version_in_force_is_the_latest_that_took_effect() -> None:
    assert in_force("golden-quarter", date(2026, 1, 1)) is GOLDEN_QUARTER
    assert in_force("golden-quarter", date(2017, 12, 31)) is None
    assert in_force("nothing", date(2026, 1, 1)) is None


def test_a_version_that_never_existed_is_not_found() -> None:
    with pytest.raises(KeyError):
        get("golden-quarter", 99)
