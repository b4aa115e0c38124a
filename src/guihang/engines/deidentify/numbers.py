"""Numbers that name one person: identity cards, telephones, cards, plates, accounts."""

import re
from collections.abc import Iterator
from datetime import date

from guihang.engines.deidentify.finding import Finding, Kind, digits
from guihang.engines.identity import check_character, is_province

_GAP = r"[ \-·.—_]?"
_RESIDENT = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx](?![0-9A-Za-z])")
_OLD = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{14}(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])[3-69](?:[ \-]?[0-9]){15,18}(?![0-9A-Za-z])")
_MOBILE = re.compile(rf"(?<![0-9])(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}(?![0-9])")
_LANDLINE = re.compile(
    r"(?<![0-9])\(?0[1-9][0-9]{1,2}\)?[ \-—]?[2-8][0-9]{2,3}[ \-]?[0-9]{4}(?![0-9])"
)
_LOCAL = re.compile(r"(?:电话|座机|热线|传真)(?:号码)?(?:是|为|:|：)?\s*([2-8][0-9]{6,7})(?![0-9])")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]{gap}[A-HJ-NP-Z]{gap}"
    r"[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警](?![A-Za-z0-9])".format(gap="[ ·•.]?"),
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?:微信|QQ|抖音|快手|支付宝|邮箱|账号)(?:号码|号|账号|名)?(?:是|为|:|：)?\s*"
    r"([A-Za-z0-9][A-Za-z0-9_.\-@]{4,39})",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[A-Za-z0-9_.+\-]{2,40}@[A-Za-z0-9\-]+(?:\.[A-Za-z]{2,})+")


def found(plain: str) -> Iterator[Finding]:
    """Yield the numbers of a folded text."""
    spelled = digits(plain)
    yield from _identities(spelled)
    for match in _CARD.finditer(spelled):
        if _luhn(_bare(match[0])):
            yield _at(match, Kind.CARD)
    for text, pattern, kind in (
        (spelled, _MOBILE, Kind.PHONE), (spelled, _LANDLINE, Kind.PHONE),
        (spelled, _LOCAL, Kind.PHONE), (plain, _PLATE, Kind.PLATE),
        (plain, _EMAIL, Kind.ACCOUNT), (plain, _ACCOUNT, Kind.ACCOUNT),
    ):  # fmt: skip
        for match in pattern.finditer(text):
            yield _at(match, kind)


def _identities(spelled: str) -> Iterator[Finding]:
    for match in _RESIDENT.finditer(spelled):
        number = _bare(match[0])
        right = check_character(number[:17]) == number[17]
        if right or _plausible(number[:6], number[6:14]):  # mistyped, and still somebody's
            yield _at(match, Kind.ID_NUMBER, sure=right)
    for match in _OLD.finditer(spelled):
        if _plausible(match[0][:6], f"19{match[0][6:12]}"):
            yield _at(match, Kind.ID_NUMBER, sure=False)


INSTEAD = {
    Kind.ID_NUMBER: "(证件号码略)", Kind.CARD: "(卡号略)", Kind.PHONE: "(电话略)",
    Kind.PLATE: "(车牌略)", Kind.ACCOUNT: "(账号略)",
}  # fmt: skip


def _at(match: re.Match[str], kind: Kind, *, sure: bool = True) -> Finding:
    """Return what the first group holds, or the whole where there is none."""
    group = 1 if match.re.groups else 0
    return Finding(match.start(group), match.end(group), kind, INSTEAD[kind], sure)


def _bare(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text).upper()


def _plausible(region: str, born: str) -> bool:
    try:
        day = date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    return is_province(region) and 1900 <= day.year <= 2100


def _luhn(number: str) -> bool:
    """Check a card number (ISO/IEC 7812-1, annex B)."""
    if not number.isdigit() or not 16 <= len(number) <= 19:
        return False
    total = 0
    for place, ch in enumerate(reversed(number)):
        value = int(ch) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
