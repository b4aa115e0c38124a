"""``guihang outcomes retention`` on any table: its JSON, its words, and every kind of bad input."""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner
from lifelines.datasets import load_rossi
from SurvSet.data import SurvLoader

from guihang.outcomes.cli import outcomes

ROOT = Path(__file__).parents[2]
REFERENCE = json.loads((ROOT / "tests/engines/survival_reference.json").read_text())
COLUMNS = ("--duration", "days", "--event", "relapse")
GROUP_KEYS = ["group", "n", "events", "median", "median_lower", "median_upper", "at"]
RATE_KEYS = ["time", "n_risk", "events", "survival", "lower", "upper", "provisional", "reason"]


def run(*arguments):
    return CliRunner().invoke(outcomes, ["retention", *(str(part) for part in arguments)])


def answer(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout, parse_constant=pytest.fail)


@pytest.fixture
def write(tmp_path):
    def _write(content, encoding="utf-8"):
        path = tmp_path / "people.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return _write


@pytest.fixture
def small(write):
    return write(
        "id,days,relapse,place\n1,10,1,2\n2,20,0,10\n3,30,1,2\n4,40,0,10\n5,,1,2\n6,5,1,\n"
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies")
    with warnings.catch_warnings():  # its pickle names a module that numpy has moved
        warnings.simplefilter("ignore", DeprecationWarning)
        uis = SurvLoader().load_dataset("uis")["df"]
    uis = (
        uis.rename(columns=lambda name: name.removeprefix("fac_"))
        .astype(str)
        .replace("missing", "NA")
    )
    uis.to_csv(folder / "uis.csv", index=False)
    rossi = load_rossi().rename(columns={"week": "time", "arrest": "event"})
    rossi.to_csv(folder / "rossi.csv", index=False)
    return folder


class TestAgainstR:
    """R 4.2.2 with survival 3.5-3, on the data that SurvSet and lifelines carry."""

    @pytest.mark.parametrize(
        ("data", "by"), [("uis", "treat"), ("uis", "site"), ("rossi", "fin"), ("rossi", "wexp")]
    )
    def test_groups_rates_medians_and_test_are_those_of_r(self, files, data, by):
        known = REFERENCE[data]
        horizons = [row["time"] for row in known["strata"]["all"]["at"]]
        found = answer(
            *(files / f"{data}.csv", "--duration", "time", "--event", "event", "--by", by),
            *("--at", ",".join(map(str, horizons))),
        )
        for group in found["groups"]:
            stratum = known["strata"][f"{by}={group['group']}"]
            assert (group["n"], group["events"]) == (stratum["n"], stratum["events"])
            median = stratum["quantiles"][1]
            assert [group["median"], group["median_lower"], group["median_upper"]] == [
                median["time"],
                median["lower"],
                median["upper"],
            ]
            for rate, row in zip(group["at"], stratum["at"], strict=True):
                assert_rate(rate, row)
        test = known["logrank"][by]
        assert found["logrank"]["chi2"] == pytest.approx(test["chi2"], rel=1e-8)
        assert found["logrank"]["p"] == pytest.approx(test["p"], rel=1e-8)
        assert found["logrank"]["df"] == test["df"]

    def test_rows_without_the_group_are_left_out_and_counted(self, files):
        found = answer(
            *(files / "uis.csv", "--duration", "time", "--event", "event", "--by", "ivhx")
        )
        assert (found["n"], found["n_missing"]) == (610, 18)
        test = REFERENCE["uis"]["logrank"]["ivhx"]
        assert found["logrank"]["chi2"] == pytest.approx(test["chi2"], rel=1e-8)


def assert_rate(rate, row):
    assert (rate["time"], rate["n_risk"], rate["events"]) == (
        row["time"],
        row["n_risk"],
        row["events"],
    )
    if row["beyond"]:
        assert [rate["survival"], rate["lower"], rate["upper"]] == [None, None, None]
        assert rate["reason"] == "beyond_last_observation"
        return
    for name in ("survival", "lower", "upper"):
        assert rate[name] == pytest.approx(row[name], rel=0, abs=1e-9)
    assert rate["provisional"] is (row["n_risk"] < 10)
    assert rate["reason"] == ("few_at_risk" if row["n_risk"] < 10 else None)


class TestJson:
    def test_without_groups_there_is_one_called_all_and_no_test(self, small):
        found = answer(small, *COLUMNS)
        assert list(found) == ["n", "n_missing", "events", "groups"]
        assert [group["group"] for group in found["groups"]] == ["all"]
        assert (found["n"], found["n_missing"], found["events"]) == (5, 1, 3)

    def test_the_keys_of_a_group_and_of_a_rate_are_these(self, small):
        found = answer(small, *COLUMNS, "--by", "place")
        assert list(found) == ["n", "n_missing", "events", "groups", "logrank"]
        assert list(found["groups"][0]) == GROUP_KEYS
        assert list(found["groups"][0]["at"][0]) == RATE_KEYS
        assert list(found["logrank"]) == ["chi2", "df", "p"]
        assert (found["n"], found["n_missing"]) == (4, 2)

    def test_numeric_groups_are_sorted_by_value_and_keep_their_text(self, small):
        found = answer(small, *COLUMNS, "--by", "place")
        assert [group["group"] for group in found["groups"]] == ["2", "10"]

    def test_named_groups_are_sorted_with_two_before_ten(self, write):
        path = write("days,relapse,place\n1,1,第10所\n2,0,第2所\n3,1,第1所\n")
        found = answer(path, *COLUMNS, "--by", "place")
        assert [group["group"] for group in found["groups"]] == ["第1所", "第2所", "第10所"]

    def test_the_default_horizons_are_30_90_and_365(self, small):
        rates = answer(small, *COLUMNS)["groups"][0]["at"]
        assert [rate["time"] for rate in rates] == [30, 90, 365]

    def test_undefined_values_are_null_and_never_nan(self, write):
        path = write("days,relapse,place\n3,1,a\n3,1,b\n")
        found = answer(path, *COLUMNS, "--by", "place", "--at", "3")
        assert found["logrank"] == {"chi2": None, "df": 1, "p": None}
        rate = found["groups"][0]["at"][0]
        assert [rate["survival"], rate["lower"], rate["upper"]] == [0, None, None]

    def test_whole_times_stay_whole_and_midpoints_do_not(self, write):
        path = write("days,relapse\n1.0,1\n2,1\n3,1\n4,true\n")
        result = run(path, *COLUMNS, "--at", "2,2.5", "--json")
        assert '"time": 2,' in result.stdout
        assert '"time": 2.5,' in result.stdout
        assert '"median": 2.5' in result.stdout

    def test_words_for_the_event_and_blank_lines_are_understood(self, write):
        path = write("days,relapse\n1,TRUE\n\n2,false\n3,0\n4,1.0\n")
        assert answer(path, *COLUMNS)["events"] == 2

    def test_short_rows_lack_their_last_values(self, write):
        assert answer(write("days,x,relapse\n1,a,1\n2\n"), *COLUMNS)["n_missing"] == 1

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_chinese_headings_are_read_in_the_encodings_of_an_office(self, write, encoding):
        path = write("天数,复吸,所\n1,1,呼和浩特\n2,0,包头\n", encoding)
        found = answer(path, "--duration", "天数", "--event", "复吸", "--by", "所")
        assert {group["group"] for group in found["groups"]} == {"呼和浩特", "包头"}


class TestTables:
    def test_the_tables_say_what_was_counted_and_by_which_conventions(self, small):
        shown = run(small, *COLUMNS, "--by", "place", "--at", "20,60")
        assert shown.exit_code == 0
        for words in ("操守保持率", "Retention", "在险", "At risk", "log-log", "Brookmeyer"):
            assert words in shown.stdout
        assert "Beyond the last observation (40)" in shown.stdout
        assert "超出最后一次观察（40）" in shown.stdout

    def test_a_label_is_printed_as_text_and_not_as_markup(self, write):
        shown = run(write("days,relapse,place\n1,1,[/red]\n"), *COLUMNS, "--by", "place")
        assert shown.exit_code == 0
        assert "[/red]" in shown.stdout


HEAD = "days,relapse,place\n"
BAD = {
    "a text for a number": (
        HEAD + "1,1,a\nabc,1,a\n",
        "第 3 行",
        "“abc” in “days” is not a number",
    ),
    "a number too large": (HEAD + "1e999,1,a\n", "不是数字", "is not a number"),
    "a number with underscores": (HEAD + "1_0,1,a\n", "不是数字", "is not a number"),
    "a negative time": (HEAD + "-1,1,a\n", "是负数", "-1 in “days” is negative"),
    "an event of two": (HEAD + "1,2,a\n", "不是 0/1", "“2” in “relapse” is not 0/1"),
    "a stray comma": (HEAD + "1,1,a,b\n", "4 格", "4 cells"),
    "an open quote": (HEAD + '1,1,"a\n', "引号不成对", "unbalanced quote"),
    "a cell of ten megabytes": (HEAD + "1,1," + "x" * 10_000_000, "过长", "overlong cell"),
    "only a heading": (HEAD, "没有数据行", "no row below the heading"),
    "only missing values": (HEAD + ",1,a\n1,,a\n", "全部 2 行", "Every one of the 2 rows"),
    "a column that is not there": ("x,relapse,place\n1,1,a\n", "没有名为“days”", "No column named"),
    "two columns of that name": ("days,days,relapse,place\n1,1,1,a\n", "2 列都叫", "2 columns are"),
    "nothing": ("", "文件是空的", "The file is empty"),
    "a workbook": (b"PK\x03\x04" + bytes(range(256)), "Excel 工作簿", "an Excel workbook"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是 CSV 文本", "not CSV text"),
    "another encoding": ("days,relapse,place\n1,1,é\n".encode("latin-1"), "GB18030", "GB18030"),
    "UTF-16": ("days,relapse\n1,1\n".encode("utf-16"), "UTF-16", "UTF-16"),
    "a group for every person": (
        HEAD + "".join(f"{day},1,p{day}\n" for day in range(600)),
        "不能用来分组",
        "cannot be grouped by",
    ),
}


class TestBadInput:
    @pytest.mark.parametrize(("content", "zh", "en"), BAD.values(), ids=BAD)
    def test_it_is_refused_in_both_languages_with_exit_2(self, write, content, zh, en):
        refused(run(write(content), *COLUMNS, "--by", "place", "--json"), zh, en)

    def test_the_control_is_accepted(self, write):
        assert run(write(HEAD + "1,1,a\n"), *COLUMNS, "--by", "place", "--json").exit_code == 0

    def test_all_wrong_columns_are_named_at_once_with_those_that_exist(self, small):
        result = run(small, "--duration", "x", "--event", "y", "--by", " ")
        for words in ("“x”", "“y”", "列名不能为空", "id, days, relapse, place"):
            refused(result, words, "Error:")

    def test_the_first_faulty_lines_are_named_and_the_rest_counted(self, write):
        result = run(write("days,relapse\n" + "x,1\n" * 9), *COLUMNS)
        refused(result, "第 6 行", "Line 6")
        refused(result, "另有 4 行有错", "and 4 more lines")

    def test_a_missing_file_is_refused(self, tmp_path):
        refused(run(tmp_path / "none.csv", *COLUMNS), "找不到文件", "No such file")

    def test_a_folder_is_refused(self, tmp_path):
        refused(run(tmp_path, *COLUMNS), "这是文件夹", "A folder")

    def test_columns_of_a_file_are_refused_without_one(self):
        refused(run(*COLUMNS), "只用于 CSV 文件", "belong to a CSV file")

    def test_an_unknown_grouping_of_the_region_is_refused(self):
        refused(run("--by", "name"), "--by 应为 facility, sex", "--by takes one of facility")

    def test_missing_options_are_both_named(self, small):
        result = run(small)
        refused(result, "缺少选项 --duration", "Option --duration is missing")
        refused(result, "缺少选项 --event", "Option --event is missing")

    @pytest.mark.parametrize("at", ["", "30,,90", "x", "-1", "nan", "inf", "1_0"])
    def test_horizons_that_are_not_numbers_are_refused(self, small, at):
        refused(run(small, *COLUMNS, "--at", at), "--at 要用逗号分隔的数字", "--at takes numbers")

    def test_horizons_may_be_separated_by_a_chinese_comma(self, small):
        rates = answer(small, *COLUMNS, "--at", "30，90")["groups"][0]["at"]
        assert [rate["time"] for rate in rates] == [30, 90]


def refused(result, zh, en):
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert zh in result.stderr
    assert en in result.stderr
    assert "Traceback" not in result.stderr
    assert isinstance(result.exception, SystemExit)


class TestAsAProgram:
    def program(self, *arguments):
        code = "from guihang.outcomes.cli import outcomes; outcomes()"
        return subprocess.run(
            [sys.executable, "-c", code, "retention", *map(str, arguments)],
            capture_output=True,
            check=False,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
            timeout=60,
        )

    def test_it_prints_one_json_object_and_nothing_else(self, small):
        done = self.program(small, *COLUMNS, "--by", "place", "--json")
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["n"] == 4

    def test_it_refuses_on_stderr_with_exit_2_and_no_traceback(self, small):
        done = self.program(small, "--duration", "nothing", "--event", "relapse")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("错误：")
        assert "Traceback" not in done.stderr
