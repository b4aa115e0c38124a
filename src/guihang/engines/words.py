"""A sentence in the two languages of the product, side by side so that neither is forgotten."""

from typing import NamedTuple


class Words(NamedTuple):
    """One text in Chinese and in English."""

    zh: str
    en: str

    def fill(self, **values: object) -> "Words":
        """Put values into both texts: ``Words("第 {n} 周", "Week {n}").fill(n=3)``."""
        return Words(self.zh.format(**values), self.en.format(**values))
