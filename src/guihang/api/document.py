"""The description of the API (OpenAPI 3.1), drawn from the actions and the endpoints themselves."""

import inspect
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from django.utils.translation import override

from guihang.api import schema
from guihang.api.answers import Receipt
from guihang.api.arguments import REASON_LENGTH
from guihang.api.endpoint import About, asker
from guihang.api.problem import KINDS, MEDIA_TYPE, Problem
from guihang.api.schema import Schema, both
from guihang.api.wire import encode
from guihang.core.action import ACTIONS, Action
from guihang.core.fields import Field
from guihang.people.permissions import LABELS, Permission

URLS = "guihang.api.urls"

EVERYWHERE = ("unauthenticated", "forbidden", "method", "internal", "too-long")
OF_A_READ = (*EVERYWHERE, "not-found", "refused", "too-many")
OF_A_WRITE = (
    *EVERYWHERE, "malformed", "not-found", "conflict", "too-large", "media-type", "refused",
)  # fmt: skip


def openapi(request: HttpRequest) -> HttpResponse:
    """Give the description to whoever signs in: no data is in it, but words that outsiders could
    tie to whoever asks for it."""
    try:
        if request.method not in ("GET", "HEAD"):
            raise Problem("method", headers={"Allow": "GET, HEAD"})
        asker(request, timezone.now())
    except Problem as problem:
        return problem.response()
    return HttpResponse(_encoded(), "application/json", headers={"Cache-Control": "no-store"})


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an unknown address as an unknown record is answered."""
    return Problem("not-found").response()


openapi.requires = nothing_here.requires = None  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _encoded() -> bytes:
    with override("zh-hans"):
        return encode(described())


def described() -> dict[str, Any]:
    """Return the whole document as plain values."""
    known: dict[str, Schema] = {}
    paths = {_address(pattern): _read(pattern, known) for pattern in _reads()}
    paths |= {
        f"/actions/{name}": {"post": _write(action, known)}
        for name, action in sorted(ACTIONS.items())
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "归航 Guihang", "version": "1",
            "description": "每个操作一次调用；编号由客户端生成(UUIDv7)，重复发送只办理一次。"
            " · One call an action; ids are made by the client (UUIDv7), sent twice is done once.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}, {"session": [], "csrf": []}],
        "paths": paths,
        "components": {
            "schemas": known | {"Problem": _problem()},
            "responses": {_title(kind): _response(kind) for kind in KINDS},
            "securitySchemes": SECURITY,
        },
    }  # fmt: skip


SECURITY: Schema = {
    "token": {
        "type": "http", "scheme": "bearer",
        "description": "guihang token create · 由管理员在命令行生成",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    "csrf": {
        "type": "apiKey", "in": "header", "name": "X-CSRFToken",
        "description": "会话登录时写操作须携带 · needed for writes with a session",
    },
}  # fmt: skip


def _reads() -> Iterator[URLPattern]:
    for pattern in get_resolver(URLS).url_patterns:
        about = getattr(pattern.callback, "about", None)
        if about is not None and about.method == "GET":
            yield pattern


def _address(pattern: URLPattern) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))


def _read(pattern: URLPattern, known: dict[str, Schema]) -> Schema:
    about: About = pattern.callback.about
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": dict(schema.PLAIN[hint])}
        for name, hint in inspect.get_annotations(about.view, eval_str=True).items()
        if f"{{{name}}}" in _address(pattern)
    ]
    return {
        "get": {
            "operationId": pattern.name,
            "summary": both(about.words),
            "description": f"{about.text}\n\n{_permission(about.permission)}",
            "parameters": in_path + [_parameter(field) for field in about.query.values()],
            "responses": {"200": _json(schema.of_type(about.answer, known))} | _problems(OF_A_READ),
        }
    }


def _parameter(field: Field) -> Schema:
    found = schema.of_field(field)
    kinds = [kind for kind in found["type"] if kind != "null"]
    found["type"] = kinds[0]
    if "enum" in found:
        found["enum"] = [code for code in found["enum"] if code is not None]
    return {"name": field.name, "in": "query", "required": False, "schema": found}


def _write(action: Action, known: dict[str, Schema]) -> Schema:
    receipt = _json(schema.of_type(Receipt, known))
    return {
        "operationId": action.name,
        "summary": both(action.words),
        "description": f"{inspect.getdoc(action.function)}\n\n"
        + _permission(Permission(action.permission)),
        "requestBody": {
            "required": True, "content": {"application/json": {"schema": body_of(action)}},
        },
        "responses": {
            "201": receipt | {"description": "已办理 · Carried out"},
            "200": receipt | {"description": "先前已办理 · Carried out before"},
        } | _problems(OF_A_WRITE),
    }  # fmt: skip


def body_of(action: Action) -> Schema:
    """Return the schema of the body of one action: its fields and the envelope."""
    properties: Schema = {
        "entry": schema.PLAIN[UUID] | {"title": "提交编号(UUIDv7) · Submission id (UUIDv7)"}
    }
    properties |= {field.name: schema.of_field(field) for field in action.fields}
    if action.records is not None:
        properties["supersedes"] = {
            "type": ["string", "null"], "format": "uuid",
            "title": "被更正的记录 · The record that this one corrects",
        }  # fmt: skip
        properties["reason"] = {
            "type": ["string", "null"], "maxLength": REASON_LENGTH,
            "title": "更正原因(更正时必填) · Reason for the correction (needed for one)",
        }  # fmt: skip
    return {
        "type": "object",
        "properties": properties,
        "required": ["entry", *(field.name for field in action.fields if field.required)],
        "additionalProperties": False,
    }


def _permission(permission: Permission | None) -> str:
    if permission is None:
        return "权限：任何在岗人员 · Permission: any user"
    return f"权限：{LABELS[permission].zh} · Permission: {LABELS[permission].en} (`{permission}`)"


def _json(content: Schema) -> Schema:
    return {"description": "成功 · Success", "content": {"application/json": {"schema": content}}}


def _problems(kinds: tuple[str, ...]) -> Schema:
    """Return the answers of several problems; of two with one status, the first stands for both."""
    found: Schema = {}
    for kind in kinds:
        reference = {"$ref": f"#/components/responses/{_title(kind)}"}
        found.setdefault(str(KINDS[kind][0]), reference)
    return found


def _title(kind: str) -> str:
    return kind.title().replace("-", "")


def _response(kind: str) -> Schema:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": both(KINDS[kind][1]), "content": content}


def _problem() -> Schema:
    text = {"type": "string"}
    words = {"type": "object", "properties": {"zh": text, "en": text}, "required": ["zh", "en"]}
    reason = {
        "type": "object",
        "properties": {"code": text, "field": text, "zh": text, "en": text},
        "required": ["code", "field", "zh", "en"],
    }
    return {
        "type": "object",
        "description": "RFC 9457. reasons 列出全部原因 · reasons names everything at once",
        "properties": {
            "type": text, "title": text, "status": {"type": "integer"}, "words": words,
            "reasons": {"type": "array", "items": reason},
            "id": text | {"description": "仅 500 · only with 500"},
        },
        "required": ["type", "title", "status", "words", "reasons"],
    }  # fmt: skip
