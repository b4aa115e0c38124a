"""``guihang serve``: database, tables, web server and job worker, started and ended together.

The starter itself loads no Django: it keeps the database server and its children, and what needs
Django runs in one child that ends (``guihang prepare``).
"""

import fcntl
import os
import shutil
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click

from guihang.core.postgres import Cluster, ServerProblem, refuse_unsafe, settings_urls
from guihang.engines.words import Words
from guihang.project.children import Children, Stopped
from guihang.project.places import var_folder
from guihang.project.stages import console, stage

WORKERS, THREADS = 2, 4
"""Processes of the web server, and threads in each: as many as the pool has connections."""

HEALTH_SECONDS = 60
NEXT_PORTS = 20
DEFAULT_PORT = 8000
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  recognised, not bound


class Refused(Exception):
    """Starting was refused; ``words`` holds every reason."""

    def __init__(self, reasons: list[Words]) -> None:
        sign = "· " if len(reasons) > 1 else ""
        self.words = Words(
            "\n".join(f"{sign}{reason.zh}" for reason in reasons),
            "\n".join(f"{sign}{reason.en}" for reason in reasons),
        )
        super().__init__(self.words.en)


def guihang(*arguments: str) -> list[str]:
    """The command line that runs this program with ``arguments``."""
    start = "from guihang.project.cli import main; main()"
    return [sys.executable, "-c", start, *arguments]


def up(*, host: str, port: int | None, people: int | None) -> Iterator[str]:
    """Start everything, yield the address, and keep watch until told to stop.

    ``port`` None means 8000 or the next free one; ``people`` None means no demo region.
    """
    with alone() as tell:
        found = free_port(host, port)
        allow(host)
        children = Children()
        try:
            with children.listening(), database(children), children.kept():
                prepare(children, people)
                near = "127.0.0.1" if host in EVERYWHERE else host
                with stage("网页服务 · Web server"):
                    serve(children, host, found)
                    wait_until_healthy(children, f"http://{near}:{found}")
                # Browsers offer passkeys to a name, never to a number.
                address = f"http://{'localhost' if near == '127.0.0.1' else near}:{found}"
                # After the pages answer: nobody waits for the timetable.
                children.start(Words("任务进程", "job worker"), guihang("worker"))
                tell(address)
                yield address
                while True:
                    children.pause(0.3)
                    children.check()
        except Stopped:
            console().print(" 已停止 · Stopped.")


@contextmanager
def alone() -> Iterator[Callable[[str], None]]:
    """Hold the installation: a second start would stop the database under the first."""
    folder = var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "serving.lock", "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            where = file.read().strip() or "…"
            raise Refused(
                [
                    Words(
                        f"这里已在运行：{where}。请直接打开，或先停止它(Ctrl-C)。",
                        f"It runs here already: {where}. Open that, or stop it first (Ctrl-C).",
                    )
                ]
            ) from None
        os.set_inheritable(file.fileno(), False)

        def tell(address: str) -> None:
            file.truncate(0)
            file.write(address)
            file.flush()

        yield tell


def free_port(host: str, port: int | None) -> int:
    """Return the port to use. A port that was asked for is not silently exchanged."""
    if port is not None:
        if can_bind(host, port):
            return port
        raise Refused(
            [
                Words(
                    f"端口 {port} 已被占用(或无权使用)。请关闭占用它的程序，或用 --port 指定另一个。",
                    f"Port {port} is in use (or not allowed). Stop what uses it, or name another "
                    "with --port.",
                )
            ]
        )
    for number in range(DEFAULT_PORT, DEFAULT_PORT + NEXT_PORTS):
        if can_bind(host, number):
            if number != DEFAULT_PORT:
                console().print(
                    f" 端口 {DEFAULT_PORT} 被占用，改用 {number} · "
                    f"Port {DEFAULT_PORT} is in use; using {number}."
                )
            return number
    return free_port(host, DEFAULT_PORT)


def can_bind(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def allow(host: str) -> None:
    """Let pages be asked for under ``host``, unless GUIHANG_HOSTS says which names are ours."""
    if "GUIHANG_HOSTS" in os.environ or host in ("127.0.0.1", "localhost", "::1"):
        return
    names = ["127.0.0.1", "localhost", "[::1]"]
    names.append(socket.gethostname() if host in EVERYWHERE else host)
    os.environ["GUIHANG_HOSTS"] = ",".join(names)


@contextmanager
def database(children: Children) -> Iterator[None]:
    """Have a database that is safe to serve from; an embedded one is stopped at the end."""
    cluster = None if os.environ.get("DATABASE_URL") else Cluster(var_folder() / "postgres")
    try:
        with stage("数据库 · Database") as running:

            def waiting(_seconds: float, line: str) -> None:
                running.tell(line)
                children.pause(0)

            if cluster:
                cluster.start(waiting)
            urls = settings_urls(var_folder(), os.environ)
            if reasons := refuse_unsafe(urls.app):
                raise Refused(reasons)
            running.tell("")
        yield
    finally:
        if cluster:
            with stage("停止数据库 · Stopping the database"):
                cluster.stop()
                _end_drill()


def _end_drill() -> None:
    """Stop the database of a restore drill that was cut short, and remove it: it is a copy."""
    folder = var_folder() / "drill"
    if folder.exists():
        with suppress(ServerProblem, OSError):
            Cluster(folder / "postgres").stop()
        shutil.rmtree(folder, ignore_errors=True)


def prepare(children: Children, people: int | None) -> None:
    """Bring tables, static files and, when asked for, the demo region up to date."""
    arguments = [] if people is None else ["--people", str(people)]
    code = children.run(Words("准备步骤", "preparation"), guihang("prepare", *arguments))
    if code:
        raise SystemExit(code)  # the child has said why


def serve(children: Children, host: str, port: int) -> None:
    """Start the web server."""
    # Each thread would get a part of memory of its own, and give nothing of it back.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    children.start(
        Words("网页服务", "web server"),
        [
            *(sys.executable, "-m", "granian", "guihang.project.wsgi:application"),
            *("--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"),
            *("--workers", str(WORKERS), "--blocking-threads", str(THREADS)),
            # A worker that dies is replaced; requests in others go on.
            *("--respawn-failed-workers", "--respawn-interval", "1"),
            *("--workers-kill-timeout", "8", "--log-level", "warning"),
        ],
    )


def wait_until_healthy(children: Children, address: str) -> None:
    """Return when the health page answers. Raises Ended when the server gives up before."""
    for _ in range(HEALTH_SECONDS * 10):
        children.pause(0.1)
        children.check()
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            continue
    raise ServerProblem(
        Words(
            f"网页服务 {HEALTH_SECONDS} 秒内没有应答，请查看上面的信息。",
            f"The web server did not answer within {HEALTH_SECONDS} s; look at the lines above.",
        )
    )


HOST = click.option(
    "--host", default="127.0.0.1", show_default=True, help="监听地址 · Address to listen on."
)
PORT = click.option(
    "--port", type=click.IntRange(1, 65535),
    help=f"端口；不填用 {DEFAULT_PORT} 或下一个空闲端口 · Port; without it {DEFAULT_PORT} or the next free.",
)  # fmt: skip


@click.command(
    short_help="启动正式服务 · Run the product.",
    help="启动数据库、网页服务和任务进程，不含演示数据；Ctrl-C 全部停止。\n\n"
    "Run database, web server and job worker, without demo data; Ctrl-C stops everything.",
)
@HOST
@PORT
def serve_(host: str, port: int | None) -> None:
    for address in up(host=host, port=port, people=None):
        click.echo(f"\n 归航 Guihang: {address}\n Ctrl-C 停止 · stops it.\n")


@click.command(
    short_help="更新表结构与权限 · Bring tables and policies up to date.",
    help="以属主角色更新表结构和行级安全策略；没有变化时立即完成。\n\n"
    "Bring tables and row-level security up to date as the owner; at once when nothing changed.",
)
def migrate() -> None:
    from guihang.project.prepare import tables

    tables()
