"""``guihang``, the command line for everything.

A command is one line in ``COMMANDS`` and is imported when it is called, so that ``--help``
answers at once and Django starts only for commands that need it. Such a command calls
``django.setup()`` itself; the settings module is already named in the environment.
"""

import os
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

import click

from guihang.engines.words import Words
from guihang.project import usage

COMMANDS = {
    "demo": (
        "guihang.project.demo:demo",
        "一键演示：13 个所的虚构区域 · The demo: an invented region of 13 facilities",
    ),
    "serve": (
        "guihang.project.serve:serve_",
        "启动正式服务 · Run the product",
    ),
    "migrate": (
        "guihang.project.serve:migrate",
        "更新表结构与权限 · Bring tables and policies up to date",
    ),
    "worker": (
        "guihang.jobs.worker:worker",
        "运行定时任务 · Run the timetable",
    ),
    "simulate": (
        "guihang.simulate.cli:simulate",
        "生成大量虚构人员，供测试用 · Make many invented people, for benches",
    ),
    "prepare": (
        "guihang.project.prepare:prepare",
        "启动前的准备(serve 和 demo 自动运行)· What serve and demo do before they serve",
    ),
    "db": (
        "guihang.project.db:db",
        "自带的数据库：启停、备份、恢复 · The embedded database: start, stop, back up, restore",
    ),
    "import": (
        "guihang.exchange.cli:import_",
        "导入 Excel 或 CSV · Import Excel or CSV",
    ),
    "template": (
        "guihang.exchange.cli:template",
        "导入用的空白模板 · Empty templates for an import",
    ),
    "outcomes": (
        "guihang.outcomes.cli:outcomes",
        "结果统计 · Outcome statistics",
    ),
    "bulletin": (
        "guihang.outcomes.bulletin.cli:bulletin",
        "工作简报：按记录写成 Word 或 PDF · The bulletin of a year, as Word or PDF",
    ),
    "protocol": (
        "guihang.followup.cli:protocol",
        "随访方案：查看、试算 · Follow-up protocols: show, try",
    ),
    "audit": (
        "guihang.project.audit:audit",
        "日志存证：封存、核验、回执 · The sealed log: seal, verify, prove",
    ),
    "library": (
        "guihang.knowledge.cli:library",
        "案例库：去标识化扫描 · The case library: scan for what identifies",
    ),
    "seal": (
        "guihang.casework.cli:seal",
        "封存：保管人密钥、依法启封 · Sealed records: custodians' keys, opening by law",
    ),
    "user": (
        "guihang.project.user:user",
        "账号：开通、停用、安排管理员 · Accounts: open, close, appoint administrators",
    ),
    "token": (
        "guihang.api.cli:token",
        "API 令牌：生成、列出、作废 · API tokens: create, list, revoke",
    ),
}
"""Name of a command: where it is (``module:object``) and its line in ``guihang --help``."""

OF_CLICK = {
    "Options": "选项 · Options",
    "Commands": "命令 · Commands",
    "Usage: ": "用法 · Usage: ",
    "Show this message and exit.": "显示这段说明 · Show this message and exit.",
    "Show the version and exit.": "显示版本 · Show the version and exit.",
}
"""The words that click itself puts into a help text, in both languages."""


class BilingualFormatter(click.HelpFormatter):
    """Help in which click's own words appear in both languages."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, OF_CLICK["Usage: "] if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(OF_CLICK.get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        translated = [(name, OF_CLICK.get(text, text)) for name, text in rows]
        super().write_dl(translated, col_max, col_spacing)


click.Context.formatter_class = BilingualFormatter
click.UsageError.show = usage.show  # type: ignore[method-assign]


class Told(click.ClickException):
    """A failure already put into words for the user: shown as they are, exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


class LazyGroup(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:  # click itself would suggest from none
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            words = getattr(error, "words", None)
            if isinstance(words, Words):
                raise Told(f"{words.zh}\n{words.en}") from error
            raise


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="归航：从入所到三年操守期的康复照管 · "
    "Guihang: rehabilitation care from admission to three clean years.\n\n"
    "退出码：0 成功，1 失败，2 用法不对 · Exit codes: 0 success, 1 failure, 2 wrong use.",
)
@click.version_option(package_name="guihang", message="归航 Guihang %(version)s")
def group() -> None:
    pass


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of the ``guihang`` program."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guihang.project.settings")
    group.main(args=argv, prog_name="guihang")
