"""``guihang outcomes``: outcome figures for any table, on the command line."""

import sys
from pathlib import Path

import click

from guihang.core.command import Unusable
from guihang.engines.definitions import FIRST_POSITIVE_TEST
from guihang.engines.figures.honesty import AfterIndexDate
from guihang.engines.words import Words
from guihang.outcomes import options, report
from guihang.outcomes.columns import Columns, read_columns
from guihang.outcomes.commands import carrying
from guihang.outcomes.commands.cox import cox
from guihang.outcomes.commands.funnel import funnel
from guihang.outcomes.commands.incidence import incidence
from guihang.outcomes.commands.intervals import intervals

REGION_GROUPS = ("facility", "sex", "drug", "year")
DAYS = {"day": 1, "week": 7}


@click.group(help="成效统计 · Outcome figures")
def outcomes() -> None:
    """Group of the outcome commands."""


@outcomes.command(
    short_help="操守保持率 · Retention",
    help="操守保持率（Kaplan–Meier）：任何一人一行的 CSV；不给文件则统计本地区的记录。\n\n"
    "Retention (Kaplan–Meier) of any CSV with one row per person, or without a file of the "
    "region's own records.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@options.duration
@options.event
@click.option(
    "--by",
    metavar="COL",
    help=f"分组列；无文件时为 {'、'.join(REGION_GROUPS)} 之一 · "
    f"column to group by; without a file one of {', '.join(REGION_GROUPS)}",
)
@options.at
@click.option(
    "--unit-of-time",
    type=click.Choice(list(DAYS)),
    default="day",
    show_default=True,
    help="无文件时的时间单位，--at 也用它 · unit of time without a file, also of --at",
)
@click.option(
    "--as", "account", metavar="USER", help="以此账号的权限统计 · count what USER may see"
)
@options.as_json
def retention(
    file: Path | None,
    duration: str | None,
    event: str | None,
    by: str | None,
    at: str,
    unit_of_time: str,
    account: str | None,
    as_json: bool,
) -> None:
    """Print retention by group with 95 % limits, medians and the log-rank test."""
    horizons = options.horizons(at)
    if file is None:
        columns = _of_the_region(by or "", unit_of_time, account, duration, event)
    else:
        columns = _of_a_file(file, duration, event, by)
    definition = FIRST_POSITIVE_TEST if file is None else None
    result = report.retention_of(columns, horizons)
    if as_json:
        click.echo(report.as_json(result, columns, definition))
    else:
        report.print_tables(result, columns, file=sys.stdout, definition=definition)


def _of_a_file(file: Path, duration: str | None, event: str | None, by: str | None) -> Columns:
    path, time, happened = options.needed(file, duration=duration, event=event)
    with options.unusable():
        return read_columns(path, duration=time, event=happened, by=by)


def _of_the_region(
    by: str, unit_of_time: str, account: str | None, duration: str | None, event: str | None
) -> Columns:
    """Return the people of the region's own records, times in ``unit_of_time``."""
    if duration or event:
        raise Unusable(
            Words(
                "--duration 和 --event 只用于 CSV 文件",
                "--duration and --event belong to a CSV file",
            )
        )
    if by == "unit":  # who is in charge today
        raise Unusable(AfterIndexDate(Words("责任单位", "responsible unit")).words)
    if by and by not in REGION_GROUPS:
        words = Words("--by 应为 {groups} 之一", "--by takes one of {groups}")
        raise Unusable(words.fill(groups=", ".join(REGION_GROUPS)))
    import django

    django.setup()
    from guihang.outcomes import region

    found = region.columns(by=by, account=account)
    if found is None:
        raise Unusable(
            Words(
                "没有这个账号，或它没有查看成效的权限",
                "No such account, or it may not see outcomes",
            )
        )
    days = DAYS[unit_of_time]
    time = found.time / days
    whole = bool((found.time % days == 0).all())
    return Columns(
        time=found.time // days if whole else time,
        event=found.event,
        group=found.group,
        labels=found.labels,
        n_missing=0,
    )


for _command in (incidence, intervals, cox, funnel, *carrying.COMMANDS):
    outcomes.add_command(_command)
