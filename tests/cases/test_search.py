"""Finding a person: exact values by keyed hash, a part of a name inside one's own units."""

import pytest
from tests.conftest import admitted, in_aftercare

from guihang.cases import queries
from guihang.cases.models import Case
from guihang.core import scope
from guihang.people.permissions import Permission
from guihang.people.queries import tree

ID_NUMBER, OTHER_ID = "15010219900307889X", "150102199003078885"
ID_NUMBER = "150102199003078893"


@pytest.fixture
def case(cast, everywhere) -> Case:
    return admitted(cast, name="张建国", id_number=ID_NUMBER, phone="13800138000", number="GH-0001")


def found(text, *units, anywhere=()):
    ids = [unit.pk for unit in units]
    return [case.pk for case in queries.search(text, units=ids, anywhere=anywhere)]


@pytest.mark.parametrize(
    "text",
    [
        "GH-0001", " GH-0001 ",
        ID_NUMBER, "150102 19900307 8893", "１５０１０２１９９００３０７８８９３",
        "13800138000", "138 0013 8000", "+86 138-0013-8000",
        "张建国", "张", "建国", "国", "张 建国",
        "zhangjianguo", "zhang jian guo", "ZHANGJ", "jianguo", "ang",
        "zjg", "ZJ", "z",
    ],
)  # fmt: skip
def test_a_person_of_ones_own_unit_is_found_by(cast, case, text):
    assert found(text, cast.units.facility) == [case.pk]


@pytest.mark.parametrize(
    "text",
    ["", "   ", "张国", "建张", "jg", "GH-0002", OTHER_ID, ID_NUMBER[:17], "13800138001", "8000",
     "1990", "%", "_", "张%", "\\", "' OR 1=1 --", "\0", "张\0", "半\ud800", "张" * 10_000,
     "\x1f", "·", " . ", "🙂"],
)  # fmt: skip
def test_nobody_is_found_by(cast, case, text):
    assert found(text, cast.units.facility) == []


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("乌云·其其格", ["乌云其其格", "乌云·其其格", "云其", "云·其", "wuyunqiqige", "wyqqg"]),
        ("乌云•其其格", ["乌云其其格", "乌云·其其格", "云其"]),
        ("吕布", ["lvbu", "lübu", "lb"]),
        ("Batu Möngke", ["batu", "Batu Möngke", "möngke", "batumöngke", "BATU"]),
        ("欧阳娜仁", ["欧阳", "ouyangnaren", "oynr"]),
    ],
)
def test_a_name_of_this_region_is_found_as_people_type_it(cast, everywhere, name, texts):
    case = admitted(cast, name=name)

    assert {text: found(text, cast.units.facility) for text in texts} == {
        text: [case.pk] for text in texts
    }


@pytest.mark.parametrize("text", ["张建国", "张", "zhang", "zjg", "GH-0001", "13800138000"])
def test_a_person_of_another_unit_is_not_found_by_name_number_or_phone(cast, case, text):
    region = tree().parents

    assert found(text, cast.units.other_facility) == []
    assert found(text, cast.units.other_facility, anywhere=region) == []


def test_a_person_of_another_unit_is_found_by_id_number_where_that_is_permitted(cast, case):
    may = cast.bureau.units(Permission.PERSON_FIND_ANYWHERE)
    may_not = cast.other_officer.units(Permission.PERSON_FIND_ANYWHERE)

    assert found(ID_NUMBER, cast.units.other_facility, anywhere=may) == [case.pk]
    assert found(ID_NUMBER, cast.units.other_facility, anywhere=may_not) == []
    assert may_not == frozenset()


def test_row_level_security_stands_behind_the_search(cast, case):
    everything = tree().parents

    with scope.opened([cast.units.other_facility.pk]):
        assert queries.search(ID_NUMBER, units=everything, anywhere=everything) == []
        assert queries.search("张", units=everything) == []


def test_who_holds_the_case_now_finds_it_by_a_part_of_the_name(cast, everywhere):
    case = in_aftercare(cast, name="娜仁花")

    assert found("娜仁", cast.units.station) == [case.pk]
    assert found("娜仁花", cast.units.facility) == [case.pk]  # the exact name, which they know
    assert found("娜仁", cast.units.other_station) == []


def test_somebody_without_a_name_is_found_by_number(cast, everywhere):
    case = admitted(cast, name="", known="unknown", number="GH-UNKNOWN")

    assert found("GH-UNKNOWN", cast.units.facility) == [case.pk]
    assert found("GH", cast.units.facility) == []


def test_namesakes_are_all_found(cast, everywhere):
    cases = {admitted(cast, name="张建国").pk for _ in range(3)}

    assert set(found("张建国", cast.units.facility)) == cases
    assert set(found("建国", cast.units.facility)) == cases
