"""What a password must be: long, and not to be guessed from us, from its owner, or from a list."""

import gzip
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from guihang.core import pinyin
from guihang.core.words import W

SHORTEST = 12
"""Characters (NIST SP 800-63B-4 asks 15 for a password alone, 8 beside a second factor)."""

OWN = 6
"""Characters that must be left when everything that can be guessed is taken away."""

CONTEXT = (
    "guihang", "归航", "neimenggu", "neimeng", "内蒙古", "innermongolia", "mongolia", "jiedu", "戒毒",
    "kangfu", "康复", "huhehaote", "hohhot", "baotou", "chifeng", "tongliao", "hulunbeier", "sifa",
    "司法", "mima", "密码", "password", "passw0rd", "passwd", "admin", "administrator", "welcome",
    "woaini", "wozhidao", "zhongguo", "中国", "beijing", "qwertyuiop", "qwerty", "asdfghjkl", "asdfgh",
    "zxcvbnm", "zxcvbn", "1qaz", "2wsx", "3edc", "qazwsx", "letmein", "iloveyou", "abcdefgh", "abcd",
    "1234567890", "12345678", "123456", "1234", "0987654321", "987654321", "5201314", "1314520",
)  # fmt: skip
"""Words of the product, of the place, and of Chinese and English keyboards."""

YEARS = tuple(str(year) for year in range(1940, 2040))


class LongEnough:
    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(self.get_help_text(), "password_too_short")

    def get_help_text(self) -> str:
        return str(W(f"密码至少 {SHORTEST} 个字符。", f"At least {SHORTEST} characters."))


class NotGuessed:
    """Refuses common passwords, and those that are little more than words near at hand."""

    def validate(self, password: str, user: Any = None) -> None:
        text = password.casefold()
        if text in common() or len(set(left_of(text, user))) < OWN:
            raise ValidationError(self.get_help_text(), "password_too_common")

    def get_help_text(self) -> str:
        return str(W(
            "不要用常见密码、姓名或账号(含拼音)、年份、本系统或单位的名称、键盘上相邻的字符；"
            "几个不相干的词连在一起就很好。",
            "Not a common password, nor your name or account (in pinyin too), a year, the name of "
            "the product or of a place, or neighbours on a keyboard. A few unrelated words do well.",
        ))  # fmt: skip


def left_of(text: str, user: Any = None) -> str:
    """Return what remains of a password without the words that a stranger would try."""
    words = {*CONTEXT, *YEARS, *personal(user)}
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def personal(user: Any) -> set[str]:
    """Return account and name of a user as they might stand in a password."""
    name, account = getattr(user, "name", ""), getattr(user, "username", "")
    found = {account, name}
    for sounds in pinyin.sayings(name):
        found |= {"".join(sounds), "".join(reversed(sounds)), *sounds}
    return {word.casefold() for word in found if len(word) > 1}


@cache
def common() -> frozenset[str]:
    """Return the twenty thousand commonest passwords, as Django carries them."""
    file = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)
