"""From fields and dataclasses to JSON Schema (2020-12), with words in both languages."""

import enum
import inspect
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, get_args, get_origin
from uuid import UUID

from django.db import models
from django.utils import translation

from guihang.core.action import REFERENCES
from guihang.core.fields import Field
from guihang.engines.words import Words

type Schema = dict[str, Any]

PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    UUID: {"type": "string", "format": "uuid"},
    Any: {},
}


def both(words: Words) -> str:
    """Return both languages in one line, Chinese first."""
    return words.zh if words.zh == words.en else f"{words.zh} · {words.en}"


def words_of(label: Any) -> Words:
    """Return both texts of a label that follows the active language."""
    if isinstance(label, Words):
        return label
    with translation.override("zh-hans"):
        zh = str(label)
    with translation.override("en"):
        return Words(zh, str(label))


def of_choices(kind: type[enum.Enum]) -> Schema:
    """Return the schema of a list of codes, with their labels."""
    labels = {
        str(item.value): words_of(getattr(item, "label", getattr(item, "words", item.value)))
        for item in kind
    }
    return {
        "type": "string",
        "enum": list(labels),
        "x-words": {code: words._asdict() for code, words in labels.items()},
    }


def of_field(field: Field) -> Schema:
    """Return the schema of one argument: type, limits, labels and advice."""
    found = _kind(field)
    found["title"] = both(field.words)
    if field.label.help:
        found["description"] = both(field.label.help)
    if not field.required:
        if isinstance(field.default, bool | int | str) and field.default != "":
            found["default"] = field.default
        found = _or_null(found)
    return found


def _kind(field: Field) -> Schema:
    if field.is_reference:
        return _reference(field.kind)
    if issubclass(field.kind, enum.Enum):
        one = of_choices(field.kind)
        return {"type": "array", "items": one, "uniqueItems": True} if field.many else one
    found = dict(PLAIN[field.kind])
    if field.kind is int:
        found |= {"minimum": 0, "maximum": field.label.max}
    elif field.kind is str:
        found |= {"maxLength": field.label.max, "minLength": int(field.required)}
    return found


def _reference(kind: type[models.Model]) -> Schema:
    if isinstance(kind._meta.pk, models.UUIDField):
        return dict(PLAIN[UUID])
    if kind in REFERENCES:
        return dict(PLAIN[int])
    return {"type": ["integer", "string"]}


def _or_null(schema: Schema) -> Schema:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    nullable = schema | {"type": [*kinds, "null"]}
    if "enum" in schema:
        nullable["enum"] = [*schema["enum"], None]
    return nullable


def of_type(hint: Any, known: dict[str, Schema]) -> Schema:
    """Return the schema of an annotation; dataclasses are collected in ``known`` by name."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is typing.Annotated:
        return _codes(parts[1])
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_part(part, known) for part in parts]}
    if origin is tuple:
        return {"type": "array", "items": of_type(parts[0], known)}
    if origin is dict:
        return {"type": "object"}
    if is_dataclass(hint):
        return _dataclass(hint, known)
    return dict(PLAIN[hint])


def _part(hint: Any, known: dict[str, Schema]) -> Schema:
    return {"type": "null"} if hint is types.NoneType else of_type(hint, known)


def _codes(kind: type[enum.Enum]) -> Schema:
    """Codes of an answer: a model may leave one empty, and an old client must expect new ones."""
    found = of_choices(kind)
    return {"type": "string", "examples": found["enum"], "x-words": found["x-words"]}


def _dataclass(kind: Any, known: dict[str, Schema]) -> Schema:
    name = kind.__name__
    if name not in known:
        known[name] = {}  # stands in while its own fields are read
        hints = typing.get_type_hints(kind, include_extras=True)
        known[name] = {
            "type": "object",
            "description": inspect.getdoc(kind) or "",
            "properties": {field.name: of_type(hints[field.name], known) for field in fields(kind)},
            "required": [field.name for field in fields(kind)],
        }
    return {"$ref": f"#/components/schemas/{name}"}
