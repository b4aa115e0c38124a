"""From the sheets of a file to rows that actions understand: which kind, which columns, which values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from guihang.core.refusal import Reason, Refused
from guihang.core.words import say
from guihang.engines.calendar import CHINA
from guihang.engines.words import Words
from guihang.exchange.book import Sheet
from guihang.exchange.columns import Column, plain
from guihang.exchange.kinds import KINDS, WHO, Call, Kind, Row, kind_of, of_registers
from guihang.people import directory
from guihang.people.models import Unit
from guihang.people.queries import chosen

FEWEST = 2
"""Known headers that make a row of cells a header row."""

TITLE = 31
"""Characters that Excel allows in the name of a sheet."""

ERRORS = Words("错误原因", "What is wrong")
"""Header of the column that a returned sheet has in addition."""

ELSEWHERE = {"to_unit": "station", "on": "zone_on", "case": "number"}
"""Parameters whose column is called differently."""


@dataclass(frozen=True)
class Mapped:
    """A sheet whose header row was found. ``places``: position of a cell → its column."""

    sheet: Sheet
    kind: Kind
    header: int
    headers: tuple[str, ...]
    places: Mapping[int, Column]

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headers that no column answers to."""
        own = {plain(text) for text in ERRORS}
        return tuple(
            text for place, text in enumerate(self.headers)
            if text.strip() and place not in self.places and plain(text) not in own
        )  # fmt: skip

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns without which no row can be imported."""
        known = {found.code for found in self.places.values()}
        lacking = [
            found for found in self.kind.columns if found.required and found.code not in known
        ]
        if self.kind.is_about_a_case and not known & {found.code for found in WHO}:
            lacking.insert(0, WHO[0])
        return tuple(lacking)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Return number and cells of every row below the header."""
        for number, cells in self.sheet.lines():
            if number > self.header:
                yield number, cells


def mapped(sheets: Sequence[Sheet], kind: str | None = None) -> list[Mapped]:
    """Return the sheets that can be imported, in the order in which they must be.

    Sheets with no known header row (notes, lists) are left out. Raises Refused where no sheet is
    left, where one lacks a column that it needs, or has one twice.
    """
    asked = kind_of(kind) if kind else None
    found = [
        best
        for sheet in sheets
        if (best := _best(sheet, [asked] if asked else [*KINDS.values(), *_named(sheet)]))
    ]
    if not found:
        raise Refused([Reason("sheet.unknown", Words(
            "没有找到可导入的表：请使用模板的表头，或用“种类”指明。",
            "No sheet can be imported: use the headers of a template, or name the kind."))])  # fmt: skip
    if problems := [reason for one in found for reason in _problems(one)]:
        raise Refused(problems)
    order = [*KINDS, *of_registers()]
    return sorted(found, key=lambda one: order.index(one.kind.code))


def _named(sheet: Sheet) -> list[Kind]:
    """Return the kinds of registers that a sheet is called like: their headers look too alike."""
    return [one for one in of_registers().values() if _is_called(sheet, one)]


def _is_called(sheet: Sheet, kind: Kind) -> bool:
    return plain(sheet.name) in {plain(text[:TITLE]) for text in (kind.code, *kind.words)}


def _best(sheet: Sheet, kinds: Sequence[Kind]) -> Mapped | None:
    """Return the reading of a sheet under which most of it makes sense, if only one does."""
    readings = [one for row in sheet.head for kind in kinds if (one := _reading(sheet, kind, *row))]
    if not readings:
        return None
    ranked = sorted(readings, key=lambda one: _rank(one, sheet), reverse=True)
    first, *others = ranked
    if any(_rank(one, sheet) == _rank(first, sheet) and one.kind != first.kind for one in others):
        return None
    return first


def _reading(sheet: Sheet, kind: Kind, number: int, cells: list[str]) -> Mapped | None:
    places = {
        place: found for place, text in enumerate(cells)
        for found in kind.columns if text.strip() and plain(text) in found.names
    }  # fmt: skip
    enough = len({found.code for found in places.values()}) >= FEWEST
    return Mapped(sheet, kind, number, tuple(cells), places) if enough else None


def _rank(one: Mapped, sheet: Sheet) -> tuple[bool, int, int]:
    return _is_called(sheet, one.kind), -len(one.missing), len(one.places)


def _problems(one: Mapped) -> Iterator[Reason]:
    where = Words(
        f"表“{one.sheet.name or say(one.kind.words)}”", f"Sheet “{one.sheet.name or one.kind.code}”"
    )
    if one.missing:
        zh = "、".join(found.words.zh for found in one.missing)
        en = ", ".join(found.words.en for found in one.missing)
        yield Reason("sheet.columns", Words(
            f"{where.zh}缺少列：{zh}。", f"{where.en} lacks: {en}."))  # fmt: skip
    codes = [found.code for found in one.places.values()]
    for found in {found.code: found for found in one.places.values()}.values():
        if codes.count(found.code) > 1:
            yield Reason("sheet.twice", Words(
                f"{where.zh}的“{found.words.zh}”列出现了两次。",
                f"{where.en} has “{found.words.en}” twice."))  # fmt: skip


class Typed:
    """One row of cells as values, with what is wrong with single cells."""

    def __init__(self, one: Mapped, cells: Sequence[str]) -> None:
        self.kind = one.kind
        self.values: dict[str, str | list[str]] = {}
        self.problems: dict[str, Words] = {}
        for place, found in one.places.items():
            text = cells[place] if place < len(cells) else ""
            if not text.strip():
                continue
            value, problem = found.normal(text)
            if problem:
                self.problems[found.code] = problem
            elif value:
                self.values[found.code] = value
        for found in one.kind.columns:
            if found.required and found.code not in self.values and _is_own(found):
                self.problems.setdefault(found.code, NEEDED)

    @cached_property
    def times(self) -> dict[str, datetime]:
        """The moments of this row, by column."""
        return {
            code: _aware(str(value)) for code, value in self.values.items()
            if self.kind.by_code[code].field.kind is datetime
        }  # fmt: skip

    def text(self, code: str) -> str:
        return str(self.values.get(code, ""))


NEEDED = Words("必填。", "Required.")


def _is_own(found: Column) -> bool:
    """A column with no parameter behind it; no action would miss it."""
    return found.code in ("reached", "closed_at")


def _aware(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


class Directory:
    """The units of the region by code and by either name."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._units: dict[int, Unit | None] = {}
        for row in directory.units():
            for text in (row.zh, row.en, row.code):
                self._ids[plain(text)] = row.id

    def unit(self, text: str) -> Unit | None:
        found = self._ids.get(plain(text))
        if found is None:
            return None
        if found not in self._units:
            unit = chosen(Unit, str(found))
            self._units[found] = unit if isinstance(unit, Unit) else None
        return self._units[found]


NO_UNIT = Words(
    "没有这个单位，请填单位名称或代码。", "There is no such unit; give its name or code."
)


OWN_UNIT = ("unit", "host")
"""Columns that stand for the unit of the importer where a row leaves them empty."""


def units_of(typed: Typed, known: Directory, default: Unit | None) -> dict[str, Unit]:
    """Return the units that a row names; what is not found becomes a problem of the row."""
    found: dict[str, Unit] = {}
    for one in typed.kind.columns:
        if not one.field.is_reference:
            continue
        text = typed.text(one.code)
        unit = known.unit(text) if text else default if one.code in OWN_UNIT else None
        if unit is not None:
            found[one.code] = unit
        elif text or one.code in OWN_UNIT:
            typed.problems[one.code] = NO_UNIT
    return found


def static_reasons(typed: Typed, row: Row) -> list[str]:
    """Return everything that can be said against a row without looking anything up."""
    found = [told(typed.kind, code, words) for code, words in typed.problems.items()]
    found += [told(typed.kind, reason.field, reason) for reason in typed.kind.check(typed.values)]
    for call in typed.kind.calls(row):
        references = {field.name for field in call.action.references}
        for reason in call.action.checked(dict(call.given))[1]:
            code = column_of(call, reason.field)
            if reason.field not in references and code not in typed.problems:
                found.append(told(typed.kind, code, reason))
    return list(dict.fromkeys(found))


def column_of(call: Call, parameter: str) -> str:
    """Return the column that a reason about a parameter belongs to."""
    return call.columns.get(parameter) or ELSEWHERE.get(parameter, parameter)


def told(kind: Kind, code: str, reason: Reason | Words) -> str:
    """Return a reason with the name of its column, in the active language."""
    text = say(reason.words if isinstance(reason, Reason) else reason)
    found = kind.by_code.get(code)
    return say(Words(f"{found.words.zh}：{text}", f"{found.words.en}: {text}")) if found else text


def joined(reasons: Sequence[str]) -> str:
    """Return all reasons of a row as the text of one cell."""
    return say(Words("；", "; ")).join(
        text.removesuffix("。").removesuffix(".") for text in reasons
    )
