"""``guihang audit``: seal the log, check it, prove a line of it."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from guihang.engines.words import Words

SHOWN = 20
"""Faults that are printed; all of them stand in the JSON."""


@click.group(help="操作与查阅日志的存证 · The sealed log of actions and reads.")
def audit() -> None:
    import django

    django.setup()


@audit.command(
    help="把新的日志行封入签名批次(后台每分钟自动进行) · "
    "Seal what is new under a signature (a job does so every minute)."
)
@click.option(
    "--after-restore", "reason", metavar="REASON",
    help="恢复数据库之后开始新的纪元，写明原因 · Begin a new epoch after a restore; say why.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Print JSON.")
def seal(reason: str | None, as_json: bool) -> None:
    from django.utils import timezone

    from guihang.core.audit import sealer

    made = [sealer.begin_epoch(reason=reason, at=timezone.now())] if reason else []
    made += sealer.seal(now=timezone.now)
    rows = sum(one.rows for one in made)
    if as_json:
        click.echo(json.dumps({"batches": [str(one) for one in made], "rows": rows}))
    else:
        click.echo(f"已存证 {rows} 行，{len(made)} 批 · Sealed {rows} rows in {len(made)} batches.")


@audit.command(
    help="重算全部批次并与见证文件对照，指出第一处不符；有不符时退出码为 1 · "
    "Recompute every batch, compare the witness, name the first that differs; then exit code 1."
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Print JSON.")
def verify(as_json: bool) -> None:
    from django.utils import timezone

    from guihang.core.audit import checks

    with _bar() as progress:
        found = checks.verified(at=timezone.now(), progress=progress)
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        click.echo(
            f"{found.batches} 批 {found.rows} 行，未存证 {found.unsealed} 行 · "
            f"{found.batches} batches, {found.rows} rows, {found.unsealed} not sealed yet"
        )
        for fault in found.faults[:SHOWN]:
            place = " ".join(part for part in (fault.batch, fault.row) if part)
            click.echo(f"✗ {place}  {fault.words.zh} · {fault.words.en}", err=True)
        click.echo(f"不符 {len(found.faults)} 处 · {len(found.faults)} differences"
                   if found.faults else "✓ 全部相符 · Everything agrees")  # fmt: skip
    sys.exit(0 if found.holds else 1)


@audit.command(
    help="检验一张回执(查阅记录页可下载)，不需要数据库；不成立时退出码为 1 · "
    "Check a receipt without the database; exit code 1 when it proves nothing."
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Print JSON.")
def proof(file: Path, as_json: bool) -> None:
    from guihang.core.audit import receipts

    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        given = {}
    doubts = receipts.doubts(given)
    if as_json:
        told = [{"zh": one.zh, "en": one.en} for one in doubts]
        click.echo(json.dumps({"holds": not doubts, "doubts": told}, ensure_ascii=False))
    else:
        for one in doubts:
            click.echo(f"✗ {one.zh} · {one.en}", err=True)
        if not doubts:
            seal = given["seal"]
            click.echo(f"✓ 第 {seal['epoch']}-{seal['number']} 批，{seal['sealed_at']} 存证 · "
                       f"in batch {seal['epoch']}-{seal['number']}, sealed then")  # fmt: skip
            click.echo(given["row"])
    sys.exit(1 if doubts else 0)


@audit.command(
    help="打印日志中一行的回执 · Print the receipt of one row: TABLE is core_access or core_entry."
)
@click.argument("table", type=click.Choice(["core_access", "core_entry"]))
@click.argument("key", metavar="ID")
def receipt(table: str, key: str) -> None:
    from guihang.core import scope
    from guihang.core.audit import receipts
    from guihang.core.audit.problem import LogProblem

    with scope.opened((), audit=True):
        found = receipts.receipt(table, key)
    if found is None:
        raise LogProblem(Words(
            "没有这一行，或者还没有存证。", "There is no such row, or it is not sealed yet."))  # fmt: skip
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))


def _as_json(found: Any) -> dict[str, Any]:
    faults = [
        {"batch": one.batch, "row": one.row, "zh": one.words.zh, "en": one.words.en}
        for one in found.faults
    ]
    return {
        "holds": found.holds, "batches": found.batches, "rows": found.rows,
        "unsealed": found.unsealed, "unwitnessed": found.unwitnessed, "faults": faults,
    }  # fmt: skip


@contextmanager
def _bar() -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("核验日志 · Verifying the log", total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)
