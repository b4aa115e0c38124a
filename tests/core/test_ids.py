"""Identifiers: RFC 9562 in form, in order of time, and the same for the same row of a sheet."""

import time

from hypothesis import given
from hypothesis import strategies as st

from guihang.core.ids import derived, uuid7


def test_an_id_is_a_version_7_of_now():
    before, made, after = time.time_ns(), uuid7(), time.time_ns()

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before // 1_000_000 <= made.int >> 80 <= after // 1_000_000


def test_ids_sort_by_the_moment_they_were_made_and_never_meet():
    first = uuid7()
    time.sleep(0.002)
    ids = [uuid7() for _ in range(10_000)]

    assert first < min(ids)
    assert len(set(ids)) == len(ids)


@given(
    st.lists(st.text(alphabet=st.characters(exclude_characters="\x1f", codec="utf-8")), min_size=1)
)
def test_the_same_parts_give_the_same_id_and_others_another(parts):
    made = derived(*parts)

    assert made == derived(*parts)
    assert made != derived(*parts, "")
    assert (made.version, made.variant) == (8, "specified in RFC 4122")


def test_where_one_part_ends_is_part_of_the_id():
    assert derived("ab", "c") != derived("a", "bc")
