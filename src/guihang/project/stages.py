"""What the operator sees while something starts: one line a stage, with its seconds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from rich.console import Console
from rich.live import Live
from rich.text import Text

NAME_WIDTH = 46
BAR_WIDTH = 30


@dataclass
class Stage:
    """A stage that runs; ``tell`` and ``share`` show how far it is."""

    name: str
    began: float
    detail: str = ""
    shown: Live | None = None

    def tell(self, detail: str) -> None:
        self.detail = detail
        if self.shown:
            self.shown.refresh()

    def share(self, done: int, total: int) -> None:
        """Show how much of the whole is done."""
        filled = BAR_WIDTH * done // total
        self.tell(f"{'━' * filled}{'╌' * (BAR_WIDTH - filled)} {done} / {total}")

    def line(self, sign: str) -> Text:
        text = Text(f" {sign} {self.name}")
        # A Chinese character is two columns wide: cell_len counts columns.
        text.append(" " * max(1, NAME_WIDTH - text.cell_len))
        text.append(f"{time.monotonic() - self.began:6.1f} s", style="bold")
        return text.append(f"   {self.detail}" if self.detail else "", style="dim")

    def __rich__(self) -> Text:
        return self.line("…")


def console() -> Console:
    return Console(highlight=False)


@contextmanager
def stage(name: str) -> Iterator[Stage]:
    """Show a stage while the block runs, and its seconds when it is done."""
    screen = console()
    running = Stage(name, time.monotonic())
    try:
        # No refreshing thread: processes are forked while a stage is shown.
        live = Live(running, console=screen, transient=True, auto_refresh=False)
        with live if screen.is_terminal else nullcontext():
            running.shown = live if screen.is_terminal else None
            if running.shown:
                running.shown.refresh()
            yield running
    except BaseException:
        screen.print(running.line("✗"), soft_wrap=True)
        raise
    screen.print(running.line("✓"), soft_wrap=True)
