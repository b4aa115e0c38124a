"""One indicator as data: who is counted, out of whom, when, and on whose word.

Published retention rates differ mostly because their definitions do; a figure without its
definition is not comparable with anything.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from guihang.engines.words import Words

NOTHING = Words("", "")


class State(IntEnum):
    """What is known of a person at a horizon; the first that applies, in this order."""

    RELAPSED = 0
    DIED = 4
    CUSTODY = 5
    TESTED = 1
    CONTACTED = 2
    MOVED = 6
    UNKNOWN = 3

    @property
    def words(self) -> Words:
        return _STATES[self]


_STATES = {
    State.RELAPSED: Words("确认复吸", "relapse confirmed"),
    State.DIED: Words("去世", "died"),
    State.CUSTODY: Words("再次被收戒或羁押", "in custody again"),
    State.TESTED: Words("窗口内有阴性检测", "negative test within the window"),
    State.CONTACTED: Words("窗口内有联系，无检测", "reached within the window, not tested"),
    State.MOVED: Words("迁往外地", "moved away"),
    State.UNKNOWN: Words("窗口内无联系(失访)", "not reached within the window (lost)"),
}


class Kind(StrEnum):
    """How a figure is worked out."""

    SHARE = "share"
    CURVE = "curve"
    COUNT = "count"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Definition:
    """How people become times, events and shares. A change of meaning is a new version.

    ``horizon`` and ``window`` are days, None where the figure has none. ``counted`` and ``among``
    are the states that make numerator and denominator of a share at its horizon; ``clients``
    leaves out whoever did not agree to aftercare. ``result``: which of the seven results it
    belongs to. ``of_people``: counts people served, so that small cells are withheld.
    """

    code: str
    version: int
    words: Words
    meaning: Words
    source: Words
    effective_on: date
    kind: Kind = Kind.CURVE
    numerator: Words = NOTHING
    denominator: Words = NOTHING
    exclusions: Words = NOTHING
    horizon: int | None = None
    window: int | None = None
    counted: frozenset[State] = frozenset()
    among: frozenset[State] = frozenset()
    clients: bool = False
    result: int = 2
    of_people: bool = True

    @property
    def name(self) -> str:
        """Code and version as they stand beside a number."""
        return f"{self.code} v{self.version}"
