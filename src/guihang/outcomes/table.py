"""Named columns of a CSV file of any size, read row by row.

A :class:`Field` says how the cells of one column become values and keeps them; what is kept of a
row is a few numbers. A blank cell or NA is a missing value: the row is left out and counted.
"""

import codecs
import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from guihang.core.refusal import Reason, Refused
from guihang.engines.words import Words

if TYPE_CHECKING:
    import _csv

BLOCK = 1 << 20
FAULTS_SHOWN = 5


class Field(Protocol):
    """One column that is read: its name in the heading, its cells as values, the values kept."""

    name: str

    def parse(self, text: str) -> Any:
        """Return the value of a cell, ``None`` where it is missing. Raises Refused."""

    def keep(self, value: Any) -> None:
        """Keep the value of a row in which nothing is missing."""


type Check = Callable[[Sequence[Any]], None]


def read_table(path: Path, fields: Sequence[Field], check: Check | None = None) -> int:
    """Read a file in UTF-8 (with or without BOM) or GB18030 and return how many rows lack a value.

    ``check`` sees the values of a row before they are kept and may refuse them. Raises Refused,
    with every reason, for a file that is not such a table, a column that is not there, or a cell
    that is no such value.
    """
    try:
        encoding = _encoding(path)
        with path.open(encoding=encoding, newline="") as file:
            rows = csv.reader(file, strict=True)
            try:
                return _collect(rows, fields, check)
            except csv.Error as error:
                raise Refused([_malformed(rows.line_num)]) from error
    except OSError as error:
        raise Refused([_unreadable(path, error)]) from error


def _malformed(line: int) -> Reason:
    words = Words(
        "不是规范的 CSV：第 {line} 行附近引号不成对，或有一格过长",
        "Not well-formed CSV: an unbalanced quote or an overlong cell near line {line}",
    )
    return Reason("malformed_csv", words.fill(line=line))


def _unreadable(path: Path, error: OSError) -> Reason:
    if isinstance(error, FileNotFoundError):
        words = Words("找不到文件：{path}", "No such file: {path}")
    elif isinstance(error, IsADirectoryError):
        words = Words("这是文件夹，不是文件：{path}", "A folder, not a file: {path}")
    else:
        words = Words("无法读取 {path}：{error}", "Cannot read {path}: {error}")
    return Reason("unreadable_file", words.fill(path=path, error=error.strerror or error))


def _encoding(path: Path) -> str:
    """Return the encoding that the whole file decodes in."""
    possible = {
        name: codecs.getincrementaldecoder(name)("strict") for name in ("utf-8-sig", "gb18030")
    }
    size = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if b"\0" in block or (not size and block.startswith((b"PK\x03\x04", b"%PDF"))):
                raise Refused([_not_text(block if not size else b"")])
            size += len(block)
            possible = {name: dec for name, dec in possible.items() if _decodes(dec, block)}
    fitting = [name for name, decoder in possible.items() if _decodes(decoder, b"", final=True)]
    if not size:
        raise Refused([Reason("empty_file", Words("文件是空的", "The file is empty"))])
    if not fitting:
        words = Words(
            "文件编码不是 UTF-8，也不是 GB18030：请另存为“CSV UTF-8”",
            "The file is neither UTF-8 nor GB18030: save it as “CSV UTF-8”",
        )
        raise Refused([Reason("wrong_encoding", words)])
    return fitting[0]


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _not_text(start: bytes) -> Reason:
    if start.startswith(b"PK\x03\x04"):
        words = Words(
            "这像是 Excel 工作簿而不是 CSV：请另存为“CSV UTF-8”",
            "This looks like an Excel workbook, not CSV: save it as “CSV UTF-8”",
        )
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        words = Words(
            "文件编码是 UTF-16：请另存为“CSV UTF-8”",
            "The file is in UTF-16: save it as “CSV UTF-8”",
        )
    else:
        words = Words("文件不是 CSV 文本", "The file is not CSV text")
    return Reason("not_csv", words)


def _places(header: Sequence[str], names: Sequence[str]) -> list[int]:
    reasons = []
    for name in dict.fromkeys(names):
        if not name.strip():
            words = Words("列名不能为空", "A column name is blank")
            reasons.append(Reason("blank_column_name", words, name))
        elif (times := header.count(name.strip())) == 0:
            words = Words(
                "没有名为“{name}”的列；文件里的列：{header}",
                "No column named “{name}”; the file has: {header}",
            )
            words = words.fill(name=name, header=shown(", ".join(header), 400))
            reasons.append(Reason("no_such_column", words, name))
        elif times > 1:
            words = Words(
                "有 {times} 列都叫“{name}”，不知用哪一列",
                "{times} columns are named “{name}”: which one is meant?",
            )
            reasons.append(Reason("ambiguous_column", words.fill(name=name, times=times), name))
    if reasons:
        raise Refused(reasons)
    return [header.index(name.strip()) for name in names]


@dataclass(slots=True)
class _Faults:
    """The first few faulty lines in full, the rest as a number."""

    first: list[Reason] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, refused: Refused) -> None:
        self.count += 1
        for reason in refused.reasons if len(self.first) < FAULTS_SHOWN else ():
            words = Words(f"第 {line} 行：{reason.words.zh}", f"Line {line}: {reason.words.en}")
            self.first.append(Reason(reason.code, words, reason.field))

    def check(self) -> None:
        if not self.count:
            return
        rest = self.count - len(self.first)
        more = Words("另有 {rest} 行有错", "and {rest} more lines").fill(rest=rest)
        raise Refused([*self.first, *([Reason("more", more)] if rest else [])])


def _collect(rows: "_csv.Reader", fields: Sequence[Field], check: Check | None) -> int:
    header = [cell.strip().lstrip("\ufeff") for cell in next(rows, [])]
    places = _places(header, [one.name for one in fields])
    faults, kept, n_missing = _Faults(), 0, 0
    for row in rows:
        if not row:
            continue
        try:
            cells = _cells(row, len(header), places)
            values = [one.parse(cell) for one, cell in zip(fields, cells, strict=True)]
            missing = None in values
            if check is not None and not missing:
                check(values)
        except Refused as refused:
            faults.add(rows.line_num, refused)
            continue
        if missing:
            n_missing += 1
            continue
        for one, value in zip(fields, values, strict=True):
            one.keep(value)
        kept += 1
    faults.check()
    if not kept:
        raise Refused([_nothing_left(n_missing)])
    return n_missing


def _cells(row: list[str], width: int, places: Sequence[int]) -> list[str]:
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        words = Words(
            "有 {n} 格，表头只有 {width} 格（多了逗号？）",
            "{n} cells, but the heading has {width} (a stray comma?)",
        )
        raise Refused([Reason("too_many_cells", words.fill(n=len(row), width=width))])
    # Spreadsheets leave out blank cells at the end of a row.
    return [row[place].strip() if place < len(row) else "" for place in places]


def _nothing_left(n_missing: int) -> Reason:
    words = Words("表头下面没有数据行", "There is no row below the heading")
    if n_missing:
        words = Words(
            "全部 {n} 行都缺少所需的值", "Every one of the {n} rows lacks a value that is needed"
        )
    return Reason("no_rows", words.fill(n=n_missing))


def shown(text: str, most: int = 40) -> str:
    """Return a text short enough for a message."""
    return text if len(text) <= most else text[: most - 1] + "…"
