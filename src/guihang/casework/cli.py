"""``guihang seal``: the keys of custodians, and opening a sealed record with two of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import click

PASSPHRASE = 12
"""Shortest passphrase of a custodian's key, in characters."""


@contextmanager
def _told() -> Iterator[None]:
    """Put a refusal on the screen in both languages."""
    from guihang.core.refusal import Refused

    try:
        yield
    except Refused as refused:
        told = (f"{reason.words.zh} · {reason.words.en}" for reason in refused.reasons)
        raise click.ClickException("\n".join(told)) from refused


@click.group(
    short_help="封存：保管人密钥、依法启封 · Sealed records.",
    help="封存档案由三名保管人中的任意两名共同打开，系统自己打不开。\n\n"
    "A sealed record is opened by any two of three custodians, and not by the product itself.",
)
def seal() -> None:
    pass


@seal.command(
    short_help="登记保管人，生成其密钥 · Name a custodian and make their key.",
    help="在保管人面前运行：输入口令，把密钥文件交给本人保管。密钥文件不留在服务器上。"
    "换人用 --instead-of；以前封存的仍由原保管人打开。\n\n"
    "Run it beside the custodian: they type a passphrase and take the key file with them; it does "
    "not stay on the server. --instead-of replaces one; what was sealed before still opens with "
    "the old keys.",
)
@click.argument("username")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True,
              help="密钥文件 · The key file.")  # fmt: skip
@click.option("--instead-of", default="", help="接替的保管人账号 · Whom they replace.")
@click.option("--passphrase", prompt="口令 · Passphrase", hide_input=True,
              confirmation_prompt=True)  # fmt: skip
def custodian(username: str, out: Path, instead_of: str, passphrase: str) -> None:
    import django

    django.setup()
    from guihang.casework import custodians

    if len(passphrase) < PASSPHRASE:
        raise click.ClickException(
            f"口令至少 {PASSPHRASE} 个字符 · A passphrase has {PASSPHRASE} characters or more."
        )
    if out.exists():
        raise click.ClickException(f"文件已存在 · The file exists: {out}")
    with _told():
        custodians.appoint(username, out, passphrase, instead_of=instead_of)
    click.echo(f"已登记，密钥在 · Named; the key is in {out}")


@seal.command(short_help="列出保管人与申请 · List custodians and requests.")
def show() -> None:
    """列出现任保管人，以及等待答复的查阅申请 · List custodians and the requests that wait."""
    import django

    django.setup()
    from guihang.casework import custodians

    for line in custodians.listed():
        click.echo(line)


@seal.command(
    "open", short_help="两名保管人共同启封 · Open with two custodians.",
    help="REQUEST 是申请编号。找到则为申请人开放 24 小时，之后自动关闭；没有则答复“无记录”。\n\n"
    "REQUEST is the id of a request. If there is a record, it opens for whoever asked, for 24 "
    "hours, and closes by itself; if not, the answer is “no record”.",
)  # fmt: skip
@click.argument("request", type=click.UUID)
@click.option("--key", "keys", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              multiple=True, required=True, help="保管人密钥文件，两个 · Key files, two.")  # fmt: skip
def open_(request: UUID, keys: Iterable[Path]) -> None:
    import django

    django.setup()
    from guihang.casework import custodians

    with _told():
        for line in custodians.told(custodians.waiting(request)):
            click.echo(line)
    held = [
        (path, click.prompt(f"口令 · Passphrase ({path.name})", hide_input=True)) for path in keys
    ]
    with _told():
        found = custodians.open_request(request, held)
    click.echo("已启封 24 小时 · Opened for 24 hours" if found else "无记录 · No record")
