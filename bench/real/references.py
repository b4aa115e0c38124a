"""Every figure of a folder of R references held against our engines.

    python -m bench.real.references FOLDER

FOLDER holds ``NAME.csv`` and ``NAME_reference.json`` (R 4.2.2, survival 3.5-3, cmprsk 2.2-11).
Prints the largest difference of each block and the tolerance it must keep. Exit code 1 when
anything differs by more, or a figure is there on one side only.
"""

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.real import blocks
from bench.real.tables import table


@dataclass(slots=True)
class Line:
    """What was compared in one block."""

    file: str
    block: str
    figures: int = 0
    worst: float = 0.0
    tolerance: float = 0.0
    where: str = ""
    faults: list[str] = field(default_factory=list)

    def add(self, found: blocks.Figure) -> None:
        self.figures += 1
        self.tolerance = found.tolerance
        ours, theirs = found.ours, found.theirs
        if (ours is None) != (theirs is None):
            self.faults.append(f"{found.where}: {ours} is not {theirs}")
            return
        if ours is None or theirs is None:
            return
        gap = abs(ours - theirs)
        if found.relative:
            gap /= max(abs(theirs), 1e-300)
        if not gap <= self.worst or math.isnan(gap):
            self.worst, self.where = gap, found.where
        if not gap <= found.tolerance:
            self.faults.append(f"{found.where}: {ours} is not {theirs}")


def compared(folder: Path) -> Iterator[Line]:
    """Yield one line for each block of each reference in the folder."""
    for path in sorted(folder.glob("*_reference.json")):
        name = path.name.removesuffix("_reference.json")
        known: dict[str, Any] = json.loads(path.read_text())
        columns = table(folder / f"{name}.csv")
        lines: dict[str, Line] = {}
        for block, figure in blocks.figures(name, known, columns, folder):
            lines.setdefault(block, Line(name, block)).add(figure)
        yield from lines.values()


def main() -> None:
    failed = False
    print(f"{'file':17}{'block':42}{'figures':>8} {'largest':>9} {'allowed':>9}  where")
    for line in compared(Path(sys.argv[1])):
        ok = not line.faults
        failed |= not ok
        print(
            f"{line.file:17}{line.block:42}{line.figures:8d} {line.worst:9.1e} "
            f"{line.tolerance:9.0e}  {'' if ok else 'FAIL '}{line.where}"
        )
        for fault in line.faults[:5]:
            print(f"    {fault}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
