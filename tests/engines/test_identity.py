"""GB 11643 numbers, phone numbers, masks. Every number here is a published or synthetic vector."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.identity import (
    FEMALE,
    MALE,
    Kind,
    check,
    check_character,
    mask_name,
    mask_number,
    mask_phone,
    phone,
)

TODAY = date(2026, 11, 1)


def numbered(body: str) -> str:
    return body + check_character(body)


@pytest.mark.parametrize(
    "number",
    [
        # python-stdnum, cn.ric
        "11010519491231002X",
        "440524188001010014",
        "360426199101010071",
        # synthetic, computed from the standard
        "150102199003078885",
        "15030319851212001X",
        "15042619780630002X",
    ],
)
def test_published_and_synthetic_numbers_are_valid(number):
    assert check(number, today=TODAY).normal == number


def test_a_wrong_check_character_is_refused():
    found = check("360426199101010072", today=TODAY)

    assert found.normal is None
    assert [one.en for one in found.problems] == [
        "The check character is wrong; compare digit by digit"
    ]


@given(st.integers(0, 17), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(place, change):
    good = "150102199003078885"
    digit = str((int(good[place]) + change) % 10)

    assert check(good[:place] + digit + good[place + 1 :], today=TODAY).normal is None


@given(st.integers(0, 16))
def test_two_neighbours_swapped_are_caught(place):
    good = "150102199003078885"
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]

    assert (check(swapped, today=TODAY).normal is None) == (swapped != good)


@pytest.mark.parametrize(
    "typed",
    [
        " 15030319851212001x ",
        "150303 19851212 001X",
        "１５０３０３１９８５１２１２００１Ｘ",
        "150303-19851212-001X",
        "15030319851212001×",
        "15030319851212001Х",  # Cyrillic
        "15030319851212001Ⅹ",  # Roman ten
        "\u200b15030319851212001X\ufeff",
    ],
)
def test_what_people_type_and_paste_becomes_the_normal_form(typed):
    assert check(typed, today=TODAY).normal == "15030319851212001X"


def test_the_number_tells_birth_sex_and_region():
    found = check("150102199003078885", today=TODAY)

    assert found.birth_on == date(1990, 3, 7)
    assert found.sex == FEMALE
    assert found.region == "150102"
    assert found.kind is Kind.RESIDENT


@pytest.mark.parametrize("prefix", ["152101", "152301", "152601", "152701", "152801"])
def test_abolished_league_codes_are_accepted(prefix):
    assert check(numbered(f"{prefix}19700101001"), today=TODAY).problems == ()


def test_an_old_number_of_15_digits_is_made_18_with_a_warning():
    found = check("150102900307888", today=TODAY)

    assert found.normal == "150102199003078885"
    assert [one.zh for one in found.warnings] == ["15位旧号已升为18位"]


def test_another_sex_on_record_is_a_warning_and_no_refusal():
    number = "150102199003078885"

    assert check(number, today=TODAY, sex=FEMALE).warnings == ()
    found = check(number, today=TODAY, sex=MALE)
    assert found.normal == number
    assert len(found.warnings) == 1


@pytest.mark.parametrize("sex", [0, 9, None])
def test_an_unknown_sex_on_record_says_nothing(sex):
    assert check("150102199003078885", today=TODAY, sex=sex).warnings == ()


def test_a_birth_in_the_future_is_refused_and_one_today_is_not():
    tomorrow = numbered("15010220261102001")
    today = numbered("15010220261101001")

    assert [one.zh for one in check(tomorrow, today=TODAY).problems] == ["出生日期在将来"]
    assert check(today, today=TODAY).normal == today


def test_a_date_that_does_not_exist_is_refused():
    found = check(numbered("15010219900230001"), today=TODAY)

    assert [one.zh for one in found.problems] == ["出生日期不存在"]


def test_someone_over_120_years_is_worth_a_second_look():
    assert len(check("440524188001010014", today=TODAY).warnings) == 1


def test_all_problems_come_at_once():
    found = check("990102203013018880", today=TODAY)

    assert len(found.problems) == 2  # date, check character; 9… is a foreigner's card


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("81000019900307001", Kind.RESIDENCE_PERMIT),
        ("82000019900307001", Kind.RESIDENCE_PERMIT),
        ("83000019900307001", Kind.RESIDENCE_PERMIT),
        ("91500019900307001", Kind.FOREIGNER),
    ],
)
def test_residence_permits_and_foreigners_cards_have_valid_numbers(body, kind):
    found = check(numbered(body), today=TODAY)

    assert (found.problems, found.kind) == ((), kind)


def test_a_prefix_of_no_province_is_refused():
    found = check(numbered("00010219900307001"), today=TODAY)

    assert [one.zh for one in found.problems] == ["前两位不是省级代码"]


@pytest.mark.parametrize(
    "junk",
    ["", "X", "1501021990030788", "1501021990030788851", "15010219900307888A", "᠑" * 18, "١" * 18],
)
def test_anything_else_is_refused_by_its_form(junk):
    found = check(junk, today=TODAY)

    assert found.normal is None
    assert len(found.problems) == 1


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{17}[0-9Xx]", fullmatch=True))
def test_no_text_crashes_the_check_and_no_message_repeats_it(text):
    found = check(text, today=TODAY)
    words = "".join(one.zh + one.en for one in (*found.problems, *found.warnings))

    assert bool(found.problems) == (found.normal is None)
    assert len(text) < 15 or text not in words


@given(st.text(alphabet="0123456789", min_size=17, max_size=17))
def test_the_normal_form_is_stable(body):
    found = check(numbered(body), today=TODAY)

    if found.normal:
        assert check(found.normal, today=TODAY) == found


@pytest.mark.parametrize(
    "typed",
    ["13812345678", "138 1234 5678", "+86 138-1234-5678", "008613812345678", "8613812345678",
     "１３８１２３４５６７８", "(138)12345678", "\u200b13812345678"],
)  # fmt: skip
def test_a_mobile_number_is_stored_in_one_form(typed):
    assert phone(typed) == ("+8613812345678", ())


@pytest.mark.parametrize(
    "area",
    [
        "0470",
        "0471",
        "0472",
        "0473",
        "0474",
        "0475",
        "0476",
        "0477",
        "0478",
        "0479",
        "0482",
        "0483",
    ],
)
def test_landlines_of_the_region_lose_their_zero(area):
    assert phone(f"{area}-6901234").e164 == f"+86{area[1:]}6901234"
    assert phone(f"+86 {area[1:]} 6901234").e164 == f"+86{area[1:]}6901234"


def test_landlines_of_other_provinces_are_accepted_because_people_move():
    assert phone("010-65551234").e164 == "+861065551234"
    assert phone("0571 8765 4321").e164 == "+8657187654321"


@pytest.mark.parametrize("line", ["110", "120", "12345", "12348", "12356", "96110", "4008001234"])
def test_a_service_line_is_nobodys_number(line):
    assert [one.en for one in phone(line).problems] == [
        "This is a service line, not a person's number"
    ]


@pytest.mark.parametrize(
    "junk",
    ["", "abc", "1281234567", "12812345678", "138123456789", "6901234", "0471-12", "13812345678;1",
     "0471-6901234转801", "+1 202 555 0123", "᠑᠓᠘᠑᠒᠓᠔᠕᠖᠗᠘"],
)  # fmt: skip
def test_anything_else_is_no_phone_number(junk):
    found = phone(junk)

    assert found.e164 is None
    assert len(found.problems) == 1


@given(st.text(max_size=30) | st.from_regex(r"[+0-9 ()-]{5,20}", fullmatch=True))
def test_no_text_crashes_the_phone_check_and_its_form_is_stable(text):
    found = phone(text)

    assert (found.e164 is None) == bool(found.problems)
    if found.e164:
        assert phone(found.e164) == found


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张建国", "张*国"),
        ("李四", "李*"),
        ("欧阳修文", "欧阳*文"),
        ("欧阳修", "欧阳*"),
        ("司马", "司*"),
        ("阿拉腾其木格", "阿****格"),
        ("巴图·孟克", "巴***克"),
        ("Batu Mongke", "B*** M*****"),
        ("王", "*"),
        ("", ""),
    ],
)
def test_a_masked_name_keeps_its_ends(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize("surname", ["张", "欧阳", "上官", "尉迟"])
@given(given_name=st.text("建国文雪娜明", min_size=1, max_size=3))
def test_a_mask_never_shows_a_whole_given_name(surname, given_name):
    masked = mask_name(surname + given_name)

    assert masked.startswith(surname)
    assert len(masked) == len(surname + given_name)
    assert masked[len(surname)] == "*"


def test_a_masked_number_and_phone_hide_the_middle():
    assert mask_number("150102199003078885") == "1501************85"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("+8613812345678") == "+86138****5678"
    assert (mask_number("1234"), mask_phone("1234")) == ("****", "****")


@given(st.from_regex(r"15[0-9]{15}[0-9X]", fullmatch=True))
def test_a_masked_number_never_shows_the_birth_date(number):
    assert set(mask_number(number)[4:-2]) == {"*"}
