"""From the CTN-0027 START data to the sheets that any office would send.

    python bench/real/ctn0027.py ctn0027.csv OUT.xlsx

One row of the data is one randomised person with a letter for each scheduled weekly urine test.
What the product needs and the trial did not have (a stay in a facility before day 0) is filled in
the same way for everybody and named below; nothing is invented that differs between people.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

INDEX = datetime(2024, 1, 8, 9)  # noqa: DTZ001 - a cell of a sheet has no zone
"""Day 0 of everybody: a Monday. The data gives weeks since randomisation and no dates."""

DECIDED = "2022-01-07"
ADMITTED = "2022-01-08 09:00"
"""Everybody "enters" on one day two years before; only the order of the dates matters."""

RESULTS = {"-": "阴性", "+": "阳性", "*": "同周有阴有阳"}
"""``o`` was scheduled and not given: there is no row, and the task stays missed."""

ARMS = {"Methadone": "arm-methadone", "Outpatient BUP": "arm-buprenorphine"}


class Person(NamedTuple):
    """One row of the data."""

    number: str
    site: str
    arm: str
    sex: str
    word: str
    custody_or_death_week: int | None
    use_week: int
    use_event: bool
    dropout_week: int | None


def people(path: Path) -> list[Person]:
    """Read the data file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Person(
                f"CTN-{row['id']}", f"site-{row['site']}", ARMS[row["treatment"]],
                {"1": "男", "0": "女"}.get(row["male"], "未说明"), row["week_word"].rstrip("_"),
                _week(row["custody_or_death_week"]), int(row["use_week"]),
                row["use_event"] == "1", _week(row["dropout_week"]),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def _week(text: str) -> int | None:
    return int(text) if text else None


def at_week(week: int, *, hours: float = 0) -> str:
    """Return the moment exactly ``week`` weeks after day 0, as a cell shows it."""
    return f"{INDEX + timedelta(weeks=week, hours=hours):%Y-%m-%d %H:%M}"


def sheets(known: list[Person]) -> Iterator[tuple[str, list[list[str]]]]:
    """Return name and rows of each sheet, headers first."""
    yield "人员与在所", [
        ["人员编号", "强制隔离戒毒所", "身份状态", "性别", "主要毒品种类", "强制隔离戒毒决定日期", "入所时间"],
        *([one.number, one.site, "身份不明", one.sex, "阿片类", DECIDED, ADMITTED] for one in known),
    ]  # fmt: skip
    yield "出所", [
        ["人员编号", "出所时间", "检测方案", "照管意愿", "接收站点", "接收时间"],
        *([one.number, at_week(0), "每周检测", "愿意接受照管", one.arm, at_week(0, hours=1)] for one in known),
    ]  # fmt: skip
    yield "联系与尝试", [
        ["人员编号", "是否联系到本人", "时间", "方式", "联系对象", "结果"],
        *(
            [one.number, "否", at_week(one.custody_or_death_week, hours=3), "电话", "家属", "因他案被羁押"]
            for one in known if one.custody_or_death_week is not None
        ),
    ]  # fmt: skip
    yield "检测", [
        ["人员编号", "采样时间", "检测方式", "结果"],
        *(
            [one.number, at_week(week, hours=1), "现场尿检", RESULTS[letter]]
            for one in known for week, letter in enumerate(one.word, start=1) if letter in RESULTS
        ),
    ]  # fmt: skip
    yield (
        "结案",
        [
            ["人员编号", "结案时间", "结案原因"],
            # After the last window, before the next is due: later weeks are not owed to anybody.
            *([one.number, at_week(len(one.word), hours=4 * 24), "观察期结束"] for one in known),
        ],
    )


def write(known: list[Person], out: Path) -> None:
    """Write the sheets as one workbook."""
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        for name, rows in sheets(known):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)


if __name__ == "__main__":
    write(people(Path(sys.argv[1])), Path(sys.argv[2]))
