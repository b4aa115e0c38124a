"""Values to JSON bytes and back: one dump an answer, one strict parse a request."""

import json
from datetime import date, datetime
from typing import Any, NoReturn
from uuid import UUID

from guihang.engines.calendar import local


def _plain(value: Any) -> Any:
    """Return what the encoder does not know: moments on the clock of China, dataclasses by field."""
    if isinstance(value, datetime):
        return local(value).isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return {name: getattr(value, name) for name in value.__slots__}


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)


def encode(answer: Any) -> bytes:
    """Return an answer (dataclasses with slots, or plain values) as UTF-8 JSON."""
    return _ENCODER.encode(answer).encode()


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
