"""``guihang user``: accounts from the command line, for the owner of the machine.

The first administrators are made here; afterwards they work on the page 账号. Whatever is done
leaves an entry of the system.
"""

from typing import Any, NoReturn

import click
import django
from django.utils import timezone

ADMIN_ROLES = ("system_admin", "security_admin", "audit_admin")


@click.group(help="账号：开通、停用、安排管理员 · Accounts: open, close, appoint administrators")
def user() -> None:
    """Group of the account commands; Django starts when one of them runs."""
    django.setup()


@user.command("open", help="开通账号；初始密码只显示这一次。\n\n"
              "Open an account; its first password is shown this once.")  # fmt: skip
@click.argument("username")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(ADMIN_ROLES),
    help="同时任该管理员 · Also appoint to this administrator's post.",
)  # fmt: skip
def open_(username: str, name: str, role: str | None) -> None:
    from guihang.people import queries  # models load only after setup

    made = _do("people.open_account", unit=queries.region(), username=username, name=name)
    if role:
        _appoint(made.user, role)
    _hand_over(made)


@user.command(help="安排管理员岗位 · Appoint an account to an administrator's post.")
@click.argument("username")
@click.argument("role", type=click.Choice(ADMIN_ROLES))
def appoint(username: str, role: str) -> None:
    _appoint(_account(username), role)
    click.echo("已任职 · Appointed.")


@user.command(help="停用账号 · Close an account.")
@click.argument("username")
def close(username: str) -> None:
    _do("people.close_account", user=_account(username))
    click.echo("已停用 · Closed.")


@user.command(help="恢复账号，给新的初始密码 · Reopen an account with a new first password.")
@click.argument("username")
def reopen(username: str) -> None:
    _hand_over(_do("people.reopen_account", user=_account(username)))


@user.command(help="重设密码 · Reset a password.")
@click.argument("username")
def password(username: str) -> None:
    _hand_over(_do("people.reset_password", user=_account(username)))


@user.command(help="重置第二步验证 · Reset the second step.")
@click.argument("username")
def factors(username: str) -> None:
    _do("people.reset_factors", user=_account(username))
    click.echo("已重置，下次登录时重新设置 · Reset; set up anew at the next sign-in.")


def _do(name: str, **given: Any) -> Any:
    from guihang.core import scope
    from guihang.core.action import ACTIONS
    from guihang.core.refusal import Refused
    from guihang.people.queries import SystemActor, tree

    try:
        with scope.opened(tree().parents):
            return ACTIONS[name](**given, by=SystemActor(), at=timezone.now())
    except Refused as refused:
        _stop(*(f"{reason.words.zh}\n{reason.words.en}" for reason in refused.reasons))


def _appoint(account: Any, role: str) -> None:
    from guihang.people import directory

    post = directory.administrators_post(role)
    _do("people.appoint", post=post, user=account, starts_on=timezone.localdate())


def _account(username: str) -> Any:
    from guihang.people import directory

    found = directory.by_username(username)
    if found is None:
        _stop(f"没有账号“{username}”。\nThere is no account “{username}”.")
    return found


def _hand_over(made: Any) -> None:
    click.echo(made.password)
    click.echo(
        "初始密码，只显示这一次；本人登录后须更换。\n"
        "The first password, shown this once; its owner changes it at the first sign-in.", err=True,
    )  # fmt: skip


def _stop(*lines: str) -> NoReturn:
    raise click.ClickException("\n".join(lines))
