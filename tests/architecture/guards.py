"""The rules of the house as functions over source text and objects.

Each returns what breaks the rule, so that a test can hold the real tree to nothing and a planted
example to something.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db.models import UniqueConstraint
from django.urls import URLPattern, URLResolver

from guihang.core.action import AMBIENT, Action
from guihang.core.models import Entry
from guihang.people.permissions import GRANTS, LABELS, OWN

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "guihang"
EDGES = ("web", "portal", "api", "jobs", "exchange", "simulate")

CLOCK = frozenset({"now", "today", "utcnow", "localtime", "localdate", "gmtime", "monotonic"})
IMPURE = frozenset({
    "asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3",
    "subprocess", "sys", "tempfile", "threading", "urllib", "uuid",
})  # fmt: skip
DOORS = frozenset({"open", "input", "print", "exec", "eval", "__import__"})


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """Give the path below ``src/guihang`` and the text of every module of some packages."""
    for folder in folders:
        for file in sorted((SOURCE / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file.relative_to(SOURCE).as_posix(), file.read_text(encoding="utf-8")


def imported(source: str) -> Iterator[tuple[str, str]]:
    """Give ``(module, name)`` of every import, at the top or in a function; name may be empty."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def impurities(source: str) -> list[str]:
    """What in an engine looks at the clock, at chance, or at the world outside."""
    found = [
        f"import {module}" for module, name in imported(source)
        if module.split(".")[0] in IMPURE or (module == "time" and name != "struct_time")
    ]  # fmt: skip
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in CLOCK:
                found.append(f"{node.lineno}: .{node.func.attr}()")
        elif isinstance(node, ast.Attribute) and node.attr in CLOCK:
            owner = ast.unparse(node.value)
            if owner.split(".")[-1] in ("date", "datetime", "time", "timezone"):
                found.append(f"{node.lineno}: {owner}.{node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOORS:
            found.append(f"{node.lineno}: {node.func.id}()")
    return found


MANAGERS = frozenset({"objects", "_default_manager", "_base_manager"})
SHORTCUTS = frozenset({"get_object_or_404", "get_list_or_404", "aget_object_or_404"})
WRITES = frozenset({"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create"})


def shortcuts_to_data(package: str, source: str) -> list[str]:
    """Where an edge reaches a table itself: managers, shortcuts, cursors, saving a row.

    An edge may keep a table of its own (a queue of uploads is no rule of the product); a manager
    of a model that it defines is not reported.
    """
    own = {
        name for module, name in imported(source) if module == f"guihang.{package}.models"
    }  # fmt: skip
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            owner = ast.unparse(node.value)
            if owner not in own:
                found.append(f"{owner}.{node.attr}")
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if (isinstance(node.func, ast.Name) and node.func.id in SHORTCUTS) or name in SHORTCUTS:
                found.append(ast.unparse(node.func))
            elif name in {"cursor", "raw"}:
                found.append(f"{ast.unparse(node.func)}()")
    for module, name in imported(source):
        if name in SHORTCUTS:
            found.append(f"{module}.{name}")
    return sorted(set(found))


def views(
    patterns: Iterable[Any], prefix: str = ""
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Give the route, the address and the view of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            for name, address, view in views(pattern.url_patterns, inside):
                yield name, f"{pattern.pattern}{address}", view
        elif isinstance(pattern, URLPattern):
            yield (
                f"{prefix}{pattern.name or pattern.pattern}",
                str(pattern.pattern),
                pattern.callback,
            )


def unguarded(patterns: Iterable[Any]) -> set[str]:
    """Routes whose view states no permission."""
    return {name for name, _, view in views(patterns) if not hasattr(view, "requires")}


def without_permission(patterns: Iterable[Any]) -> set[str]:
    """Routes whose view states that it needs none of its own."""
    return {name for name, _, view in views(patterns) if getattr(view, "requires", "") is None}


HAN = re.compile(r"[\u4e00-\u9fff]")
ENVELOPE = frozenset({"supersedes", "reason"})


def misdeclared(action: Action) -> list[str]:
    """What is wrong with the signature, the words or the permission of an action."""
    found = []
    parameters = inspect.signature(action.function).parameters
    for name, parameter in parameters.items():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            found.append(f"{name} is not keyword-only")
    found += [f"does not say {name}" for name in sorted(AMBIENT - parameters.keys())]
    found += [f"{name} is the envelope's" for name in sorted(ENVELOPE & parameters.keys())]
    if not HAN.search(action.words.zh) or not action.words.en or HAN.search(action.words.en):
        found.append("has not both words")
    for field in action.inputs:
        if not HAN.search(field.words.zh) or not field.words.en or HAN.search(field.words.en):
            found.append(f"{field.name} has not both words")
    if action.permission not in LABELS:
        found.append(f"{action.permission} has no label")
    if not any(action.permission in granted for granted in (OWN, *GRANTS.values())):
        found.append(f"{action.permission} is granted to nobody")
    if not (action.function.__doc__ or "").strip():
        found.append("says not what it does")
    return found


def entries_left(action: Action, given: Mapping[str, Any], entry: Any) -> list[str]:
    """What is wrong with what an action leaves in the journal. Carries it out, twice."""
    before = set(Entry.objects.values_list("pk", flat=True))
    first = action(**given, entry=entry)
    made = Entry.objects.exclude(pk__in=before)
    found = []
    if [row.pk for row in made] != [entry]:
        return [f"left {made.count()} entries"]
    row = made[0]
    if (row.action, row.at, row.by_id) != (action.name, given["at"], given["by"].user_id):
        found.append("the entry does not say what, when and by whom")
    if not row.unit_id or row.unit_id not in given["by"].units(action.permission):
        found.append("the entry does not say where")
    again = action(**given, entry=entry)
    if getattr(again, "pk", None) != getattr(first, "pk", None):
        found.append("answers otherwise the second time")
    if Entry.objects.exclude(pk__in=before).count() != 1:
        found.append("left another entry the second time")
    return found


def unexplained(models: Iterable[Any], known: Iterable[str]) -> set[str]:
    """Unique constraints whose violation by two people at once nobody put into words."""
    found = set()
    for model in models:
        meta = model._meta
        found |= {one.name for one in meta.constraints if isinstance(one, UniqueConstraint)}
        found |= {
            f"{meta.db_table}_{field.column}_key" for field in meta.local_concrete_fields
            if field.unique and not field.primary_key
        }  # fmt: skip
    return found - set(known)
