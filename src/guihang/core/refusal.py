"""Why something was refused, in words that say what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from guihang.core.words import say
from guihang.engines.words import Words


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. ``field`` names the argument it is about, or is empty for the whole."""

    code: str
    words: Words
    field: str = ""

    def __str__(self) -> str:
        return say(self.words)


class Refused(Exception):
    """An action was not carried out; ``reasons`` holds all that stood against it."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(reason.words.en for reason in self.reasons))


class OutOfReach(Exception):
    """The record does not exist, or not for this user: nobody is told which."""
