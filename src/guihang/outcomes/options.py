"""Options that several commands share, and how each says what is wrong with one."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from guihang.core.command import Unusable
from guihang.core.refusal import Refused
from guihang.engines.words import Words

AT_DEFAULT = "30,90,365"

file = click.argument("file", required=False, type=click.Path(path_type=Path))
duration = click.option("--duration", metavar="COL", help="时长列 · column with the time observed")
event = click.option("--event", metavar="COL", help="事件列，0/1 · column with the event, 0/1")
by = click.option("--by", metavar="COL", help="分组列 · column to group by")
at = click.option("--at", default=AT_DEFAULT, show_default=True, help="时点 · horizons")
covariates = click.option(
    "--covariates",
    metavar="COL,COL",
    help="协变量列，逗号分隔；文字列按自然顺序第一个词为参照 · covariate columns, separated by "
    "commas; words are compared with the first of them in order",
)
as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")


@contextmanager
def unusable() -> Iterator[None]:
    """Turn what a file was refused for into the words of the command line."""
    try:
        yield
    except Refused as refused:
        raise Unusable(*(reason.words for reason in refused.reasons)) from refused


def needed(file: Path | None, **options: str | None) -> tuple[Path, *tuple[str, ...]]:
    """Return the file and the options that must be given. Raises Unusable, naming all that lack."""
    lacking = [
        Words(f"缺少选项 --{name}", f"Option --{name} is missing")
        for name, value in options.items() if not value
    ]  # fmt: skip
    if file is None:
        lacking.insert(0, Words("缺少 CSV 文件", "The CSV file is missing"))
    if file is None or lacking:
        raise Unusable(*lacking)
    return file, *(value for value in options.values() if value)


def names(text: str, option: str) -> list[str]:
    """Return column names separated by commas. Raises Unusable for a blank or repeated one."""
    found = [part.strip() for part in text.replace("，", ",").split(",")]
    if not all(found):
        words = Words(
            "{option} 里有空的列名：请用逗号分隔列名", "{option} holds a blank column name"
        )
        raise Unusable(words.fill(option=option))
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        words = Words("{option} 重复了：{names}", "{option} names twice: {names}")
        raise Unusable(words.fill(option=option, names=", ".join(twice)))
    return found


def horizons(text: str, option: str = "--at") -> list[float]:
    """Return times of 0 or more, whole where they are. Raises Unusable."""
    found: list[float] = []
    for part in text.replace("，", ",").split(","):
        try:
            value = math.nan if "_" in part else float(part)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value >= 0):
            words = Words(
                "{option} 要用逗号分隔的数字，0 或以上；“{part}”不是",
                "{option} takes numbers of 0 or more, separated by commas; “{part}” is not one",
            )
            raise Unusable(words.fill(option=option, part=part.strip()[:40]))
        found.append(int(value) if value.is_integer() else value)
    return found


def one_of(value: str, choices: Sequence[str], option: str) -> str:
    """Return ``value`` if it is one of the choices. Raises Unusable."""
    if value not in choices:
        words = Words("{option} 应为 {choices} 之一", "{option} takes one of {choices}")
        raise Unusable(words.fill(option=option, choices=", ".join(choices)))
    return value
