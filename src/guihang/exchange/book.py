"""A file that somebody brought, as sheets of text rows; parsed in a confined child process."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from guihang.core.refusal import Reason, Refused
from guihang.engines.words import Words
from guihang.exchange import child

LINE_BYTES = 32 << 20
"""Longest line that the child may answer with; more means that it does not speak our language."""

FORMS = {".xlsx": "xlsx", ".csv": "csv"}

REASONS = {
    "size": Words("文件超过 20 MB，请拆分后导入。", "The file is over 20 MB; split it."),
    "empty": Words("文件是空的。", "The file is empty."),
    "kind": Words(
        "只接受 .xlsx 和 .csv 文件；旧版 .xls 请另存为 .xlsx。",
        "Only .xlsx and .csv files are taken; save an old .xls as .xlsx.",
    ),
    "not_xlsx": Words(
        "内容不是 Excel 工作簿(.xlsx)，与文件名不符。",
        "The content is not an Excel workbook (.xlsx), whatever the name says.",
    ),
    "not_text": Words(
        "内容不是文本表格(.csv)，与文件名不符。",
        "The content is not a table of text (.csv), whatever the name says.",
    ),
    "old_or_locked": Words(
        "文件设有密码，或是旧版 .xls；请去掉密码并另存为 .xlsx。",
        "The file has a password or is an old .xls; remove it and save as .xlsx.",
    ),
    "polyglot": Words(
        "文件夹带了工作簿以外的内容，已拒绝。", "The file carries more than a workbook: refused."
    ),
    "members": Words("文件内部件过多，已拒绝。", "The file has too many parts inside: refused."),
    "inflated": Words(
        "文件解压后超过 200 MB，已拒绝。", "Unpacked, the file is over 200 MB: refused."
    ),
    "ratio": Words(
        "文件压缩比异常(疑似压缩炸弹)，已拒绝。", "The file is packed like a bomb: refused."
    ),
    "path": Words("文件内部路径异常，已拒绝。", "The file names paths outside itself: refused."),
    "macros": Words(
        "文件含有宏，请另存为不含宏的 .xlsx。", "The file has macros; save it without them."
    ),
    "dtd": Words("文件含有外部实体声明，已拒绝。", "The file declares entities: refused."),
    "nested": Words(
        "文件内嵌了压缩包或其他对象，已拒绝。", "Another archive or object is embedded: refused."
    ),
    "encoding": Words(
        "读不出文字编码，请存为 UTF-8 或 GB18030 的 CSV。",
        "The encoding is not known; save the CSV as UTF-8 or GB18030.",
    ),
    "sheets": Words("超过 50 张工作表，请拆分。", "Over 50 sheets; split the file."),
    "rows": Words("一张表超过 20 万行，请拆分。", "A sheet has over 200,000 rows; split it."),
    "columns": Words("一张表超过 200 列。", "A sheet has over 200 columns."),
    "damaged": Words("文件已损坏，无法读取。", "The file is damaged and cannot be read."),
    "limits": Words(
        "读取该文件所需的内存或时间超出限制，已停止。",
        "Reading the file needs more memory or time than allowed; it was stopped.",
    ),
    "missing": Words(
        "找不到这个文件，或无权读取。", "There is no such file, or it may not be read."
    ),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``head`` are its first rows with their numbers, ``rows`` about how many it has."""

    path: Path
    form: str
    position: int
    name: str
    rows: int
    head: tuple[tuple[int, list[str]], ...]

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """Return number and cells of every row that is not blank. Raises Refused."""
        with _answers(self.path, self.form, "rows", str(self.position)) as answers:
            for found in answers:
                if isinstance(found, dict):
                    return
                number, cells = found
                yield number, cells
        raise unreadable("limits")


def read(path: Path, name: str = "") -> list[Sheet]:
    """Return the sheets of a file. ``name``: what its owner calls it, where ``path`` is a copy.

    Raises Refused with one reason for a file that is too large, hostile, or not what it says.
    """
    form = FORMS.get(Path(name or path.name).suffix.lower())
    if form is None:
        raise unreadable("kind")
    with _answers(path, form, "index") as answers:
        for found in answers:
            return [
                Sheet(path, form, position, sheet["name"], sheet["rows"], _head(sheet["head"]))
                for position, sheet in enumerate(found["sheets"])
            ]
    raise unreadable("limits")


def unreadable(code: str) -> Refused:
    return Refused([Reason(f"file.{code}", REASONS[code])])


def _head(rows: list[tuple[int, list[str]]]) -> tuple[tuple[int, list[str]], ...]:
    return tuple((number, cells) for number, cells in rows)


@contextmanager
def _answers(path: Path, *asked: str) -> Iterator[Iterator[dict | list]]:  # type: ignore[type-arg]
    """Start the child on a file and give what it says; it is dead when the block ends."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise unreadable("missing") from error
    with file, tempfile.TemporaryDirectory() as folder:
        if path.stat().st_size > child.FILE_BYTES:
            raise unreadable("size")
        process = subprocess.Popen(
            [sys.executable, "-I", str(Path(child.__file__).resolve()), *asked], stdin=file, cwd=folder,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={"PYTHONUTF8": "1"},
        )  # fmt: skip
        assert process.stdout is not None
        try:
            yield _spoken(process.stdout)
        finally:
            process.kill()
            process.stdout.close()
            process.wait()


def _spoken(stream: IO[bytes]) -> Iterator[dict | list]:  # type: ignore[type-arg]
    """Return what the child says, line by line; a child that died stops in the middle."""
    while line := stream.readline(LINE_BYTES):
        if not line.endswith(b"\n"):
            raise unreadable("limits")
        found = json.loads(line)
        if isinstance(found, dict) and (code := found.get("refused")):
            raise unreadable(code if code in REASONS else "damaged")
        yield found
