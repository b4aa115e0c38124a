"""Protocols edited by hand: read back whole, or refused with every problem."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.protocol_json import ProtocolError, from_json, to_json
from guihang.engines.protocols import GOLDEN_QUARTER, PROTOCOLS


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=lambda one: one.code)
def test_a_protocol_survives_the_round_trip_through_text(protocol):
    assert from_json(json.loads(json.dumps(to_json(protocol)))) == protocol


def edited(**changes):
    """The golden three months with changes to its third step, ``week-1``."""
    data = copy.deepcopy(to_json(GOLDEN_QUARTER))
    data["steps"][2] |= changes
    return data


def problems(data, **options):
    with pytest.raises(ProtocolError) as caught:
        from_json(data, **options)
    return [problem.en for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"accepts": ["telepathy"]}, "steps[2].accepts[0]: is not a known value"),
        ({"accepts": []}, "steps[2].accepts: must list at least one act"),
        ({"accepts": "contact"}, "steps[2].accepts: must list at least one act"),
        ({"closes": {"days": 5}}, "week-1: closes before it is due"),
        ({"opens": {"days": 9}}, "week-1: is due before it opens"),
        ({"code": "week-2"}, "steps[3].code: is used twice"),
        ({"code": "Week 1"}, "steps[2].code: may hold lower-case letters"),
        ({"shift": "sometimes"}, "steps[2].shift: is not a known value"),
        ({"due": {"weeks": 1}}, "steps[2].due: must give hours, or months and days"),
        ({"due": {}}, "steps[2].due: must give hours, or months and days"),
        ({"due": {"days": "7"}}, "steps[2].due.days: must be a whole number in range"),
        ({"due": {"days": True}}, "steps[2].due.days: must be a whole number in range"),
        ({"due": {"days": 10**9}}, "steps[2].due.days: must be a whole number in range"),
        ({"due": {"days": 7, "hours": 1}}, "steps[2].due: hours cannot be mixed"),
        ({"owner": ""}, "steps[2].owner: must be text and not empty"),
        ({"words": {"zh": "联系"}}, "steps[2].words.en: is missing"),
        ({"words": "联系"}, "steps[2].words: must be an object"),
        ({"why": {"zh": "x" * 3000, "en": "x"}}, "steps[2].why.zh: is longer than 2000"),
        ({"colour": "red"}, "steps[2].colour: is not a known field"),
    ],
)
def test_a_wrong_step_is_refused_with_its_place(changes, expected):
    assert any(problem.startswith(expected) for problem in problems(edited(**changes)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"source": {"zh": " ", "en": "x"}}, "protocol.source.zh: must be text and not empty"),
        ({"version": 0}, "protocol.version: must be a whole number from 1"),
        ({"version": "1"}, "protocol.version: must be a whole number from 1"),
        ({"effective_on": "soon"}, "protocol.effective_on: must be like 2027-01-31"),
        ({"anchor": "releese"}, "protocol.anchor: is none of release"),
        ({"steps": []}, "protocol.steps: must be a list of 1 to 400 steps"),
        ({"steps": "none"}, "protocol.steps: must be a list of 1 to 400 steps"),
    ],
)
def test_a_wrong_protocol_is_refused_with_its_place(changes, expected):
    data = to_json(GOLDEN_QUARTER) | changes

    assert any(problem.startswith(expected) for problem in problems(data))


def test_a_missing_source_is_refused():
    data = to_json(GOLDEN_QUARTER)
    del data["source"]

    assert problems(data) == ["protocol.source: is missing"]


def test_all_problems_come_at_once():
    data = edited(accepts=["telepathy"], owner="", shift="x") | {
        "version": 0,
        "source": {"zh": "", "en": "x"},
    }

    assert len(problems(data)) == 5


def test_windows_of_one_track_may_not_overlap():
    found = problems(edited(closes={"days": 12}))

    assert found == ["week-1 and week-2: their windows overlap on the track contact"]


def test_an_overlap_in_february_only_is_found():
    data = to_json(PROTOCOLS["years-one-to-three", 1])
    data["steps"][0]["closes"] = {"months": 4, "days": 15}

    assert problems(data) == ["month-4 and month-5: their windows overlap on the track contact"]


def test_a_role_that_does_not_exist_owns_no_task():
    roles = {"social_worker", "station_head"}

    assert from_json(to_json(GOLDEN_QUARTER), owners=roles) == GOLDEN_QUARTER
    assert problems(edited(owner="volunteer"), owners=roles) == ["steps[2].owner: is not a role"]


@pytest.mark.parametrize("data", [None, [], "text", 7, {}])
def test_what_is_no_protocol_at_all_is_refused(data):
    assert problems(data)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
PLACES = ["code", "version", "words", "source", "effective_on", "anchor", "steps"]
STEP_PLACES = [
    "code",
    "words",
    "track",
    "accepts",
    "opens",
    "due",
    "closes",
    "owner",
    "why",
    "shift",
]


def read(data):
    """The problems of a protocol, () when it can be read."""
    try:
        from_json(data)
    except ProtocolError as error:
        return error.problems
    return ()


@given(st.sampled_from(PLACES), JUNK)
def test_junk_in_a_field_is_refused_or_read_and_never_a_crash(place, junk):
    problems = read(to_json(GOLDEN_QUARTER) | {place: junk})

    assert all(problem.zh and problem.en for problem in problems)


@given(st.sampled_from(STEP_PLACES), JUNK)
def test_junk_in_a_step_is_refused_or_read_and_never_a_crash(place, junk):
    problems = read(edited(**{place: junk}))

    assert all(problem.zh and problem.en for problem in problems)
