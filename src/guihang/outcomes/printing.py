"""How figures look on the terminal."""

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table

from guihang.engines.words import Words


def screen(file: TextIO) -> Console:
    """Return where tables go. A label from a file is text, never markup."""
    return Console(file=file, highlight=False, markup=False, emoji=False)


def plain_table(title: str, columns: Sequence[str], first: str = "组\nGroup") -> Table:
    """Return a table whose first column holds labels and whose others hold numbers."""
    table = Table(title=title, title_justify="left")
    table.add_column(first, overflow="fold")
    for name in columns:
        table.add_column(name, justify="right", overflow="fold")
    return table


def notes(console: Console, words: Iterable[Words], n_missing: int) -> None:
    """Print how many rows were left out, then the conventions in both languages."""
    console.print(f"缺值未计入的行 · Rows left out, a value missing: {n_missing}\n")
    for one in words:
        console.print(f"{one.zh}\n{one.en}")


def as_json(answer: dict[str, Any]) -> str:
    """Return one JSON object; what is undefined or infinite is null."""
    return json.dumps(_finite(answer), ensure_ascii=False, allow_nan=False, indent=2)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def time(value: float | None) -> str:
    """Return a time as it is, a dash where there is none."""
    return "—" if value is None else str(value)


def percent(value: float | None) -> str:
    """Return a probability as a percentage, a dash where there is none."""
    return "—" if value is None else f"{value:.1%}"


def number(value: float | None, places: int = 4) -> str:
    """Return a number with so many places, a dash where there is none."""
    return "—" if value is None else f"{value:.{places}f}"
