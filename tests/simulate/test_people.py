"""Invented people can be told from real ones, and from each other."""

from datetime import date

import pytest

from guihang.engines.divisions import DIVISIONS
from guihang.engines.identity import check, phone
from guihang.simulate import people
from guihang.simulate.people import Registry, dice

DAY = date(2026, 6, 1)


def some(count, **about):
    registry = Registry(dice(7), **about)
    return [registry.person(sex="12"[n % 2], home="150702", on=DAY) for n in range(count)]


def test_every_mark_of_an_invented_person_is_there():
    assert all(
        people.is_synthetic(who.number, who.id_number, who.phone, who.address) for who in some(500)
    )


@pytest.mark.parametrize(
    "real",
    [
        ("GH2026ABCDEF01", "", "", ""),
        ("DEMO-1", "150102199003078885", "", ""),
        ("DEMO-1", "", "+8613800138000", ""),
        ("DEMO-1", "", "", "呼伦贝尔市海拉尔区中央大街1号"),
    ],
)
def test_a_person_without_one_of_the_marks_is_not_taken_for_invented(real):
    assert not people.is_synthetic(*real)


def test_no_county_issues_the_numbers():
    assert not any(code.startswith(people.ISSUER) for code in DIVISIONS)


def test_numbers_pass_the_check_that_forms_make():
    for who in some(300):
        assert phone(who.phone).e164 == f"+86{who.phone}"
        if who.id_number:
            checked = check(who.id_number, today=DAY, sex=int(who.sex))
            assert (checked.problems, checked.warnings) == ((), ())
            assert checked.birth_on == who.born_on


def test_ages_are_those_of_the_parameters():
    ages = [(DAY - who.born_on).days / 365.25 for who in some(2000)]
    assert 17.9 < min(ages) < max(ages) < 61.1
    young = sum(age < 36 for age in ages) / len(ages)
    assert young == pytest.approx(0.556, abs=0.03)  # R2017


def test_no_two_people_share_a_number_whoever_makes_them():
    crowds = [some(4000), some(4000, batch=1)]
    crowds += [some(2000, batch=2, start=part, step=2) for part in (0, 1)]
    made = [who for crowd in crowds for who in crowd]

    for numbers in ([who.number for who in made], [who.id_number for who in made if who.id_number]):
        assert len(set(numbers)) == len(numbers)


def test_a_full_day_of_births_goes_on_with_the_day_before():
    registry = Registry(dice(1))
    registry._born.update({(day, "1"): 500 for day in map(date.fromordinal, range(700000, 739800))})

    who = registry.person(sex="1", home="150702", on=DAY)

    assert who.born_on < date.fromordinal(700000)


def test_some_people_have_no_name_and_then_no_number():
    unknown = [who for who in some(2000) if not who.name]
    assert 5 < len(unknown) < 45
    assert not any(who.id_number for who in unknown)
