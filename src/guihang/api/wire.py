"""Values to JSON bytes and back: one dump an answer, one strict parse a request."""

import json
from collections.abc import Callable
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NoReturn
from uuid import UUID

from guihang.engines.calendar import local

type Writer = Callable[[Any], str]

_quoted: Writer = json.encoder.encode_basestring


def _moment(value: datetime) -> str:
    return f'"{local(value).isoformat()}"'


def _list(value: Any) -> str:
    return f"[{','.join([_WRITERS[type(item)](item) for item in value])}]"


def _dict(value: dict[str, Any]) -> str:
    parts = [f"{_quoted(name)}:{_WRITERS[type(item)](item)}" for name, item in value.items()]
    return "{" + ",".join(parts) + "}"


def _object(kind: type) -> Writer:
    """Return the writer of a dataclass with slots: its names are quoted once."""
    names = kind.__slots__  # type: ignore[attr-defined]
    heads = [f'{"," if place else "{"}"{name}":' for place, name in enumerate(names)]
    one, *more = map(attrgetter, names)
    get = attrgetter(*names) if more else lambda value: (one(value),)

    def write(value: Any) -> str:
        items = zip(heads, get(value), strict=True)
        return "".join([head + _WRITERS[type(item)](item) for head, item in items]) + "}"

    return write


class _Writers(dict[type, Writer]):
    """Type of a value → how it is written; found out once a type."""

    def __missing__(self, kind: type) -> Writer:
        known = next((write for base, write in list(self.items()) if issubclass(kind, base)), None)
        self[kind] = found = known or _object(kind)
        return found


_WRITERS = _Writers(
    {
        str: _quoted,
        bool: lambda value: "true" if value else "false",
        int: int.__repr__,
        float: float.__repr__,
        type(None): lambda _: "null",
        datetime: _moment,
        date: lambda value: f'"{value.isoformat()}"',
        UUID: lambda value: f'"{value}"',
        tuple: _list,
        list: _list,
        dict: _dict,
    }
)  # fmt: skip


def encode(answer: Any) -> bytes:
    """Return an answer (dataclasses with slots, or plain values) as UTF-8 JSON."""
    return _WRITERS[type(answer)](answer).encode()


class Unparsable(ValueError):
    """The bytes are not the JSON that we take."""


def parsed(raw: bytes) -> Any:
    """Return the value of UTF-8 JSON. Raises Unparsable, for hostile nesting and numbers too."""
    try:
        found = json.loads(raw.decode(), parse_constant=_refuse)
        if b"\\u" in raw:
            # Half a surrogate pair is a text to Python and to nobody behind it.
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Unparsable from error
    return found


def _refuse(constant: str) -> NoReturn:
    raise Unparsable(constant)
