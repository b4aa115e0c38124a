"""``guihang outcomes``: outcome figures for any table, on the command line."""

import math
import sys
from pathlib import Path

import click

from guihang.core.refusal import Refused
from guihang.engines.words import Words
from guihang.outcomes import report
from guihang.outcomes.columns import read_columns

AT_DEFAULT = "30,90,365"


class Unusable(click.ClickException):
    """Input that cannot be analysed: every reason in both languages on stderr, exit code 2."""

    exit_code = 2

    def __init__(self, *reasons: Words) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reason.en for reason in reasons))

    def show(self, file: object = None) -> None:
        for reason in self.reasons:
            click.echo(f"错误：{reason.zh}\nError: {reason.en}", err=True)


@click.group(help="成效统计 · Outcome figures")
def outcomes() -> None:
    """Group of the outcome commands."""


@outcomes.command(
    short_help="操守保持率 · Retention",
    help="操守保持率（Kaplan–Meier）：任何一人一行的 CSV。\n\n"
    "Retention (Kaplan–Meier) of any CSV with one row per person.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--duration", metavar="COL", help="时长列 · column with the time observed")
@click.option("--event", metavar="COL", help="事件列，0/1 · column with the event, 0/1")
@click.option("--by", metavar="COL", help="分组列 · column to group by")
@click.option("--at", default=AT_DEFAULT, show_default=True, help="时点 · horizons")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def retention(
    file: Path | None,
    duration: str | None,
    event: str | None,
    by: str | None,
    at: str,
    as_json: bool,
) -> None:
    """Print retention by group with 95 % limits, medians and the log-rank test."""
    horizons = _horizons(at)
    if file is None:
        raise Unusable(
            Words(
                "请给出一个 CSV 文件：本地区的记录尚不能在这里统计",
                "Name a CSV file: the region's own records cannot be counted here yet",
            )
        )
    lacking = [name for name, value in (("--duration", duration), ("--event", event)) if not value]
    if not duration or not event:
        raise Unusable(
            *(Words(f"缺少选项 {name}", f"Option {name} is missing") for name in lacking)
        )
    try:
        columns = read_columns(file, duration=duration, event=event, by=by)
    except Refused as refused:
        raise Unusable(*(reason.words for reason in refused.reasons)) from refused
    result = report.retention_of(columns, horizons)
    if as_json:
        click.echo(report.as_json(result, columns))
    else:
        report.print_tables(result, columns, file=sys.stdout)


def _horizons(text: str) -> list[float]:
    horizons: list[float] = []
    for part in text.replace("，", ",").split(","):
        try:
            value = math.nan if "_" in part else float(part)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value >= 0):
            words = Words(
                "--at 要用逗号分隔的数字，0 或以上；“{part}”不是",
                "--at takes numbers of 0 or more, separated by commas; “{part}” is not one",
            )
            raise Unusable(words.fill(part=part.strip()[:40]))
        horizons.append(int(value) if value.is_integer() else value)
    return horizons
