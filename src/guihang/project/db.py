"""``guihang db``: the embedded database on the command line."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import click
import psycopg

from guihang.core.postgres import Cluster, ServerProblem
from guihang.core.postgres import pull as pull_
from guihang.core.postgres.backup import Progress, verify
from guihang.core.postgres.roles import Role
from guihang.core.postgres.server import Waiting
from guihang.core.postgres.store import Point, Store
from guihang.engines.words import Words
from guihang.project.places import backup_store, var_folder

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
    "free_bytes": "磁盘剩余 · Free on the disk",
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
        "free_bytes": f"{facts['free_bytes'] / 1e6:,.0f} MB",
        "started_at": facts["started_at"] and f"{facts['started_at'].astimezone(CHINA):%F %T %z}",
    }
    for name, label in LABELS.items():
        if shown[name]:
            click.echo(f"{label}: {shown[name]}")
    for zh, en in facts["alarms"]:
        click.echo(f"！{zh} · {en}", err=True)


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


STORE = click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
KNOWN_STORE = click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False
)


@db.command(
    short_help="备份：每周完整，其余增量 · Back up: in full once a week, else what changed.",
    help="备份到 FOLDER(默认 GUIHANG_BACKUPS 或 var/backups)，内容加密；每周一次完整，其余只存变化。"
    "密钥在 GUIHANG_BACKUP_KEY 或 var/keys/backup.key，请另存一份。\n\n"
    "Back up into FOLDER (GUIHANG_BACKUPS or var/backups), encrypted; in full once a week, else "
    "what changed. Keep a copy of the key (GUIHANG_BACKUP_KEY or var/keys/backup.key) elsewhere.",
)
@STORE
@click.option("--full", is_flag=True, help="完整备份 · A full one.")
def backup(folder: Path | None, full: bool) -> None:
    store = backup_store(folder)
    with copying("备份 · Backup") as progress:
        made = cluster().backup(store, full=full, progress=progress)
        cluster().ship(store)
    click.echo(f"已备份 · Backed up: {made.folder} ({made.bytes / 1e6:,.1f} MB)")


@db.command("list", help="列出备份 · List the backups.")
@KNOWN_STORE
@click.option("--check", is_flag=True, help="逐个读出核对 · Read each one through.")
def list_(folder: Path | None, check: bool) -> None:
    store = backup_store(folder)
    for row in store.all():
        if check:
            verify(row.folder, store.keys)
        moment = f"{row.began_at.astimezone(CHINA):%F %T}"
        click.echo(f"{moment}  {row.kind:11}  {row.bytes / 1e6:10,.1f} MB  {row.name}")


@db.command(help="给此刻命名，以便恢复到这里 · Name this moment, to come back to it.")
@click.argument("name")
@STORE
def mark(name: str, folder: Path | None) -> None:
    embedded, store = cluster(), backup_store(folder)
    embedded.start()
    point = embedded.mark(store, name)
    if embedded.places.spool.exists():
        embedded.flush(store)
    click.echo(f"已命名 · Named: {point.name} {point.at.astimezone(CHINA):%F %T}")


@db.command(help="删去过期的备份 · Drop backups older than are kept (35 days, 12 months).")
@KNOWN_STORE
def prune(folder: Path | None) -> None:
    dropped = backup_store(folder).prune(datetime.now(CHINA))
    click.echo(f"已删去 · Dropped: {len(dropped)}")


@db.command(
    short_help="拉取第二份副本 · Pull a second copy.",
    help="以另一个系统账号把 FOLDER 中的新备份拉取到另一处；不需要密钥，不改动原处，也不覆盖已有。\n\n"
    "Run by another account: copy what is new in FOLDER to another place. Needs no key, changes "
    "nothing at the source, overwrites nothing.",
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), required=True,
    help="放到哪里 · Where to.",
)  # fmt: skip
def pull(folder: Path, to: Path) -> None:
    done = pull_.pull(folder, to)
    click.echo(f"已拉取 · Pulled: {len(done.copied)}")
    for name in done.changed:
        click.echo(f"原处已被改动，未拉取 · Changed at the source, not pulled: {name}", err=True)
    for name in done.damaged:
        click.echo(f"已损坏，未拉取 · Damaged, not pulled: {name}", err=True)
    sys.exit(1 if done.changed or done.damaged else 0)


@db.command(
    short_help="从备份恢复 · Restore from the backups.",
    help="从 FOLDER(默认 GUIHANG_BACKUPS 或 var/backups)恢复到最新，或到某一时刻、某个命名时间点。"
    "数据库须已停止；先核对备份，原数据移到一旁。\n\n"
    "Restore from FOLDER (GUIHANG_BACKUPS or var/backups): the latest state, or a moment, or a "
    "named point. The database must be stopped; the backup is proven first and the old data is "
    "kept aside.",
)
@KNOWN_STORE
@click.option(
    "--to", "moment",
    help='时刻(如 "2026-11-24 08:30"，北京时间)或时间点名称 · A moment (China time) or a point.',
)  # fmt: skip
@click.option("--yes", is_flag=True, help="不再询问 · Do not ask.")
def restore(folder: Path | None, moment: str | None, yes: bool) -> None:
    store = backup_store(folder)
    to = target(store, moment) if moment else None
    if not yes:
        click.confirm("用备份替换现有数据？· Replace the present data?", abort=True)
    with patiently("正在恢复 · Restoring") as waiting:
        aside = cluster().restore(store, to, waiting=waiting, afterwards=[erased_again(store)])
    click.echo(f"已恢复 · Restored: {store.directory}")
    if aside:
        click.echo(f"原数据 · Old data: {aside}")
    click.echo("接下来 · Next: guihang audit seal --after-restore …, guihang db backup --full")


def erased_again(store: Store) -> Callable[[psycopg.Connection], None]:
    """Destroy the keys of everybody whose erasure came after the backup (``erasure_list``)."""
    keyfile = Path(os.environ.get("GUIHANG_KEYFILE") or var_folder() / "keys" / "root.key")

    def step(connection: psycopg.Connection) -> None:
        from guihang.cases import erasure_list
        from guihang.core import crypto

        lists = [path for path in {store.erasures, backup_store().erasures} if path.exists()]
        if lists and not keyfile.exists():  # the list could not be checked
            raise ServerProblem(
                Words(
                    f"没有密钥文件 {keyfile}，请先放回再恢复。",
                    f"The key file {keyfile} is missing; put it back, then restore.",
                )
            )
        for path in lists:
            lines = erasure_list.read(path, crypto.known(keyfile).indexing)
            done = erasure_list.replay(connection, lines)
            click.echo(f"按名录重新删除 · Erased again by the list: {done}")

    return step


def target(store: Store, text: str) -> datetime | Point:
    """Turn what was typed into a moment (China time unless it says) or a named point."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return store.point(text)
    return found if found.tzinfo else found.replace(tzinfo=CHINA)
