"""What a file holds, before anything is imported: kinds, columns, a few rows, and first problems."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from guihang.core.action import Actor
from guihang.engines.words import Words
from guihang.exchange.book import read
from guihang.exchange.kinds import Row
from guihang.exchange.mapping import (
    Directory,
    Mapped,
    Typed,
    joined,
    mapped,
    static_reasons,
    units_of,
)
from guihang.people.models import Unit


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the sheet, its cells as typed, and what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    problems: str


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """One sheet. ``headers``: as typed, with the words of the column or None where it is ignored."""

    name: str
    kind: str
    words: Words
    headers: tuple[tuple[str, Words | None], ...]
    rows: int
    lines: tuple[Line, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        return tuple(text for text, words in self.headers if text.strip() and words is None)


def preview(
    path: Path, *, actor: Actor, name: str = "", kind: str | None = None,
    unit: Unit | None = None, limit: int = 20,
) -> list[SheetPreview]:  # fmt: skip
    """Return what an import of the file would read; nothing is looked up and nothing is kept.

    Problems that only the records know (a person who is not there, a second release) show up in a
    dry run. Raises Refused for a file that cannot be read at all.
    """
    known = Directory()
    return [_sheet(one, actor, known, unit, limit) for one in mapped(read(path, name), kind)]


def _sheet(
    one: Mapped, actor: Actor, known: Directory, unit: Unit | None, limit: int
) -> SheetPreview:
    headers = tuple(
        (text, one.places[place].words if place in one.places else None)
        for place, text in enumerate(one.headers)
    )
    lines = tuple(
        _line(one, number, cells, actor, known, unit) for number, cells in islice(one.rows(), limit)
    )
    rows = max(one.sheet.rows - one.header, len(lines))
    return SheetPreview(one.sheet.name, one.kind.code, one.kind.words, headers, rows, lines)


def _line(
    one: Mapped, number: int, cells: list[str], actor: Actor, known: Directory, unit: Unit | None
) -> Line:
    typed = Typed(one, cells)
    units = units_of(typed, known, unit)
    row = Row(typed.values, typed.times, units, None, actor)
    padded = (*cells, *[""] * (len(one.headers) - len(cells)))
    return Line(number, padded[: len(one.headers)], joined(static_reasons(typed, row)))
