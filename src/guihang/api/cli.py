"""``guihang token``: keys with which programs call the API."""

import json
from dataclasses import asdict
from typing import NoReturn

import click
import django
from django.utils import timezone

from guihang.core.refusal import Refused
from guihang.engines.calendar import local


@click.group(help="API 令牌：生成、列出、作废 · API tokens: create, list, revoke")
def token() -> None:
    """Group of the token commands; Django starts when one of them runs."""
    django.setup()


@token.command(
    help="为账号 USERNAME 生成令牌；密钥只显示这一次。\n\n"
    "Make a token for the account USERNAME; the secret is shown this once."
)
@click.argument("username")
@click.option("--note", required=True, help="用途 · what it is for")
@click.option("--days", default=90, show_default=True, help="有效天数 · days it lives")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def create(username: str, note: str, days: int, as_json: bool) -> None:
    from guihang.people import tokens  # models load only after setup

    try:
        secret = tokens.issue(username=username, note=note, days=days, at=timezone.now())
    except Refused as refused:
        _stop(*(f"{reason.words.zh}\n{reason.words.en}" for reason in refused.reasons))
    if as_json:
        click.echo(json.dumps({"token": secret}))
        return
    click.echo(secret)
    click.echo(
        "请立即保存：系统只存其摘要，无法再次显示。\n"
        "Keep it now: only its hash is stored, it cannot be shown again.", err=True,
    )  # fmt: skip


@token.command("list", help="列出令牌(不含密钥) · List tokens, without their secrets")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
def list_all(as_json: bool) -> None:
    from guihang.people import tokens  # models load only after setup

    rows, now = tokens.tokens(), timezone.now()
    if as_json:
        found = [asdict(row) | {"valid": row.ends_at > now} for row in rows]
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
        return
    for row in rows:
        state = "有效 · valid" if row.ends_at > now else "已失效 · ended"
        click.echo(
            f"{row.id:>5}  {row.username}  {local(row.ends_at):%Y-%m-%d %H:%M}  {state}  {row.note}"
        )


@token.command(help="立即作废令牌 ID · End the token ID now")
@click.argument("token_id", metavar="ID", type=int)
def revoke(token_id: int) -> None:
    from guihang.people import tokens  # models load only after setup

    if not tokens.revoke(token_id, at=timezone.now()):
        _stop(f"没有有效的令牌 {token_id}。\nThere is no valid token {token_id}.")
    click.echo(f"令牌 {token_id} 已作废 · Token {token_id} has ended")


def _stop(*lines: str) -> NoReturn:
    raise click.ClickException("\n".join(lines))
