"""What campaigns count for: everybody who came, and whether the attitude of a group moved clearly."""

from datetime import date, timedelta

import pytest
from tests.conftest import NOW

from guihang.community import reaching
from guihang.engines import awareness
from guihang.engines.awareness import Change
from guihang.engines.definitions import DICTIONARY
from guihang.outcomes.results import RESULTS, Span, count_of

TODAY = NOW.date()


def counted(cast, code: str) -> int | None:
    span = Span(frozenset({cast.units.station.pk}), date(TODAY.year, 1, 1), TODAY)
    return count_of(DICTIONARY[code], span)


def held(cast, **more):
    about = {
        "title": "进校园",
        "kind": "campus",
        "starts_on": TODAY,
        "ends_on": TODAY,
        "audience": 40,
    }
    return reaching.hold_campaign(host=cast.units.station, by=cast.worker, at=NOW, **about | more)


def asked(cast, campaign, before: int, after: int) -> None:
    for moment, attitude in (("before", before), ("after", after)):
        reaching.record_survey(
            campaign=campaign, moment=moment, people=10, right=70, attitude=attitude,
            by=cast.worker, at=NOW,
        )  # fmt: skip


@pytest.mark.usefixtures("everywhere")
def test_attitudes_count_as_better_or_worse_only_where_they_moved_clearly(cast):
    for before, after in ((180, 200), (180, 183), (200, 180)):
        asked(cast, held(cast), before, after)
    once = held(cast)
    reaching.record_survey(
        campaign=once, moment="after", people=10, right=70, attitude=300, by=cast.worker, at=NOW
    )

    codes = ("CAMPAIGNS_MEASURED", "ATTITUDE_BETTER", "ATTITUDE_WORSE")
    assert [counted(cast, code) for code in codes] == [3, 1, 1]
    assert set(codes) <= set(RESULTS[4].figures)


def test_a_group_that_moved_by_exactly_the_least_has_moved():
    step = awareness.CLEAR
    means = [3 - step, 3 - step + 0.01, 3, 3 + step - 0.01, 3 + step]

    assert [awareness.turned(Change((7, 7), (3, after))) for after in means] == [-1, 0, 0, 0, 1]


@pytest.mark.usefixtures("everywhere")
def test_the_stops_of_a_tour_are_part_of_who_came(cast):
    held(cast)
    tour = held(cast, kind="tour", audience=0, starts_on=TODAY - timedelta(days=3))
    for days in (2, 1):
        reaching.add_stop(
            campaign=tour, on=TODAY - timedelta(days=days), place="某苏木", programme="好来宝",
            audience=100, by=cast.worker, at=NOW,
        )  # fmt: skip

    assert counted(cast, "AUDIENCE") == 240
