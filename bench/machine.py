"""How busy the machine was with other work while something was measured."""

import os
import time
from dataclasses import dataclass
from pathlib import Path


def _busy_seconds() -> float:
    """Processor seconds used by everybody since the start of the machine."""
    values = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]))
    idle, waiting = values[3], values[4]
    return (sum(values) - idle - waiting) / os.sysconf("SC_CLK_TCK")


@dataclass
class Watch:
    """From its making on: what others than our own processes used, as a share of the machine."""

    def __post_init__(self) -> None:
        self._busy, self._began = _busy_seconds(), time.monotonic()

    def others(self, ours: float) -> float:
        """Return the share of all processors that was not ours; ``ours`` in processor seconds."""
        whole = (time.monotonic() - self._began) * (os.cpu_count() or 1)
        return max(0.0, (_busy_seconds() - self._busy - ours) / whole)
