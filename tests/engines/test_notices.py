"""What the law wants told, and by when (禁毒法 art 40, 戒毒条例 arts 31-34)."""

from datetime import date, datetime, timedelta

import pytest

from guihang.engines.calendar import CHINA
from guihang.engines.notices import RULES, Given, Notice, duties

NOW = datetime(2026, 3, 20, 9, tzinfo=CHINA)
ADMITTED = datetime(2025, 4, 1, 9, tzinfo=CHINA)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def owed(*told, now=NOW, ends_on=date(2027, 4, 1), **more):
    return {duty.notice: duty for duty in duties(Given(ADMITTED, ends_on, told, **more), now)}


@pytest.mark.parametrize("rule", RULES)
def test_each_notice_is_due_within_its_time_and_late_one_minute_after(rule):
    began = NOW - 10 * DAY
    limit = began + rule.allowed
    minute = timedelta(minutes=1)

    assert owed((rule.after, began))[rule.done].state(limit) == "open"
    assert owed((rule.after, began))[rule.done].state(limit + minute) == "overdue"
    assert owed((rule.after, began), (rule.done, limit))[rule.done].state(NOW) == "done"
    assert owed((rule.after, began), (rule.done, limit + minute))[rule.done].state(NOW) == "late"
    assert rule.done not in owed()


def test_a_notice_given_before_its_ground_settles_nothing():
    early = owed((Notice.SERVED, NOW), (Notice.FAMILY_TOLD, NOW - DAY))

    assert early[Notice.FAMILY_TOLD].done_at is None


def test_the_authority_is_told_three_days_before_the_end_and_of_an_escape_on_its_day():
    near = owed(ends_on=date(2026, 4, 1), escaped_on=[date(2025, 9, 9)])

    assert near[Notice.RELEASE_ANNOUNCED].due_at == datetime(2026, 3, 30, tzinfo=CHINA)
    assert near[Notice.ESCAPE_TOLD].due_at == datetime(2025, 9, 10, tzinfo=CHINA)
    assert Notice.RELEASE_ANNOUNCED not in owed(ends_on=date(2026, 4, 20))


def test_the_family_is_told_of_an_admission_within_five_days():
    assert owed()[Notice.ADMISSION_TOLD].due_at == datetime(2025, 4, 7, tzinfo=CHINA)
