"""Cells as people type them: dates, choices, yes and no, headers."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guihang.engines.words import Words
from guihang.exchange.columns import LOST_DIGITS, Column, moment, plain, unstuck
from guihang.exchange.kinds import CONTACTS, KINDS, PEOPLE, TESTS


@pytest.mark.parametrize(
    "text",
    ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "2026年03月05日", "20260305",
     "２０２６－０３－０５", " 2026-3-5 ", "46086", "46086.0"],
)  # fmt: skip
def test_a_day_is_known_in_every_usual_form(text: str) -> None:
    assert moment(text) == "2026-03-05"


@pytest.mark.parametrize(
    "text",
    ["2026-03-05 09:30", "2026-03-05T09:30:00", "2026/3/5 9:30", "2026年3月5日 9时30分",
     "2026年3月5日9:30", "2026-03-05 09:30:00.4", "46086.3958333333"],
)  # fmt: skip
def test_a_moment_is_known_in_every_usual_form(text: str) -> None:
    assert moment(text) == "2026-03-05T09:30:00"


def test_a_moment_may_carry_its_zone() -> None:
    assert moment("2026-03-05T09:30:00+08:00") == "2026-03-05T09:30:00+08:00"


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026-13-01", "05/03/2026", "3-5", "2026年3月", "1826-03-05", "2226-03-05",
     "0001-01-01", "13", "99999999", "1e9", "昨天", "", "2026-03-05 25:00", "2026-03-05 x"],
)  # fmt: skip
def test_what_could_be_two_days_or_none_is_not_guessed(text: str) -> None:
    assert moment(text) is None


@given(st.dates(date(1954, 11, 1), date(2100, 12, 31)))
def test_every_form_of_one_day_is_one_day(day: date) -> None:
    excel = (day - date(1899, 12, 30)).days
    forms = (day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day:%Y年%m月%d日}", str(excel))
    assert {moment(form) for form in forms} == {day.isoformat()}


@given(
    st.datetimes(datetime(1955, 1, 1), datetime(2100, 1, 1)).map(
        lambda at: at.replace(microsecond=0)
    )
)
def test_the_number_that_excel_keeps_gives_the_second_back(at: datetime) -> None:
    days = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    known = moment(repr(days))
    assert known == (at.isoformat() if at.time() != datetime.min.time() else at.date().isoformat())


@given(st.text())
def test_no_text_breaks_a_cell(text: str) -> None:
    for kind in KINDS.values():
        for column in kind.columns:
            value, problem = column.normal(text)
            assert isinstance(value, str | list)
            assert problem is None or (problem.zh and problem.en)


@pytest.mark.parametrize("text", ["9" * 400, "9" * 400 + ".5", "0." + "3" * 400, "٤٦٠٨٦"])
def test_no_number_is_too_long_for_a_day(text: str) -> None:
    assert moment(text) in (None, "2026-03-05")


def every_choice() -> list[tuple[Column, str, str]]:
    return [
        (column, code, text)
        for kind in KINDS.values() for column in kind.columns
        for code, words in column.choices for text in (code, *words, words.en.upper())
    ]  # fmt: skip


def test_a_choice_is_known_by_its_code_and_both_labels() -> None:
    for column, code, text in every_choice():
        value, problem = column.normal(text)
        assert problem is None, (column.code, text)
        assert value in (code, [code])


def test_labels_of_one_column_are_never_confused() -> None:
    for kind in KINDS.values():
        for column in kind.columns:
            for position in (0, 1):
                labels = [plain(words[position]) for _, words in column.choices]
                assert len(set(labels)) == len(labels)


def test_a_bracket_of_a_label_may_be_left_out() -> None:
    channel = CONTACTS.by_code["channel"]
    assert channel.normal("当面") == ("face", None)


def test_several_choices_are_divided_by_any_comma() -> None:
    drugs = TESTS.by_code["drugs"]
    for text in (
        "阿片类、苯丙胺类",
        "苯丙胺类,阿片类",
        "opioid;ats",
        "Opioids / ATS",
        "阿片类，ats",
    ):
        assert drugs.normal(text) == (["ats", "opioid"], None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("是", "1"), ("yes", "1"), ("TRUE", "1"), ("√", "1"), ("Ｙ", "1"), ("否", "0"), ("no", "0"), ("×", "0")],
)  # fmt: skip
def test_yes_and_no(text: str, value: str) -> None:
    assert CONTACTS.by_code["reached"].normal(text) == (value, None)


@pytest.mark.parametrize("text", ["1.50101199003071E+17", "1.5E17", "1.501011990010112e+17"])
def test_a_number_without_its_last_digits_is_not_taken(text: str) -> None:
    assert PEOPLE.by_code["id_number"].normal(text)[1] == LOST_DIGITS


def test_headers_are_known_in_both_languages_by_code_and_with_marks() -> None:
    column = PEOPLE.by_code["admitted_at"]
    for text in ("入所时间", " 入所时间* ", "Admitted at", "ADMITTED_AT", "admitted at*"):
        assert plain(text) in column.names


def test_no_two_columns_of_a_kind_answer_to_one_header() -> None:
    for kind in KINDS.values():
        names = [name for column in kind.columns for name in column.names]
        assert len(set(names)) == len(names), kind.code


def test_the_advice_never_repeats_what_was_typed() -> None:
    secret = "150101199003070118"
    for kind in KINDS.values():
        for column in kind.columns:
            problem = column.normal(secret)[1]
            assert problem is None or secret not in "".join(Words(*problem))


@given(st.text())
def test_an_apostrophe_in_front_is_not_part_of_the_value(text: str) -> None:
    assert unstuck(f"'{text}") == unstuck(text) or text.strip("\ufeff \t\r\n").startswith("'")
