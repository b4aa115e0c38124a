"""The witness: a file outside the database that knows the head of every batch.

Whoever cuts the end of the log off together with its seals leaves a log that is right in itself;
only somebody outside remembers that there was more. Each line is flushed to the disk before the
next batch begins. The file belongs on another disk, or under another account (GUIHANG_WITNESS).
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from guihang.core.audit.problem import LogProblem
from guihang.engines.words import Words

TAIL_BYTES = 4096


class Line(NamedTuple):
    """One batch as the witness knows it: hexadecimal head and signature."""

    epoch: int
    number: int
    rows: int
    sealed_at: str
    head: str
    signature: str

    @classmethod
    def parse(cls, text: str) -> "Line":
        """Read a line. Raises ValueError."""
        epoch, number, rows, sealed_at, head, signature = text.split()
        return cls(int(epoch), int(number), int(rows), sealed_at, head, signature)

    @property
    def place(self) -> tuple[int, int]:
        return self.epoch, self.number

    def __str__(self) -> str:
        return " ".join(map(str, self))


def file() -> Path:
    return Path(settings.GUIHANG_WITNESS)


def last() -> Line | None:
    """Return the newest line, or nothing when there is none. Raises LogProblem for a damaged one."""
    if not file().exists():
        return None
    with file().open("rb") as known:
        known.seek(max(0, known.seek(0, os.SEEK_END) - TAIL_BYTES))
        lines = known.read().decode("ascii", "replace").split("\n")
    if len(lines) < 2:
        return None
    try:
        return Line.parse(lines[-2])
    except ValueError:
        raise LogProblem(Words(
            f"见证文件 {file()} 的最后一行已损坏，请查明原因。",
            f"The last line of the witness {file()} is damaged; find out why.")) from None  # fmt: skip


def lines() -> Iterator[Line | str]:
    """Yield every line; the text of one that is damaged."""
    if not file().exists():
        return
    with file().open(encoding="ascii", errors="replace") as known:
        for text in known:
            try:
                yield Line.parse(text)
            except ValueError:
                yield text.strip()


def follow(newer: Callable[[Line | None], Iterable[Line]]) -> None:
    """Append the lines that ``newer`` gives after the newest one, and flush them to the disk.

    Called after the commit: a sealer killed in between leaves a line out, and the next one adds it.
    """
    with _held() as out:
        _mend(out)
        for line in newer(last()):
            os.write(out, f"{line}\n".encode("ascii"))
        os.fsync(out)


def _mend(out: int) -> None:
    """Drop half a line that a crash left behind: it was never whole, and comes again."""
    text = file().read_bytes()[-TAIL_BYTES:]
    half = len(text) - text.rfind(b"\n") - 1
    if half:
        os.ftruncate(out, os.fstat(out).st_size - half)


@contextmanager
def _held() -> Iterator[int]:
    """Hold the file open for appending, alone."""
    file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    out = os.open(file(), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        fcntl.flock(out, fcntl.LOCK_EX)
        yield out
    finally:
        os.close(out)
