"""``guihang import`` and ``guihang template``."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from guihang.core.command import Unusable
from guihang.engines.words import Words

SHOWN = 20
"""Refused rows that are printed; the rest is in the error sheet."""


@click.command(
    name="import", short_help="导入 Excel 或 CSV · Import Excel or CSV",
    help="导入 FILE(.xlsx 或 .csv)。好的行入库，有问题的行连同原因退回；同一文件可重复导入。\n\n"
    "Import FILE (.xlsx or .csv). Good rows are stored, the others come back with the reasons; "
    "the same file may be imported again.\n\n"
    "退出码：0 全部成功，1 有行被退回，2 文件或用法不对 · "
    "Exit codes: 0 all rows, 1 some refused, 2 wrong file or use.",
)  # fmt: skip
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    metavar="KIND",
    help="种类或台账代码，默认看表头与表名 · Kind or register, by default from headers and sheet name",
)
@click.option("--unit", metavar="CODE", help="未写单位的行归此所 · Facility of rows that name none")
@click.option(
    "--as", "account", metavar="USER", help="以此账号的权限导入 · Import with this user's rights"
)
@click.option("--dry-run", is_flag=True, help="只检查，不入库 · Check everything, keep nothing")
@click.option(
    "--errors",
    type=click.Path(path_type=Path),
    metavar="OUT.xlsx",
    help="退回的表，带错误原因 · The same sheet with the reasons",
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="原因用哪种语言 · Language of the reasons",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Print JSON")
def import_(
    file: Path, kind: str | None, unit: str | None, account: str | None, dry_run: bool,
    errors: Path | None, lang: str, as_json: bool,
) -> None:  # fmt: skip
    _check_target(errors)
    _start_django()
    _check_kind(kind)
    from django.utils import timezone, translation

    from guihang.core.refusal import Refused
    from guihang.exchange.run import run
    from guihang.exchange.sheets import error_sheet

    at = timezone.now()
    with translation.override("en" if lang == "en" else "zh-hans"):
        try:
            with _bar() as progress:
                report = run(
                    file, actor=_actor(account, at.date()), at=at, kind=kind, unit=_unit(unit),
                    dry_run=dry_run, progress=progress,
                )  # fmt: skip
            if errors and report.refused:
                error_sheet(file, report, errors, kind=kind)
        except Refused as refused:
            raise _told(refused) from refused
    (_print_json if as_json else _print)(report, errors)
    sys.exit(1 if report.refused else 0)


@click.command(
    short_help="导入模板 · Template for an import",
    help="把空白模板写到 OUT(.xlsx)· Write an empty template to OUT (.xlsx).",
)
@click.argument("kind", metavar="KIND|all")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="表头语言 · Language of the headers",
)
def template(kind: str, out: Path, lang: str) -> None:
    _check_target(out)
    _start_django()
    _check_kind(None if kind == "all" else kind)
    from django.utils import translation

    from guihang.exchange import sheets

    with translation.override("en" if lang == "en" else "zh-hans"):
        out.write_bytes(sheets.template(None if kind == "all" else kind))
    click.echo(f"已写好 · Written: {out}")


def _check_kind(kind: str | None) -> None:
    from guihang.exchange.kinds import KINDS, kind_of, of_registers

    if kind and kind_of(kind) is None:
        known = ", ".join([*KINDS, *of_registers()])
        raise Unusable(Words(
            f"没有名为“{kind}”的种类，可用：{known}", f"There is no kind “{kind}”; known: {known}"))  # fmt: skip


def _told(refused: Any) -> Unusable:
    error = Unusable(*(reason.words for reason in refused.reasons))
    if refused.reasons[0].code == "import.stopped":
        error.exit_code = 1
    return error


def _check_target(out: Path | None) -> None:
    if out is None:
        return
    if out.suffix.lower() != ".xlsx":
        raise Unusable(Words("输出文件名应以 .xlsx 结尾。", "The output must end in .xlsx."))
    if not out.parent.is_dir():
        raise Unusable(Words("输出文件夹不存在。", "The folder of the output does not exist."))


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guihang.project.settings")
    import django

    django.setup()


def _actor(account: str | None, today: Any) -> Any:
    from guihang.people.models import User
    from guihang.people.queries import SystemActor, actor_of, chosen

    if account is None:
        return SystemActor()
    user = chosen(User, account)
    if not isinstance(user, User) or not user.is_active:
        raise Unusable(Words("没有这个账号，或已停用。", "No such account, or it is not active."))
    return actor_of(user, today)


def _unit(code: str | None) -> Any:
    from guihang.exchange.mapping import NO_UNIT, Directory

    if code is None:
        return None
    found = Directory().unit(code)
    if found is None:
        raise Unusable(NO_UNIT)
    return found


@contextmanager
def _bar() -> Iterator[Any]:
    """A progress bar on the error stream, where somebody watches."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("导入 · Import"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("import", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print_json(report: Any, errors: Path | None) -> None:
    answer = {
        "dry_run": report.dry_run, "rows": report.rows, "stored": report.stored,
        "repeated": report.repeated, "refused": report.refused,
        "errors": str(errors) if errors and report.refused else None,
        "sheets": [
            {
                "name": sheet.name, "kind": sheet.kind, "rows": sheet.rows,
                "stored": sheet.stored, "repeated": sheet.repeated,
                "refused": [
                    {"row": number, "reasons": text} for number, text in sheet.refused.items()
                ],
            }
            for sheet in report.sheets
        ],
    }  # fmt: skip
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _print(report: Any, errors: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("表\nSheet", *(
        "行\nRows", "新入库\nStored", "已有\nAlready there", "退回\nRefused"
    ))  # fmt: skip
    for sheet in report.sheets:
        counts = (sheet.rows, sheet.stored, sheet.repeated, len(sheet.refused))
        table.add_row(sheet.name or sheet.kind, *map(str, counts))
    console = Console(markup=False, highlight=False, emoji=False)
    if report.dry_run:
        console.print("试导入：没有写入任何数据 · Dry run: nothing was kept")
    console.print(table)
    refused = [(sheet, row) for sheet in report.sheets for row in sheet.refused.items()]
    for sheet, (number, text) in refused[:SHOWN]:
        console.print(f"{sheet.name or sheet.kind} 第 {number} 行 · row {number}: {text}")
    if len(refused) > SHOWN:
        console.print(f"… 另有 {len(refused) - SHOWN} 行 · and {len(refused) - SHOWN} more")
    if errors and refused:
        console.print(f"带错误原因的表 · Sheet with the reasons: {errors}")
    elif refused:
        console.print(
            "加 --errors OUT.xlsx 可得到带错误原因的表 · Add --errors OUT.xlsx for the sheet"
        )
