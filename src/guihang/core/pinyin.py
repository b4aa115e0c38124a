"""How a Chinese name may sound: every reading of every character, without tones.

A name is found by whatever reading somebody knows (单: shàn or dān; 解: xiè or jiě), so no
reading is guessed and the dictionary of phrases, 40 MB of a process, is never loaded.
"""

import math
import os
from itertools import product

MOST = 24
"""Ways to say one name that are kept; a longer name gives up rare readings from its end."""


def syllables(name: str) -> list[list[str]]:
    """Return the readings of each character, the usual first; other writing stays as it is."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin  # 12 MB that only whoever writes a name needs

    return [
        [reading.strip().lower() for reading in readings]
        for readings in pinyin(name, style=Style.NORMAL, heteronym=True)
        if any(map(str.strip, readings))
    ]


def sayings(name: str) -> list[tuple[str, ...]]:
    """Return the ways to say a name, at most MOST, as syllables; the usual one first."""
    known = syllables(name)
    for place in reversed(range(len(known))):
        if math.prod(map(len, known)) <= MOST:
            break
        known[place] = known[place][:1]
    return list(product(*known))
