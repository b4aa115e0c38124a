"""Hours of service: what cannot be true of one human."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.hours import SEATS, Clash, Stint, clash, clashes, kilometres

START = datetime(2018, 6, 1, tzinfo=UTC)
STINTS = st.builds(
    lambda begin, lasts, place: Stint(
        START + timedelta(minutes=begin), START + timedelta(minutes=begin + lasts), place
    ),
    st.integers(0, 3000), st.integers(1, 600), st.sampled_from(["", *SEATS, "150702"]),
)  # fmt: skip


@given(STINTS, STINTS)
def test_whether_two_stints_clash_does_not_depend_on_which_was_first(one, other):
    assert clash(one, other) == clash(other, one)


@given(STINTS, STINTS)
def test_stints_overlap_exactly_when_they_share_a_minute(one, other):
    def minutes(stint: Stint) -> set[int]:
        begin, end = (int((at - START) / timedelta(minutes=1)) for at in stint[:2])
        return set(range(begin, end))

    assert (clash(one, other) is Clash.OVERLAP) is bool(minutes(one) & minutes(other))


@given(STINTS, STINTS)
def test_two_days_apart_or_at_an_unknown_place_nobody_travelled_too_fast(one, other):
    later = other._replace(
        starts_at=other.starts_at + timedelta(days=5), ends_at=other.ends_at + timedelta(days=5)
    )
    assert clash(one, later) is None
    assert clash(one._replace(place=""), other) in (None, Clash.OVERLAP)


@given(st.sampled_from([*SEATS]), st.sampled_from([*SEATS]), st.sampled_from([*SEATS]))
def test_a_way_round_is_never_shorter(one, via, other):
    assert kilometres(one, other) <= kilometres(one, via) + kilometres(via, other) + 1e-6
    assert kilometres(one, other) == pytest.approx(kilometres(other, one))


def test_an_afternoon_in_hulunbuir_after_a_morning_in_hohhot_asks_for_a_word():
    morning = Stint(START, START + timedelta(hours=2), "150102")
    afternoon = Stint(START + timedelta(hours=5), START + timedelta(hours=7), "150702")
    near = afternoon._replace(place="150203")  # Baotou, 160 km away

    assert [found for found, _ in clashes(afternoon, [morning, near])] == [
        Clash.TRAVEL,
        Clash.OVERLAP,
    ]
    assert list(clashes(near, [morning])) == []
