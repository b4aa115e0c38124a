"""``guihang protocol``: the follow-up protocols, and what a change would do to the live region."""

import json
import sys
from pathlib import Path
from typing import Any

import click
import django

from guihang.core.command import Unusable
from guihang.engines.words import Words


@click.group(help="随访方案 · Follow-up protocols")
def protocol() -> None:
    """Group of the protocol commands; Django starts when one of them runs."""
    django.setup()


@protocol.command(name="list", help="列出所有方案 · List every protocol")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Print JSON")
def list_(as_json: bool) -> None:
    """Print code, version, effective day, number of steps."""
    from guihang.followup import plan

    found = plan.all_versions()
    if as_json:
        rows = [
            {"code": p.code, "version": p.version, "effective_on": p.effective_on.isoformat(),
             "steps": len(p.steps), "words": p.words._asdict(), "source": p.source._asdict()}
            for p in found
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for p in found:
        click.echo(
            f"{p.code} v{p.version}  {p.effective_on}  {len(p.steps):3}  {p.words.zh} · {p.words.en}"
        )


@protocol.command(
    help="输出一个方案的 JSON，可修改后试算 · Print one protocol as JSON, to change and try"
)
@click.argument("code")
@click.argument("version", type=int)
def show(code: str, version: int) -> None:
    """Print a protocol in the form that ``dry-run`` reads."""
    from guihang.engines import protocol_json
    from guihang.followup import plan

    found = next((p for p in plan.all_versions() if (p.code, p.version) == (code, version)), None)
    if found is None:
        raise Unusable(
            Words(f"没有方案 {code} v{version}。", f"There is no protocol {code} v{version}.")
        )
    click.echo(json.dumps(protocol_json.to_json(found), ensure_ascii=False, indent=1))


@protocol.command(
    name="dry-run",
    help="按新方案重新计算每个人的随访，只看差别，不写入 · Plan everybody again with a changed "
    "protocol; shows the difference, writes nothing",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Print JSON")
def dry_run(file: Path, as_json: bool) -> None:
    """Print people touched, and tasks added, removed and moved by step."""
    from django.utils import timezone
    from rich.progress import Progress

    from guihang.core import scope
    from guihang.followup import dryrun, plan
    from guihang.people.queries import tree

    try:
        tried = plan.read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(Words(f"读不到文件：{file}", f"Cannot read {file}")) from error
    except plan.Unreadable as error:
        raise Unusable(*error.problems) from error
    units = tuple(tree().parents)
    with Progress(disable=not sys.stderr.isatty()) as bar, scope.opened(units):
        row = bar.add_task("人 · people", total=dryrun.people(units))
        report = dryrun.dry_run(
            tried, units=units, at=timezone.now(), progress=lambda: bar.advance(row)
        )
    (_print_json if as_json else _print)(report)


def _print_json(report: Any) -> None:
    steps = {
        code: {"added": report.added[code], "removed": report.removed[code],
               "moved": report.moved[code]}
        for code in report.words
    }  # fmt: skip
    click.echo(json.dumps({"people": report.people, "touched": report.touched, "steps": steps}))


def _print(report: Any) -> None:
    click.echo(f"试算 {report.people} 人，改变 {report.touched} 人 · "
               f"{report.people} planned, {report.touched} would change")  # fmt: skip
    for words, added, removed, moved in report.steps:
        click.echo(f"  {words.zh} · {words.en}: +{added} −{removed} ↔{moved}")
