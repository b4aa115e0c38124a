"""Identity numbers of GB 11643 and names and phone numbers: checking and masking.

No problem or warning ever repeats what was typed: messages end in logs and error sheets.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from guihang.engines.words import Words

MALE, FEMALE = 1, 2  # GB/T 2261.1; 0 and 9 say nothing

# GB 11643-1999, ISO 7064 MOD 11-2.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

# The first two digits of every province code of GB/T 2260. The other four are the code at the
# time of issue, so abolished codes (1521 Hulunbuir, 1523 Jirem, 1526 Ulanqab, 1527 Ikh Juu,
# 1528 Bayannur) are as good as today's and are not looked up.
_PROVINCES = frozenset(
    f"{tens}{ones}"
    for tens, last in (("1", 5), ("2", 3), ("3", 7), ("4", 6), ("6", 5), ("7", 1))
    for ones in range(1, last + 1)
) | {f"5{ones}" for ones in range(5)}
_RESIDENCE_PERMITS = frozenset({"81", "82", "83"})  # Hong Kong, Macao, Taiwan
_FOREIGNER = "9"  # permanent-residence card of the 2023 pattern

_OLDEST = 120  # years; beyond it a birth date is worth a second look, not a refusal

_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")
# The multiplication sign and the Cyrillic letter, typed or pasted for X.
_LOOKALIKES = str.maketrans({"×": "X", "Х": "X", "х": "X"})
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u200b-\u200f\u2060\ufeff]+")


class Kind(StrEnum):
    """Which document carries the number."""

    RESIDENT = "resident"
    RESIDENCE_PERMIT = "residence_permit"
    FOREIGNER = "foreigner"

    @property
    def words(self) -> Words:
        return _KIND_WORDS[self]


_KIND_WORDS = {
    Kind.RESIDENT: Words("居民身份证", "resident identity card"),
    Kind.RESIDENCE_PERMIT: Words("港澳台居民居住证", "Hong Kong, Macao or Taiwan residence permit"),
    Kind.FOREIGNER: Words("外国人永久居留身份证", "foreigner's permanent-residence card"),
}


class Checked(NamedTuple):
    """What a number says. ``normal`` is None when there are problems; warnings never refuse.

    region: the first six digits, the code at the time of issue. sex: 1 male, 2 female.
    """

    normal: str | None
    birth_on: date | None
    sex: int | None
    region: str | None
    kind: Kind | None
    problems: tuple[Words, ...]
    warnings: tuple[Words, ...]


def check(number: str, *, today: date, sex: int | None = None) -> Checked:
    """Check an identity number as typed. ``sex``: as recorded, GB/T 2261.1."""
    text = _tidy(number)
    warnings: list[Words] = []
    if _OLD.fullmatch(text):
        body = f"{text[:6]}19{text[6:]}"
        text = body + check_character(body)
        warnings.append(Words("15位旧号已升为18位", "A 15-digit number was made 18 digits"))
    if not _RESIDENT.fullmatch(text):
        return Checked(None, None, None, None, None, (_FORM,), ())
    born = _birth(text)
    problems = _problems(text, born, today)
    marked = MALE if int(text[16]) % 2 else FEMALE
    if sex in (MALE, FEMALE) and sex != marked:
        warnings.append(
            Words("号码中的性别与登记不同", "The sex in the number differs from the record")
        )
    if born and born <= today and today.year - born.year > _OLDEST:
        warnings.append(Words("按出生日期已超过120岁，请核对", "Over 120 years by the birth date"))
    return Checked(
        normal=None if problems else text,
        birth_on=born,
        sex=marked,
        region=text[:6],
        kind=_kind(text),
        problems=problems,
        warnings=tuple(warnings),
    )


def check_character(body: str) -> str:
    """Return the eighteenth character for the first seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


_FORM = Words(
    "应为18位：17位数字加1位数字或X(旧号为15位数字)",
    "Must be 18 characters: 17 digits and a digit or X (an old number has 15 digits)",
)


def _tidy(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    return _SEPARATORS.sub("", plain).upper()


def is_province(region: str) -> bool:
    """Say whether a code begins like that of a province, at whatever time it was issued."""
    return region[:2] in _PROVINCES


def _kind(text: str) -> Kind | None:
    if is_province(text):
        return Kind.RESIDENT
    if text[:2] in _RESIDENCE_PERMITS:
        return Kind.RESIDENCE_PERMIT
    return Kind.FOREIGNER if text.startswith(_FOREIGNER) else None


def _birth(text: str) -> date | None:
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def _problems(text: str, born: date | None, today: date) -> tuple[Words, ...]:
    found = []
    if _kind(text) is None:
        found.append(Words("前两位不是省级代码", "The first two digits name no province"))
    if born is None:
        found.append(Words("出生日期不存在", "The birth date does not exist"))
    elif born > today:
        found.append(Words("出生日期在将来", "The birth date lies in the future"))
    if check_character(text[:17]) != text[17]:
        found.append(
            Words("校验位不符，请逐位核对", "The check character is wrong; compare digit by digit")
        )
    return tuple(found)


_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# Beijing and the 02x cities: 8 digits. Elsewhere a three-digit area and 7 or 8 digits; the
# region's areas are 0470-0479, 0482 and 0483.
_LANDLINE = re.compile(r"0?((?:10|2\d)[2-8]\d{7}|[3-9]\d{2}[2-8]\d{6,7})", re.ASCII)
_PUNCTUATION = re.compile(r"[\s()\-./\u2010-\u2015\u200b-\u200f\u2060\ufeff]+")
_COUNTRY = re.compile(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))")
_EXTENSION = re.compile(r"(转|分机|ext\.?|x|#|,|;)\s*\d+$", re.IGNORECASE)
_HOTLINE = re.compile(r"1\d{2}|12\d{3}|96\d{3,4}|9\d{4}|[48]00\d{7}", re.ASCII)


class Phone(NamedTuple):
    """A number in E.164 form, or None with every problem."""

    e164: str | None
    problems: tuple[Words, ...]


def phone(text: str) -> Phone:
    """Read a mobile or landline number of China as typed."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _EXTENSION.search(plain):
        return _no_phone("分机号请另填备注", "Put the extension into the remarks")
    digits = _PUNCTUATION.sub("", plain)
    local = _COUNTRY.sub("", digits)
    if not re.fullmatch(r"[0-9]+", local):
        return _no_phone("只能有数字和 + - 空格", "May hold digits, +, - and spaces only")
    if _HOTLINE.fullmatch(local):
        return _no_phone(
            "这是服务热线，不是个人号码", "This is a service line, not a person's number"
        )
    landline = _LANDLINE.fullmatch(local)
    if _MOBILE.fullmatch(local):
        return Phone(f"+86{local}", ())
    if landline and (local.startswith("0") or local != digits):
        return Phone(f"+86{landline[1]}", ())
    if local.startswith("1"):
        return _no_phone(
            "手机号应为11位，以13至19开头", "A mobile number has 11 digits, from 13 to 19"
        )
    return _no_phone("固定电话应为区号加7或8位号码", "A landline is an area code and 7 or 8 digits")


def _no_phone(zh: str, en: str) -> Phone:
    return Phone(None, (Words(zh, en),))


_STAR = "*"
_SHORTEST_MASKED = 10  # anything shorter is hidden whole


# Surnames of two characters in use today. Cut after the first character, 欧阳雪 would show the
# whole given name: everybody completes 欧.
_LISTED = (
    "欧阳 上官 司马 司徒 司空 诸葛 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 端木 百里 呼延 夏侯 南宫 "
    "西门 东方 东郭 独孤 轩辕 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 "
    "亓官 第五 拓跋 纳兰 完颜 耶律 万俟 闻人 公羊 左丘 梁丘 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 "
    "谷梁 段干 叶赫 那拉 爱新"
)
COMPOUND_SURNAMES = frozenset(_LISTED.split())


def surname_length(name: str) -> int:
    """Return how many characters of a Han name are the surname: 欧阳雪 2, 张建国 1."""
    return 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1


def mask_name(name: str) -> str:
    """Return a name that its holder recognises and others do not.

    The surname stays, and the last character of a given name of two or more: 张建国 gives 张*国,
    欧阳雪 gives 欧阳*.
    """
    plain = name.strip()
    if plain.isascii():
        return " ".join(word[0] + _STAR * (len(word) - 1) for word in plain.split())
    shown = surname_length(plain)
    given = len(plain) - shown
    if given <= 1:
        return plain[: len(plain) - 1] + _STAR if plain else ""
    return plain[:shown] + _STAR * (given - 1) + plain[-1]


def mask_number(number: str) -> str:
    """Return the first four and the last two characters: too few to rebuild the number."""
    plain = number.strip()
    if len(plain) < _SHORTEST_MASKED:
        return _STAR * len(plain)
    return plain[:4] + _STAR * (len(plain) - 6) + plain[-2:]


def mask_phone(number: str) -> str:
    """Return a number with its four middle digits hidden: 138****5678."""
    plain = number.strip()
    if len(plain) < _SHORTEST_MASKED:
        return _STAR * len(plain)
    return plain[:-8] + _STAR * 4 + plain[-4:]
