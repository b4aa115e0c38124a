"""Files sent through the import in a process of its own, so that its children can be measured."""

import json
import os
import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.security.hostile import corpus
from tests.security.hostile.made import READ

from guihang.core.refusal import Refused
from guihang.exchange.book import read

CORPUS = corpus()
ALIKE = 1000 if "GUIHANG_LONG" in os.environ else 2
"""How many files that try the same way are sent; each costs two processes."""


def chosen() -> list[int]:
    """Return which files of the corpus are sent, by their numbers."""
    sent: Counter[object] = Counter()
    found = []
    for number, one in enumerate(CORPUS):
        kind = (Path(one.name).suffix, one.tries.split()[0], tuple(sorted(one.ends)))
        sent[kind] += 1
        if sent[kind] <= ALIKE:
            found.append(number)
    return found


class Ended(NamedTuple):
    """What became of a file: code, seconds of processor time, bytes of its largest child."""

    number: int
    code: str
    seconds: float
    memory: int
    leaked: bool


def used() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_CHILDREN)


def sent(number: int) -> Ended:
    """Read one file to its last row, as an import does."""
    hostile = CORPUS[number]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(hostile.data())
        before, cells, code = used(), "", READ
        try:
            for sheet in read(path, hostile.name):
                cells += "".join(text[:200] for _, row in sheet.lines() for text in row[:9])[:2000]
        except Refused as refused:
            (reason,) = refused.reasons
            code = reason.code.removeprefix("file.")
        except Exception as error:  # a crash is what this test looks for
            code = f"crash: {error!r}"
        after = used()
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ended(number, code, spent, after.ru_maxrss << 10, "root:x:0" in cells)


if __name__ == "__main__":
    start, step = map(int, sys.argv[1:])
    for one in chosen()[start::step]:
        print(json.dumps(sent(one)))
