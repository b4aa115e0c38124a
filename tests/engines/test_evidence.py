"""The ladder of evidence, and the interval that holds the first use."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.evidence import (
    Finding,
    FirstUse,
    Sample,
    UseEvidence,
    confirmed,
    first_confirmed,
    first_use,
)

RELEASED = date(2026, 3, 2)


def day(number: int) -> date:
    return RELEASED + timedelta(days=number)


def found(number: int, evidence: UseEvidence, **more) -> Finding:
    return Finding(day(number), more.pop("not_before", None), evidence, **more)


LAB = UseEvidence.LAB_POSITIVE
POLICE = UseEvidence.POLICE_DETERMINATION
HAIR = UseEvidence.HAIR_POSITIVE


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (found(1, POLICE), True),
        (found(1, POLICE, appeal_open=True), True),
        (found(1, LAB, lab_chain=True), True),
        (found(1, LAB), False),
        (found(1, LAB, lab_chain=True, appeal_open=True), False),
        (found(1, LAB, lab_chain=True, overturned=True), False),
        (found(1, POLICE, overturned=True), False),
        (found(1, HAIR, lab_chain=True), False),
        (found(1, UseEvidence.ONSITE_POSITIVE, lab_chain=True), False),
        (found(1, UseEvidence.SELF_REPORT), False),
        (found(1, UseEvidence.COLLATERAL), False),
    ],
)
def test_only_a_determination_or_a_laboratory_with_its_chain_confirms(finding, expected):
    assert confirmed(finding) is expected


def test_every_kind_of_evidence_has_words():
    assert all(one.words.zh and one.words.en for one in UseEvidence)


def test_the_first_confirmed_day_leaves_reported_lapses_aside():
    findings = [
        found(9, UseEvidence.SELF_REPORT),
        found(40, POLICE),
        found(30, LAB, lab_chain=True),
    ]

    assert first_confirmed(findings) == day(30)
    assert first_confirmed(findings[:1]) is None


def test_the_first_use_lies_between_the_last_negative_and_the_first_positive():
    tests = [
        Sample(day(7), False),
        Sample(day(21), True),
        Sample(day(14), False),
        Sample(day(28), False),
    ]

    assert first_use([], tests, since=RELEASED) == FirstUse(day(14), day(21), False)


def test_without_a_negative_the_interval_begins_at_release():
    assert first_use([], [Sample(day(7), True)], since=RELEASED) == (RELEASED, day(7), False)


def test_without_a_positive_the_right_end_is_open():
    assert first_use([], [Sample(day(7), False)], since=RELEASED) == (day(7), None, False)
    assert first_use([], []) == (None, None, False)


def test_a_day_with_both_results_counts_as_positive():
    both = [Sample(day(7), False), Sample(day(7), True)]

    assert first_use([], both, since=RELEASED) == (RELEASED, day(7), False)


def test_a_laboratory_result_confirms_the_interval_that_it_ends():
    findings = [found(21, LAB, lab_chain=True)]

    assert first_use(findings, [Sample(day(21), True)], since=RELEASED).confirmed


def test_retention_figures_may_leave_reported_lapses_aside():
    findings = [found(9, UseEvidence.SELF_REPORT), found(30, POLICE)]
    tests = [Sample(day(20), False)]

    assert first_use(findings, tests, since=RELEASED) == (RELEASED, day(9), False)
    assert first_use(findings, tests, since=RELEASED, confirmed_only=True) == (
        day(20),
        day(30),
        True,
    )


def test_what_is_known_of_the_earliest_day_narrows_the_interval():
    told = found(30, UseEvidence.SELF_REPORT, not_before=day(25))

    assert first_use([told], [Sample(day(7), False)], since=RELEASED) == (day(24), day(30), False)


def test_hair_that_may_show_use_in_custody_dates_nothing():
    reaches_back = found(30, HAIR, not_before=day(-150))
    recent = found(200, HAIR, not_before=day(20))
    from_release = found(30, HAIR, not_before=RELEASED)

    assert first_use([reaches_back], [], since=RELEASED).right is None
    assert first_use([found(30, HAIR)], [], since=RELEASED).right is None
    assert first_use([recent], [], since=RELEASED) == (day(19), day(200), False)
    assert first_use([from_release], [], since=RELEASED).right == day(30)


def test_a_sign_from_before_release_does_not_count():
    assert first_use([found(-5, POLICE)], [Sample(day(-9), True)], since=RELEASED).right is None


def test_what_a_prescription_explains_is_no_use():
    assert first_use([found(5, LAB, overturned=True)], [], since=RELEASED).right is None


TESTS = st.lists(st.builds(Sample, st.integers(0, 400).map(day), st.booleans()), max_size=15)


@given(TESTS)
def test_the_interval_is_in_order_and_no_negative_lies_inside(tests):
    left, right, _ = first_use([], tests, since=RELEASED)

    assert left is not None
    if right is not None:
        assert left <= right
        assert not any(test.on < right and (test.on > left or test.positive) for test in tests)


@given(st.permutations([Sample(day(7 * n), n > 3) for n in range(1, 7)]))
def test_the_order_of_tests_is_irrelevant(tests):
    assert first_use([], tests, since=RELEASED) == (day(21), day(28), False)
