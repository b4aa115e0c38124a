"""``guihang outcomes incidence, intervals, cox, funnel``: the JSON they print, and bad input."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from lifelines.datasets import load_rossi

from guihang.outcomes.cli import outcomes

PEOPLE = (
    "days,first,left,right,place,age,drug\n"
    "3,1,0,3,2,30,a\n5,2,5,,10,41,b\n8,0,8,,2,28,c\n9,1,7,9,10,33,a\n12,2,12,12,2,50,b\n"
    "14,0,14,,10,37,a\n,1,1,2,2,20,a\n4,,1,2,2,20,a\n"
)
INCIDENCE = ("incidence", "--duration", "days", "--cause", "first")
INTERVALS = ("intervals", "--left", "left", "--right", "right")
COX = ("cox", "--duration", "week", "--event", "arrest", "--covariates", "fin,age,prio")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("people")
    (path / "people.csv").write_text(PEOPLE)
    load_rossi().to_csv(path / "rossi.csv", index=False)
    return path


def run(command, file, *options):
    return CliRunner().invoke(outcomes, [command[0], str(file), *command[1:], *options])


def answer(command, file, *options):
    result = run(command, file, *options, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout, parse_constant=pytest.fail)


class TestIncidence:
    def test_the_keys_are_these_and_rows_without_a_value_are_counted(self, folder):
        found = answer(INCIDENCE, folder / "people.csv", "--by", "place", "--at", "5,9")
        assert list(found) == ["n", "n_missing", "censored", "groups", "gray"]
        assert (found["n"], found["n_missing"], found["censored"]) == (6, 2, 2)
        group = found["groups"][0]
        assert [one["group"] for one in found["groups"]] == ["2", "10"]
        assert [one["cause"] for one in group["causes"]] == [1, 2]
        assert list(group["causes"][0]["at"][0]) == [
            "time", "n_risk", "events", "cif", "se", "lower", "upper", "provisional", "reason",
        ]  # fmt: skip
        assert list(found["gray"][0]) == ["cause", "chi2", "df", "p"]

    def test_all_probabilities_add_to_one_and_nothing_is_said_beyond_follow_up(self, folder):
        group = answer(INCIDENCE, folder / "people.csv", "--at", "9,15")["groups"][0]
        now, later = zip(*(one["at"] for one in group["causes"]), strict=True)
        assert group["free"][0]["survival"] + sum(one["cif"] for one in now) == pytest.approx(1)
        assert [one["cif"] for one in later] == [None, None]
        assert [one["reason"] for one in later] == ["beyond_last_observation"] * 2
        assert group["free"][1]["survival"] is None
        assert now[0]["reason"] == "few_at_risk"


class TestIntervals:
    def test_a_blank_right_end_is_a_censoring_and_a_blank_left_end_a_missing_value(self, tmp_path):
        path = tmp_path / "visits.csv"
        path.write_text("left,right\n7,14\n14,21\n21,\n,7\n0,\n")
        found = answer(INTERVALS, path, "--at", "7,14,21,22")
        assert (found["n"], found["n_missing"], found["events"]) == (4, 1, 2)
        assert found["n_uninformative"] == 1
        assert found["converged"]
        rates = [one["survival"] for one in found["at"]]
        assert rates[:3] == pytest.approx([1, 2 / 3, 1 / 3], abs=1e-6)
        assert rates[3] is None
        assert found["loglik"] == pytest.approx(3 * np.log(1 / 3))

    def test_an_interval_that_ends_before_it_begins_is_refused_with_its_line(self, tmp_path):
        path = tmp_path / "visits.csv"
        path.write_text("left,right\n7,14\n9,2\n")
        refused(run(INTERVALS, path), "第 3 行：左端 9 大于右端 2", "Line 3: the left end 9")


class TestCox:
    def test_the_keys_are_these_and_the_figures_those_of_r(self, folder):
        found = answer(COX, folder / "rossi.csv", "--ties", "efron")
        assert (found["n"], found["n_missing"], found["events"]) == (432, 0, 114)
        assert list(found["coef"][0]) == [
            "name", "coef", "se", "z", "p", "hr", "lower", "upper",
        ]  # fmt: skip
        # R 4.2.2, survival 3.5-3: coxph(Surv(week, arrest) ~ fin + age + prio).
        assert found["coef"][0]["coef"] == pytest.approx(-0.347, abs=5e-4)
        assert set(found["ph"]) == {"km", "rank", "identity", "log"}
        assert [one["name"] for one in found["ph"]["km"]] == ["fin", "age", "prio", "GLOBAL"]
        assert found["loglik"] > found["loglik_null"]
        assert 0.5 < found["concordance"] < 1

    def test_strata_ties_and_clusters_are_understood(self, folder):
        plain = answer(COX, folder / "rossi.csv")
        other = answer(COX, folder / "rossi.csv", "--strata", "race", "--ties", "breslow")
        robust = answer(COX, folder / "rossi.csv", "--cluster", "wexp")
        assert (other["strata"], other["ties"], robust["robust"]) == (2, "breslow", True)
        assert other["coef"][0]["coef"] != plain["coef"][0]["coef"]
        assert robust["coef"][0]["coef"] == plain["coef"][0]["coef"]

    def test_words_are_compared_with_the_first_of_them(self, folder):
        command = ("cox", "--duration", "days", "--event", "left", "--covariates", "drug")
        result = run(command, folder / "people.csv")
        refused(result, "不是 0/1", "is not 0/1")
        path = folder / "words.csv"
        path.write_text("d,e,drug\n1,1,b\n2,1,a\n3,1,c\n4,1,b\n5,0,a\n6,1,c\n7,1,a\n")
        command = ("cox", "--duration", "d", "--event", "e", "--covariates", "drug")
        assert [one["name"] for one in answer(command, path)["coef"]] == ["drug=b", "drug=c"]

    @pytest.mark.parametrize(
        ("covariates", "zh", "en"),
        [
            ("age,,fin", "空的列名", "blank column name"),
            ("age,age", "重复了：age", "names twice: age"),
            ("age,none,nor", "没有名为“nor”的列", "No column named “none”"),
            ("age,one", "“one”在可用的行里只有一个值", "“one” has one value only"),
            ("age,twice", "“twice”可由其他协变量", "“twice” follows from the other"),
            ("age,mixed", "“mixed”列里有数字，也有文字", "holds numbers and words"),
        ],
    )
    def test_covariates_that_cannot_be_used_are_named(self, tmp_path, covariates, zh, en):
        rows = [f"{t},{t % 2},{t * t},1,{2 * t * t},{'x' if t == 4 else t}" for t in range(1, 9)]
        path = tmp_path / "people.csv"
        path.write_text("week,arrest,age,one,twice,mixed\n" + "\n".join(rows) + "\n")
        refused(run((*COX[:5], "--covariates", covariates), path), zh, en)
        assert run((*COX[:5], "--covariates", "age"), path).exit_code == 0

    def test_ties_of_another_kind_are_refused(self, folder):
        refused(run(COX, folder / "rossi.csv", "--ties", "exact"), "--ties 应为", "takes one of")


class TestFunnel:
    def test_units_are_listed_in_their_own_order_with_what_they_expect(self, folder):
        command = ("funnel", *COX[1:5], "--unit", "wexp", "--covariates", "age,prio")
        found = answer(command, folder / "rossi.csv", "--horizon", "26")
        assert [one["unit"] for one in found["units"]] == ["0", "1"]
        assert sum(one["expected"] for one in found["units"]) == pytest.approx(found["observed"])
        assert found["horizon"] == 26
        assert {"phi", "tau2", "winsor_limits"} <= set(found)
        unit = found["units"][0]
        assert unit["lower"] < unit["srr"] < unit["upper"]
        assert abs(unit["shrunken"]["srr"] - 1) < abs(unit["srr"] - 1)

    def test_a_horizon_that_is_no_number_is_refused(self, folder):
        command = ("funnel", *COX[1:5], "--unit", "wexp", "--covariates", "age")
        refused(run(command, folder / "rossi.csv", "--horizon", "x"), "--horizon", "--horizon")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("incidence", ["duration", "cause"]),
        ("intervals", ["left", "right"]),
        ("cox", ["duration", "event", "covariates"]),
        ("funnel", ["duration", "event", "unit", "covariates"]),
    ],
)
def test_everything_that_lacks_is_named_at_once_and_the_tables_are_in_both_languages(
    folder, command, options
):
    result = CliRunner().invoke(outcomes, [command])
    refused(result, "缺少 CSV 文件", "The CSV file is missing")
    for name in options:
        refused(result, f"缺少选项 --{name}", f"Option --{name} is missing")
    columns = {"duration": "week", "event": "arrest", "cause": "arrest", "left": "week",
               "right": "week", "unit": "wexp", "covariates": "age"}  # fmt: skip
    given = [part for name in options for part in (f"--{name}", columns[name])]
    shown = CliRunner().invoke(outcomes, [command, str(folder / "rossi.csv"), *given])
    assert shown.exit_code == 0
    assert "Rows left out, a value missing: 0" in shown.stdout
    assert "缺值未计入的行" in shown.stdout


def refused(result, zh, en):
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert zh in result.stderr
    assert en in result.stderr
    assert isinstance(result.exception, SystemExit)
