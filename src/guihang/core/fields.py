"""From the annotation of an action's parameter to its schema: one home for label, type and limits.

The checks are those of Django's form fields, so a page, the API and a spreadsheet refuse the same
things with the same words.
"""

import enum
import inspect
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, get_args, get_origin

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import override

from guihang.core.refusal import Reason
from guihang.core.words import W
from guihang.engines.words import Words

TEXT_LENGTH = 2000
"""Longest text of a field that names no other limit; longer notes belong in a document."""

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""No day of a living person lies outside; near year 1 or 9999 arithmetic and storage break."""

DATES = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y.%m.%d"]
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", *(f"{day} %H:%M" for day in DATES),
           *(f"{day} %H:%M:%S" for day in DATES), *DATES]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside a parameter: both names, advice, and its limits."""

    zh: str
    en: str
    help: Words | None = None
    max: int = TEXT_LENGTH
    lines: int = 1
    private: bool = False
    """Identity or free text: never shown on a timeline."""


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of an action, as every edge sees it."""

    name: str
    words: Words
    kind: type
    required: bool
    default: Any
    label: Label
    many: bool = False

    @property
    def is_reference(self) -> bool:
        return issubclass(self.kind, models.Model)

    @property
    def choices(self) -> list[tuple[str, Any]]:
        if issubclass(self.kind, enum.Enum):
            return [(str(item.value), getattr(item, "label", item.value)) for item in self.kind]
        return []

    def form_field(self) -> forms.Field:
        """Return the Django form field that shows and checks this parameter."""
        advice = W(*self.label.help) if self.label.help else ""
        about: dict[str, Any] = {
            "label": W(*self.words), "required": self.required, "help_text": advice,
        }  # fmt: skip
        if issubclass(self.kind, enum.Enum):
            return self._choice_field(about)
        if self.kind is bool:
            return forms.BooleanField(**about | {"required": False})
        if self.kind is int:
            return forms.IntegerField(min_value=0, max_value=self.label.max, **about)
        if self.kind is datetime:
            moment = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            return forms.DateTimeField(
                input_formats=MOMENTS, widget=moment, validators=[_plausible], **about
            )
        if self.kind is date:
            day = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(
                input_formats=DATES, widget=day, validators=[_plausible], **about
            )
        lines = self.label.lines
        widget = forms.Textarea({"rows": lines}) if lines > 1 else forms.TextInput()
        return forms.CharField(
            max_length=self.label.max, widget=widget, validators=[_storable], **about
        )

    def _choice_field(self, about: dict[str, Any]) -> forms.Field:
        if self.many:
            return forms.TypedMultipleChoiceField(
                choices=self.choices, coerce=self.kind, empty_value=[],
                widget=forms.CheckboxSelectMultiple, **about,
            )  # fmt: skip
        blank = [] if self.required and self.default is not inspect.Parameter.empty else [("", "—")]
        return forms.TypedChoiceField(
            choices=[*blank, *self.choices], coerce=self.kind, empty_value=None, **about
        )

    def clean(self, raw: Any, checker: forms.Field) -> Any:
        """Return the checked value of ``raw``; raises ValidationError."""
        if isinstance(raw, enum.Enum):
            raw = raw.value
        elif self.many and isinstance(raw, list | tuple | set | frozenset):
            raw = [getattr(item, "value", item) for item in raw]
        elif self.kind in (date, datetime) and not isinstance(raw, str | date | None):
            raise ValidationError(checker.error_messages["invalid"])
        value = checker.clean(raw)
        if self.many:
            return frozenset(value)
        if value in ("", None):
            return None if self.default is inspect.Parameter.empty else self.default
        return value


def fields_of(function: typing.Callable[..., Any], ambient: frozenset[str]) -> tuple[Field, ...]:
    """Return the fields of an action's signature, leaving out the ``ambient`` parameters."""
    hints = typing.get_type_hints(function, include_extras=True)
    return tuple(
        _field(name, hints[name], parameter.default)
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in ambient
    )


def _field(name: str, hint: Any, default: Any) -> Field:
    label = None
    if get_origin(hint) is Annotated:
        hint, label = get_args(hint)[:2]
    required = default is inspect.Parameter.empty
    if get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    many = get_origin(hint) is frozenset
    kind = get_args(hint)[0] if many else hint
    if label is None:
        label = Label(*getattr(kind, "words", (name, name)))
    words = Words(label.zh, label.en)
    return Field(name, words, kind, required, default, label, many)


def _plausible(value: date | datetime) -> None:
    day = value.date() if isinstance(value, datetime) else value
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(
            W(
                f"日期应在 {EARLIEST} 至 {LATEST} 之间。",
                f"A date lies between {EARLIEST} and {LATEST}.",
            )
        )


def _storable(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:  # half a surrogate pair
        raise ValidationError(
            W("含有无法保存的字符。", "It holds a character that cannot be stored.")
        ) from error


def problems(field: Field, error: ValidationError) -> list[Reason]:
    """Turn Django's messages about one field into reasons."""
    texts = []
    for language in ("zh-hans", "en"):
        with override(language):
            texts.append([str(message) for message in error.messages])
    return [
        Reason(f"invalid.{field.name}", Words(*both), field.name)
        for both in zip(*texts, strict=True)
    ]
