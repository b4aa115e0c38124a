"""``guihang outcomes facts | key | counts | merge``: facts to Parquet, counts that add up."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from guihang.core.command import Unusable
from guihang.engines.calendar import local
from guihang.engines.words import Words

FILE = click.Path(path_type=Path, dir_okay=False)
FIRST_YEAR = 2008
"""Releases under the present law (in force since June 2008)."""


def _today() -> date:
    return local(datetime.now(UTC)).date()


@click.command(
    short_help="事实导出为 Parquet(不含身份) · Facts as Parquet, without identity",
    help="把每个出所人员的统计事实写成 Parquet：只有天数和代码，没有姓名、编号、证件号和出生日期。"
    "已封存的档案不在其中，只计入 counts。\n\n"
    "Write the facts that the figures take of each released person as Parquet: days and codes, never "
    "a name, number, id or date of birth. Sealed records are not in it; counts has them.",
)
@click.argument("out", type=FILE)
def facts(out: Path) -> None:
    """Write the file and say how many people are in it."""
    import django

    django.setup()
    from guihang.core import scope
    from guihang.outcomes import keeping, region
    from guihang.outcomes.facts import write

    units, _ = region.reach(None)
    keeping.refresh_all()
    years = range(FIRST_YEAR, _today().year + 1)
    try:
        with scope.opened(units):
            done = write(out, units=units, years=years)
    except OSError as error:
        raise _unwritten(out, error) from error
    click.echo(f"{out}: {done} 人 · people")


@click.command(
    short_help="签名密钥 · A signing key", help="生成签名密钥，显示公钥 · Make a signing key."
)
@click.argument("out", type=FILE)
def key(out: Path) -> None:
    """Write a private key and print the public one, which the receiver must trust."""
    from guihang.outcomes.signed_counts import new_key

    try:
        click.echo(new_key(out))
    except OSError as error:
        raise _unwritten(out, error) from error


@click.command(
    short_help="可相加的计数，签名后带走 · Counts that add up, signed",
    help="把本地区(或 --facts 文件)的计数写成签名文件；默认不分场所。\n\n"
    "Write the counts of the region, or of a --facts file, as a signed file; facilities are added "
    "together unless --facilities.",
)
@click.argument("out", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="签名密钥 · signing key")
@click.option("--facts", "facts_file", type=click.Path(path_type=Path), help="Parquet")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
              help="计算 --facts 的引擎 · engine for --facts")  # fmt: skip
@click.option("--region", "name", help="地区名(用于 --facts) · name of the region, for --facts")
@click.option("--cut-off", type=click.DateTime(["%Y-%m-%d"]), help="数据截止日 · data cut-off")
@click.option("--facilities", is_flag=True, help="分场所 · keep facilities apart")
def counts(
    out: Path, key_file: Path, facts_file: Path | None, engine: str, name: str | None,
    cut_off: datetime | None, facilities: bool,
) -> None:  # fmt: skip
    """Count, sign and write."""
    from guihang.outcomes.signed_counts import Carried, Unreadable, signed, together

    day = cut_off.date() if cut_off else _today()
    if facts_file:
        from guihang.outcomes.lake import counts_of_facts

        if not facts_file.exists():
            raise Unusable(
                Words("没有这个文件：{file}", "No such file: {file}").fill(file=facts_file)
            )
        found = counts_of_facts(str(facts_file), engine=engine)
        places = sorted(set(found.states[:, 0].tolist()))
        carried = Carried(
            name or facts_file.stem, day, tuple(map(str, places)), found.at_places(places)
        )
    else:
        carried = _of_the_region(name, day)
    try:
        out.write_text(signed(carried if facilities else together(carried), key_file))
    except Unreadable as error:
        raise Unusable(error.words) from error
    except OSError as error:
        raise _unwritten(out, error) from error
    click.echo(f"{out}: {carried.counts.people()} 人 · people")


def _of_the_region(name: str | None, day: date) -> Any:
    import django

    django.setup()
    from guihang.core import scope
    from guihang.outcomes import keeping, questions, region
    from guihang.outcomes.signed_counts import Carried
    from guihang.people.models import Unit

    units, words = region.reach(None)
    keeping.refresh_all()
    with scope.opened(units):
        asked = questions.Question(
            units=units, first=FIRST_YEAR, last=day.year, cut_off=day, today=_today()
        )
        found = questions.counts_of_question(asked)
        places = [pk for pk, _ in questions.facilities(units)]
        codes = dict(Unit.objects.filter(pk__in=places).values_list("pk", "code"))
    return Carried(
        name or words.zh, day, tuple(codes[pk] for pk in places), found.at_places(places)
    )


@click.command(
    short_help="各地计数相加 · Add the counts of regions",
    help="核对签名，把各地区的计数相加，输出全部指标(JSON)。\n\n"
    "Check the signatures, add the counts of regions and print every figure as JSON.",
)
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option(
    "--trust", multiple=True, required=True, help="可信公钥(十六进制) · public key trusted, as hex"
)
@click.option("--out", type=FILE, help="把和写成签名文件 · write the sum as a signed file")
@click.option("--key", "key_file", type=FILE, help="写 --out 的签名密钥 · signing key for --out")
def merge(
    files: tuple[Path, ...], trust: tuple[str, ...], out: Path | None, key_file: Path | None
) -> None:
    """Print the figures of the sum."""
    from guihang.outcomes.signed_counts import Unreadable, figures_of, merged, opened, signed

    parts = []
    for file in files:
        try:
            parts.append(opened(file.read_text(), frozenset(trust)))
        except OSError as error:
            raise Unusable(Words("读不出 {file}", "Cannot read {file}").fill(file=file)) from error
        except (Unreadable, UnicodeDecodeError) as error:
            words = getattr(error, "words", Words("不是计数文件", "This is no file of counts"))
            raise Unusable(Words(f"{file}：{words.zh}", f"{file}: {words.en}")) from error
    if out and not key_file:
        raise Unusable(Words("--out 需要 --key", "--out needs --key"))
    try:
        total = merged(parts)
        if out and key_file:
            out.write_text(signed(total, key_file))
    except Unreadable as error:
        raise Unusable(error.words) from error
    except OSError as error:
        raise _unwritten(out, error) from error
    click.echo(json.dumps(figures_of(total), ensure_ascii=False, indent=2))


def _unwritten(file: Path | None, error: OSError) -> Unusable:
    words = Words("不能写入 {file}：{why}", "Cannot write {file}: {why}")
    return Unusable(words.fill(file=file, why=error.strerror))


COMMANDS = (facts, key, counts, merge)
