"""What every command of ``guihang`` shares: how it says that it was not used rightly."""

from typing import Any

import click

from guihang.engines.words import Words


class Unusable(click.ClickException):
    """The command was not used in a way that can work: words in both languages, exit code 2."""

    exit_code = 2

    def __init__(self, *reasons: Words) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reason.en for reason in reasons))

    def show(self, file: Any = None) -> None:
        for reason in self.reasons:
            click.echo(f"错误：{reason.zh}\nError: {reason.en}", err=True)
