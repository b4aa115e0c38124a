"""What is found: where, of which kind, and what stands there instead."""

from dataclasses import dataclass, replace
from enum import StrEnum

from guihang.engines.words import Words


class Kind(StrEnum):
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    PLATE = "plate"
    CARD = "card"
    ACCOUNT = "account"
    ADDRESS = "address"
    DATE = "date"
    UNIT = "unit"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    Kind.NAME: Words("姓名", "Name"),
    Kind.ID_NUMBER: Words("证件号码", "ID number"),
    Kind.PHONE: Words("电话", "Telephone"),
    Kind.PLATE: Words("车牌", "Number plate"),
    Kind.CARD: Words("银行卡号", "Bank card"),
    Kind.ACCOUNT: Words("网络账号", "Account"),
    Kind.ADDRESS: Words("地址", "Address"),
    Kind.DATE: Words("具体日期", "Exact date"),
    Kind.UNIT: Words("单位名称", "Name of a unit"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """``text[start:end]`` identifies; ``instead`` is what stands there after cleaning.

    ``sure``: a check digit or a table says so; otherwise the words around it do.
    """

    start: int
    end: int
    kind: Kind
    instead: str
    sure: bool = True
    text: str = ""

    def of(self, whole: str) -> "Finding":
        """Return the finding with the words it stands on."""
        return replace(self, text=whole[self.start : self.end])


# One character for one, so that places in the folded text are places in the original.
_FOLD = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {
    0x3000: " ", 0x00A0: " ", ord("〇"): "0", ord("零"): "0", ord("幺"): "1",
    ord("×"): "X", ord("Х"): "X", ord("х"): "X",
} | {ord(ch): ch for ch in "，。；：！？（）"}  # fmt: skip
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def folded(text: str) -> str:
    """Return the text with wide letters and digits as plain ones, place by place.

    Punctuation keeps its width: it ends names and addresses.
    """
    return text.translate(_FOLD)


def digits(text: str) -> str:
    """Return the text with spelled digits as digits, place by place: 一三八 becomes 138."""
    return text.translate(_DIGITS)
