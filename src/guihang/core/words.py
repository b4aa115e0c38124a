"""Which of the two languages a text is shown in.

Both texts stand side by side where they are used (ADR 0008): a missing translation is then a
missing argument, not a missing line in a catalogue that nobody opens.
"""

from django.utils.functional import lazy
from django.utils.translation import get_language, override

from guihang.engines.words import Words


def say(words: Words | str) -> str:
    """Return the text of ``words`` in the active language; Chinese unless English is active."""
    if isinstance(words, Words):
        return words.en if (get_language() or "zh-hans").startswith("en") else words.zh
    return str(words)


def _pick(zh: str, en: str) -> str:
    return say(Words(zh, en))


W = lazy(_pick, str)
"""``W("今日", "Today")``: a lazy text for labels that are made before a request is known."""


def both(label: object) -> Words:
    """Return a lazy text, such as the label of a choice, in both languages."""
    with override("zh-hans"):
        zh = str(label)
    with override("en"):
        return Words(zh, str(label))
