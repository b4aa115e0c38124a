"""Columns of the sheets: read from the schema of the actions, forgiving about how they are typed."""

import inspect
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property

from django.utils import translation

from guihang.core.action import Action
from guihang.core.fields import Field, Label
from guihang.core.words import say
from guihang.engines.words import Words

YES = frozenset({"1", "true", "yes", "y", "是", "√", "✓", "对", "有"})
NO = frozenset({"0", "false", "no", "n", "否", "×", "x", "错", "无"})

YEARS = range(1900, 2101)
EXCEL_EPOCH = date(1899, 12, 30)  # day 0 of Excel's 1900 system, its leap-year error included
EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119: a day typed into a cell formatted as a number

NOT_A_YES = Words("请填“是”或“否”。", "Fill in yes or no.")
NOT_A_DAY = Words(
    "日期不能识别，请填如 2026-03-05 或 2026年3月5日。", "Not a date; write it as 2026-03-05."
)
LOST_DIGITS = Words(
    "号码的末几位已被 Excel 丢失：请把该列设为“文本”后重新填写。",
    "Excel has dropped the last digits: format the column as text and fill it in again.",
)


_BRACKET = re.compile(r"[(\uff08].*", re.DOTALL)


def plain(text: str) -> str:
    """Return a header or a choice as it is compared: no blanks, marks or capitals."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s*_\-·:]+", "", folded)


@dataclass(frozen=True)
class Column:
    """One column. ``code`` is its name for programs; ``field`` the parameter it fills."""

    code: str
    words: Words
    field: Field
    required: bool
    other_names: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Every header under which this column is known, as ``plain`` compares them."""
        found = (self.code, *self.words, *self.other_names)
        return frozenset(map(plain, found))

    @cached_property
    def choices(self) -> tuple[tuple[str, Words], ...]:
        """Codes with their words; empty for a column of free text."""
        codes = [code for code, _ in self.field.choices]
        return tuple(zip(codes, map(Words, *map(self._labels, ("zh-hans", "en"))), strict=True))

    def _labels(self, language: str) -> list[str]:
        with translation.override(language):
            return [str(label) for _, label in self.field.choices]

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        """Every way to write a choice → its code; a label also without its bracket."""
        found: dict[str, str] = {}
        for short in (True, False):
            for code, words in self.choices:
                for text in (code, *words):
                    found[plain(_BRACKET.sub("", text) if short else text)] = code
        return found

    def normal(self, text: str) -> tuple[str | list[str], Words | None]:
        """Return the cell as its action takes it, and what is wrong with it.

        Equal values come out equal however they were typed, so a row keeps its entry id.
        """
        text = unstuck(text)
        if self.field.many:
            return self._many(text)
        if issubclass(self.field.kind, Enum):
            return self._choice(text)
        if self.field.kind is bool:
            return self._flag(text)
        if self.field.kind in (date, datetime):
            return self._moment(text)
        if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
            return text, LOST_DIGITS
        return text, None

    def _choice(self, text: str) -> tuple[str, Words | None]:
        code = self._codes.get(plain(text))
        if code is not None:
            return code, None
        return "", Words(
            "不在可选值中，可填：" + "、".join(words.zh for _, words in self.choices),
            "not one of: " + ", ".join(words.en for _, words in self.choices),
        )

    def _many(self, text: str) -> tuple[list[str], Words | None]:
        if (whole := self._choice(text))[1] is None:
            return [whole[0]], None
        parts = re.split(r"[、,;/|\n]", unicodedata.normalize("NFKC", text))
        found = [self._choice(part) for part in parts if part.strip()]
        problem = next((problem for _, problem in found if problem), None)
        return sorted({code for code, _ in found}), problem

    def _flag(self, text: str) -> tuple[str, Words | None]:
        word = unicodedata.normalize("NFKC", text).casefold()
        if word in YES:
            return "1", None
        return "0", None if word in NO else NOT_A_YES

    def _moment(self, text: str) -> tuple[str, Words | None]:
        found = moment(text)
        if found is None:
            return text, NOT_A_DAY
        if self.field.kind is date:
            return found[:10], None
        return found if "T" in found else f"{found}T00:00:00", None


def unstuck(text: str) -> str:
    """Return the text of a cell without outer blanks and without an export's leading apostrophe."""
    text = text.replace("\ufeff", "").strip()
    return text[1:].strip() if text.startswith("'") else text


_DAY = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[分秒]?)?"
    r"(Z|[+-]\d\d:?\d\d)?"
)


def moment(text: str) -> str | None:
    """Return a day or moment in ISO form (``2026-03-05`` or ``2026-03-05T09:30:00``), or None."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text.replace(".", "", 1).isdecimal():
        return _numeric(text[:20])
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        when = datetime(*(int(part or 0) for part in (year, month, day, hour, minute, second)))  # noqa: DTZ001
    except ValueError:
        return None
    if when.year not in YEARS:
        return None
    return when.date().isoformat() if hour is None else when.isoformat() + (zone or "")


def _numeric(text: str) -> str | None:
    """Return the day of ``20260305``, or of the number that Excel keeps for a day."""
    if re.fullmatch(r"\d{8}", text):
        return moment(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    days = float(text)
    if int(days) not in EXCEL_DAYS:
        return None
    when = datetime.combine(EXCEL_EPOCH, datetime.min.time()) + timedelta(days=days)
    whole = (when + timedelta(microseconds=500_000)).replace(microsecond=0)
    at_midnight = whole.time() == datetime.min.time()
    return whole.date().isoformat() if at_midnight else whole.isoformat()


def column(
    action: Action, name: str, *, code: str = "", words: Words | None = None,
    required: bool | None = None, other_names: Iterable[str] = (),
) -> Column:  # fmt: skip
    """Return the column of one parameter, by default called and required as the action says."""
    field = next(field for field in action.fields if field.name == name)
    needed = field.required if required is None else required
    return Column(code or name, words or field.words, field, needed, tuple(other_names))


def columns(action: Action, *, without: Iterable[str] = ()) -> list[Column]:
    """Return a column for every input of an action."""
    left_out = frozenset(without)
    return [column(action, field.name) for field in action.inputs if field.name not in left_out]


def own(code: str, words: Words, kind: type, *, required: bool) -> Column:
    """Return a column that no parameter stands behind: it steers which action a row calls."""
    default = inspect.Parameter.empty if required else None
    return Column(code, words, Field(code, words, kind, required, default, Label(*words)), required)


def header(found: Column) -> str:
    """Return the header as a template shows it, in the active language."""
    return say(found.words) + ("*" if found.required else "")
