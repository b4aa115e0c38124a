"""Words that no text which leaves the product may hold, and names that nobody is called by.

A letter, an address, the name of a file or the title of a page may be seen by an employer, a
landlord or a neighbour. Source: security notes §7.8; the Mongolian forms, in the traditional and
the Cyrillic script, are ours and await a reader of the language.
"""

import re

STIGMA = (
    "戒毒", "吸毒", "毒", "尿检", "强戒", "强制隔离", "复吸", "禁毒", "瘾", "涉毒",
    "ᠬᠠᠷ ᠲᠠᠮᠠᠬᠢ", "ᠮᠠᠨᠰᠤᠭᠤᠷᠠᠭᠤᠯᠬᠤ", "ᠳᠣᠨᠭᠲᠠᠨ",
    "хар тамхи", "мансуур", "донтон", "донтолт",
    "drug", "addict", "narcotic", "opioid", "heroin", "methamphetamine", "urine", "relapse",
    "detox", "rehab", "substance abuse", "inmate", "compulsory isolation",
)  # fmt: skip
"""What must not stand in a text that goes out."""

LABELS = (
    "吸毒人员", "吸毒者", "瘾君子", "吸毒分子", "戒毒人员", "强戒人员", "涉毒人员", "毒虫", "道友", "病残吸毒",
    "addict", "junkie", "drug user", "drug abuser", "inmate", "offender", "ex-con", "clean time",
    "ᠬᠠᠷ ᠲᠠᠮᠠᠬᠢᠴᠢᠨ", "хар тамхичин", "донтогч",
)  # fmt: skip
"""What staff screens do not call a person either: they say 康复人员, 照管对象, the person."""

_STIGMA = re.compile("|".join(map(re.escape, STIGMA)), re.IGNORECASE)
_LABELS = re.compile(rf"(?:{'|'.join(map(re.escape, LABELS))})s?(?![a-z])", re.IGNORECASE)


def stigma(text: str) -> list[str]:
    """Return the words of ``text`` that would tell a stranger what the product is about."""
    return _STIGMA.findall(text)


def labels(text: str) -> list[str]:
    """Return the words of ``text`` that make a person into what happened to them."""
    return _LABELS.findall(text)
