"""The three columns of a retention table, read from a CSV file of any size.

The file is read row by row; what is kept of a row is one number, one bit and one group position.
"""

import codecs
import csv
import math
import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from guihang.core.refusal import Reason, Refused
from guihang.engines.words import Words

if TYPE_CHECKING:
    import _csv

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "NULL", "null"})
TRUE, FALSE = frozenset({"1", "true", "1.0"}), frozenset({"0", "false", "0.0"})
BLOCK = 1 << 20
FAULTS_SHOWN = 5
GROUPS_AT_MOST = 500  # the log-rank test weighs every group against every other
WHOLE_AT_MOST = 2**53  # above this a float no longer holds every whole number


@dataclass(frozen=True, eq=False, slots=True)
class Columns:
    """People as columns: (n,) times ≥ 0, (n,) bool events, (n,) positions in ``labels``.

    ``time`` is int64 where every value is whole. ``n_missing`` rows lacked one of the values.
    """

    time: NDArray[np.int64] | NDArray[np.float64]
    event: NDArray[np.bool_]
    group: NDArray[np.int32]
    labels: tuple[str, ...]
    n_missing: int


def read_columns(path: Path, *, duration: str, event: str, by: str | None = None) -> Columns:
    """Read the named columns of a CSV file in UTF-8 (with or without BOM) or GB18030.

    A blank cell or NA is a missing value: the row is left out and counted. Raises Refused, with
    every reason, for a file that is not such a table, a column that is not there, a time that is
    not a number of 0 or more, an event that is not 0/1 or true/false.
    """
    names = [duration, event] if by is None else [duration, event, by]
    try:
        encoding = _encoding(path)
        with path.open(encoding=encoding, newline="") as file:
            rows = csv.reader(file, strict=True)
            try:
                return _collect(rows, names)
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
            words = words.fill(name=name, header=_shown(", ".join(header), 400))
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


def _collect(rows: "_csv.Reader", names: Sequence[str]) -> Columns:
    header = [cell.strip().lstrip("\ufeff") for cell in next(rows, [])]
    places = _places(header, names)
    times, events, groups = array("d"), bytearray(), array("i")
    codes: dict[str, int] = {} if len(names) > 2 else {"all": 0}
    faults, n_missing = _Faults(), 0
    for row in rows:
        if not row:
            continue
        try:
            cells = _cells(row, len(header), places)
            time, happened = _time(cells[0], names[0]), _event(cells[1], names[1])
        except Refused as refused:
            faults.add(rows.line_num, refused)
            continue
        label = cells[2] if len(cells) > 2 else "all"
        if time is None or happened is None or label in MISSING:
            n_missing += 1
            continue
        times.append(time)
        events.append(happened)
        groups.append(codes.setdefault(label, len(codes)))
        if len(codes) > GROUPS_AT_MOST:
            raise Refused([_too_many_groups(names[-1])])
    faults.check()
    if not times:
        raise Refused([_nothing_left(n_missing)])
    return _columns(times, events, groups, tuple(codes), n_missing)


def _cells(row: list[str], width: int, places: Sequence[int]) -> list[str]:
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        words = Words(
            "有 {n} 格，表头只有 {width} 格（多了逗号？）",
            "{n} cells, but the heading has {width} (a stray comma?)",
        )
        raise Refused([Reason("too_many_cells", words.fill(n=len(row), width=width))])
    # Spreadsheets leave out blank cells at the end of a row.
    return [row[place].strip() if place < len(row) else "" for place in places]


@lru_cache(maxsize=1 << 14)
def _time(text: str, column: str) -> float | None:
    if text in MISSING:
        return None
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        value = math.nan
    if value >= 0 and value < math.inf:
        return value
    if value < 0:
        words = Words("“{column}”列的 {text} 是负数", "{text} in “{column}” is negative")
    else:
        words = Words("“{column}”列的“{text}”不是数字", "“{text}” in “{column}” is not a number")
    raise Refused([Reason("not_a_time", words.fill(column=column, text=_shown(text)), column)])


@lru_cache(maxsize=1 << 14)
def _event(text: str, column: str) -> bool | None:
    if text in MISSING:
        return None
    word = text.lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    words = Words(
        "“{column}”列的“{text}”不是 0/1 或 true/false",
        "“{text}” in “{column}” is not 0/1 or true/false",
    )
    raise Refused([Reason("not_an_event", words.fill(column=column, text=_shown(text)), column)])


def _too_many_groups(column: str) -> Reason:
    words = Words(
        "“{column}”列有 {most} 个以上不同的值，不能用来分组",
        "“{column}” has more than {most} different values: it cannot be grouped by",
    )
    return Reason("too_many_groups", words.fill(column=column, most=GROUPS_AT_MOST), column)


def _nothing_left(n_missing: int) -> Reason:
    words = Words("表头下面没有数据行", "There is no row below the heading")
    if n_missing:
        words = Words(
            "全部 {n} 行都缺少所需的值", "Every one of the {n} rows lacks a value that is needed"
        )
    return Reason("no_rows", words.fill(n=n_missing))


def _columns(
    times: "array[float]",
    events: bytearray,
    groups: "array[int]",
    labels: tuple[str, ...],
    n_missing: int,
) -> Columns:
    order = sorted(range(len(labels)), key=_natural(labels))
    rank = np.empty(len(labels), np.int32)
    rank[order] = np.arange(len(labels), dtype=np.int32)
    time = np.frombuffer(times, np.float64)
    whole = bool((time == np.floor(time)).all() and time.max() <= WHOLE_AT_MOST)
    return Columns(
        time=time.astype(np.int64) if whole else time,
        event=np.frombuffer(events, np.bool_),
        group=rank[np.frombuffer(groups, np.int32)],
        labels=tuple(labels[place] for place in order),
        n_missing=n_missing,
    )


def _natural(labels: Sequence[str]) -> Callable[[int], Any]:
    """Return a sort key for positions: by value where all are numbers, else 2 before 10."""
    try:
        values = [float(label) for label in labels]
    except ValueError:
        values = [math.nan]
    if all(math.isfinite(value) for value in values):
        return lambda place: (values[place], labels[place])
    return lambda place: [
        int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", labels[place])
    ]


def _shown(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
