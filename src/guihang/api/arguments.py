"""From the JSON body of a request to the arguments of an action.

Only what JSON adds is checked here: the kind of each value and what references point at. Limits,
choices and rules are the action's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest

from guihang.api.endpoint import unknown
from guihang.api.problem import Problem
from guihang.api.wire import Unparsable, parsed
from guihang.core.action import REFERENCES, Action
from guihang.core.fields import Field
from guihang.core.refusal import Reason, Refused
from guihang.engines.words import Words
from guihang.people.queries import chosen

LARGEST = 1024 * 1024
"""Bytes of a body; an action is a form, and documents do not travel in it."""

ENVELOPE = frozenset({"entry", "supersedes", "reason"})
"""Names beside the arguments; no action may use one for a parameter of its own."""

REASON_LENGTH = 500

EXPECTED: Mapping[str, Words] = {
    "text": Words("应为文本。", "This must be a text."),
    "flag": Words("应为 true 或 false。", "This must be true or false."),
    "number": Words("应为整数。", "This must be a whole number."),
    "texts": Words("应为文本数组。", "This must be a list of texts."),
    "uuid": Words("应为 UUID。", "This must be a UUID."),
    "key": Words("应为 id 或代码(账号)。", "This must be an id, or a code or account."),
}


@dataclass(frozen=True, slots=True)
class Order:
    """An action to carry out once: its entry, its arguments, and what it corrects."""

    entry: UUID
    values: dict[str, Any]
    supersedes: UUID | None
    reason: str


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that was sent. Raises Problem."""
    if request.content_type != "application/json" or not _is_utf8(request):
        raise Problem("media-type", headers={"Accept": "application/json"})
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Problem("too-large")
    try:
        found = parsed(request.body)
    except Unparsable as error:
        raise Problem("malformed") from error
    if not isinstance(found, dict):
        raise Problem("malformed")
    return found


def _is_utf8(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    return charset.lower() in ("utf-8", "utf8")


def order_of(action: Action, body: Mapping[str, Any], units: frozenset[int]) -> Order:
    """Return what to carry out. Raises Refused with every reason, OutOfReach for a record.

    ``units``: where the permission of the action holds.
    """
    reasons = [unknown(name) for name in body.keys() - _known(action)]
    entry = _entry(body.get("entry"), reasons)
    supersedes, why = _correction(action, body, reasons)
    values = {}
    for field in action.fields:
        raw = body.get(field.name)
        if raw is not None and (reason := mistyped(field, raw)):
            reasons.append(reason)
        elif field.is_reference:
            values[field.name] = _row(field, raw, units, reasons)
        elif raw is not None:
            values[field.name] = raw
    absent = any(
        f.is_reference and f.required and values.get(f.name) is None for f in action.fields
    )
    if reasons or absent:
        # One answer names everything: what the schema holds against the other arguments too.
        named = {reason.field for reason in reasons}
        others = action.checked(values)[1]
        raise Refused([*reasons, *(other for other in others if other.field not in named)])
    assert entry is not None  # or it is among the reasons
    return Order(entry, values, supersedes, why)


def _known(action: Action) -> set[str]:
    return {field.name for field in action.fields} | ENVELOPE


def mistyped(field: Field, raw: Any) -> Reason | None:
    """Return the reason against a value whose JSON type is not that of the field."""
    if field.many:
        fits, wanted = isinstance(raw, list) and all(isinstance(x, str) for x in raw), "texts"
    elif issubclass(field.kind, models.Model) and isinstance(field.kind._meta.pk, models.UUIDField):
        fits, wanted = _uuid(raw) is not None, "uuid"
    elif field.is_reference and field.kind not in REFERENCES:
        fits, wanted = isinstance(raw, int | str) and not isinstance(raw, bool), "key"
    elif field.kind is bool:
        fits, wanted = isinstance(raw, bool), "flag"
    elif field.kind is int or field.is_reference:
        fits, wanted = isinstance(raw, int) and not isinstance(raw, bool), "number"
    else:
        fits, wanted = isinstance(raw, str), "text"
    return None if fits else Reason("type", EXPECTED[wanted], field.name)


def _uuid(raw: Any) -> UUID | None:
    try:
        return UUID(raw) if isinstance(raw, str) else None
    except ValueError:
        return None


def _entry(raw: Any, reasons: list[Reason]) -> UUID | None:
    found = _uuid(raw)
    if found is None or found.version != 7:
        reasons.append(Reason("entry", Words(
            "请为每次提交生成一个 UUIDv7。", "Make a UUIDv7 for each submission."), "entry"))  # fmt: skip
        return None
    return found


def _correction(
    action: Action, body: Mapping[str, Any], reasons: list[Reason]
) -> tuple[UUID | None, str]:
    raw, why = body.get("supersedes"), body.get("reason")
    supersedes = _uuid(raw)
    if raw is not None and supersedes is None:
        reasons.append(Reason("type", EXPECTED["uuid"], "supersedes"))
    if supersedes and action.records is None:
        reasons.append(Reason("correction.none", Words(
            "这类记录不能以更正方式修改。", "What this action does is not corrected by superseding it."),
            "supersedes"))  # fmt: skip
    if why is not None and (not isinstance(why, str) or len(why) > REASON_LENGTH or "\0" in why):
        reasons.append(Reason("type", Words(
            f"应为不超过 {REASON_LENGTH} 字的文本。",
            f"This must be a text of at most {REASON_LENGTH} characters."), "reason"))  # fmt: skip
        why = ""
    return supersedes, why or ""


def _row(
    field: Field, raw: Any, units: frozenset[int], reasons: list[Reason]
) -> models.Model | None:
    """Return what a reference points at: records within reach, units and colleagues by name."""
    if raw is None:
        return None
    if field.kind in REFERENCES:
        row: models.Model = REFERENCES[field.kind](raw, units=units)
        return row
    key = str(raw)
    odd = "\0" in key or (key.isdigit() and not key.isascii())
    found = None if odd else chosen(field.kind, key)
    if found is None:
        reasons.append(Reason("unknown", Words(
            f"没有这个{field.words.zh}。", f"There is no such {field.words.en.lower()}."),
            field.name))  # fmt: skip
    return found
