"""Both languages side by side in a template: ``{% t "今日" "Today" %}``."""

from typing import Any

from django import template

from guihang.core.words import say
from guihang.engines.words import Words

register = template.Library()
register.filter("say", say)


@register.simple_tag
def t(zh: str, en: str, **values: Any) -> str:
    """Return the text in the active language, with ``{name}`` filled from the arguments."""
    words = Words(zh, en)
    return say(words.fill(**values) if values else words)
