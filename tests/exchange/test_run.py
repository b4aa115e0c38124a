"""Import: good rows in, bad rows back with every reason, twice the same as once."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.utils import translation
from tests.conftest import NOW, admitted, released, staff
from tests.exchange.files import workbook

from guihang.cases.handovers import Handover
from guihang.cases.models import Case, ConsentRecord, Custody, Person, ZonePlacement
from guihang.core import scope
from guihang.core.models import Entry
from guihang.core.refusal import Refused
from guihang.custody.models import ZoneProposal
from guihang.engines.calendar import local
from guihang.engines.identity import check_character
from guihang.exchange.book import read
from guihang.exchange.kinds import KINDS
from guihang.exchange.preview import preview
from guihang.exchange.run import Report, run
from guihang.exchange.sheets import error_sheet, template
from guihang.followup import actions as followup
from guihang.followup.models import Attempt, Contact, DrugTest, Standing, Task
from guihang.people.models import Unit
from guihang.people.queries import SystemActor, actor_of

PEOPLE = ["人员编号", "姓名", "证件号码", "强制隔离戒毒所", "身份状态", "性别*", "主要毒品种类*",
          "强制隔离戒毒决定日期*", "入所时间*", "联系电话", "住址", "现在分区", "进入分区日期"]  # fmt: skip


def id_number(serial: int, born: str = "19900307") -> str:
    body = f"150101{born}{serial:03d}"
    return body + check_character(body)


def person(number: str, **values: str) -> list[str]:
    cells = {
        "人员编号": number, "姓名": "张建国", "强制隔离戒毒所": "facility", "性别*": "男",
        "主要毒品种类*": "阿片类", "强制隔离戒毒决定日期*": "2024年3月1日",
        "入所时间*": "2024-03-02 09:00",
    }  # fmt: skip
    return [(cells | values).get(name, "") for name in PEOPLE]


def people(path: Path, *rows: Sequence[str]) -> Path:
    return workbook(path, {"人员与在所": [PEOPLE, *rows]})


def imported(path: Path, **options: Any) -> Report:
    given = {"actor": SystemActor(), "at": NOW}
    return run(path, **given | options)


def reasons(path: Path, **options: Any) -> dict[int, str]:
    report = imported(path, **options)
    return {number: text for sheet in report.sheets for number, text in sheet.refused.items()}


def table(tmp_path: Path, name: str, header: str, *rows: str) -> Path:
    path = tmp_path / f"{name}.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_whole_workbook_is_imported_in_the_order_of_a_life(
    everywhere: None, cast: SimpleNamespace, tmp_path: Path
) -> None:
    """The sheets stand in the wrong order; people are stored first all the same."""
    path = workbook(tmp_path / "all.xlsx", {
        "结案": [["人员编号", "结案时间", "结案原因"], ["B-1", "2026-05-20", "迁往外地"]],
        "检测": [["人员编号", "采样时间", "检测方式", "结果", "检出种类"],
                 ["B-1", "2026-04-02 10:00", "现场尿检", "阳性", "阿片类、苯丙胺类"],
                 ["B-1", "2026-03-05", "现场尿检", "阴性", ""]],
        "联系与尝试": [["人员编号", "是否联系到本人", "时间", "方式", "联系对象", "结果", "内容"],
                       ["B-1", "是", "2026-03-03 15:20", "电话", "", "", "在家,一切平稳"],
                       ["B-1", "否", "2026-03-20 15:20", "电话", "家属", "无人接听", ""]],
        "出所": [["人员编号", "出所时间", "照管意愿", "接收站点", "接收时间"],
                 ["B-1", "2026-03-02 09:00", "愿意接受照管", "station", "2026-03-04 10:00"]],
        "人员与在所": [PEOPLE, person("B-1", 现在分区="回归指导区", 进入分区日期="2025-11-01")],
        "说明": [["随便写点什么"]],
    })  # fmt: skip
    report = imported(path)
    assert [sheet.kind for sheet in report.sheets] == list(KINDS)
    assert [sheet.refused for sheet in report.sheets] == [{}] * 5
    assert (report.rows, report.stored, report.repeated) == (7, 7, 0)
    case = Case.objects.get(person__number="B-1")
    assert case.person.name == "张建国"
    assert (case.stage, case.ending, case.unit) == ("closed", "moved", cast.units.station)
    assert ConsentRecord.objects.get(case=case).decided_at == case.released_at
    assert not ZonePlacement.objects.filter(case=case).exists()
    assert ZoneProposal.objects.get(case=case).zone == Case.Zone.RETURN
    held = (
        Custody.objects.filter(case=case).order_by("starts_at").values_list("unit__code", flat=True)
    )
    assert list(held)[:2] == ["facility", "station"]
    assert Contact.objects.get(case=case).opened("note_sealed") == "在家,一切平稳"
    assert Attempt.objects.get(case=case).target == Attempt.Target.FAMILY
    assert DrugTest.objects.get(case=case, result="positive").drugs == ["ats", "opioid"]
    standing = Standing.objects.get(case=case)
    assert standing.first_positive_at is not None
    assert standing.ended_by == "moved"
    assert Task.objects.filter(case=case, done_at__isnull=False).exists()


def test_importing_a_file_twice_stores_it_once(everywhere: None, tmp_path: Path) -> None:
    path = people(tmp_path / "a.xlsx", person("B-1"), person("B-2", 证件号码=id_number(11)))
    tests = table(
        tmp_path, "t", "证件号码,采样时间,检测方式,结果", f"{id_number(11)},2024-05-01,lab,negative"
    )
    for path_, rows in ((path, 2), (tests, 1)):
        first, before = imported(path_), Entry.objects.count()
        assert (first.stored, first.repeated, first.refused) == (rows, 0, 0)
        again = imported(path_, at=NOW + timedelta(days=3))
        assert (again.stored, again.repeated, again.refused) == (0, rows, 0)
        assert Entry.objects.count() == before


def test_a_row_typed_differently_is_still_the_same_row(everywhere: None, tmp_path: Path) -> None:
    first = people(tmp_path / "a.xlsx", person("B-1", 证件号码=id_number(21)))
    other = people(tmp_path / "b.xlsx", person(
        " B-1 ", 证件号码=f"'{id_number(21)}", **{
            "性别*": "Male", "主要毒品种类*": "opioid", "强制隔离戒毒决定日期*": "2024/3/1",
            "入所时间*": "2024年3月2日 9:00"}))  # fmt: skip
    imported(first)
    assert imported(other).repeated == 1
    number = table(tmp_path, "n", "人员编号,采样时间,检测方式,结果", "B-1,2024-05-01,现场尿检,阴性")
    by_id = table(
        tmp_path, "i", "身份证号,Sample taken at,kind,RESULT",
        f"{id_number(21)},20240501,On-site urine test,negative",
    )  # fmt: skip
    assert imported(number).stored == 1
    assert imported(by_id).repeated == 1


def test_a_row_that_stands_twice_in_a_file_is_stored_once(everywhere: None, tmp_path: Path) -> None:
    report = imported(people(tmp_path / "a.xlsx", person("B-1"), person("B-1")))
    assert (report.stored, report.repeated, report.refused) == (1, 1, 0)


def test_a_dry_run_says_everything_and_leaves_nothing(everywhere: None, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {
        "人员与在所": [PEOPLE, person("B-1"), person("B-2", **{"性别*": "?"})],
        "检测": [["人员编号", "采样时间", "检测方式", "结果"],
                 ["B-1", "2024-05-02", "现场尿检", "阴性"], ["B-9", "2024-05-02", "现场尿检", "阴性"]],
    })  # fmt: skip
    tried = imported(path, dry_run=True)
    assert (tried.stored, tried.refused) == (2, 2)
    assert not Case.objects.exists()
    assert not Entry.objects.exists()
    real = imported(path)
    assert [sheet.refused for sheet in real.sheets] == [sheet.refused for sheet in tried.sheets]
    assert (real.stored, real.repeated) == (2, 0)


BAD_PEOPLE = {
    "a check digit that does not fit": ({"证件号码": "150101199003070118"}, "证件号码：校验位不符"),
    "a number that Excel has spoilt": ({"证件号码": "1.50101E+17"}, "末几位已被 Excel 丢失"),
    "a future admission": ({"入所时间*": "2027-01-01"}, "入所时间：入所时间不能晚于现在"),
    "a decision after the admission": (
        {"强制隔离戒毒决定日期*": "2024-03-09"}, "决定日期不能晚于入所日期"),
    "no name": ({"姓名": ""}, "请填写姓名，或把身份状态改为"),
    "an unknown sex": ({"性别*": "男人"}, "性别：不在可选值中，可填：未知、男、女、未说明"),
    "a drug left out": ({"主要毒品种类*": ""}, "主要毒品种类："),
    "a day that does not exist": ({"强制隔离戒毒决定日期*": "2024-02-30"}, "日期不能识别"),
    "a day in the order of another country": ({"入所时间*": "03/02/2024"}, "日期不能识别"),
    "a year of long ago": ({"入所时间*": "0024-03-02"}, "日期不能识别"),
    "an unknown facility": ({"强制隔离戒毒所": "某所"}, "没有这个单位"),
    "a station as the facility": ({"强制隔离戒毒所": "station"}, "只有强制隔离戒毒所可以登记入所"),
    "a name of ten megabytes": ({"姓名": "长" * 32_000}, "姓名："),
    "a wrong phone": ({"联系电话": "12345"}, "联系电话："),
    "a zone without a day": ({"现在分区": "回归指导区"}, "进入分区日期："),
    "a hidden NUL": ({"姓名": "张\x00三"}, "姓名："),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_PEOPLE.values(), ids=BAD_PEOPLE.keys())
def test_a_bad_person_comes_back_with_the_reason(
    everywhere: None, tmp_path: Path, case: tuple[dict[str, str], str]
) -> None:
    values, words = case
    if "\x00" in "".join(values.values()):  # xlsx cannot hold it, and a CSV with it is no text
        path = tmp_path / "a.csv"
        path.write_text("\n".join(",".join(row) for row in (PEOPLE, person("B-1", **values))))
        with pytest.raises(Refused, match="not a table of text"):
            imported(path)
        return
    found = reasons(people(tmp_path / "a.xlsx", person("B-0"), person("B-1", **values)))
    assert list(found) == [3]
    assert words in found[3]
    assert Case.objects.count() == 1


def test_every_reason_of_a_row_is_named_at_once(everywhere: None, tmp_path: Path) -> None:
    row = person("B-1", 姓名="", 证件号码="123", 联系电话="1",
                 **{"性别*": "x", "强制隔离戒毒决定日期*": "?", "主要毒品种类*": ""})  # fmt: skip
    found = reasons(people(tmp_path / "a.xlsx", row))[2]
    for words in ("性别：", "决定日期：", "主要毒品种类："):
        assert words in found


def test_a_duplicate_person_is_told_from_a_repeated_row(everywhere: None, tmp_path: Path) -> None:
    first = person("B-1", 证件号码=id_number(31))
    found = reasons(people(
        tmp_path / "a.xlsx", first, person("B-2", 证件号码=id_number(31)),
        person("B-1", 姓名="李四")))  # fmt: skip
    assert "此人已有在办个案(人员编号 B-1)" in found[3]
    assert "该人员编号已被使用" in found[4]
    assert Person.objects.count() == 1


BAD_FACTS = {
    "somebody unknown": ("releases", "人员编号,出所时间", "X-9,2026-03-02", "找不到此人"),
    "nobody": ("releases", "人员编号,出所时间", ",2026-03-02", "请填写人员编号或证件号码"),
    "two people in one row": (
        "tests", "人员编号,证件号码,采样时间,检测方式,结果", "B-1,{other},2024-05-01,lab,negative",
        "不是同一个人"),
    "a release before the admission": (
        "releases", "人员编号,出所时间", "B-1,2023-01-01", "出所时间不能早于入所时间"),
    "a future release": ("releases", "人员编号,出所时间", "B-1,2028-01-01", "不能晚于现在"),
    "a second release": ("releases", "人员编号,出所时间", "B-2,2026-04-01", "出所时间已登记"),
    "an unknown test schedule": (
        "releases", "人员编号,出所时间,检测方案", "B-1,2026-03-02,每天", "检测方案：不在可选值中"),
    "an unknown station": (
        "releases", "人员编号,出所时间,接收站点", "B-1,2026-03-02,无此站", "接收站点：没有这个单位"),
    "an acceptance before the admission": (
        "releases", "人员编号,出所时间,接收站点,接收时间", "B-1,2026-03-02,station,2024-03-01",
        "接收时间：时间不能早于"),
    "a future test": (
        "tests", "人员编号,采样时间,检测方式,结果", "B-1,2027-05-01,lab,negative", "不能晚于现在"),
    "a test before the admission": (
        "tests", "人员编号,采样时间,检测方式,结果", "B-1,2020-05-01,lab,negative", "不能早于入所"),
    "drugs with a negative test": (
        "tests", "人员编号,采样时间,检测方式,结果,检出种类", "B-1,2024-05-01,lab,negative,阿片类",
        "只有阳性结果才填写检出种类"),
    "one unknown drug of two": (
        "tests", "人员编号,采样时间,检测方式,结果,检出种类", "B-1,2024-05-01,lab,positive,阿片类;咖啡",
        "检出种类：不在可选值中"),
    "a yes that is none": (
        "contacts", "人员编号,是否联系到本人,时间,方式", "B-1,也许,2024-05-01,电话", "请填“是”或“否”"),
    "no word on whether the person was reached": (
        "contacts", "人员编号,是否联系到本人,时间,方式", "B-1,,2024-05-01,电话", "是否联系到本人：必填"),
    "an attempt without an outcome": (
        "contacts", "人员编号,是否联系到本人,时间,方式,联系对象", "B-1,否,2024-05-01,电话,本人", "结果"),
    "a contact with the outcome of an attempt": (
        "contacts", "人员编号,是否联系到本人,时间,方式,结果", "B-1,是,2024-05-01,电话,无人接听",
        "已联系到本人时不填"),
    "a closing in the future": (
        "closings", "人员编号,结案时间,结案原因", "B-2,2028-01-01,本人退出", "不能晚于现在"),
    "a closing before the release": (
        "closings", "人员编号,结案时间,结案原因", "B-2,2024-04-01,本人退出", "不能早于出所时间"),
    "completion before three years": (
        "closings", "人员编号,结案时间,结案原因", "B-2,2026-05-20,三年期满", "未到期不能按"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FACTS.values(), ids=BAD_FACTS.keys())
def test_a_bad_fact_comes_back_with_the_reason(
    everywhere: None, tmp_path: Path, case: tuple[str, str, str, str]
) -> None:
    kind, header, row, words = case
    path = people(
        tmp_path / "a.xlsx", person("B-1"), person("B-2", 证件号码=id_number(41)))  # fmt: skip
    assert imported(path).stored == 2
    assert imported(table(tmp_path, "r", "人员编号,出所时间", "B-2,2026-03-02")).stored == 1
    before = Entry.objects.count()
    found = reasons(table(tmp_path, kind, header, row.format(other=id_number(41))), kind=kind)
    assert words in found[2]
    assert Entry.objects.count() == before


def test_a_row_with_two_actions_is_stored_whole_or_not_at_all(
    everywhere: None, tmp_path: Path
) -> None:
    imported(people(tmp_path / "a.xlsx", person("B-1")))
    path = table(
        tmp_path, "r", "人员编号,出所时间,照管意愿,意愿表示时间", "B-1,2026-03-02,given,2028-03-02")  # fmt: skip
    assert "不能晚于现在" in reasons(path)[2]
    assert Case.objects.get().released_at is None
    zone = people(
        tmp_path / "z.xlsx", person("B-2", 现在分区="回归指导区", 进入分区日期="2028-01-01")
    )
    assert "日期不能晚于今天" in reasons(zone)[2]
    assert Person.objects.count() == 1


def test_one_bad_row_does_not_keep_the_others_out(everywhere: None, tmp_path: Path) -> None:
    rows = [person(f"B-{n}", **{"性别*": "x"} if n % 3 == 0 else {}) for n in range(12)]
    report = imported(people(tmp_path / "a.xlsx", *rows))
    assert (report.stored, report.refused) == (8, 4)
    assert list(report.sheets[0].refused) == [2, 5, 8, 11]


def test_the_episode_is_the_one_in_which_the_row_lies(
    everywhere: None, cast: SimpleNamespace, tmp_path: Path
) -> None:
    """A person with two cases: an old test belongs to the old one, and importing it again is
    still a repetition."""
    old = person("B-1", 证件号码=id_number(51), **{
        "强制隔离戒毒决定日期*": "2019-03-01", "入所时间*": "2019-03-02"})  # fmt: skip
    imported(people(tmp_path / "a.xlsx", old))
    tests = table(tmp_path, "t", "人员编号,采样时间,检测方式,结果", "B-1,2020-05-01,lab,negative")
    assert imported(tests).stored == 1
    closed = table(tmp_path, "c", "人员编号,结案时间,结案原因", "B-1,2021-05-01,本人退出")
    assert imported(closed).stored == 1
    assert imported(people(tmp_path / "b.xlsx", person("", 证件号码=id_number(51)))).stored == 1
    assert Case.objects.count() == 2
    assert imported(tests).repeated == 1
    new = table(tmp_path, "n", "人员编号,采样时间,检测方式,结果", "B-1,2024-05-01,lab,negative")
    assert imported(new).stored == 1
    assert {test.case.admitted_at.year for test in DrugTest.objects.all()} == {2019, 2024}


def test_the_default_facility_serves_rows_that_name_none(
    everywhere: None, cast: SimpleNamespace, tmp_path: Path
) -> None:
    path = people(tmp_path / "a.xlsx", person("B-1", 强制隔离戒毒所=""))
    assert "没有这个单位" in reasons(path)[2]
    assert imported(path, unit=cast.units.other_facility).stored == 1
    assert Case.objects.get().unit == cast.units.other_facility


def test_people_of_another_unit_are_out_of_reach(cast: SimpleNamespace, tmp_path: Path) -> None:
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        admitted(cast, number="OTHER-1", unit=cast.units.other_facility, by=cast.other_officer)
        admitted(cast, number="OWN-1")
        before = Entry.objects.count()
    rows = ["OTHER-1,2024-08-01,lab,negative", "OWN-1,2024-08-01,lab,negative"]
    tests = table(tmp_path, "t", "人员编号,采样时间,检测方式,结果", *rows)
    found = reasons(tests, actor=cast.head)
    assert list(found) == [2]
    nobody = table(
        tmp_path, "n", "人员编号,采样时间,检测方式,结果", "NOBODY,2024-08-01,lab,negative"
    )
    assert reasons(nobody, actor=cast.head)[2] == found[2]
    path = people(tmp_path / "a.xlsx", person("B-1", 强制隔离戒毒所="other-facility"))
    assert "不在您的权限范围内" in reasons(path, actor=cast.head)[2]
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        assert Entry.objects.count() == before + 1


def test_who_may_not_import_imports_nothing(cast: SimpleNamespace, tmp_path: Path) -> None:
    path = people(tmp_path / "a.xlsx", person("B-1"))
    with pytest.raises(Refused, match="Import data"):
        imported(path, actor=cast.officer)


def test_entries_carry_the_importing_user(cast: SimpleNamespace, tmp_path: Path) -> None:
    imported(people(tmp_path / "a.xlsx", person("B-1")), actor=cast.head)
    with scope.opened([cast.units.facility.pk]):
        assert set(Entry.objects.values_list("by_id", "at")) == {(cast.head.user_id, NOW)}


def test_a_station_accepts_only_with_the_right_to_answer(
    cast: SimpleNamespace, tmp_path: Path
) -> None:
    """The head of the facility offers; the station answers for itself."""
    imported(people(tmp_path / "a.xlsx", person("B-1")), actor=cast.head)
    path = table(
        tmp_path, "r", "人员编号,出所时间,照管意愿,接收站点", "B-1,2026-05-28,given,station")  # fmt: skip
    assert imported(path, actor=cast.head).stored == 1
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        assert Handover.objects.get().state == Handover.State.OFFERED
        assert Case.objects.get().unit == cast.units.facility
    assert imported(path, actor=cast.head).repeated == 1


def test_plans_are_made_once_a_case_and_are_the_plans_of_single_entry(
    everywhere: None, cast: SimpleNamespace, tmp_path: Path
) -> None:
    by_hand = released(cast, days=60, number="HAND")
    released(cast, days=60, number="FILE")
    days = [NOW - timedelta(days=60 - 7 * week) for week in range(1, 8)]
    for day in days:
        followup.record_contact(
            case=by_hand, happened_at=day, channel="phone", by=cast.officer, at=NOW
        )
    rows = [f"FILE,是,{day.astimezone():%Y-%m-%dT%H:%M:%S%z},电话" for day in days]
    imported(table(tmp_path, "c", "人员编号,是否联系到本人,时间,方式", *rows))

    def plan(number: str) -> list[tuple[Any, ...]]:
        # What an earlier plan of the same case asked for stays on file, marked as replaced.
        tasks = Task.objects.filter(case__person__number=number).exclude(void="replaced")
        tasks = tasks.order_by("rule", "anchor", "step")
        return list(tasks.values_list("rule", "anchor", "step", "due_at", "done_at", "void"))

    assert plan("FILE") == plan("HAND")
    assert any(row[4] for row in plan("FILE"))


def test_the_errors_come_back_in_the_same_sheet_and_the_mended_sheet_goes_in(
    everywhere: None, tmp_path: Path
) -> None:
    rows = [person("B-1"), person("B-2", **{"性别*": "x"}), person("B-3", 联系电话="1")]
    path = people(tmp_path / "a.xlsx", *rows)
    report = imported(path)
    out = tmp_path / "errors.xlsx"
    error_sheet(path, report, out)
    (sheet,) = read(out)
    returned = [cells for _, cells in sheet.lines()]
    assert sheet.name == "人员与在所"
    assert returned[0] == [*PEOPLE, "错误原因"]
    why = [cells[len(PEOPLE)] if len(cells) > len(PEOPLE) else "" for cells in returned[1:]]
    assert why[0] == ""
    assert why[1].startswith("性别：不在可选值中")
    assert "联系电话：" in why[2]
    returned[2][PEOPLE.index("性别*")] = "女"
    returned[3][PEOPLE.index("联系电话")] = "13812345678"
    mended = imported(workbook(tmp_path / "mended.xlsx", {"人员与在所": returned}))
    assert (mended.stored, mended.repeated, mended.refused) == (2, 1, 0)
    error_sheet(out, imported(out), tmp_path / "again.xlsx")
    (again,) = read(tmp_path / "again.xlsx")
    assert next(iter(again.lines()))[1] == [*PEOPLE, "错误原因"]


def test_reasons_are_in_the_language_of_the_user(everywhere: None, tmp_path: Path) -> None:
    path = people(tmp_path / "a.xlsx", person("B-1", **{"性别*": "x"}))
    with translation.override("en"):
        assert reasons(path)[2] == "Sex: not one of: Unknown, Male, Female, Not stated"
    with translation.override("zh-hans"):
        assert reasons(path)[2] == "性别：不在可选值中，可填：未知、男、女、未说明"


FILLED = {
    "people": {
        "number": "T-1", "name": "娜仁", "unit": "facility", "sex": "2", "drug": "ats",
        "decided_on": "2024-03-01", "admitted_at": "2024-03-02 09:00", "phone": "13812345678",
    },
    "releases": {"number": "T-1", "released_at": "2026-03-02 09:00", "decision": "given"},
    "contacts": {"number": "T-1", "reached": "是", "happened_at": "2026-03-03 09:00", "channel": "visit"},
    "tests": {"number": "T-1", "happened_at": "2026-03-03 09:00", "kind": "onsite", "result": "negative"},
    "closings": {"number": "T-1", "closed_at": "2026-05-01", "ending": "left"},
}  # fmt: skip


def test_the_file_says_when_it_happened_and_the_journal_when_it_was_recorded(
    everywhere: None, tmp_path: Path
) -> None:
    imported(people(tmp_path / "a.xlsx", person("B-1")))
    header = "人员编号,出所时间,接收站点,接收时间"
    imported(table(tmp_path, "r", header, "B-1,2026-03-02,station,2026-03-03 10:00"))
    imported(table(tmp_path, "c", "人员编号,结案时间,结案原因", "B-1,2026-04-01,本人退出"))

    case, handover = Case.objects.get(), Handover.objects.get()
    happened = (handover.offered_at, handover.answered_at, case.accepted_at, case.closed_at)
    days = [f"{local(at):%m-%d}" for at in happened if at]
    assert days == ["03-03", "03-03", "03-03", "04-01"]
    assert set(Entry.objects.values_list("at", flat=True)) == {NOW}


CONTACTED = "人员编号,是否联系到本人,时间,方式,联系对象,结果,内容"
TESTED = "人员编号,采样时间,检测方式,结果"


@pytest.mark.parametrize(
    ("kind", "header", "first", "changed"),
    [
        ("contacts", CONTACTED, "B-1,是,2026-03-05 09:00,电话,,,一", "B-1,是,2026-03-05 09:00,电话,,,二"),
        ("contacts", CONTACTED, "B-1,否,2026-03-05,电话,本人,无人接听,", "B-1,是,2026-03-05,电话,,,"),
        ("contacts", CONTACTED, "B-1,否,2026-03-05,电话,家属,无人接听,", "B-1,否,2026-03-05,电话,家属,得知近况,"),
        ("tests", TESTED, "B-1,2026-03-05,现场尿检,阴性", "B-1,2026-03-05,现场尿检,阳性"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("together", [True, False])
def test_a_row_that_comes_again_with_other_content_is_returned_and_nothing_is_stored_twice(
    everywhere: None, tmp_path: Path, kind: str, header: str, first: str, changed: str,
    together: bool,
) -> None:  # fmt: skip
    imported(people(tmp_path / "a.xlsx", person("B-1")))
    imported(table(tmp_path, "r", "人员编号,出所时间", "B-1,2026-03-02"))
    if not together:
        assert imported(table(tmp_path, "one", header, first), kind=kind).stored == 1

    both = table(tmp_path, "both", header, first, changed)
    report = imported(both, kind=kind)

    assert (report.stored, report.repeated) == ((1, 0) if together else (0, 1))
    assert "更正原记录" in report.sheets[0].refused[3]
    facts = Contact.objects.count() + Attempt.objects.count() + DrugTest.objects.count()
    assert facts == 1


def test_another_way_or_another_moment_is_another_record(everywhere: None, tmp_path: Path) -> None:
    imported(people(tmp_path / "a.xlsx", person("B-1")))
    imported(table(tmp_path, "r", "人员编号,出所时间", "B-1,2026-03-02"))

    report = imported(table(
        tmp_path, "c", CONTACTED, "B-1,是,2026-03-05,电话,,,一", "B-1,是,2026-03-05,上门走访,,,二",
        "B-1,是,2026-03-05 09:00,电话,,,三", "B-1,否,2026-03-05,电话,家属,得知近况,",
    ))  # fmt: skip

    assert (report.stored, report.refused) == (4, 0)


def test_a_row_that_was_corrected_on_the_journey_does_not_come_back(
    everywhere: None, cast: SimpleNamespace, tmp_path: Path
) -> None:
    imported(people(tmp_path / "a.xlsx", person("B-1")))
    imported(table(tmp_path, "r", "人员编号,出所时间", "B-1,2026-03-02"))
    path = table(tmp_path, "t", TESTED, "B-1,2026-03-05,现场尿检,阳性")
    imported(path)
    wrong = DrugTest.objects.get()
    followup.record_test(
        case=Case.objects.get(), happened_at=wrong.taken_at, kind="onsite", result="negative",
        by=cast.officer, at=NOW, supersedes=wrong.pk, reason="看错",
    )  # fmt: skip

    assert imported(path).repeated == 1
    (kept,) = DrugTest.objects.filter(superseded_by_id=None)
    assert kept.result == "negative"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_filled_template_goes_in(everywhere: None, tmp_path: Path, language: str) -> None:
    blank = tmp_path / "blank.xlsx"
    with translation.override(language):
        blank.write_bytes(template())
    sheets = {}
    for sheet, kind in zip(read(blank), KINDS.values(), strict=False):
        header = sheet.head[0][1]
        values = dict(zip((column.code for column in kind.columns), header, strict=True))
        row = {values[code]: text for code, text in FILLED[kind.code].items()}
        sheets[sheet.name] = [header, [row.get(name, "") for name in header]]
    report = imported(workbook(tmp_path / "filled.xlsx", sheets))
    assert [sheet.refused for sheet in report.sheets] == [{}] * 5
    assert report.stored == 5
    assert Case.objects.get().ending == Case.Ending.LEFT


def test_an_empty_template_of_each_kind_is_recognised_and_holds_no_rows(
    everywhere: None, tmp_path: Path
) -> None:
    for code in KINDS:
        path = tmp_path / f"{code}.xlsx"
        path.write_bytes(template(code))
        report = imported(path)
        assert [sheet.kind for sheet in report.sheets] == [code]
        assert report.rows == 0


def test_a_preview_shows_rows_and_problems_and_stores_nothing(
    everywhere: None, tmp_path: Path
) -> None:
    header = [*PEOPLE, "民族"]
    path = workbook(tmp_path / "a.xlsx", {
        "人员与在所": [["登记表"], header, person("B-1"), person("B-2", **{"性别*": "x"})]})  # fmt: skip
    (sheet,) = preview(path, actor=SystemActor())
    assert (sheet.kind, sheet.rows, sheet.ignored) == ("people", 2, ("民族",))
    assert [line.number for line in sheet.lines] == [3, 4]
    assert [bool(line.problems) for line in sheet.lines] == [False, True]
    assert all(len(line.cells) == len(header) for line in sheet.lines)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("甲,乙", "No sheet can be imported"),
        ("人员编号,采样时间", "lacks: Kind of test, Result"),
        ("采样时间,检测方式,结果", "lacks: Person number"),
        ("人员编号,采样时间,检测方式,结果,Result", "has “Result” twice"),
    ],
)
def test_a_sheet_without_its_columns_is_refused_whole(
    everywhere: None, tmp_path: Path, header: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        imported(table(tmp_path, "a", header, "1,2,3,4,5"))


def test_progress_is_told_after_each_batch(everywhere: None, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = people(tmp_path / "a.xlsx", *(person(f"B-{n}", **{"性别*": "x"}) for n in range(1201)))
    imported(path, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == [500, 1000, 1201]
    assert all(total >= 1201 for _, total in told)


def test_an_inactive_or_unknown_post_grants_nothing(cast: SimpleNamespace, tmp_path: Path) -> None:
    user = staff("volunteer-2", cast.units.station, cast.volunteer.posts[0].role)
    with pytest.raises(Refused):
        imported(people(tmp_path / "a.xlsx", person("B-1")), actor=actor_of(user, NOW.date()))


def test_a_database_that_is_busy_stops_the_import_in_words(
    everywhere: None, tmp_path: Path
) -> None:
    path = people(tmp_path / "a.xlsx", person("B-1"))
    settings = connections["owner"].settings_dict
    names = {
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
        "host": "HOST",
        "port": "PORT",
    }
    given = {name: settings[key] for name, key in names.items() if settings[key]}
    with psycopg.connect(**given) as other, connection.cursor() as cursor:
        other.execute("LOCK TABLE cases_person IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
        with pytest.raises(Refused, match="The database is busy or away"):
            imported(path)
        other.rollback()
    assert imported(path).stored == 1


def test_somebody_on_file_elsewhere_is_refused_in_words_and_nothing_is_shown(
    cast: SimpleNamespace, tmp_path: Path
) -> None:
    everyone = list(Unit.objects.values_list("pk", flat=True))
    with scope.opened(everyone):
        admitted(
            cast, id_number=id_number(61), number="OTHER-1", name="乌兰", by=cast.other_officer,
            unit=cast.units.other_facility,
        )  # fmt: skip
    found = reasons(
        people(tmp_path / "a.xlsx", person("B-1", 证件号码=id_number(61))), actor=cast.head
    )
    assert list(found) == [2]
    assert "OTHER-1" not in found[2]
    assert "乌兰" not in found[2]
    number = people(tmp_path / "b.xlsx", person("OTHER-1", 证件号码=id_number(62)))
    assert list(reasons(number, actor=cast.head)) == [2]
