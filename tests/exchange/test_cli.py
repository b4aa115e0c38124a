"""``guihang import`` and ``guihang template``: what an operator sees and a program reads."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from tests.exchange.files import workbook

from guihang.cases.models import Case
from guihang.core.models import Entry
from guihang.exchange.book import read
from guihang.project.cli import group

HEADER = [
    "人员编号",
    "姓名",
    "强制隔离戒毒所",
    "性别",
    "主要毒品种类",
    "强制隔离戒毒决定日期",
    "入所时间",
]


def row(number: str, *, sex: str = "男", unit: str = "facility") -> list[str]:
    return [number, "张建国", unit, sex, "阿片类", "2024-03-01", "2024-03-02"]


def guihang(*arguments: object) -> Result:
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


@pytest.fixture
def book(everywhere: None, tmp_path: Path) -> Path:
    return workbook(tmp_path / "a.xlsx", {"people": [HEADER, row("B-1"), row("B-2", sex="x")]})


def test_some_rows_refused_is_exit_code_1(book: Path) -> None:
    done = guihang("import", book)
    assert done.exit_code == 1, done.output
    assert "第 3 行 · row 3: 性别：不在可选值中" in done.output
    assert "--errors" in done.output
    assert Case.objects.count() == 1


def test_all_rows_stored_is_exit_code_0_and_again_too(everywhere: None, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"people": [HEADER, row("B-1")]})
    for stored, repeated in ((1, 0), (0, 1)):
        done = guihang("import", path, "--json")
        assert done.exit_code == 0
        answer = json.loads(done.stdout)
        assert (answer["stored"], answer["repeated"], answer["refused"]) == (stored, repeated, 0)


def test_json_names_every_refused_row(book: Path) -> None:
    done = guihang("import", book, "--json", "--lang", "en", "--dry-run")
    answer = json.loads(done.stdout)
    (sheet,) = answer["sheets"]
    assert answer["dry_run"]
    assert (sheet["kind"], sheet["rows"], sheet["stored"]) == ("people", 2, 1)
    assert sheet["refused"] == [
        {"row": 3, "reasons": "Sex: not one of: Unknown, Male, Female, Not stated"}]  # fmt: skip
    assert not Entry.objects.exists()


def test_the_error_sheet_is_written_where_asked(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "errors.xlsx"
    guihang("import", book, "--errors", out)
    (sheet,) = read(out)
    lines = dict(sheet.lines())
    assert lines[1] == [*HEADER, "错误原因"]
    assert len(lines[2]) == len(HEADER)
    assert lines[3][-1].startswith("性别：")


def test_no_error_sheet_without_errors(everywhere: None, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"people": [HEADER, row("B-1")]})
    out = tmp_path / "errors.xlsx"
    assert guihang("import", path, "--errors", out).exit_code == 0
    assert not out.exists()


def test_a_user_imports_with_their_own_reach(book: Path, cast: SimpleNamespace) -> None:
    done = guihang("import", book, "--as", "head", "--json")
    assert json.loads(done.stdout)["stored"] == 1
    assert Entry.objects.get().by_id == cast.head.user_id


def test_a_csv_needs_no_kind_but_may_have_one(everywhere: None, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(",".join(cells) for cells in (HEADER, row("B-1"))).encode("gb18030"))
    assert guihang("import", path).exit_code == 0
    assert guihang("import", path, "--kind", "people").exit_code == 0
    done = guihang("import", path, "--kind", "tests")
    assert done.exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as", "nobody"), "没有这个账号"),
        (("--as", "officer"), "没有“导入数据”权限"),
        (("--unit", "nowhere"), "没有这个单位"),
        (("--kind", "cats"), "没有名为“cats”的种类"),
        (("--errors", "out.csv"), "应以 .xlsx 结尾"),
        (("--errors", "none/out.xlsx"), "输出文件夹不存在"),
    ],
)
def test_wrong_use_is_exit_code_2(book: Path, arguments: tuple[str, ...], words: str) -> None:
    done = guihang("import", book, *arguments)
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", ["none.xlsx", "text.xlsx", "old.xls"])
def test_a_file_that_cannot_be_read_is_exit_code_2(
    everywhere: None, tmp_path: Path, name: str
) -> None:
    if not name.startswith("none"):
        (tmp_path / name).write_text("just text")
    done = guihang("import", tmp_path / name)
    assert done.exit_code == 2
    assert len(done.output.strip().splitlines()) == 2
    assert "Traceback" not in done.output


@pytest.mark.parametrize("kind", ["people", "releases", "contacts", "tests", "closings", "all"])
def test_templates_are_written_in_both_languages(tmp_path: Path, kind: str) -> None:
    zh, en = tmp_path / "zh.xlsx", tmp_path / "en.xlsx"
    assert guihang("template", kind, zh).exit_code == 0
    assert guihang("template", kind, en, "--lang", "en").exit_code == 0
    assert len(read(zh)) == len(read(en)) == (6 if kind == "all" else 2)
    assert read(zh)[0].head[0][1][0] == "人员编号"
    assert read(en)[0].head[0][1][0] == "Person number"
