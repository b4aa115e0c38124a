"""De-identification: what it finds in a planted set, what it wrongly finds, and what it never does."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines import held_out
from tests.engines.red_team import ADMITTED, PLAIN, UNITS, Planted, planted

from guihang.engines import deidentify
from guihang.engines.deidentify import Finding, Kind

FLOORS = dict.fromkeys(Kind, 0.95) | {Kind.ID_NUMBER: 1.0, Kind.CARD: 1.0, Kind.PHONE: 1.0}
"""Least share of planted identifiers that must be found. What the tables hold is found always."""

FALSE_ALARMS = 3
"""Most findings in the thousand characters that identify nobody."""


def scanned(one: Planted) -> list[Finding]:
    known = {one.text[one.start : one.end]: "康复人员"} if one.known else {}
    return deidentify.scan(one.text, known=known, units=UNITS, admitted_on=ADMITTED)


def covered(one: Planted, found: list[Finding]) -> bool:
    places = {place for each in found for place in range(each.start, each.end)}
    return places.issuperset(range(one.start, one.end))


def recall(marked: Iterable[Planted]) -> dict[tuple[Kind, bool], tuple[int, int]]:
    """Kind, and whether the name stands in the tables → found, planted."""
    hits, all_of = Counter[tuple[Kind, bool]](), Counter[tuple[Kind, bool]]()
    for one in marked:
        key = one.kind, one.known
        all_of[key] += 1
        hits[key] += covered(one, scanned(one))
    return {key: (hits[key], number) for key, number in all_of.items()}


@pytest.mark.parametrize("seed", [20261124, 1, 2])
def test_the_red_team_set_is_found(seed):
    found = recall(planted(seed))

    assert sum(number for _, number in found.values()) >= 200
    for (kind, known), (hits, number) in found.items():
        print(f"{kind}{' in the tables' if known else ''}: {hits} of {number}")
        assert hits / number >= (1.0 if known else FLOORS[kind])


def test_text_that_identifies_nobody_raises_few_alarms():
    found = [one for text in PLAIN for one in deidentify.scan(text, units=UNITS)]

    print(f"false alarms: {len(found)} in {sum(map(len, PLAIN))} characters")
    assert len(found) <= FALSE_ALARMS
    assert [one for one in found if one.sure] == []


NUMBERS = (Kind.ID_NUMBER, Kind.PHONE, Kind.PLATE, Kind.CARD, Kind.ACCOUNT)


def test_the_set_that_nothing_was_tuned_on_is_reported_as_it_is_found():
    """Numbers and the names of the tables are a promise; the rest is told as it is, in docs."""
    found = recall(held_out.planted())
    alarms = [one for text in held_out.PLAIN for one in deidentify.scan(text, units=UNITS)]
    counted = Counter[tuple[str, str]]()
    for (kind, known), (hits, number) in found.items():
        print(f"held out, {kind}{' in the tables' if known else ''}: {hits} of {number}")
        name = "names in the tables" if known else "numbers" if kind in NUMBERS else str(kind)
        counted[name, "found"] += hits
        counted[name, "of"] += number
    print(f"held out, false alarms: {len(alarms)} in {sum(map(len, held_out.PLAIN))} characters")

    assert sum(number for _, number in found.values()) >= 60
    assert counted["numbers", "found"] == counted["numbers", "of"] >= 15
    assert counted["names in the tables", "found"] == counted["names in the tables", "of"]
    assert len(alarms) <= FALSE_ALARMS
    told = (Path(__file__).parents[2] / "docs" / "security.md").read_text()
    for name in ("name", "address", "date", "unit"):
        said = f"{name} {counted[name, 'found']} of {counted[name, 'of']}"
        assert said in told, f"docs/security.md does not say: {said}"


def test_a_number_whose_check_digit_is_wrong_and_whose_birth_is_impossible_is_none():
    """The controls: digits alone do not make an identity card, a bank card or a telephone."""
    for text in ("编号150102199013078885。", "批次6228480402564890017。", "费用13812345678901元。"):
        assert deidentify.scan(text) == []
    assert [one.kind for one in deidentify.scan("证号150102199003078885。")] == [Kind.ID_NUMBER]


def test_what_is_replaced_says_the_role_the_decade_and_the_month():
    text = "张建国，1985年3月2日出生，2018年5月16日母亲李秀英来所，家住海拉尔区。"

    found = deidentify.scan(
        text, known={"张建国": "康复人员", "李秀英": "母亲"}, admitted_on=date(2018, 3, 6)
    )

    assert deidentify.clean(text, found) == (
        "康复人员张某某，80年代出生，入所后第3个月母亲李某某来所，家住呼伦贝尔市某旗县。"
    )


@given(
    st.text(
        alphabet="张建国的母亲李秀英，138 1234-5678住红山区1号2018年5月蒙A·12345。", max_size=60
    )
)
def test_findings_lie_in_order_and_never_overlap_and_cleaning_leaves_the_rest_as_it_was(text):
    found = deidentify.scan(text)
    kept, at = "", 0
    for one in found:
        assert at <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end]
        kept += text[at : one.start] + one.instead
        at = one.end

    assert deidentify.clean(text, found) == kept + text[at:]
