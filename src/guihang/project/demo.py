"""``guihang demo``: the product with a region of invented people, ready to look at."""

import os
import sys
import webbrowser

import click
from rich.text import Text

from guihang.project.serve import HOST, PORT, up
from guihang.project.stages import console
from guihang.simulate.accounts import ACCOUNTS, PASSWORD

PEOPLE = 420
"""About nine thousand entries: every list of every facility has somebody in it."""


POST_WIDTH = 50
"""Column, counted from the left, at which the English name of a post begins."""


@click.command(
    short_help="一键演示：13 个所的虚构区域 · The demo: an invented region of 13 facilities.",
    help="启动数据库、网页服务和任务进程；库为空时生成演示区域(人员全为虚构)。再次运行保留数据。"
    "Ctrl-C 全部停止。\n\n"
    "Run database, web server and job worker; make the demo region (invented people only) when "
    "the database is empty. A second run keeps the data. Ctrl-C stops everything.",
)
@HOST
@PORT
@click.option(
    "--people", type=click.IntRange(1, 5000), default=PEOPLE, show_default=True,
    help="首次生成的人数 · People of a first run.",
)  # fmt: skip
@click.option("--no-browser", is_flag=True, help="不打开浏览器 · Open no browser.")
def demo(host: str, port: int | None, people: int, no_browser: bool) -> None:
    os.environ["GUIHANG_DEMO"] = "yes"
    for address in up(host=host, port=port, people=people):
        _greet(address)
        if not no_browser and has_screen():
            webbrowser.open(address)


def has_screen() -> bool:
    """Whether a browser would open a window, not take over this terminal."""
    graphical = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return sys.platform == "darwin" or graphical


def _greet(address: str) -> None:
    screen = console()
    screen.print(f"\n 归航 Guihang   [bold underline]{address}[/]")
    screen.print(f" 所有账号的密码 · Password of every account   [bold]{PASSWORD}[/]")
    screen.print(
        " 第二步的验证码显示在登录页上 · The code of the second step stands on the sign-in page"
    )
    screen.print(" 人员全部为虚构 · Every person is invented    Ctrl-C 停止 · stops everything\n")
    for account in ACCOUNTS:
        line = Text(f" {account.username:13}", style="bold").append(account.words.zh, style="")
        line.append(" " * max(1, POST_WIDTH - line.cell_len)).append(account.words.en)
        screen.print(line, soft_wrap=True)
    screen.print(
        f"\n 本人入口，口令显示在页面上 · The person's side, with its code   [bold]{address}/my/[/]\n"
    )
