"""Which PINs are too easily guessed. Five tries end a device, so the commonest must not be one."""

from datetime import date
from itertools import pairwise

from guihang.engines.words import Words

SHORTEST, LONGEST = 6, 12

TOO_SHORT = Words("密码为 6 到 12 位数字。", "The PIN has 6 to 12 digits.")
TOO_EASY = Words(
    "这个密码太容易被猜到，请换一个：不要用连号、重号或生日。",
    "This PIN is too easily guessed: no runs, no repeats, no birthday.",
)


def problem(pin: str, *, born_on: date | None = None) -> Words | None:
    """Return what is wrong with a PIN, or None."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        return TOO_SHORT
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    repeats = any(pin == (pin[:size] * len(pin))[: len(pin)] for size in (1, 2, 3))
    if len(steps) == 1 or repeats or len(set(pin)) <= 2 or (born_on and _day(born_on) & {pin}):
        return TOO_EASY
    return None


def _day(day: date) -> set[str]:
    return {f"{day:%Y%m%d}", f"{day:%y%m%d}", f"{day:%m%d%Y}", f"{day:%d%m%y}", f"{day:%d%m%Y}"}
