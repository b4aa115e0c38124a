"""Built files by their plain names: ``{% asset "app.js" %}``, ``{% icon "home" %}``."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@lru_cache(maxsize=2)
def _read(path: Path, changed_at: int) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(path.read_text())
    return manifest | {"icons": frozenset(manifest["icons"])}


@lru_cache(maxsize=4)
def _path(folder: Path | str) -> Path:
    return Path(folder) / "manifest.json"


def manifest() -> dict[str, Any]:
    """Return ``{"files": {plain name: built name}, "icons": {names}}`` of the last build."""
    path = _path(settings.STATICFILES_DIRS[0])
    try:
        return _read(path, path.stat().st_mtime_ns if settings.DEBUG else 0)
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "The front end is not built: run `make setup` · 前端尚未构建，请运行 make setup"
        ) from None


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file; its name changes with its content."""
    return _address(manifest()["files"][name])


@lru_cache(maxsize=512)
def _address(built: str) -> str:
    return static(built)


@lru_cache(maxsize=512)
def _drawn(sprite: str, name: str, classes: str, label: str) -> SafeString:
    meaning = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon{}" {}><use href="{}#{}"></use></svg>',
        f" {classes}" if classes else "", SafeString(meaning), sprite, name,
    )  # fmt: skip


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """Return a picture of the sprite; silent for screen readers unless it has a ``label``.

    Raises LookupError for a name that ``assets/icons.txt`` does not list.
    """
    if name not in manifest()["icons"]:
        raise LookupError(f"icon {name!r} is not listed in assets/icons.txt")
    return _drawn(asset("icons.svg"), name, classes, label)
