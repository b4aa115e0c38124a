"""``guihang db``: the embedded database on the command line."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import click

from guihang.core.postgres import Cluster, ServerProblem
from guihang.core.postgres.backup import Progress
from guihang.core.postgres.roles import Role
from guihang.core.postgres.server import Waiting
from guihang.engines.words import Words
from guihang.project.places import var_folder

CHINA = ZoneInfo("Asia/Shanghai")

LABELS = {
    "state": "状态 · State",
    "pid": "进程号 · Process",
    "version": "版本 · PostgreSQL",
    "started_at": "启动时间 · Started",
    "data_bytes": "数据大小 · Data size",
    "directory": "目录 · Directory",
    "socket": "通道 · Socket",
    "account": "系统账号 · Account",
    "last_log_line": "日志末行 · Last log line",
}

STATES = {
    "not created": "尚未建立 · not created",
    "stopped": "已停止 · stopped",
    "starting": "正在启动或恢复 · starting or recovering",
    "running": "运行中 · running",
    "stopping": "正在停止 · stopping",
}


def cluster() -> Cluster:
    """The embedded cluster, unless another server is in use."""
    if os.environ.get("DATABASE_URL"):
        raise ServerProblem(
            Words(
                "现在使用 DATABASE_URL 指定的服务器，请用它自己的工具管理。",
                "DATABASE_URL names a server of its own; manage it with its own tools.",
            )
        )
    return Cluster(var_folder() / "postgres")


@contextmanager
def patiently(text: str) -> Iterator[Waiting]:
    """Tell the operator on the error stream what is waited for, once it takes over a second."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(text) as spinner:
        told = 0.0

        def waiting(seconds: float, line: str) -> None:
            nonlocal told
            message = f"{text} {seconds:.0f} s  {line}"
            spinner.update(message)
            if not console.is_terminal and seconds - told > 5:
                told = seconds
                click.echo(message, err=True)

        yield waiting


@contextmanager
def copying(text: str) -> Iterator[Progress]:
    """A progress bar in bytes on the error stream."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn(text), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, expected: bar.update(task, completed=done, total=expected)


@click.group(help="自带的数据库 · The embedded database.")
def db() -> None:
    pass


@db.command(help="启动；首次使用时建立 · Start it; on first use create it.")
def start() -> None:
    with patiently("正在启动数据库 · Starting the database") as waiting:
        cluster().start(waiting)
    click.echo("数据库运行中 · The database is running.")


@db.command(help="停止，数据保留 · Stop it; the data stays.")
def stop() -> None:
    with patiently("正在停止数据库 · Stopping the database") as waiting:
        cluster().stop(waiting)
    click.echo("数据库已停止 · The database is stopped.")


@db.command(help="查看状态 · Show its state.")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · Print JSON.")
def status(as_json: bool) -> None:
    facts = asdict(cluster().status())
    if as_json:
        click.echo(json.dumps(facts, default=str, ensure_ascii=False))
        return
    shown = facts | {
        "state": STATES[facts["state"]],
        "data_bytes": f"{facts['data_bytes'] / 1e6:,.1f} MB",
        "started_at": facts["started_at"] and f"{facts['started_at'].astimezone(CHINA):%F %T %z}",
    }
    for name, label in LABELS.items():
        if shown[name]:
            click.echo(f"{label}: {shown[name]}")


@db.command(
    help="用 psql 连接，其余参数交给它 · Connect with psql; other arguments go to it.",
    context_settings={"ignore_unknown_options": True},
)
@click.option(
    "--as",
    "role",
    type=click.Choice(get_args(Role)),
    default="owner",
    show_default=True,
    help="角色 · The role.",
)
@click.argument("argv", nargs=-1, type=click.UNPROCESSED)
def psql(role: Role, argv: tuple[str, ...]) -> None:
    embedded = cluster()
    embedded.start()
    sys.exit(embedded.psql(argv, role))


@db.command(help="备份到新文件夹 FOLDER · Back up into the new folder FOLDER.")
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    with copying("备份 · Backup") as progress:
        cluster().backup(folder, progress)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    click.echo(f"已备份 · Backed up: {folder} ({size:,.1f} MB)")


@db.command(
    short_help="从备份 FOLDER 恢复 · Restore from the backup FOLDER.",
    help="从备份 FOLDER 恢复。先核对备份，原数据移到一旁。\n\n"
    "Restore from the backup FOLDER. It is checked first; the old data is kept aside.",
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--yes", is_flag=True, help="不再询问 · Do not ask.")
def restore(folder: Path, yes: bool) -> None:
    if not yes:
        click.confirm("用备份替换现有数据?· Replace the present data?", abort=True)
    with patiently("正在恢复 · Restoring") as waiting:
        aside = cluster().restore(folder, waiting)
    click.echo(f"已恢复 · Restored: {folder}")
    if aside:
        click.echo(f"原数据 · Old data: {aside}")
